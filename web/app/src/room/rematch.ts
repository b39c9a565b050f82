import { pace, speed, speedName, unlimited } from '../clock/pace';
import { other, type Colour, type Command, type Control, type RematchOffered, type Side } from '../wire';
import { listed, t } from '../words/words';

/** What is to be other than in the last game, in which colours are swapped: a clock, or the side of who asks. */
export interface Changes {
  control?: Control;
  side?: Side;
}

const same = (a: Control, b: Control) => JSON.stringify(a) === JSON.stringify(b);

/** mineIn is the side that an offer of the opponent gives us, who had `side`. */
export function mineIn(offer: Changes, side: Colour): Side {
  if (offer.side === undefined) return other(side);
  return offer.side === 'random' ? 'random' : other(offer.side);
}

/** as is a side as it stands behind a verb: "as White", "colours by lot". */
export const as = (side: Side): string => ({ white: t('as White'), black: t('as Black'), random: t('colours by lot') })[side];

/** told is what an offer of the opponent changes for us, who had `side` in a game with a control; empty if it changes nothing. */
export function told(offer: Changes, control: Control, side: Colour): string {
  const clock = (c: Control) => (unlimited(c) ? pace(c) : `${pace(c)} ${speedName(speed(c))}`);
  const instead = offer.control && !same(offer.control, control) && t('{clock} instead of {before}', { clock: clock(offer.control), before: pace(control) });
  const mine = mineIn(offer, side);
  const colours = offer.side !== undefined && mine !== other(side) && { white: t('you play White again'), black: t('you play Black again'), random: t('colours by lot') }[mine];
  return listed([instead, colours]);
}

/** ask is the command for a rematch that we, who had `side`, want so; what is as it would be anyway is left out. */
export function ask(room: string, want: { control: Control; side: Side }, control: Control, side: Colour): Command {
  return {
    t: 'rematch',
    d: { room, ...(!same(want.control, control) && { control: want.control }), ...(want.side !== other(side) && { side: want.side }) },
  };
}

/** wanted is where the settings of an answer begin: with what the opponent offers, or else with what the game was. */
export const wanted = (offer: RematchOffered | undefined, control: Control, side: Colour): { control: Control; side: Side } => ({
  control: offer?.control ?? control,
  side: offer ? mineIn(offer, side) : other(side),
});
