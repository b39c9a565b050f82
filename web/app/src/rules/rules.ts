/**
 * The rules of chess, as far as the eye and the hand need them: where a man may go, what a move makes of a position, how
 * it is written. Whether a move counts the server decides.
 *
 * Decision: not chess.js. It brings a reader of PGN, hashes and a history that nobody here asks for, a tenth of all that a
 * game loads. It is the judge of these rules in their test, as it is of the server's. What somebody writes as a position
 * the server alone judges.
 */
import { colorOf, fileOf, rankOf, roleOf, squareOf, type Piece, type Promotion, type Role, type Square } from '../board/square';
import { ends, moveNumber, turn } from './fen';
import { other, type Colour } from '../wire';
import { along, aslant, attackers, between, castlings, lan, manOf, moved, placement, standing, steps, wayTo, written, type Standing, type Way } from './paths';

/** All that a FEN says. */
export interface Position extends Standing {
  turn: Colour;
  /** The square that a pawn has just stepped over. */
  passed?: Square;
  /** Plies since the last capture or pawn's move. */
  quiet: number;
  /** The number of the move to be made. */
  n: number;
}

/** position reads a FEN. */
export function position(fen: string): Position {
  const [, , , passed = '-', quiet] = fen.split(' ');
  return { ...standing(fen), turn: turn(fen), passed: passed === '-' ? undefined : (passed as Square), quiet: Number(quiet) || 0, n: moveNumber(fen) };
}

/** kingOf is the square of a side's king. */
export const kingOf = ({ men }: Standing, side: Colour): Square | undefined => [...men].find(([, man]) => man === manOf(side, 'k'))?.[0];

/** checkedIn is the square of a side's king that stands in check. */
export function checkedIn(p: Standing, side: Colour): Square | undefined {
  const king = kingOf(p, side);
  return king && attackers(p.men, king, other(side)).length ? king : undefined;
}

/** goals are the squares that the man on a square may go to. */
export function goals(p: Position, from: Square): Square[] {
  const man = p.men.get(from);
  if (!man || colorOf(man) !== p.turn) return [];
  return reach(p, from, man).filter((to) => !checkedIn(made(p, from, to), p.turn));
}

/** reach is the same, though it might leave his king in check. */
function reach({ men, rights, turn, passed }: Position, from: Square, man: Piece): Square[] {
  const role = roleOf(man);
  const stops = (at: Square) => men.has(at);
  const own = (at: Square) => men.get(at)?.[0] === man[0];
  if (role === 'p') return [...steps(turn, from, stops), ...aslant(turn, from).filter((at) => at === passed || (men.has(at) && !own(at)))];
  const to = along(role, from, stops).filter((at) => !own(at));
  const safe = (at: Square) => !attackers(men, at, other(turn)).length;
  return role === 'k' ? [...to, ...castlings(rights, from, stops).filter(({ king }) => [...king, ...between(king[0], king[1])].every(safe)).map(({ king }) => king[1])] : to;
}

/** ways are all that may be played, or all of one kind of men. */
export const ways = (p: Position, kind?: Role): Way[] =>
  [...p.men].flatMap(([from, man]) => (kind && kind !== roleOf(man) ? [] : goals(p, from).flatMap((to) => wayTo(roleOf(man), from, to))));

/** made is the position after a move. */
export function made(p: Position, from: Square, to: Square, becomes?: Promotion): Position {
  const { men, rights } = moved(p, from, to, becomes);
  const pawn = p.men.get(from)?.[1] === 'p';
  const past = pawn && to === p.passed && squareOf(fileOf(to), rankOf(from)); // where the pawn stands that is taken en passant
  const far = pawn && Math.abs(rankOf(to) - rankOf(from)) === 2;
  return {
    men: past ? new Map([...men].filter(([at]) => at !== past)) : men,
    rights,
    turn: other(p.turn),
    passed: far ? squareOf(fileOf(from), (rankOf(from) + rankOf(to)) / 2) : undefined,
    quiet: pawn || p.men.has(to) ? 0 : p.quiet + 1,
    n: p.n + (p.turn === 'black' ? 1 : 0),
  };
}

/** sanOf is a move as people write it, with the check or the mate that it gives. */
export function sanOf(p: Position, w: Way): string {
  const then = made(p, w.from, w.to, w.becomes);
  const takes = p.men.has(w.to) || (w.man === 'p' && w.from[0] !== w.to[0]);
  const check = checkedIn(then, then.turn) ? (ways(then).length ? '+' : '#') : '';
  return written(w, takes, ways(p, w.man)) + check;
}

/** playable is the way that a move in UCI is, if it may be played. */
export function playable(p: Position, uci: string): Way | undefined {
  const [from, to] = ends(uci);
  const man = p.men.get(from);
  return man && goals(p, from).includes(to) ? wayTo(roleOf(man), from, to).find((w) => lan(w) === uci) : undefined;
}

/** fenOf writes a position as the server does: the square that a pawn has passed only if he may be taken there. */
export function fenOf(p: Position): string {
  const { passed, turn } = p;
  const takers = passed ? aslant(other(turn), passed).filter((at) => p.men.get(at) === manOf(turn, 'p')) : [];
  const taken = takers.some((at) => goals(p, at).includes(passed!));
  return [placement(p.men), turn[0], p.rights, taken ? passed : '-', p.quiet, p.n].join(' ');
}
