/**
 * A chess board: a grid of 64 named buttons and men that stand over it. It knows no rules and no server; the app tells
 * it what may be picked up and where that may go, and is told which move was made.
 *
 * Decision: our own, free of any framework. Rejected: chessground (GPL-3, no keyboard, no names), cm-chessboard (HTML
 * strings, which Trusted Types refuse), gchessboard (no promotion, no marks).
 * Decision: every click, drag, tap and key ends in press() or up() of one flat State, and every change in paint() of
 * all of it; 64 comparisons cost less than knowing what changed.
 */
import './theme.css';
import './board.css';
import { down, move, squareUnder, up, type Bounds, type Touch } from './drag';
import { walk } from './keys';
import { openChooser, type Chooser } from './promote';
import { build, buttonAt, carry, english, paint, settle, stand, type Dom } from './render';
import { cancel, newState, press, promote, see, type BoardOptions, type BoardView, type State } from './state';
import { colorOf, placeOf, type Square } from './square';

export type { BoardOptions, BoardView } from './state';
export type { Color, Piece, Promotion, Role, Square } from './square';

export class Board {
  readonly #dom: Dom;
  readonly #state: State;
  readonly #gone = new AbortController();
  #chooser: Chooser | undefined;
  /** The last press came from a pointer and was acted on; the click that follows it says nothing new. */
  #pressed = false;

  /** Fills el, whose width is the board's and should be a multiple of 8 px. */
  constructor(el: HTMLElement, options: BoardOptions) {
    this.#state = newState(options);
    this.#dom = build(el);
    this.#listen(el);
    paint(this.#dom, this.#state);
  }

  /** Shows a view. What is selected or held stays so as long as its man stands there and is still movable. */
  set(view: BoardView): void {
    const s = this.#state;
    const { pieces: before, view: old } = s;
    see(s, view);
    const turned = old.orientation !== view.orientation;
    const hints = [view.last, old.last, old.pending, ...(view.queued ?? []), ...(old.queued ?? [])].filter((h) => h !== undefined);
    stand(this.#dom, before, s, hints, view.animate !== false && !turned && before.size > 0);
    s.dropped = undefined;
    this.#draw();
  }

  /** Gives the keyboard to the square that had it last. */
  focus(): void {
    buttonAt(this.#dom, this.#state.focus, this.#state.view.orientation).focus();
  }

  destroy(): void {
    this.#gone.abort();
    this.#chooser?.destroy();
    const { root } = this.#dom;
    root.classList.remove('board', 'live', 'dragging');
    root.replaceChildren();
  }

  #listen(el: HTMLElement): void {
    const { signal } = this.#gone;
    const on = <K extends keyof HTMLElementEventMap>(type: K, f: (e: HTMLElementEventMap[K]) => void): void =>
      el.addEventListener(type, f, { signal });
    on('pointerdown', (e) => this.#down(e));
    // The press that opens the promotion column must not take the focus from it again.
    on('mousedown', (e) => this.#chooser && !this.#chooser.el.contains(e.target as Node) && e.preventDefault());
    on('pointermove', (e) => this.#move(e));
    on('pointerup', (e) => this.#up(e));
    on('pointercancel', () => this.#drop());
    on('lostpointercapture', (e) => e.target === el && this.#drop());
    on('contextmenu', (e) => this.#state.drag && e.preventDefault());
    on('click', (e) => this.#click(e));
    on('keydown', (e) => this.#key(e));
    on('focusin', (e) => this.#focused(e));
    el.ownerDocument.defaultView?.addEventListener('blur', () => this.#drop(), { signal });
  }

  #down(e: PointerEvent): void {
    this.#pressed = false;
    const s = this.#state;
    if (this.#chooser?.el.contains(e.target as Node)) return;
    if (e.button !== 0 || e.ctrlKey) {
      if (s.drag) this.#drop();
      else s.options.onIdle?.();
      return;
    }
    const at = squareUnder(e.clientX, e.clientY, this.#bounds(), s.view.orientation);
    if (!at) return;
    this.#pressed = true;
    s.ask = e.altKey;
    down(s, at, touch(e));
    if (s.drag) this.#dom.root.setPointerCapture(e.pointerId);
    this.#draw();
  }

  #move(e: PointerEvent): void {
    const s = this.#state;
    if (e.buttons > 1) this.#drop(); // another button: it comes as a move, not as a press
    const bounds = this.#bounds();
    const was = { ...s.drag };
    if (!move(s, touch(e), squareUnder(e.clientX, e.clientY, bounds, s.view.orientation))) return;
    carry(this.#dom, s.drag!.from, e.clientX - bounds.left, e.clientY - bounds.top, e.pointerType === 'touch');
    if (s.drag!.over !== was.over || !was.lifted) this.#draw();
  }

  #up(e: PointerEvent): void {
    const s = this.#state;
    if (s.drag?.pointer !== e.pointerId) return;
    s.ask = e.altKey;
    up(s, touch(e), squareUnder(e.clientX, e.clientY, this.#bounds(), s.view.orientation));
    this.#draw();
  }

  /** Ends a drag that was taken from us: the man goes home and stays selected. */
  #drop(): void {
    if (!this.#state.drag) return;
    this.#state.drag = undefined;
    this.#draw();
  }

  /** A click without a pointer is a key's or a screen reader's. */
  #click(e: MouseEvent): void {
    const byPointer = this.#pressed && e.detail !== 0;
    this.#pressed = false;
    const at = squareOfTarget(e.target);
    if (byPointer || !at) return;
    this.#state.ask = e.altKey;
    press(this.#state, at);
    this.#draw();
  }

  #key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const s = this.#state;
    if (e.key === 'Escape') {
      if (!cancel(s)) return;
      this.#draw();
    } else {
      const at = squareOfTarget(e.target);
      const to = at && walk(e.key, at, s.view.orientation);
      if (!to) return;
      s.focus = to;
      this.focus();
    }
    e.preventDefault();
    e.stopPropagation();
  }

  #focused(e: FocusEvent): void {
    const at = squareOfTarget(e.target);
    if (!at) return;
    this.#state.focus = at;
    paint(this.#dom, this.#state);
  }

  #bounds(): Bounds {
    return this.#dom.root.getBoundingClientRect();
  }

  #draw(): void {
    const s = this.#state;
    this.#dom.root.classList.toggle('dragging', s.drag?.lifted ?? false);
    settle(this.#dom, s);
    paint(this.#dom, s);
    this.#choose();
  }

  /** Opens or closes the promotion column as the state says. */
  #choose(): void {
    const s = this.#state;
    if (s.choosing && !this.#chooser) {
      const { from, to } = s.choosing;
      const done = (f: () => void) => (): void => {
        f();
        s.focus = to;
        this.#draw();
      };
      this.#chooser = openChooser(
        this.#dom.root, colorOf(s.pieces.get(from)!), placeOf(to, s.view.orientation),
        (p) => done(() => promote(s, p))(), done(() => cancel(s)), s.options.say ?? english,
      );
    } else if (!s.choosing && this.#chooser) {
      const closing = this.#chooser;
      const focused = closing.el.contains(closing.el.ownerDocument.activeElement);
      this.#chooser = undefined;
      closing.destroy();
      if (focused) this.focus();
    }
  }
}

const touch = (e: PointerEvent): Touch => ({ pointer: e.pointerId, kind: e.pointerType, x: e.clientX, y: e.clientY });

const squareOfTarget = (t: EventTarget | null): Square | undefined =>
  t instanceof HTMLElement ? (t.dataset['square'] as Square | undefined) : undefined;
