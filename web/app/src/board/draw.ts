/**
 * Arrows and circles that a reader draws on a board for himself: with the other mouse button, or with Shift and Enter.
 * A press, or any change of the position, wipes them out.
 */
import './draw.css';
import { squareUnder } from './drag';
import { placeOf, type Color, type Square } from './square';

/** How a line looks: whole, dashed or dotted, each in a colour of its own. */
type Stroke = 'whole' | 'dashed' | 'dotted';

/** An arrow, or where it ends on the square it began on, a circle. */
export interface Shape {
  from: Square;
  to: Square;
  stroke: Stroke;
}

/** drawn adds a shape. One that is there already goes, or gets another stroke. */
export function drawn(shapes: readonly Shape[], s: Shape): Shape[] {
  const others = shapes.filter((o) => o.from !== s.from || o.to !== s.to);
  const same = shapes.some((o) => o.from === s.from && o.to === s.to && o.stroke === s.stroke);
  return same ? others : [...others, s];
}

/** strokeOf is the stroke that keys held down mean. */
export const strokeOf = (e: { shiftKey: boolean; altKey: boolean; ctrlKey: boolean }): Stroke =>
  e.shiftKey ? 'dashed' : e.altKey || e.ctrlKey ? 'dotted' : 'whole';

/** A point of the board in squares from its top left corner. */
type Point = readonly [x: number, y: number];

/** arrow is an arrow from the middle of a square to that of another: a shaft and a head, as paths. */
export function arrow([ax, ay]: Point, [bx, by]: Point): { shaft: string; head: string } {
  const length = Math.hypot(bx - ax, by - ay);
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const at = (along: number, aside: number) => `${round(ax + ux * along - uy * aside)} ${round(ay + uy * along + ux * aside)}`;
  return {
    shaft: `M${at(0.3, 0)}L${at(length - 0.45, 0)}`,
    head: `M${at(length - 0.05, 0)}L${at(length - 0.48, 0.26)}L${at(length - 0.48, -0.26)}Z`,
  };
}

const round = (n: number): number => Math.round(n * 1000) / 1000;

interface DrawingOptions {
  /** Whether the other button is free to draw: it may have been meant for something else. */
  free(): boolean;
  /** A shape was drawn, or wiped out by being drawn again. */
  said(shape: Shape, there: boolean): void;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Drawing is the layer of shapes on a board. */
export class Drawing {
  #el: HTMLElement;
  #svg: SVGSVGElement;
  #options: DrawingOptions;
  #gone = new AbortController();
  #shapes: readonly Shape[] = [];
  /** Where a shape was begun and not ended, and how. */
  #begun: Shape | undefined;
  #seen: { fen: string; orientation: Color } = { fen: '', orientation: 'white' };

  constructor(el: HTMLElement, options: DrawingOptions) {
    this.#el = el;
    this.#options = options;
    this.#svg = el.ownerDocument.createElementNS(SVG, 'svg');
    this.#svg.setAttribute('class', 'drawn');
    this.#svg.setAttribute('viewBox', '0 0 8 8');
    this.#svg.setAttribute('aria-hidden', 'true');
    el.append(this.#svg);
    const { signal } = this.#gone;
    // Before the board: what it does with the other button is done by then.
    el.addEventListener('pointerdown', (e) => this.#down(e), { signal, capture: true });
    el.addEventListener('pointermove', (e) => this.#move(e), { signal });
    el.addEventListener('pointerup', (e) => this.#up(e), { signal });
    el.addEventListener('pointercancel', () => this.#begin(undefined), { signal });
    el.addEventListener('contextmenu', (e) => e.button === 2 && e.preventDefault(), { signal });
    el.addEventListener('keydown', (e) => this.#key(e), { signal, capture: true });
  }

  /** see takes the position on view: shapes do not outlive it. */
  see(fen: string, orientation: Color): void {
    const { fen: before, orientation: side } = this.#seen;
    this.#seen = { fen, orientation };
    if (fen !== before) this.#wipe();
    else if (side !== orientation) this.#paint();
  }

  destroy(): void {
    this.#gone.abort();
    this.#svg.remove();
  }

  #down(e: PointerEvent): void {
    if (e.button === 0 && !e.ctrlKey) this.#wipe();
    const at = this.#under(e);
    if (e.button !== 2 || e.buttons !== 2 || e.pointerType === 'touch' || !at || !this.#options.free()) return;
    e.stopPropagation();
    this.#el.setPointerCapture(e.pointerId);
    this.#begin({ from: at, to: at, stroke: strokeOf(e) });
  }

  #move(e: PointerEvent): void {
    const at = this.#under(e);
    if (e.buttons !== 2 || !this.#begun || !at || at === this.#begun.to) return;
    this.#begin({ ...this.#begun, to: at });
  }

  #up(e: PointerEvent): void {
    if (e.button !== 2 || !this.#begun) return;
    if (this.#under(e)) this.#end(this.#begun);
    else this.#begin(undefined);
  }

  /** Shift and Enter begin a shape on a square and end it on the same or another; Esc wipes out. */
  #key(e: KeyboardEvent): void {
    const at = e.target instanceof HTMLElement ? (e.target.dataset['square'] as Square | undefined) : undefined;
    if (!at) return;
    if (e.key === 'Enter' && e.shiftKey) {
      if (!this.#begun) this.#begin({ from: at, to: at, stroke: e.altKey ? 'dashed' : 'whole' });
      else this.#end({ ...this.#begun, to: at });
    } else if (e.key !== 'Escape' || !this.#wipe()) return;
    e.preventDefault();
    e.stopPropagation();
  }

  #under(e: PointerEvent): Square | undefined {
    return squareUnder(e.clientX, e.clientY, this.#el.getBoundingClientRect(), this.#seen.orientation);
  }

  #begin(s: Shape | undefined): void {
    this.#begun = s;
    this.#paint();
  }

  #end(s: Shape): void {
    const before = this.#shapes.length;
    this.#shapes = drawn(this.#shapes, s);
    this.#options.said(s, this.#shapes.length >= before);
    this.#begin(undefined);
  }

  /** wipe says whether there was anything. */
  #wipe(): boolean {
    if (!this.#begun && this.#shapes.length === 0) return false;
    this.#shapes = [];
    this.#begin(undefined);
    return true;
  }

  #paint(): void {
    const all = this.#begun ? [...this.#shapes, this.#begun] : this.#shapes;
    this.#svg.replaceChildren(...all.map((s) => this.#shape(s)));
  }

  /** Every line lies on a wider light one, so that it is seen on any square and any man. */
  #shape({ from, to, stroke }: Shape): SVGElement {
    const doc = this.#el.ownerDocument;
    const make = (name: string, attributes: Record<string, string>): SVGElement => {
      const el = doc.createElementNS(SVG, name);
      for (const [k, v] of Object.entries(attributes)) el.setAttribute(k, v);
      return el;
    };
    const [a, b] = [from, to].map((at) => middle(at, this.#seen.orientation)) as [Point, Point];
    const g = make('g', { class: stroke, 'data-shape': from === to ? from : from + to });
    if (from === to) {
      const circle = { cx: String(a[0]), cy: String(a[1]), r: '0.43' };
      g.append(make('circle', { class: 'under', ...circle }), make('circle', { class: 'line', ...circle }));
    } else {
      const { shaft, head } = arrow(a, b);
      g.append(make('path', { class: 'under', d: shaft + head }), make('path', { class: 'line', d: shaft }), make('path', { class: 'head', d: head }));
    }
    return g;
  }
}

function middle(at: Square, seenFrom: Color): Point {
  const { col, row } = placeOf(at, seenFrom);
  return [col + 0.5, row + 0.5];
}
