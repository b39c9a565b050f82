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
import { fileOf, piecesOf, rankOf, roleOf, squareOf, type Piece, type Pieces, type Role, type Square } from '../board/square';
import type { Colour } from '../wire';
import { pendingMove, plays, turn, type Game } from './game';
import { lan, meant, step, type Way } from './position';

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
export interface Awaited {
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
export interface Fate {
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

type Step = readonly [files: number, ranks: number];

const straight: readonly Step[] = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const slant: readonly Step[] = [[1, 1], [1, -1], [-1, 1], [-1, -1]];
const leap: readonly Step[] = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]];
const all = [...straight, ...slant];

const steps: Record<Exclude<Role, 'p'>, { by: readonly Step[]; far: boolean }> = {
  k: { by: all, far: false },
  q: { by: all, far: true },
  r: { by: straight, far: true },
  b: { by: slant, far: true },
  n: { by: leap, far: false },
};

/** Castling: the letter of the right, the king's and the rook's way. */
const castles = [
  { right: 'K', san: 'O-O', king: ['e1', 'g1'], rook: ['h1', 'f1'] },
  { right: 'Q', san: 'O-O-O', king: ['e1', 'c1'], rook: ['a1', 'd1'] },
  { right: 'k', san: 'O-O', king: ['e8', 'g8'], rook: ['h8', 'f8'] },
  { right: 'q', san: 'O-O-O', king: ['e8', 'c8'], rook: ['a8', 'd8'] },
] as const;

function beside(from: Square, [files, ranks]: Step): Square | undefined {
  const [file, rank] = [fileOf(from) + files, rankOf(from) + ranks];
  return file < 0 || file > 7 || rank < 0 || rank > 7 ? undefined : squareOf(file, rank);
}

/** along are the squares a man passes, up to and with the first that stops it. */
function along(role: Exclude<Role, 'p'>, from: Square, stops: (at: Square) => boolean): Square[] {
  const { by, far } = steps[role];
  return by.flatMap((way) => {
    const passed: Square[] = [];
    for (let at = beside(from, way); at; at = far && !stops(at) ? beside(at, way) : undefined) passed.push(at);
    return passed;
  });
}

const forward = (man: Piece): number => (man[0] === 'w' ? 1 : -1);
const aslant = (from: Square, man: Piece): Square[] => [-1, 1].map((files) => beside(from, [files, forward(man)])).filter((at) => at !== undefined);

/** attacked tells whether a man of the other side than `man`'s could take on a square now. */
const attacked = (men: Pieces, at: Square, man: Piece): boolean =>
  [...men].some(([from, m]) => {
    if (m[0] === man[0]) return false;
    const role = roleOf(m);
    return (role === 'p' ? aslant(from, m) : along(role, from, (s) => men.has(s))).includes(at);
  });

/** reach lists where the man on a square could go by the time it is our turn. */
export function reach(fen: string, from: Square): Square[] {
  const men = piecesOf(fen);
  const man = men.get(from);
  if (!man) return [];
  const role = roleOf(man);
  const own = (at: Square) => men.get(at)?.[0] === man[0];
  const open = (at: Square) => !own(at) || attacked(men, at, man);
  if (role === 'p') {
    const home = man[0] === 'w' ? 1 : 6;
    const ahead = [1, 2].map((n) => beside(from, [0, n * forward(man)])).slice(0, rankOf(from) === home ? 2 : 1);
    const stop = ahead.findIndex((at) => !at || own(at));
    return [...ahead.slice(0, stop < 0 ? 2 : stop).filter((at) => at !== undefined), ...aslant(from, man).filter(open)];
  }
  const to = along(role, from, own).filter(open);
  return role === 'k' ? [...to, ...castlings(fen, from, own).map((c) => c.king[1])] : to;
}

/** castlings are those for which king and rook have never moved and none of our own men stands between. */
function castlings(fen: string, from: Square, own: (at: Square) => boolean) {
  const rights = fen.split(' ')[2] ?? '';
  return castles.filter(({ right, king, rook }) => {
    const [a, b] = [fileOf(king[0]), fileOf(rook[0])].sort((x, y) => x - y) as [number, number];
    const between = Array.from({ length: b - a - 1 }, (_, i) => squareOf(a + 1 + i, rankOf(from)));
    return rights.includes(right) && king[0] === from && !between.some(own);
  });
}

/** ahead is a position after moves of ours, as if the other side never moved. Only men and castling are kept up. */
export function ahead(fen: string, moves: readonly Pick<Premove, 'uci'>[]): string {
  const [placed, side, rights, , ...rest] = fen.split(' ');
  if (moves.length === 0) return fen;
  const men = piecesOf(placed!);
  let left = rights ?? '-';
  for (const { uci } of moves) {
    const [from, to] = [uci.slice(0, 2), uci.slice(2, 4)] as [Square, Square];
    const man = men.get(from);
    if (!man) continue;
    const castled = roleOf(man) === 'k' ? castles.find((c) => left.includes(c.right) && c.king[0] === from && c.king[1] === to) : undefined;
    const rook = castled && men.get(castled.rook[0]);
    men.delete(from);
    men.set(to, uci[4] ? (`${man[0]}${uci[4]}` as Piece) : man);
    if (rook) {
      men.delete(castled.rook[0]);
      men.set(castled.rook[1], rook);
    }
    for (const { right, king, rook } of castles) if (king[0] === from || [from, to].includes(rook[0])) left = left.replace(right, '');
  }
  return [placement(men), side, left || '-', '-', ...rest].join(' ');
}

/** placement is the first field of a FEN. */
function placement(men: Pieces): string {
  const letter = (at: Square) => {
    const man = men.get(at);
    return man ? (man[0] === 'w' ? roleOf(man).toUpperCase() : roleOf(man)) : '1';
  };
  const ranks = [7, 6, 5, 4, 3, 2, 1, 0].map((rank) => Array.from({ length: 8 }, (_, file) => letter(squareOf(file, rank))).join(''));
  return ranks.join('/').replace(/1+/g, (empty) => String(empty.length));
}

/** ways are all the premoves of a side. */
function ways(fen: string, side: Colour): Way[] {
  return [...piecesOf(fen)].flatMap(([from, piece]) => {
    if (piece[0] !== side[0]) return [];
    const man = roleOf(piece);
    return reach(fen, from).flatMap((to): Way[] => {
      if (man === 'p' && (rankOf(to) === 0 || rankOf(to) === 7)) return ['q', 'r', 'b', 'n'].map((becomes) => ({ man, from, to, becomes }));
      const castled = man === 'k' && Math.abs(fileOf(to) - fileOf(from)) === 2;
      return [{ man, from, to, castles: castled ? (fileOf(to) === 6 ? 'O-O' : 'O-O-O') : undefined }];
    });
  });
}

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
  if (w.castles) return w.castles;
  const takes = w.man === 'p' ? w.from[0] !== w.to[0] : piecesOf(fen).has(w.to);
  const others = every.filter((o) => o.man === w.man && o.to === w.to && o.from !== w.from && w.man !== 'p');
  const [file, rank] = [0, 1].map((i) => others.every((o) => o.from[i] !== w.from[i]));
  const from = w.man === 'p' ? (takes ? w.from[0] : '') : others.length === 0 ? '' : file ? w.from[0] : rank ? w.from[1] : w.from;
  return `${w.man === 'p' ? '' : w.man.toUpperCase()}${from}${takes ? 'x' : ''}${w.to}${w.becomes ? `=${w.becomes.toUpperCase()}` : ''}`;
}
