/** State in, DOM out. Nodes are made once or moved; nothing here decides anything. */
import { diff } from './diff';
import { put, shift } from './put';
import type { State } from './state';
import {
  colorOf, pieceNames, placeOf, squareAt,
  type Color, type Piece, type Pieces, type Place, type Say, type Square,
} from './square';

const slide = { duration: 160, easing: 'ease-out' };
const layDown = { duration: 260, easing: 'ease-out' };

/** The layers of a board from below: marks, coordinates, men, signs over the men, buttons. */
export interface Dom {
  root: HTMLElement;
  /** Eight ranks, eight files, and the names of all squares: which of them can be seen is the style's choice. */
  coords: HTMLElement[];
  marks: HTMLElement;
  men: HTMLElement;
  signs: HTMLElement;
  grid: HTMLElement;
  buttons: HTMLButtonElement[];
  standing: Map<Square, HTMLElement>;
  drawn: Map<string, HTMLElement>;
}

const places: readonly Place[] = Array.from({ length: 64 }, (_, i) => ({ col: i % 8, row: Math.floor(i / 8) }));

export function build(root: HTMLElement): Dom {
  const doc = root.ownerDocument;
  const make = (parent: HTMLElement, className: string, role?: string): HTMLElement => {
    const el = doc.createElement('div');
    if (className) el.className = className;
    if (role) el.setAttribute('role', role);
    parent.append(el);
    return el;
  };
  const layer = (className: string): HTMLElement => {
    const el = make(root, className);
    el.setAttribute('aria-hidden', 'true');
    return el;
  };
  root.classList.add('board');
  const marks = layer('marks');
  const coordsLayer = layer('coords');
  const edge = Array.from({ length: 16 }, (_, i) => {
    const el = make(coordsLayer, i < 8 ? 'rank' : 'file');
    if (i < 8) el.style.top = `${i * 12.5}%`;
    else el.style.right = `${(15 - i) * 12.5}%`;
    return el;
  });
  const coords = edge.concat(places.map(({ col, row }) => {
    const el = make(coordsLayer, (col + row) % 2 ? 'name' : 'name on-light');
    el.style.left = `${col * 12.5}%`;
    el.style.top = `${row * 12.5}%`;
    return el;
  }));
  const [men, signs] = [layer('men'), layer('signs')];
  const grid = make(root, 'squares', 'grid');
  const buttons: HTMLButtonElement[] = [];
  for (let row = 0; row < 8; row++) {
    const rowEl = make(grid, '', 'row');
    for (let col = 0; col < 8; col++) {
      const button = doc.createElement('button');
      button.type = 'button';
      make(rowEl, '', 'gridcell').append(button);
      buttons.push(button);
    }
  }
  return { root, coords, marks, men, signs, grid, buttons, standing: new Map(), drawn: new Map() };
}

export const buttonAt = (d: Dom, at: Square, seenFrom: Color): HTMLButtonElement => {
  const { col, row } = placeOf(at, seenFrom);
  return d.buttons[row * 8 + col]!;
};

/** paint draws everything but the men's places. Painting the same state twice changes nothing. */
export function paint(d: Dom, s: State): void {
  const seenFrom = s.view.orientation;
  const say = s.options.say ?? english;
  const names = pieceNames(say);
  attr(d.grid, 'aria-label', say('Board'));
  d.root.classList.toggle('live', s.view.movable !== null);
  places.forEach((place, i) => {
    const at = squareAt(place, seenFrom)!;
    const button = d.buttons[i]!;
    const piece = s.pieces.get(at);
    attr(button, 'data-square', at);
    attr(button, 'aria-label', piece ? `${at}, ${names[piece]}` : at);
    attr(button, 'aria-description', told(s, at, say));
    attr(button, 'aria-pressed', s.selected === at ? 'true' : undefined);
    attr(button, 'tabindex', s.focus === at ? '0' : '-1');
    button.classList.toggle('own', piece !== undefined && colorOf(piece) === s.view.movable);
    button.classList.toggle('goal', s.targets.includes(at));
  });
  d.coords.forEach((el, i) => {
    const at = squareAt(i < 8 ? { col: 0, row: i } : i < 16 ? { col: i - 8, row: 7 } : places[i - 16]!, seenFrom)!;
    const text = i < 8 ? at[1]! : i < 16 ? at[0]! : at;
    if (el.textContent !== text) el.textContent = text;
  });
  paintMarks(d, s);
}

export const english: Say = (text) => text;

/** What the marks say, in words. */
function told(s: State, at: Square, say: Say): string | undefined {
  const words = [
    s.targets.includes(at) && (s.pieces.has(at) ? say('can be taken') : say('can move here')),
    s.view.check === at && say('in check'),
    s.view.last?.[0] === at && say('last move from here'),
    s.view.last?.[1] === at && say('last move to here'),
    s.view.pending?.[1] === at && say('not yet saved'),
    ...(s.view.queued ?? []).flatMap(([from, to], i) => [from === at && `${say('premove from here')} (${i + 1})`, to === at && `${say('premove to here')} (${i + 1})`]),
  ].filter(Boolean);
  return words.length > 0 ? words.join(', ') : undefined;
}

function attr(el: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) el.removeAttribute(name);
  else if (el.getAttribute(name) !== value) el.setAttribute(name, value);
}

function paintMarks(d: Dom, s: State): void {
  const { last, check, pending, queued, refused } = s.view;
  const wanted = new Map<string, { kind: string; at: Square; layer: HTMLElement }>();
  const want = (kind: string, at: Square | undefined, layer = d.marks): void => {
    if (at) wanted.set(`${kind} ${at}`, { kind, at, layer });
  };
  want('last from', last?.[0]);
  want('last to', last?.[1]);
  queued?.flat().forEach((at) => want('queued', at));
  want('check', check);
  want('selected', s.selected);
  for (const at of s.targets) want(s.pieces.has(at) ? 'capture' : 'dot', at);
  if (s.drag?.lifted && s.drag.over && s.targets.includes(s.drag.over)) want('over', s.drag.over);
  pending?.forEach((at) => want('pending', at, d.signs));
  refused?.forEach((at) => want(`refused ${refused.join('')}`, at, d.signs));
  for (const [key, el] of d.drawn) {
    if (!wanted.has(key)) {
      el.remove();
      d.drawn.delete(key);
    }
  }
  for (const [key, { kind, at, layer }] of wanted) {
    let el = d.drawn.get(key);
    if (!el) {
      el = d.root.ownerDocument.createElement('div');
      el.className = `mark ${kind}`;
      layer.append(el);
      d.drawn.set(key, el);
    }
    put(el, placeOf(at, s.view.orientation));
  }
}

/** stand brings the men from where they stood to where the state says, sliding if that is wanted and welcome. */
export function stand(d: Dom, before: Pieces, s: State, hints: readonly (readonly [Square, Square])[], slides: boolean): void {
  const seenFrom = s.view.orientation;
  const change = diff(before, s.pieces, hints);
  const smooth = slides && !calm(d.root);
  const lifted = change.moved.map(([from, to]) => ({ from, to, el: d.standing.get(from) }));
  for (const at of change.gone) leave(d.standing.get(at), smooth);
  for (const at of [...change.gone, ...lifted.map((l) => l.from)]) d.standing.delete(at);
  for (const at of change.come) {
    const el = d.root.ownerDocument.createElement('div');
    d.men.append(el);
    d.standing.set(at, el);
    if (smooth) el.animate([{ opacity: 0 }, { opacity: 1 }], slide);
  }
  for (const { to, el } of lifted) if (el) d.standing.set(to, el);
  for (const [at, el] of d.standing) dress(el, s, at);
  for (const { from, to, el } of lifted) {
    const inHand = s.dropped?.[0] === from && s.dropped[1] === to;
    if (el && smooth && !inHand) {
      d.men.append(el); // over the men it passes
      el.animate([{ transform: shift(placeOf(from, seenFrom)) }, { transform: shift(placeOf(to, seenFrom)) }], slide);
    }
  }
}

function dress(el: HTMLElement, s: State, at: Square): void {
  if (s.drag?.lifted && s.drag.from === at) return; // in the hand
  const piece = s.pieces.get(at)!;
  const lies = s.view.down !== undefined && piece === (`${s.view.down[0]}k` as Piece);
  const lay = lies && !el.classList.contains('down') && !calm(el);
  el.className = `man ${piece}${lies ? ' down' : ''}`;
  put(el, placeOf(at, s.view.orientation), lies ? ' rotate(90deg)' : '');
  if (lay) {
    const here = shift(placeOf(at, s.view.orientation));
    el.animate([{ transform: `${here} rotate(0deg)` }, { transform: `${here} rotate(90deg)` }], layDown);
  }
}

function leave(el: HTMLElement | undefined, smooth: boolean): void {
  if (!el) return;
  if (!smooth) el.remove();
  else el.animate([{ opacity: 1 }, { opacity: 0 }], slide).finished.then(() => el.remove(), () => el.remove());
}

/** carry holds a man under the pointer, x and y in px from the board's corner; finger: bigger, so that it is seen. */
export function carry(d: Dom, at: Square, x: number, y: number, finger: boolean): void {
  const el = d.standing.get(at);
  if (!el) return;
  el.classList.add('held');
  el.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)${finger ? ' scale(1.5)' : ''}`;
}

/** settle puts every man that is not in the hand back on its square. */
export function settle(d: Dom, s: State): void {
  for (const [at, el] of d.standing) dress(el, s, at);
}

/** Nothing slides where the device or the reader does not want it. */
const calm = ({ ownerDocument: { defaultView, documentElement } }: HTMLElement): boolean =>
  documentElement.dataset['animation'] === 'off' || (defaultView?.matchMedia('(prefers-reduced-motion: reduce)').matches ?? true);
