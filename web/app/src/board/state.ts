/** Everything one board knows, in one flat value, and what a click, a key or a drop does to it. No DOM. */
import {
  colorOf, fileOf, piecesOf, rankOf, roleOf, squareOf,
  type Color, type Pieces, type Promotion, type Say, type Square,
} from './square';

export interface BoardOptions {
  /** Seen from this side until the first set(). */
  orientation: Color;
  /** A move was made by hand. It has been checked against legal() and nothing else; the position stays until set(). */
  onMove(from: Square, to: Square, promotion?: Promotion): void;
  /** Squares the man on `from` may go to now; [] if it may not move. A castling king's are two files away. */
  legal(from: Square): readonly Square[];
  /** A press or a tap that neither takes up, puts down nor lets go of a man, or the other button. */
  onIdle?(): void;
  /** Puts the board's words into the reader's language; without it they are English. */
  say?: Say;
}

export interface BoardView {
  fen: string;
  last?: readonly [Square, Square];
  check?: Square;
  /** Whose men may be picked up, also while the other side thinks; null for a spectator, a past position, the end. */
  movable: Color | null;
  orientation: Color;
  /** Own move, sent and not yet saved. */
  pending?: readonly [Square, Square];
  /** Own moves to come, in their order; fen has their men where they would stand. */
  queued?: readonly (readonly [Square, Square])[];
  /** Own move that was not played; shown for 2 s from the first set() that names it. */
  refused?: readonly [Square, Square];
  /** A pawn at its end becomes a queen, unasked unless the hand on it asks. */
  queens?: boolean;
  /** The loser, whose king is laid down. */
  down?: Color;
  /** false: the men jump. */
  animate?: boolean;
}

/** A man held by a pointer. */
export interface Drag {
  pointer: number;
  from: Square;
  /** Where the pointer went down, in client px, and how far it must go before the man is lifted. */
  x: number;
  y: number;
  threshold: number;
  lifted: boolean;
  /** It was selected before this press: a press without a drag then puts it down again. */
  again: boolean;
  /** The square under the pointer. */
  over?: Square;
}

export interface State {
  readonly options: BoardOptions;
  view: BoardView;
  /** The men of view.fen. */
  pieces: Pieces;
  /** The one square in the tab order. */
  focus: Square;
  selected?: Square;
  /** Where the selected man may go. */
  targets: readonly Square[];
  drag?: Drag;
  /** The hand holds Alt: it wants to be asked what a pawn becomes. */
  ask?: boolean;
  /** A pawn's move that waits for its new man. */
  choosing?: { from: Square; to: Square };
  /** The last move made by dropping: the man already is there and must not slide. */
  dropped?: readonly [Square, Square];
}

export function newState(options: BoardOptions): State {
  return {
    options,
    view: { fen: '8/8/8/8/8/8/8/8', movable: null, orientation: options.orientation },
    pieces: new Map(),
    focus: options.orientation === 'white' ? 'e2' : 'e7',
    targets: [],
  };
}

/** see takes the next view. What the hand holds stays held as long as its man stands there and may be moved. */
export function see(s: State, view: BoardView): void {
  const before = s.pieces;
  if (view.orientation !== s.view.orientation) s.drag = undefined;
  s.view = view;
  s.pieces = piecesOf(view.fen);
  const held = s.selected;
  if (held && s.pieces.get(held) === before.get(held) && mayLift(s, held)) s.targets = s.options.legal(held);
  else unselect(s);
  if (s.choosing && (s.selected !== s.choosing.from || !s.targets.includes(s.choosing.to))) s.choosing = undefined;
}

/** mayLift says whether a hand may take the man on a square. */
export function mayLift(s: State, at: Square): boolean {
  const piece = s.pieces.get(at);
  return piece !== undefined && colorOf(piece) === s.view.movable;
}

export function select(s: State, at: Square): void {
  s.selected = at;
  s.targets = s.options.legal(at);
}

export function unselect(s: State): void {
  s.selected = undefined;
  s.targets = [];
  s.drag = undefined;
  s.choosing = undefined;
}

/** press is a click, a tap, Enter or Space on a square. */
export function press(s: State, at: Square): void {
  const from = s.selected;
  if (s.choosing || from === at) unselect(s);
  else if (from && goal(s, at)) play(s, from, goal(s, at)!);
  else if (mayLift(s, at)) select(s, at);
  else if (from) unselect(s);
  else s.options.onIdle?.();
}

/**
 * goal is the square a selected man goes to when it is put on `at`: a legal target itself, or for a king put on
 * its own rook the castling square on that side.
 */
export function goal(s: State, at: Square): Square | undefined {
  if (s.targets.includes(at)) return at;
  const from = s.selected;
  const man = from && s.pieces.get(from);
  const rook = s.pieces.get(at);
  if (!man || !rook || roleOf(man) !== 'k' || rook !== `${man[0]}r` || rankOf(from) !== rankOf(at)) return undefined;
  const castled = fileOf(from) + 2 * Math.sign(fileOf(at) - fileOf(from));
  if (castled < 0 || castled > 7) return undefined;
  const to = squareOf(castled, rankOf(from));
  return s.targets.includes(to) ? to : undefined;
}

/** play makes the move, or asks first what the pawn becomes. */
export function play(s: State, from: Square, to: Square): void {
  const pawn = s.pieces.get(from)?.[1] === 'p';
  s.drag = undefined;
  if (!pawn || (rankOf(to) !== 0 && rankOf(to) !== 7)) commit(s, from, to);
  else if (s.view.queens && !s.ask) commit(s, from, to, 'q');
  else s.choosing = { from, to };
}

/** promote ends the choice. */
export function promote(s: State, to: Promotion): void {
  if (s.choosing) commit(s, s.choosing.from, s.choosing.to, to);
}

/** cancel is Esc: it gives up the newest thing begun, and says whether there was one. */
export function cancel(s: State): boolean {
  if (!s.selected && !s.drag && !s.choosing) return false;
  unselect(s);
  return true;
}

function commit(s: State, from: Square, to: Square, promotion?: Promotion): void {
  unselect(s);
  s.options.onMove(from, to, promotion);
}
