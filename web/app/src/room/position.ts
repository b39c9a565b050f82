import { Chess, type Square } from 'chess.js';
import { other, type Colour } from '../wire';
import { START_FEN, turn } from './game';

export type { Square };

/** What the board must know of a position; legality is for the eye and the hand, the server decides. */
export interface Step {
  fen: string;
  san: string;
}

/** legal lists the squares that the piece on a square may go to. */
export function legal(fen: string, from: Square): Square[] {
  const moves = new Chess(fen).moves({ square: from, verbose: true });
  return [...new Set(moves.map((m) => m.to))];
}

/** step plays a move in UCI; undefined if the position does not allow it. */
export function step(fen: string, uci: string): Step | undefined {
  const chess = new Chess(fen);
  try {
    const m = chess.move({ from: uci.slice(0, 2), to: uci.slice(2, 4), promotion: uci[4] });
    return { fen: chess.fen(), san: m.san };
  } catch {
    return undefined;
  }
}

/** checked is the square of the king that stands in check. */
export function checked(fen: string): Square | undefined {
  const chess = new Chess(fen);
  if (!chess.inCheck()) return undefined;
  return king(fen, turn(fen));
}

/** king is the square of a side's king. */
export function king(fen: string, side: Colour): Square | undefined {
  return new Chess(fen).findPiece({ type: 'k', color: side === 'white' ? 'w' : 'b' })[0];
}

/** positions are the FENs after 0, 1, 2 … moves. */
export function positions(start: string | undefined, ucis: readonly string[]): string[] {
  const chess = new Chess(start ?? START_FEN);
  const fens = [chess.fen()];
  for (const uci of ucis) {
    chess.move({ from: uci.slice(0, 2), to: uci.slice(2, 4), promotion: uci[4] });
    fens.push(chess.fen());
  }
  return fens;
}

/**
 * claimable tells whether the side to move could claim a draw now: fifty moves without a capture or a pawn's move, or
 * the position standing for the third time (FIDE 9.2, 9.3). Only the moves since the last such move can have repeated.
 */
export function claimable(start: string | undefined, ucis: readonly string[], fen: string): boolean {
  const quiet = Number(fen.split(' ')[4]);
  if (quiet >= 100) return true;
  if (quiet < 8) return false;
  const same = (f: string) => f.split(' ').slice(0, 4).join(' ');
  return positions(start, ucis).filter((f) => same(f) === same(fen)).length >= 3;
}

const worth = { p: 1, n: 3, b: 3, r: 5, q: 9 } as const;
const full = { p: 8, n: 2, b: 2, r: 2, q: 1 } as const;
type Man = keyof typeof worth;
const men = Object.keys(worth) as Man[];

/** The men a side has taken, least worth first, and by how many pawns it is ahead (0 if it is not). */
export interface Captured {
  men: { man: Man; count: number }[];
  ahead: number;
}

/** captured counts what is missing of the other side; a promoted pawn is missing as a pawn. */
export function captured(fen: string, by: Colour): Captured {
  const board = fen.split(' ')[0]!;
  const theirs = other(by);
  const on = (man: Man, side: Colour) => board.split(side === 'white' ? man.toUpperCase() : man).length - 1;
  const lead = men.reduce((sum, m) => sum + worth[m] * (on(m, by) - on(m, theirs)), 0);
  const taken = men.map((man) => ({ man, count: Math.max(0, full[man] - on(man, theirs)) }));
  return { men: taken.filter((t) => t.count > 0), ahead: Math.max(0, lead) };
}
