import type { Promotion, Square } from '../board';
import { checkedIn, fenOf, goals, kingOf, made, playable, position, sanOf, ways } from '../rules/rules';
import { lan, type Way } from '../rules/paths';
import { other, type Colour, type Ended } from '../wire';
import type { Last } from './ending';
import { ends, START_FEN, turn } from './game';
import { tn } from '../words/words';

export type { Square };

/** What the board must know of a position; legality is for the eye and the hand, the server decides. */
export interface Step {
  fen: string;
  san: string;
}

/** legal lists the squares that the piece on a square may go to. */
export function legal(fen: string, from: Square): Square[] {
  return goals(position(fen), from);
}

/** step plays a move in UCI; undefined if the position does not allow it. */
export function step(fen: string, uci: string): Step | undefined {
  const p = position(fen);
  const w = playable(p, uci);
  return w && { fen: fenOf(made(p, w.from, w.to, w.becomes)), san: sanOf(p, w) };
}

/**
 * read finds the one legal move that a text means: UCI, SAN with as much of the square it comes from as one likes,
 * castling with O, 0 or o, or by the king onto his rook. What it cannot read may still be a move: the server decides.
 */
export function read(fen: string, text: string): string | undefined {
  const [m, more] = meant(ways(position(fen)), text);
  return m && !more ? lan(m) : undefined;
}

const bared = (text: string): string => text.trim().replace(/[+#!?]+$/, '').replace(/[-x:=]/g, '');

/** written is a text as it goes out: a move in UCI that stands in capitals, E2E4, in small letters. B3c4 is a bishop's. */
export function written(fen: string, text: string): string {
  const small = bared(text).toLowerCase();
  return /^([a-h][1-8]){2}[qrbn]?$/.test(small) && !read(fen, text) ? small : text;
}

/** unpromoted tells whether a text is a pawn's move that only lacks what the pawn becomes. */
export const unpromoted = (fen: string, text: string): boolean => !read(fen, text) && read(fen, `${bared(text)}Q`) !== undefined;

/** meant are those of some ways that a text may mean. */
export function meant(ways: readonly Way[], text: string): Way[] {
  const bare = bared(text);
  const wanted = /^[oO0]{2,3}$/.test(bare) ? 'O'.repeat(bare.length) : bare;
  return ways.filter((w) => spellings(w).includes(wanted));
}

function spellings(w: Way): string[] {
  const man = w.man === 'p' ? '' : w.man.toUpperCase();
  const becomes = w.becomes?.toUpperCase() ?? '';
  const sans = ['', w.from[0]!, w.from[1]!, w.from].map((from) => man + from + w.to + becomes);
  return [...sans, lan(w), ...(w.castles ? [w.castles.replaceAll('-', ''), `${w.from}${w.castles === 'O-O' ? 'h' : 'a'}${w.from[1]}`] : [])];
}

/** last is what the position a game ended in adds to its result. */
export function last(fen: string, e: Ended): Last {
  return { claimed: e.claimed && (step(fen, e.claimed)?.san ?? e.claimed), toMove: turn(fen) };
}

/** checked is the square of the king that stands in check. */
export const checked = (fen: string): Square | undefined => checkedIn(position(fen), turn(fen));

/** king is the square of a side's king. */
export const king = (fen: string, side: Colour): Square | undefined => kingOf(position(fen), side);

/** positions are the FENs after 0, 1, 2 … moves, which the server has found legal. */
export function positions(start: string | undefined, ucis: readonly string[]): string[] {
  let p = position(start ?? START_FEN);
  const fens = [fenOf(p)];
  for (const uci of ucis) {
    p = made(p, ...ends(uci), uci[4] as Promotion | undefined);
    fens.push(fenOf(p));
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
  const stood = positions(start, ucis).map(same);
  return stood.filter((f) => f === stood.at(-1)).length >= 3;
}

const worth = { p: 1, n: 3, b: 3, r: 5, q: 9 } as const;
type Man = keyof typeof worth;
const men = Object.keys(worth) as Man[];

/** The men a side has taken, least worth first, and by how many pawns it is ahead (0 if it is not). */
export interface Captured {
  men: { man: Man; count: number }[];
  ahead: number;
}

/** counted is so many men of a kind in words: "2 pawns". */
export const counted = (man: Man, n: number): string =>
  ({
    p: () => tn(n, '{n} pawn', '{n} pawns'),
    n: () => tn(n, '{n} knight', '{n} knights'),
    b: () => tn(n, '{n} bishop', '{n} bishops'),
    r: () => tn(n, '{n} rook', '{n} rooks'),
    q: () => tn(n, '{n} queen', '{n} queens'),
  })[man]();

/** captured counts what is missing of the other side since the start; a promoted pawn is missing as a pawn. */
export function captured(fen: string, by: Colour, start = START_FEN): Captured {
  const theirs = other(by);
  const on = (at: string, man: Man, side: Colour) => at.split(' ')[0]!.split(side === 'white' ? man.toUpperCase() : man).length - 1;
  const lead = men.reduce((sum, m) => sum + worth[m] * (on(fen, m, by) - on(fen, m, theirs)), 0);
  const taken = men.map((man) => ({ man, count: Math.max(0, on(start, man, theirs) - on(fen, man, theirs)) }));
  return { men: taken.filter((t) => t.count > 0), ahead: Math.max(0, lead) };
}
