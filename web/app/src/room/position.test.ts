import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { START_FEN } from './game';
import { captured, checked, claimable, king, last, legal, positions, read, step } from './position';

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

  it('of a game from a position are those missing since it', () => {
    const start = '4k3/8/8/8/8/8/PP6/R3K3 w - - 0 1';
    expect(captured(start, 'black', start)).toEqual({ men: [], ahead: 0 });
    expect(captured('4k3/8/8/8/8/8/PP6/4K3 w - - 0 9', 'black', start).men).toEqual([{ man: 'r', count: 1 }]);
  });

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

describe('a typed move', () => {
  const castling = 'r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1';
  const knights = '4k3/8/8/8/8/5N2/8/1N2K3 w - - 0 1';
  const passed = 'rnbqkbnr/ppp1p1pp/8/3pPp2/8/8/PPPP1PPP/RNBQKBNR w KQkq f6 0 3';
  const promoting = '1r5k/P7/8/8/8/8/8/K7 w - - 0 1';
  it.each([
    [START_FEN, 'e4', 'e2e4'],
    [START_FEN, ' e2e4 ', 'e2e4'],
    [START_FEN, 'e2-e4', 'e2e4'],
    [START_FEN, 'Nf3', 'g1f3'],
    [START_FEN, 'Ngf3', 'g1f3'],
    [START_FEN, 'N1f3', 'g1f3'],
    [START_FEN, 'Ng1f3!?', 'g1f3'],
    [START_FEN, 'Ng1-f3', 'g1f3'],
    [START_FEN, 'Nf4', undefined],
    [START_FEN, 'hello', undefined],
    [START_FEN, '', undefined],
    [knights, 'Nd2', undefined], // which?
    [knights, 'Nbd2', 'b1d2'],
    [castling, 'O-O', 'e1g1'],
    [castling, 'o-o', 'e1g1'],
    [castling, '0-0-0', 'e1c1'],
    [castling, 'e1h1', 'e1g1'],
    [castling, 'e1a1', 'e1c1'],
    [castling, 'Rxh8+', 'h1h8'],
    [passed, 'exf6', 'e5f6'],
    [promoting, 'a8=Q', 'a7a8q'],
    [promoting, 'a8N', 'a7a8n'],
    [promoting, 'axb8=R', 'a7b8r'],
    [promoting, 'a7a8r', 'a7a8r'],
    [promoting, 'a8', undefined], // into what?
  ])('in %s, “%s” is %s', (fen, text, uci) => expect(read(fen, text)).toBe(uci));
});

describe('the position a game ended in', () => {
  it('names the move that a draw was claimed with', () => {
    const e = { result: '1/2-1/2', reason: 'threefold', clock: { white: 0, black: 0 }, claimed: 'g1f3' } as const;
    expect(last(START_FEN, e)).toEqual({ claimed: 'Nf3', toMove: 'white' });
    expect(last(START_FEN, { ...e, claimed: undefined }).claimed).toBeUndefined();
  });
});
