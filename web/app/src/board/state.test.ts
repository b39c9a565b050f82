import { Chess } from 'chess.js';
import { describe, expect, it } from 'vitest';

import { down, move, squareUnder, up, type Touch } from './drag';
import { cancel, newState, press, promote, see, type BoardView, type State } from './state';
import type { Square } from './square';

/** A board on which chess.js says what is legal, and what was played on it. */
function boardAt(fen: string, movable: BoardView['movable'] = 'white') {
  let game = new Chess(fen);
  const played: string[] = [];
  const s = newState({
    orientation: 'white',
    legal: (from) => game.moves({ square: from, verbose: true }).map((m) => m.to),
    onMove: (from, to, promotion) => void played.push(from + to + (promotion ?? '')),
  });
  const show = (next: string, change: Partial<BoardView> = {}) => {
    game = new Chess(next);
    see(s, { fen: next, movable, orientation: 'white', ...change });
  };
  show(fen);
  return { s, played, show };
}

const mouse = (x = 0, y = 0, pointer = 1): Touch => ({ pointer, kind: 'mouse', x, y });

function drag(s: State, from: Square, to: Square | undefined): void {
  down(s, from, mouse());
  move(s, mouse(50), to);
  up(s, mouse(50), to);
}

const start = new Chess().fen();

describe('a hand on the board', () => {
  it('lifts only men that may be moved', () => {
    const { s } = boardAt(start);
    press(s, 'e7');
    expect(s.selected).toBeUndefined();
    press(s, 'e4');
    expect(s.selected).toBeUndefined();
    press(s, 'e2');
    expect([s.selected, s.targets]).toEqual(['e2', ['e3', 'e4']]);
  });

  it('moves by two presses and by one drag alike', () => {
    const { s, played } = boardAt(start);
    press(s, 'e2');
    press(s, 'e4');
    drag(s, 'd2', 'd4');
    expect(played).toEqual(['e2e4', 'd2d4']);
    expect(s.selected).toBeUndefined();
  });

  it('that drops a man on a wrong square, or beside the board, still has him selected', () => {
    const { s, played } = boardAt(start);
    for (const to of ['e5', undefined] as const) {
      drag(s, 'e2', to);
      expect([played, s.selected, s.drag]).toEqual([[], 'e2', undefined]);
    }
  });

  it('that trembles does not drag', () => {
    const { s } = boardAt(start);
    down(s, 'e2', mouse());
    expect(move(s, mouse(3), 'e3')).toBe(false);
    up(s, mouse(3), 'e3');
    expect(s.selected).toBe('e2');
    down(s, 'e2', mouse());
    up(s, mouse(), 'e2');
    expect(s.selected).toBeUndefined();
  });

  it('of two fingers holds nothing', () => {
    const { s, played } = boardAt(start);
    down(s, 'e2', mouse());
    move(s, mouse(50), 'e4');
    down(s, 'd5', mouse(0, 0, 2));
    up(s, mouse(50), 'e4');
    expect([s.drag, s.selected, played]).toEqual([undefined, undefined, []]);
  });

  it('keeps what it holds while the opponent moves, and sees new targets', () => {
    const { s, show } = boardAt('4k3/8/8/8/3p4/8/4P3/4K3 b - - 0 1');
    press(s, 'e2');
    expect([s.selected, s.targets]).toEqual(['e2', []]);
    show('4k3/8/8/8/8/3p4/4P3/4K3 w - - 0 2');
    expect([s.selected, s.targets]).toEqual(['e2', ['e3', 'e4', 'd3']]);
  });

  it('loses what was captured from it, and what it may no longer move', () => {
    const { s, show } = boardAt(start);
    press(s, 'e2');
    show('rnbqkbnr/pppppppp/8/8/8/8/PPPPnPPP/RNBQKBNR w KQkq - 0 2');
    expect(s.selected).toBeUndefined();
    show(start);
    press(s, 'e2');
    show(start, { movable: null });
    expect(s.selected).toBeUndefined();
  });
});

describe('castling', () => {
  const fen = 'r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1';
  it.each([['g1', 'e1g1'], ['h1', 'e1g1'], ['c1', 'e1c1'], ['a1', 'e1c1']] as const)('king to %s is %s', (to, uci) => {
    const { s, played } = boardAt(fen);
    press(s, 'e1');
    press(s, to);
    expect(played).toEqual([uci]);
  });

  it('that is not legal takes the rook instead', () => {
    const { s, played } = boardAt('4k3/8/8/8/8/8/8/R3K2R w K - 0 1');
    press(s, 'e1');
    press(s, 'a1');
    expect([played, s.selected]).toEqual([[], 'a1']);
  });
});

describe('promotion', () => {
  const fen = '1r5k/P7/8/8/8/8/8/K7 w - - 0 1';
  it('asks first, by press and by drag', () => {
    const { s, played } = boardAt(fen);
    press(s, 'a7');
    press(s, 'b8');
    expect([s.choosing, played]).toEqual([{ from: 'a7', to: 'b8' }, []]);
    promote(s, 'n');
    drag(s, 'a7', 'a8');
    promote(s, 'q');
    expect(played).toEqual(['a7b8n', 'a7a8q']);
  });

  it('is a queen unasked where that is wanted, unless the hand asks', () => {
    const { s, played, show } = boardAt(fen);
    show(fen, { queens: true });
    drag(s, 'a7', 'a8');
    s.ask = true;
    drag(s, 'a7', 'a8');
    expect([s.choosing, played]).toEqual([{ from: 'a7', to: 'a8' }, ['a7a8q']]);
    promote(s, 'n');
    expect(played).toEqual(['a7a8q', 'a7a8n']);
  });

  it('is given up by Esc, by another press and by a position without it', () => {
    const { s, played, show } = boardAt(fen);
    const ask = () => drag(s, 'a7', 'a8');
    ask();
    expect(cancel(s)).toBe(true);
    expect(cancel(s)).toBe(false);
    ask();
    press(s, 'a1');
    expect([s.choosing, s.selected]).toEqual([undefined, undefined]);
    ask();
    show('7k/8/8/8/8/8/8/K7 w - - 0 1');
    expect([s.choosing, played]).toEqual([undefined, []]);
  });
});

describe('the square under a pointer', () => {
  const board = { left: 100, top: 50, width: 800 };
  it('is the one the eye sees there, from both sides', () => {
    expect(squareUnder(150, 100, board, 'white')).toBe('a8');
    expect(squareUnder(150, 100, board, 'black')).toBe('h1');
    expect(squareUnder(899, 849, board, 'white')).toBe('h1');
    expect(squareUnder(99, 100, board, 'white')).toBeUndefined();
    expect(squareUnder(900, 100, board, 'white')).toBeUndefined();
  });
});
