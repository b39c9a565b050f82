/** Carrying a man by mouse, pen or finger. The pointer's way in px is all it knows of the screen. */
import { goal, mayLift, play, press, select, unselect, type State } from './state';
import { squareAt, type Color, type Square } from './square';

/** How far a pointer may tremble before a press becomes a drag, in px. A finger trembles more. */
const thresholds: Record<string, number> = { mouse: 4, pen: 6, touch: 10 };

/** A pointer event, as far as the board cares. */
export interface Touch {
  pointer: number;
  kind: string;
  x: number;
  y: number;
}

/** The board's place on the screen in client px. */
export interface Bounds {
  left: number;
  top: number;
  width: number;
}

export function squareUnder(x: number, y: number, b: Bounds, seenFrom: Color): Square | undefined {
  const side = b.width / 8;
  return squareAt({ col: Math.floor((x - b.left) / side), row: Math.floor((y - b.top) / side) }, seenFrom);
}

/**
 * down is a pointer going down on a square. Moves are made here and not when it comes up again: in a fast game
 * that is worth a tenth of a second. A second finger gives the drag up.
 */
export function down(s: State, at: Square, t: Touch): void {
  if (s.drag) {
    unselect(s);
    return;
  }
  const again = s.selected === at;
  if (!s.choosing && mayLift(s, at) && !(s.selected && goal(s, at))) {
    if (!again) select(s, at);
    s.drag = { pointer: t.pointer, from: at, x: t.x, y: t.y, threshold: thresholds[t.kind] ?? 4, lifted: false, again, over: at };
  } else {
    press(s, at);
  }
}

/** move says whether the held man is in the air. */
export function move(s: State, t: Touch, over: Square | undefined): boolean {
  const d = s.drag;
  if (!d || d.pointer !== t.pointer) return false;
  d.lifted ||= Math.hypot(t.x - d.x, t.y - d.y) >= d.threshold;
  d.over = over;
  return d.lifted;
}

/** up drops the man: on a legal square it moves, anywhere else it goes home and stays in the hand. */
export function up(s: State, t: Touch, over: Square | undefined): void {
  const d = s.drag;
  if (!d || d.pointer !== t.pointer) return;
  s.drag = undefined;
  const to = d.lifted && over ? goal(s, over) : undefined;
  if (to) {
    s.dropped = [d.from, to];
    play(s, d.from, to);
  } else if (!d.lifted && d.again) {
    unselect(s);
  }
}
