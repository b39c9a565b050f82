import { SPEEDS, speed } from '../clock/pace';
import type { Control, Rating } from '../wire';

/** unrated is why one cannot play a rated game with a clock, in words; undefined if one can. */
export function unrated(ratings: readonly Rating[] | undefined, control: Control | undefined): string | undefined {
  if (!ratings?.length) return 'Guests have no rating, so their games are casual.';
  const at = control && SPEEDS.find((s) => s === speed(control));
  if (!at || ratings.some((r) => r.speed === at)) return undefined;
  return `You have no ${at} rating yet.`;
}
