/** A board to look at: a position, its last move, and nothing that listens. */
import './theme.css';
import { put } from './put';
import { piecesOf, placeOf, type Color, type Square } from './square';

export interface MiniBoard {
  set(fen: string, last?: readonly [Square, Square]): void;
  destroy(): void;
}

/** miniBoard fills el. It is hidden from readers: the link or heading around it carries the name. */
export function miniBoard(
  el: HTMLElement, fen: string, last: readonly [Square, Square] | undefined, orientation: Color,
): MiniBoard {
  const doc = el.ownerDocument;
  let shown = '';
  el.classList.add('board', 'mini');
  el.setAttribute('aria-hidden', 'true');
  const set = (fen: string, last?: readonly [Square, Square]): void => {
    const wanted = [
      ...(last ?? []).map((at, i) => [`mark last ${i === 0 ? 'from' : 'to'}`, at] as const),
      ...[...piecesOf(fen)].map(([at, piece]) => [`man ${piece}`, at] as const),
    ];
    const next = wanted.flat().join(' ');
    if (next === shown) return;
    shown = next;
    while (el.children.length > wanted.length) el.lastElementChild?.remove();
    while (el.children.length < wanted.length) el.append(doc.createElement('div'));
    wanted.forEach(([className, at], i) => {
      const node = el.children[i] as HTMLElement;
      if (node.className !== className) node.className = className;
      put(node, placeOf(at, orientation));
    });
  };
  set(fen, last);
  return {
    set,
    destroy() {
      el.classList.remove('board', 'mini');
      el.removeAttribute('aria-hidden');
      el.replaceChildren();
    },
  };
}
