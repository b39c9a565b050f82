import { SPEEDS, speed, speedName } from '../clock/pace';
import type { Control, Rating } from '../wire';
import { t } from '../words/words';

/** unrated is why one cannot play a rated game with a clock, in words; undefined if one can. */
export function unrated(ratings: readonly Rating[] | undefined, control: Control | undefined): string | undefined {
  if (!ratings?.length) return t('Guests have no rating, so their games are casual.');
  const at = control && SPEEDS.find((s) => s === speed(control));
  if (!at || ratings.some((r) => r.speed === at)) return undefined;
  return t('You have no {speed} rating yet.', { speed: speedName(at) });
}
