import { describe, expect, it } from 'vitest';
import { newGame, START_FEN, type Game } from './game';
import { asOf, clockAfter, LONGEST, pause, SHORTEST } from './replay';

const clocks = [
  [300_000, 300_000],
  [300_000, 300_000],
  [301_000, 300_000], // White thought 2 s and was given 3
  [301_000, 302_900], // Black 0.1 s
  [264_000, 302_900], // White 40 s
].map(([white, black]) => ({ white: white!, black: black! }));

const over = (control = { base: 300, inc: 3 }): Game => ({
  ...newGame(),
  n: 9,
  start: { control, how: 'pool', clock: { white: 300_000, black: 300_000 } },
  moves: ['e4', 'e5', 'Nf3', 'Nc6', 'Bb5'].map((san, i) => ({ uci: '', san, clock: clocks[i]! })),
  ended: { result: '1-0', reason: 'resignation', clock: { white: 200_000, black: 100_000 } },
});

describe('a finished game', () => {
  it('has the clocks as they stood after each move', () => {
    expect(clockAfter(over(), 0)).toEqual({ white: 300_000, black: 300_000 });
    expect(clockAfter(over(), 4)).toEqual({ white: 301_000, black: 302_900 });
  });
  it('is, at an earlier move, a game that goes on and whose clocks stand', () => {
    const g = asOf(over(), 3, START_FEN);
    expect(g.moves).toHaveLength(3);
    expect(g.ended).toBeUndefined();
    expect(g.clock).toMatchObject({ white: 301_000, black: 300_000, running: undefined });
  });
});

describe('a replay', () => {
  it.each([
    [0, 1_000, 'the first moves are not timed'],
    [1, 1_000, 'of neither side'],
    [2, 2_000, 'as long as was thought'],
    [3, SHORTEST, 'no shorter than can be seen'],
    [4, LONGEST, 'no longer than one waits'],
  ])('after ply %i it waits %i ms: %s', (ply, ms) => expect(pause(over(), ply)).toBe(ms));
  it('goes on evenly without a clock', () => expect(pause(over({ base: 0, inc: 0 }), 3)).toBe(1_000));
});
