/** How men go over a board, whoever is to move and whatever he may do: what the rules and a premove have in common. */
import { colorOf, fileOf, piecesOf, rankOf, roleOf, squareOf, type Color, type Piece, type Pieces, type Promotion, type Role, type Square } from '../board/square';

type Step = readonly [files: number, ranks: number];

const straight: readonly Step[] = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const slant: readonly Step[] = [[1, 1], [1, -1], [-1, 1], [-1, -1]];
const leap: readonly Step[] = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]];
const all = [...straight, ...slant];

const gaits: Record<Exclude<Role, 'p'>, { by: readonly Step[]; far: boolean }> = {
  k: { by: all, far: false },
  q: { by: all, far: true },
  r: { by: straight, far: true },
  b: { by: slant, far: true },
  n: { by: leap, far: false },
};

/** What a pawn may become. */
const PROMOTIONS: readonly Promotion[] = ['q', 'r', 'b', 'n'];

/** Castling: the letter of the right, how it is written, the king's and the rook's way. */
const castles = [
  { right: 'K', san: 'O-O', king: ['e1', 'g1'], rook: ['h1', 'f1'] },
  { right: 'Q', san: 'O-O-O', king: ['e1', 'c1'], rook: ['a1', 'd1'] },
  { right: 'k', san: 'O-O', king: ['e8', 'g8'], rook: ['h8', 'f8'] },
  { right: 'q', san: 'O-O-O', king: ['e8', 'c8'], rook: ['a8', 'd8'] },
] as const;

/** One way to castle. */
export type Castling = (typeof castles)[number];

/** A way a man may go, as far as its spelling goes. */
export interface Way {
  man: Role;
  from: Square;
  to: Square;
  becomes?: Promotion;
  castles?: Castling['san'];
}

/** manOf is a side's man of a kind. */
export const manOf = (side: Color, role: Role): Piece => `${side === 'white' ? 'w' : 'b'}${role}`;

/** lan is a way in UCI. */
export const lan = (w: Way): string => w.from + w.to + (w.becomes ?? '');

/** Squares that stop a man: he goes up to and with them. */
type Stops = (at: Square) => boolean;

function beside(from: Square, [files, ranks]: Step): Square | undefined {
  const [file, rank] = [fileOf(from) + files, rankOf(from) + ranks];
  return file < 0 || file > 7 || rank < 0 || rank > 7 ? undefined : squareOf(file, rank);
}

/** along are the squares that a man passes who is no pawn. */
export function along(role: Exclude<Role, 'p'>, from: Square, stops: Stops): Square[] {
  const { by, far } = gaits[role];
  return by.flatMap((way) => {
    const passed: Square[] = [];
    for (let at = beside(from, way); at; at = far && !stops(at) ? beside(at, way) : undefined) passed.push(at);
    return passed;
  });
}

const forward = (side: Color): number => (side === 'white' ? 1 : -1);

/** steps are the squares a pawn may step to. */
export function steps(side: Color, from: Square, stops: Stops): Square[] {
  const home = side === 'white' ? 1 : 6;
  const way = [1, 2].map((n) => beside(from, [0, n * forward(side)])).slice(0, rankOf(from) === home ? 2 : 1);
  const stop = way.findIndex((at) => !at || stops(at));
  return way.slice(0, stop < 0 ? 2 : stop).filter((at) => at !== undefined);
}

/** aslant are the squares a pawn may take on. */
export const aslant = (side: Color, from: Square): Square[] => [-1, 1].map((files) => beside(from, [files, forward(side)])).filter((at) => at !== undefined);

/** castlings are those that a king on a square has the right to, if nothing of what stands between him and the rook stops him. */
export function castlings(rights: string, from: Square, stops: Stops): Castling[] {
  return castles.filter(({ right, king, rook }) => rights.includes(right) && king[0] === from && !between(from, rook[0]).some(stops));
}

/** between are the squares of a rank between two. */
export function between(from: Square, to: Square): Square[] {
  const [a, b] = [fileOf(from), fileOf(to)].sort((x, y) => x - y) as [number, number];
  return Array.from({ length: b - a - 1 }, (_, i) => squareOf(a + 1 + i, rankOf(from)));
}

/** attackers are the squares of a side's men that attack a square; of the side that stands on it, that guard it. */
export const attackers = (men: Pieces, at: Square, side: Color): Square[] =>
  [...men].flatMap(([from, man]) => {
    if (colorOf(man) !== side) return [];
    const role = roleOf(man);
    return (role === 'p' ? aslant(side, from) : along(role, from, (s) => men.has(s))).includes(at) ? [from] : [];
  });

/** wayTo spells how a man goes to a square: more than one way for a pawn that may become this or that. */
export function wayTo(man: Role, from: Square, to: Square): Way[] {
  if (man === 'p' && (rankOf(to) === 0 || rankOf(to) === 7)) return PROMOTIONS.map((becomes) => ({ man, from, to, becomes }));
  const castled = man === 'k' && Math.abs(fileOf(to) - fileOf(from)) === 2;
  return [{ man, from, to, castles: castled ? (fileOf(to) === 6 ? 'O-O' : 'O-O-O') : undefined }];
}

/** Who stands where, and the rights to castle that are left. */
export interface Standing {
  men: Pieces;
  rights: string;
}

/** moved is how men stand after one of them has gone, his rook with a king who castles, and the rights then left. */
export function moved({ men, rights }: Standing, from: Square, to: Square, becomes?: Promotion): Standing {
  const man = men.get(from);
  if (!man) return { men, rights };
  const then = new Map(men);
  then.delete(from);
  then.set(to, becomes ? manOf(colorOf(man), becomes) : man);
  const castling = castles.find((c) => roleOf(man) === 'k' && rights.includes(c.right) && c.king[0] === from && c.king[1] === to);
  const rook = castling && men.get(castling.rook[0]);
  if (rook) {
    then.delete(castling.rook[0]);
    then.set(castling.rook[1], rook);
  }
  const lost = castles.filter((c) => c.king[0] === from || [from, to].includes(c.rook[0])).map((c) => c.right);
  return { men: then, rights: [...rights].filter((r) => !lost.includes(r as Castling['right'])).join('') || '-' };
}

/**
 * written is a way as people write it: Nf3, exd5, O-O, e8=Q. Every is all that could be meant instead: of men of a kind
 * that can go to the same square it says which.
 */
export function written(w: Way, takes: boolean, every: readonly Way[]): string {
  if (w.castles) return w.castles;
  const others = every.filter((o) => o.man === w.man && o.to === w.to && o.from !== w.from && w.man !== 'p');
  const [file, rank] = [0, 1].map((i) => others.every((o) => o.from[i] !== w.from[i]));
  const from = w.man === 'p' ? (takes ? w.from[0] : '') : others.length === 0 ? '' : file ? w.from[0] : rank ? w.from[1] : w.from;
  return `${w.man === 'p' ? '' : w.man.toUpperCase()}${from}${takes ? 'x' : ''}${w.to}${w.becomes ? `=${w.becomes.toUpperCase()}` : ''}`;
}

/** placement is the first field of a FEN. */
export function placement(men: Pieces): string {
  const letter = (man: Piece | undefined) => (man ? (man[0] === 'w' ? roleOf(man).toUpperCase() : roleOf(man)) : '1');
  const ranks = [7, 6, 5, 4, 3, 2, 1, 0].map((rank) => Array.from({ length: 8 }, (_, file) => letter(men.get(squareOf(file, rank)))).join(''));
  return ranks.join('/').replace(/1+/g, (empty) => String(empty.length));
}

/** standing is what a FEN tells of that. */
export const standing = (fen: string): Standing => ({ men: piecesOf(fen), rights: fen.split(' ')[2] ?? '-' });
