import { describe, expect, it } from 'vitest';

import { isDark, pieceNames, piecesOf, placeOf, squareAt, squareOf, type Square } from './square';

const all: Square[] = Array.from({ length: 64 }, (_, i) => squareOf(i % 8, Math.floor(i / 8)));

describe('squares', () => {
  it('a1 and h8 are dark, h1 and a8 light, half of them each', () => {
    expect([isDark('a1'), isDark('h8'), isDark('h1'), isDark('a8')]).toEqual([true, true, false, false]);
    expect(all.filter(isDark)).toHaveLength(32);
  });

  it('a1 is at the lower left of White and the upper right of Black', () => {
    expect(placeOf('a1', 'white')).toEqual({ col: 0, row: 7 });
    expect(placeOf('a1', 'black')).toEqual({ col: 7, row: 0 });
    expect(placeOf('e4', 'white')).toEqual({ col: 4, row: 4 });
    expect(placeOf('e4', 'black')).toEqual({ col: 3, row: 3 });
  });

  it.each(['white', 'black'] as const)('every square is found again where it stands, seen by %s', (side) => {
    for (const s of all) expect(squareAt(placeOf(s, side), side)).toBe(s);
    expect(squareAt({ col: 8, row: 0 }, side)).toBeUndefined();
    expect(squareAt({ col: 0, row: -1 }, side)).toBeUndefined();
  });

  it.each(['white', 'black'] as const)('the upper left square is light, seen by %s', (side) => {
    expect(isDark(squareAt({ col: 0, row: 0 }, side)!)).toBe(false);
  });
});

describe('the men of a FEN', () => {
  it('stand where it says', () => {
    const men = piecesOf('rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1');
    expect(men.size).toBe(32);
    expect([men.get('a8'), men.get('d8'), men.get('e4'), men.get('e2'), men.get('e1')]).toEqual(['br', 'bq', 'wp', undefined, 'wk']);
  });

  it('have names', () => {
    expect(pieceNames((text) => text).wn).toBe('white knight');
    expect(pieceNames((text) => text.toUpperCase()).bk).toBe('BLACK KING');
  });

  it('are none beside the board, whatever the text', () => {
    expect(piecesOf('99999999999k/x').size).toBe(0);
    expect(piecesOf('').size).toBe(0);
  });
});
