/**
 * Premoves: moves that we make while the other side thinks. They are this page's own until they are due; then the
 * first goes out as any other move does, and the server alone decides.
 *
 * Decision: a queue hangs on the moves of the game that it was made after, our own unsaved one among them. So a
 * reconnect, a new server or another tab cannot misplace it: after any other moves it is void.
 * Decision: where a man may go is geometry. Men of the other side may move away and so stop nobody; our own stay where
 * they are, but one that can be taken may be retaken. Rejected: every square a man could ever reach, which takes up our
 * own men's squares, so that one could no longer change one's mind with a click.
 */
import { colorOf, piecesOf, roleOf, type Promotion, type Square } from '../board/square';
import { along, aslant, attackers, castlings, lan, moved, placement, standing, steps, wayTo, written, type Way } from '../rules/paths';
import { other, type Colour } from '../wire';
import { ends, pendingMove, plays, turn, type Game } from '../room/game';
import { meant, step } from '../room/position';

/** A move to come, as the server reads it and as people write it. */
export interface Premove {
  readonly uci: string;
  readonly san: string;
}

/** Our moves to come, and the moves of the game after which the other side is to make one before they begin. */
export interface Queue {
  readonly after: string;
  readonly moves: readonly Premove[];
}

export const NONE: Queue = { after: '', moves: [] };

/** The position in which the other side is to move, and the moves that led to it. */
interface Awaited {
  fen: string;
  after: string;
}

const line = (g: Game, ...more: string[]): string => [...g.moves.map((m) => m.uci), ...more].join(' ');

/** awaited is where premoves begin, our own unsaved move made; undefined while there is nothing to make them for. */
export function awaited(g: Game): Awaited | undefined {
  const side = plays(g);
  if (!side || g.ended || g.n === undefined || !g.white || !g.black) return undefined;
  if (turn(g.fen) !== side) return { fen: g.fen, after: line(g) };
  const uci = pendingMove(g)?.uci;
  const next = uci && step(g.fen, uci);
  return next ? { fen: next.fen, after: line(g, uci) } : undefined;
}

/** queued adds a move to a queue. */
export function queued(q: Queue, { fen, after }: Awaited, uci: string): Queue {
  const moves = q.after === after ? q.moves : [];
  return { after, moves: [...moves, { uci, san: spelled(ahead(fen, moves), uci) }] };
}

/** What becomes of a queue: it is kept, or its first move is to be played now, or it is dropped. */
interface Fate {
  queue: Queue;
  play?: Premove;
  /** It was dropped for its first move, which the position does not allow. */
  illegal?: Premove;
}

/** fate says what becomes of a queue in a game that may have gone on. */
export function fate(q: Queue, g: Game): Fate {
  const [first, ...rest] = q.moves;
  if (!first || awaited(g)?.after === q.after) return { queue: q };
  const answered = g.moves.length > 0 && line({ ...g, moves: g.moves.slice(0, -1) }) === q.after;
  const due = answered && !g.ended && !pendingMove(g) && plays(g) === turn(g.fen);
  if (!due) return { queue: NONE };
  if (!step(g.fen, first.uci)) return { queue: NONE, illegal: first };
  return { queue: { after: line(g, first.uci), moves: rest }, play: first };
}

/** reach lists where the man on a square could go by the time it is our turn. */
export function reach(fen: string, from: Square): Square[] {
  const { men, rights } = standing(fen);
  const man = men.get(from);
  if (!man) return [];
  const [role, side] = [roleOf(man), colorOf(man)];
  const own = (at: Square) => men.get(at)?.[0] === man[0];
  const open = (at: Square) => !own(at) || attackers(men, at, other(side)).length > 0;
  if (role === 'p') return [...steps(side, from, own), ...aslant(side, from).filter(open)];
  const to = along(role, from, own).filter(open);
  return role === 'k' ? [...to, ...castlings(rights, from, own).map((c) => c.king[1])] : to;
}

/** ahead is a position after moves of ours, as if the other side never moved. Only men and castling are kept up. */
export function ahead(fen: string, moves: readonly Pick<Premove, 'uci'>[]): string {
  if (moves.length === 0) return fen;
  const then = moves.reduce((s, { uci }) => moved(s, ...ends(uci), uci[4] as Promotion | undefined), standing(fen));
  const [, side, , , ...rest] = fen.split(' ');
  return [placement(then.men), side, then.rights, '-', ...rest].join(' ');
}

/** ways are all the premoves of a side. */
const ways = (fen: string, side: Colour): Way[] => [...piecesOf(fen)].flatMap(([from, man]) => (colorOf(man) === side ? reach(fen, from).flatMap((to) => wayTo(roleOf(man), from, to)) : []));

/** readPremove finds the one premove that a text means. A pawn that takes is named by its file: d5 is a step. */
export function readPremove(fen: string, side: Colour, text: string): string | undefined {
  const found = meant(ways(fen, side), text);
  const steps = found.filter((w) => w.man !== 'p' || w.from[0] === w.to[0]);
  const [w, more] = found.length > 1 ? steps : found;
  return w && !more ? lan(w) : undefined;
}

/** spelled is a premove as people write it: Nf3, exd5, O-O, e8=Q. */
export function spelled(fen: string, uci: string): string {
  const side = piecesOf(fen).get(uci.slice(0, 2) as Square)?.[0] === 'b' ? 'black' : 'white';
  const every = ways(fen, side);
  const w = every.find((w) => lan(w) === uci);
  if (!w) return uci;
  return written(w, w.man === 'p' ? w.from[0] !== w.to[0] : piecesOf(fen).has(w.to), every);
}
