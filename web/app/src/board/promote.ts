/** What a pawn becomes: a column of four men at its square. */
import type { Color, Place, Promotion, Say } from './square';

const choices: readonly Promotion[] = ['q', 'r', 'b', 'n'];

/** The man a key means, whatever the shift key says. */
export const choiceOf = (key: string): Promotion | undefined => choices.find((c) => c === key.toLowerCase());

export interface Chooser {
  el: HTMLElement;
  destroy(): void;
}

/**
 * openChooser lays the column over the board, queen on the pawn's square, and takes the focus. It ends by choose or by
 * cancel: Esc, a press outside the board, the focus going elsewhere. A press on the board is the board's to see.
 */
export function openChooser(
  board: HTMLElement, color: Color, at: Place, choose: (p: Promotion) => void, cancel: () => void, say: Say,
): Chooser {
  const doc = board.ownerDocument;
  const gone = new AbortController();
  const { signal } = gone;
  // The column opens while a finger is still down on the pawn's square: that tap's click must not take the queen.
  let pressed = false;
  const el = doc.createElement('div');
  el.addEventListener('pointerdown', () => (pressed = true), { signal });
  el.className = at.row < 4 ? 'chooser' : 'chooser up';
  el.setAttribute('role', 'group');
  el.setAttribute('aria-label', say('Promote to'));
  el.style.left = `${at.col * 12.5}%`;
  const names = { q: say('queen'), r: say('rook'), b: say('bishop'), n: say('knight') };
  const buttons = choices.map((c) => {
    const b = doc.createElement('button');
    b.type = 'button';
    b.className = `man ${color[0]}${c}`;
    b.setAttribute('aria-label', names[c]);
    b.setAttribute('aria-keyshortcuts', c);
    b.addEventListener('click', (e) => (pressed || e.detail === 0) && choose(c), { signal });
    return b;
  });
  el.append(...buttons);
  board.append(el);
  buttons[0]?.focus({ preventScroll: true });

  el.addEventListener('keydown', (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const choice = e.ctrlKey || e.metaKey || e.altKey ? undefined : choiceOf(e.key);
    if (choice) choose(choice);
    else if (e.key === 'Escape') cancel();
    else if (step) {
      const now = buttons.indexOf(doc.activeElement as HTMLButtonElement);
      buttons[(now + (at.row < 4 ? step : -step) + 4) % 4]?.focus();
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }, { signal });
  el.addEventListener('focusout', (e) => {
    if (e.relatedTarget instanceof Node && !el.contains(e.relatedTarget)) cancel();
  }, { signal });
  doc.addEventListener('pointerdown', (e) => {
    if (e.target instanceof Node && !board.contains(e.target)) cancel();
  }, { signal, capture: true });

  return {
    el,
    destroy() {
      gone.abort();
      el.remove();
    },
  };
}
