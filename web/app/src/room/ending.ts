import type { Colour, Ended } from '../wire';
import { key, t } from '../words/words';

/** A result in words. */
interface Ending {
  title: string;
  score: string;
  why: string;
}

const scores: Record<Ended['result'], string> = { '1-0': '1–0', '0-1': '0–1', '1/2-1/2': '½–½', '*': '–' };
const titles: Record<Ended['result'], string> = { '1-0': key('White wins'), '0-1': key('Black wins'), '1/2-1/2': key('Draw'), '*': key('No result') };

/** What a result leaves open: the move, as people write it, that a draw was claimed with, and who was to move. */
export interface Last {
  claimed?: string;
  toMove?: Colour;
}

const sentences: Record<Ended['reason'], string> = {
  checkmate: key('Checkmate'),
  stalemate: key('Stalemate'),
  threefold: key('Threefold repetition'),
  fivefold: key('Fivefold repetition'),
  fifty: key('Fifty moves without a capture or a pawn move'),
  seventyfive: key('Seventy-five moves without a capture or a pawn move'),
  insufficient_material: key('Neither side can mate'),
  resignation: key('{loser} resigned'),
  agreement: key('Draw agreed'),
  flag: key('{loser} ran out of time'),
  flag_draw: key('{toMove} ran out of time, but {waiting} cannot mate'),
  aborted: key('The game was aborted'),
  no_first_move: key('No first move was made in time'),
  abandonment: key('{loser} left the game'),
  server: key('The server ended the game'),
};
const GONE_DRAW = key('One player left, the other claimed a draw');
const FLAG_DRAW = key('One side ran out of time, but the other cannot mate');

/** ending puts a result into words. */
export function ending(e: Ended, white = t('White'), black = t('Black'), { claimed, toMove }: Last = {}): Ending {
  const draw = e.result === '1/2-1/2';
  const text = e.reason === 'abandonment' && draw ? GONE_DRAW : e.reason === 'flag_draw' && !toMove ? FLAG_DRAW : sentences[e.reason];
  const [mover, waiting] = toMove === 'black' ? [black, white] : [white, black];
  const why = t(text, { loser: e.result === '0-1' ? white : black, toMove: mover, waiting });
  return { title: t(titles[e.result]), score: scores[e.result], why: claimed ? t('{why}, claimed with {move}', { why, move: claimed }) : why };
}

const briefly: Record<Ended['reason'], string> = {
  checkmate: key('mate'),
  stalemate: key('stalemate'),
  threefold: key('threefold'),
  fivefold: key('fivefold'),
  fifty: key('fifty moves'),
  seventyfive: key('75 moves'),
  insufficient_material: key('no material'),
  resignation: key('resigned'),
  agreement: key('agreed'),
  flag: key('on time'),
  flag_draw: key('time, no material'),
  aborted: key('aborted'),
  no_first_move: key('not begun'),
  abandonment: key('abandoned'),
  server: key('ended'),
};

/** brief is a reason in a word or two, for lists. */
export const brief = (reason: Ended['reason']): string => t(briefly[reason]);
