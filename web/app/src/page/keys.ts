/** The keys of the page's own, in one table: it acts, and the help is drawn from it. */
import { key } from '../words/words';

/** What a key can do. */
export type Act = 'back' | 'forward' | 'first' | 'last' | 'replay' | 'flip' | 'type' | 'talk' | 'clocks' | 'calm' | 'mute' | 'help';

export interface Shortcut {
  act: Act;
  /** As the browser names it; of a letter the small one. */
  key: string;
  /** As it stands on the key. */
  cap: string;
  does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { act: 'back', key: 'ArrowLeft', cap: '←', does: key('One move back') },
  { act: 'forward', key: 'ArrowRight', cap: '→', does: key('One move on') },
  { act: 'first', key: 'Home', cap: 'Home', does: key('To the first position') },
  { act: 'last', key: 'End', cap: 'End', does: key('To the position now') },
  { act: 'replay', key: ' ', cap: key('Space'), does: key('Replay a finished game, or hold on') },
  { act: 'flip', key: 'f', cap: 'f', does: key('Turn the board') },
  { act: 'type', key: 't', cap: 't', does: key('Type a move') },
  { act: 'talk', key: 'c', cap: 'c', does: key('Write in the chat') },
  { act: 'clocks', key: 'o', cap: 'o', does: key('Say both clocks') },
  { act: 'calm', key: 'z', cap: 'z', does: key('Only the board, the players and the moves, and back') },
  { act: 'mute', key: 'm', cap: 'm', does: key('Sounds on or off') },
  { act: 'help', key: '?', cap: '?', does: key('This list') },
];

/** Where letters are written or have a meaning of their own. */
const WRITING = 'input, textarea, select, [contenteditable], [role=menu], dialog';
/** Where arrows, Home, End and Space have one, too. */
const WALKING = `${WRITING}, [role=grid], [role=log], [role=group], .people`;
/** What Space presses. */
const PRESSED = 'button, a, summary';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'>;

/** asked is what a key means where it was pressed; undefined if that is no business of the page. */
export function asked(e: Press, at: Pick<Element, 'closest'>): Act | undefined {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return undefined;
  const pressed = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const found = SHORTCUTS.find((s) => s.key === pressed);
  const walks = pressed.length > 1 || pressed === ' ';
  if (!found || at.closest(walks ? WALKING : WRITING) || (pressed === ' ' && at.closest(PRESSED))) return undefined;
  return found.act;
}

/** press does what a key asks for, if this part of the page can do it. */
export function press(e: KeyboardEvent, on: boolean, acts: Partial<Record<Act, () => void>>): void {
  const act = on && e.target instanceof Element ? asked(e, e.target) : undefined;
  const run = act && acts[act];
  if (!run) return;
  e.preventDefault();
  run();
}
