import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { START_FEN } from './game';
import { captured, checked, claimable, king, legal, positions, step } from './position';

const opera = readFileSync(new URL('../../../../testdata/pgn/opera.uci', import.meta.url), 'utf8').trim().split(/\s+/);

describe('a position', () => {
  it('lists where a man may go', () => {
    expect(legal(START_FEN, 'g1').sort()).toEqual(['f3', 'h3']);
    expect(legal('8/P7/8/8/8/8/8/k1K5 w - - 0 1', 'a7')).toEqual(['a8']);
  });
  it('knows a step and refuses a wrong one', () => {
    expect(step(START_FEN, 'g1f3')?.san).toBe('Nf3');
    expect(step(START_FEN, 'g1g3')).toBeUndefined();
  });
  it('is walked through to the end of the opera game', () => {
    const fens = positions(undefined, opera);
    expect(fens).toHaveLength(opera.length + 1);
    expect(checked(fens.at(-1)!)).toBe('e8');
    expect(king(fens[0]!, 'black')).toBe('e8');
  });
});

describe('captured men', () => {
  it.each([
    ['nothing at the start', START_FEN, 'white', [], 0],
    ['a rook for a bishop is two pawns ahead', 'rnbqkbn1/pppppppp/8/8/8/8/PPPPPPPP/RN1QKBNR w KQ - 0 1', 'white', [{ man: 'r', count: 1 }], 2],
    ['a promoted pawn is missing as a pawn', '4k3/8/8/8/8/8/8/QQ2K3 w - - 0 1', 'black', [{ man: 'p', count: 8 }, { man: 'n', count: 2 }, { man: 'b', count: 2 }, { man: 'r', count: 2 }], 0],
  ] as const)('%s', (_, fen, by, men, ahead) => expect(captured(fen, by)).toEqual({ men, ahead }));

  it.each([
    ['the start, three times', 8, true],
    ['the start, twice', 4, false],
    ['another position, three times', 9, true],
  ])('a draw can be claimed: %s', (_, plies, want) => {
    const dance = ['b1c3', 'b8c6', 'c3b1', 'c6b8', 'b1c3', 'b8c6', 'c3b1', 'c6b8', 'b1c3'].slice(0, plies);
    expect(claimable(undefined, dance, positions(undefined, dance).at(-1)!)).toBe(want);
  });

  it('a draw can be claimed after fifty quiet moves, whatever came before', () => {
    expect(claimable(undefined, [], '7k/8/5K2/8/8/8/6Q1/8 b - - 100 121')).toBe(true);
    expect(claimable(undefined, [], '7k/8/5K2/8/8/8/6Q1/8 b - - 7 121')).toBe(false);
  });
});
