/** Walking over the board by keyboard, as the eye sees it. */
import { placeOf, squareAt, type Color, type Place, type Square } from './square';

const walks: Record<string, (p: Place) => Place> = {
  ArrowLeft: ({ col, row }) => ({ col: col - 1, row }),
  ArrowRight: ({ col, row }) => ({ col: col + 1, row }),
  ArrowUp: ({ col, row }) => ({ col, row: row - 1 }),
  ArrowDown: ({ col, row }) => ({ col, row: row + 1 }),
  Home: ({ row }) => ({ col: 0, row }),
  End: ({ row }) => ({ col: 7, row }),
  PageUp: ({ col }) => ({ col, row: 0 }),
  PageDown: ({ col }) => ({ col, row: 7 }),
};

/** The square a key leads to; `from` itself at the edge; nothing for a key that does not walk. */
export function walk(key: string, from: Square, seenFrom: Color): Square | undefined {
  const to = Object.hasOwn(walks, key) ? walks[key] : undefined;
  return to && (squareAt(to(placeOf(from, seenFrom)), seenFrom) ?? from);
}
