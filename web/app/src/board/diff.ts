/** Which man went where between two positions. */
import { fileOf, rankOf, roleOf, type Piece, type Pieces, type Role, type Square } from './square';

export interface Change {
  moved: [from: Square, to: Square][];
  gone: Square[];
  come: Square[];
}

/**
 * diff pairs the men that left a square with the men that arrived on one. The moves in `hints` come first, forwards
 * and, for takebacks and steps back through the game, backwards; only they may change a man's role. The rest is
 * paired by kind, nearest first, and never by a way that kind cannot go.
 */
export function diff(before: Pieces, after: Pieces, hints: readonly (readonly [Square, Square])[] = []): Change {
  const left = new Map([...before].filter(([at, p]) => after.get(at) !== p));
  const arrived = new Map([...after].filter(([at, p]) => before.get(at) !== p));
  const moved: [Square, Square][] = [];
  const pair = (from: Square, to: Square): void => {
    moved.push([from, to]);
    left.delete(from);
    arrived.delete(to);
  };
  for (const [a, b] of hints) {
    for (const [from, to] of [[a, b], [b, a]] as const) {
      const was = left.get(from);
      const is = arrived.get(to);
      if (was && is && (was === is || promotes(was, is, to) || promotes(is, was, from))) pair(from, to);
    }
  }
  for (const [from, to] of waysByLength(left, arrived)) {
    if (left.has(from) && arrived.has(to)) pair(from, to);
  }
  return { moved, gone: [...left.keys()], come: [...arrived.keys()] };
}

const promotes = (pawn: Piece, man: Piece, at: Square): boolean =>
  roleOf(pawn) === 'p' && pawn[0] === man[0] && roleOf(man) !== 'p' && roleOf(man) !== 'k' &&
  rankOf(at) === (pawn[0] === 'w' ? 7 : 0);

function waysByLength(left: Pieces, arrived: Pieces): [Square, Square][] {
  const ways: { from: Square; to: Square; length: number }[] = [];
  for (const [to, is] of arrived) {
    for (const [from, was] of left) {
      if (was === is && canGo(roleOf(is), from, to)) ways.push({ from, to, length: length(from, to) });
    }
  }
  return ways.sort((a, b) => a.length - b.length).map(({ from, to }) => [from, to]);
}

/** A bishop keeps its colour, and a pawn's file changes by no more than its rank does. */
function canGo(role: Role, from: Square, to: Square): boolean {
  const files = Math.abs(fileOf(to) - fileOf(from));
  const ranks = Math.abs(rankOf(to) - rankOf(from));
  if (role === 'b') return (files + ranks) % 2 === 0;
  if (role === 'p') return files <= ranks;
  return true;
}

const length = (a: Square, b: Square): number =>
  (fileOf(a) - fileOf(b)) ** 2 + (rankOf(a) - rankOf(b)) ** 2;
