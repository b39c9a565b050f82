/** The keys of the page's own, in one table: it acts, and the help has words for each of it. */

/** What a key can do. */
export type Act = 'back' | 'forward' | 'first' | 'last' | 'replay' | 'flip' | 'type' | 'talk' | 'clocks' | 'calm' | 'mute' | 'help';

/** What each key does: its name is the browser's, of a letter the small one. */
export const SHORTCUTS: readonly { act: Act; key: string }[] = [
  { act: 'back', key: 'ArrowLeft' },
  { act: 'forward', key: 'ArrowRight' },
  { act: 'first', key: 'Home' },
  { act: 'last', key: 'End' },
  { act: 'replay', key: ' ' },
  { act: 'flip', key: 'f' },
  { act: 'type', key: 't' },
  { act: 'talk', key: 'c' },
  { act: 'clocks', key: 'o' },
  { act: 'calm', key: 'z' },
  { act: 'mute', key: 'm' },
  { act: 'help', key: '?' },
];

/** Where letters are written or have a meaning of their own. */
const WRITING = 'input, textarea, select, [contenteditable], [role=menu], dialog';
/** Where arrows, Home, End and Space have one, too. */
const WALKING = `${WRITING}, [role=grid], [role=log], [role=group], .people`;
/** What Space presses. */
const PRESSED = 'button, a, summary';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'>;

/** taken tells whether a key is the browser's, or has been used. */
const taken = (e: Press): boolean => e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey;

/** asked is what a key means where it was pressed; undefined if that is no business of the page. */
export function asked(e: Press, at: Pick<Element, 'closest'>): Act | undefined {
  if (taken(e)) return undefined;
  const pressed = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const found = SHORTCUTS.find((s) => s.key === pressed);
  const walks = pressed.length > 1 || pressed === ' ';
  if (!found || at.closest(walks ? WALKING : WRITING) || (pressed === ' ' && at.closest(PRESSED))) return undefined;
  return found.act;
}

/** What a move begins with as people write it: a file, a man, castling. */
const FIRST = /^[a-hKQRBNO0]$/;

/** begins tells whether a key is the first letter of a move: on the board, and with `anywhere` wherever nothing is written. */
export function begins(e: Press, at: Pick<Element, 'closest'>, anywhere: boolean): boolean {
  if (taken(e) || !FIRST.test(e.key)) return false;
  return anywhere ? !at.closest(WRITING) : !!at.closest('[role=grid]');
}

/** press does what a key asks for, if this part of the page can do it. */
export function press(e: KeyboardEvent, on: boolean, acts: Partial<Record<Act, () => void>>): void {
  const act = on && e.target instanceof Element ? asked(e, e.target) : undefined;
  const run = act && acts[act];
  if (!run) return;
  e.preventDefault();
  run();
}
