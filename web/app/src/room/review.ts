import type { Evaluation, Problem, Progress, Review } from '../wire';
import { moveLabel } from './game';
import { step } from './position';
import { key, listed, t } from '../words/words';

/** The answer to a look at a review. */
export type Look = { review: Review } | { progress: Progress } | { refused: string; gone: boolean };

/** look asks the server once for the review of a room's game. */
export async function look(room: string): Promise<Look> {
  try {
    const answer = await fetch(`/api/rooms/${encodeURIComponent(room)}/review`, { headers: { accept: 'application/json' } });
    if (answer.status === 200) return { review: (await answer.json()) as Review };
    if (answer.status === 202) return { progress: (await answer.json()) as Progress };
    const { text } = (await answer.json()) as Partial<Problem>;
    return { refused: text ?? key('The server gave no review.'), gone: answer.status === 404 };
  } catch {
    return { refused: key('The server cannot be reached. Try again in a moment.'), gone: false };
  }
}

const signed = (n: number, text: string) => (n < 0 ? `−${text}` : `+${text}`);

/** worth is an evaluation in short: "+1.24", "−0.30", "mate in 3 for Black". */
export function worth(e: Evaluation): string {
  if (e.mate === 0) return t('mate');
  if (e.mate !== undefined) return e.mate > 0 ? t('mate in {n} for White', { n: e.mate }) : t('mate in {n} for Black', { n: -e.mate });
  const cp = e.cp ?? 0;
  return cp === 0 ? '0.00' : signed(cp, (Math.abs(cp) / 100).toFixed(2));
}

/** chances are White's, in whole percent, in words for the ear and the table. */
export const chances = ({ win }: Pick<Evaluation, 'win'>): string => t('{n} %', { n: Math.round(win) });

/** The graph is drawn in a box so wide and so high; White's chances go up. */
export const BOX = { width: 400, height: 100 } as const;

export const across = (ply: number, last: number): number => (last === 0 ? 0 : (ply / last) * BOX.width);
export const up = (win: number): number => BOX.height - (win / 100) * BOX.height;

const round = (n: number) => Math.round(n * 100) / 100;

/** curve is the line of White's chances over the game, as path data. */
export function curve(plies: readonly Evaluation[]): string {
  const last = plies.length - 1;
  return plies.map((e, i) => `${i ? 'L' : 'M'}${round(across(i, last))} ${round(up(e.win))}`).join('');
}

/** area is what lies below the curve: White's part. */
export const area = (plies: readonly Evaluation[]): string => (plies.length ? `${curve(plies)}L${across(plies.length - 1, plies.length - 1)} ${BOX.height}L0 ${BOX.height}Z` : '');

/** A turning point in words: the move as people write it, who lost how much by it, and what was better. */
interface Turning {
  ply: number;
  label: string;
  lost: string;
  better?: string;
}

/** turning puts the turning points into words. Positions are the FENs after 0, 1, 2 … moves. */
export function turning(r: Review, sans: readonly string[], positions: readonly string[], start?: string): Turning[] {
  return r.turning.map(({ ply, side, loss, best }) => {
    const before = positions[ply - 1];
    const n = Math.round(loss);
    return {
      ply,
      label: moveLabel(ply, sans[ply - 1] ?? '', start),
      lost: side === 'white' ? t('White lost {n} % of the chances', { n }) : t('Black lost {n} % of the chances', { n }),
      better: before && best ? step(before, best)?.san : undefined,
    };
  });
}

/** summary is the graph for those who do not see it. */
export function summary(r: Review, turns: readonly Turning[]): string {
  const values = { n: r.plies.length - 1, end: chances(r.plies.at(-1) ?? { win: 50 }), where: listed(turns.map(({ label }) => label)) };
  return values.where
    ? t('White’s winning chances over {n} moves of both sides. They end at {end}. The game turned at {where}.', values)
    : t('White’s winning chances over {n} moves of both sides. They end at {end}. Nothing turned the game.', values);
}
