import type { Colour, Ended } from '../wire';

/** A result in words. */
export interface Ending {
  title: string;
  score: string;
  why: string;
}

const scores: Record<Ended['result'], string> = { '1-0': '1–0', '0-1': '0–1', '1/2-1/2': '½–½', '*': '–' };
const titles: Record<Ended['result'], string> = { '1-0': 'White wins', '0-1': 'Black wins', '1/2-1/2': 'Draw', '*': 'No result' };

/** What a result leaves open: the move, as people write it, that a draw was claimed with, and who was to move. */
export interface Last {
  claimed?: string;
  toMove?: Colour;
}

type Sentence = (names: { winner: string; loser: string; toMove: string; waiting: string; draw: boolean }) => string;
const sentences: Record<Ended['reason'], Sentence> = {
  checkmate: () => 'Checkmate',
  stalemate: () => 'Stalemate',
  threefold: () => 'Threefold repetition',
  fivefold: () => 'Fivefold repetition',
  fifty: () => 'Fifty moves without a capture or a pawn move',
  seventyfive: () => 'Seventy-five moves without a capture or a pawn move',
  insufficient_material: () => 'Neither side can mate',
  resignation: (n) => `${n.loser} resigned`,
  agreement: () => 'Draw agreed',
  flag: (n) => `${n.loser} ran out of time`,
  flag_draw: (n) => `${n.toMove} ran out of time, but ${n.waiting} cannot mate`,
  aborted: () => 'The game was aborted',
  no_first_move: () => 'No first move was made in time',
  abandonment: (n) => (n.draw ? 'One player left, the other claimed a draw' : `${n.loser} left the game`),
  server: () => 'The server ended the game',
};

/** ending puts a result into words. */
export function ending(e: Ended, white = 'White', black = 'Black', last: Last = {}): Ending {
  const [winner, loser] = e.result === '0-1' ? [black, white] : [white, black];
  const [toMove, waiting] = last.toMove === undefined ? ['One side', 'the other'] : last.toMove === 'white' ? [white, black] : [black, white];
  const why = sentences[e.reason]({ winner, loser, toMove, waiting, draw: e.result === '1/2-1/2' });
  return { title: titles[e.result], score: scores[e.result], why: last.claimed ? `${why}, claimed with ${last.claimed}` : why };
}

/** brief is a reason in a word or two, for lists. */
export const brief: Record<Ended['reason'], string> = {
  checkmate: 'mate',
  stalemate: 'stalemate',
  threefold: 'threefold',
  fivefold: 'fivefold',
  fifty: 'fifty moves',
  seventyfive: '75 moves',
  insufficient_material: 'no material',
  resignation: 'resigned',
  agreement: 'agreed',
  flag: 'on time',
  flag_draw: 'time, no material',
  aborted: 'aborted',
  no_first_move: 'not begun',
  abandonment: 'abandoned',
  server: 'ended',
};
