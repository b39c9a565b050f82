import { Chess } from 'chess.js';
import { describe, expect, it } from 'vitest';

import { diff } from './diff';
import { piecesOf, type Square } from './square';

type Way = [Square, Square];
const between = (a: string, b: string, ...hints: Way[]) => diff(piecesOf(a), piecesOf(b), hints);
const none = { gone: [], come: [] };

/** The men's ways for a move and for taking it back. */
function played(fen: string, san: string) {
  const game = new Chess(fen);
  const { from, to } = game.move(san);
  const hint: Way = [from, to];
  return { there: between(fen, game.fen(), hint), back: between(game.fen(), fen, hint), blind: between(fen, game.fen()) };
}

describe('one move', () => {
  it('of a knight takes that knight and not the other one', () => {
    const { there, back } = played('4k3/8/8/8/8/5N2/8/1N2K3 w - - 0 1', 'Nbd2');
    expect(there).toEqual({ moved: [['b1', 'd2']], ...none });
    expect(back).toEqual({ moved: [['d2', 'b1']], ...none });
  });

  it('that captures leaves the captured man gone, and brings him back', () => {
    const { there, back } = played('4k3/8/8/3p4/4P3/8/8/4K3 w - - 0 1', 'exd5');
    expect(there).toEqual({ moved: [['e4', 'd5']], gone: ['d5'], come: [] });
    expect(back).toEqual({ moved: [['d5', 'e4']], gone: [], come: ['d5'] });
  });

  it('that captures in passing takes the pawn from beside the way', () => {
    const { there, back } = played('4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1', 'exd6');
    expect(there).toEqual({ moved: [['e5', 'd6']], gone: ['d5'], come: [] });
    expect(back).toEqual({ moved: [['d6', 'e5']], gone: [], come: ['d5'] });
  });

  it('that castles moves king and rook, on either side', () => {
    for (const [san, king, rook] of [['O-O', 'g1', ['h1', 'f1']], ['O-O-O', 'c1', ['a1', 'd1']]] as const) {
      const { there } = played('4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1', san);
      expect(there).toEqual({ moved: [['e1', king], rook], ...none });
    }
  });

  it('that promotes slides the pawn to the new queen’s square, and back', () => {
    const { there, back, blind } = played('1r2k3/P7/8/8/8/8/8/4K3 w - - 0 1', 'axb8=Q+');
    expect(there).toEqual({ moved: [['a7', 'b8']], gone: ['b8'], come: [] });
    expect(back).toEqual({ moved: [['b8', 'a7']], gone: [], come: ['b8'] });
    expect(blind).toEqual({ moved: [], gone: ['b8', 'a7'], come: ['b8'] });
  });

  it('of a rook along its rank is that rook’s, though the other stands nearer', () => {
    const { there } = played('4k3/8/8/8/R3R3/8/8/4K3 w - - 0 1', 'Rad4');
    expect(there).toEqual({ moved: [['a4', 'd4']], ...none });
  });
});

describe('a jump through the game', () => {
  it('pairs each man with the nearest of its kind', () => {
    const { moved, gone, come } = between('4k3/8/8/8/8/8/8/N3K2N w - - 0 1', '4k3/8/8/8/8/N6N/8/4K3 w - - 0 1');
    expect(moved.sort()).toEqual([['a1', 'a3'], ['h1', 'h3']]);
    expect([gone, come]).toEqual([[], []]);
  });

  it('never sends a bishop to the other colour or a pawn sideways', () => {
    expect(between('8/8/8/8/8/8/8/B7 w - - 0 1', '8/8/8/8/8/8/8/1B6 w - - 0 1').moved).toEqual([]);
    expect(between('8/8/8/8/8/8/P7/8 w - - 0 1', '8/8/8/8/8/8/1P6/8 w - - 0 1').moved).toEqual([]);
  });

  it('over a whole game accounts for every man, both ways', () => {
    const game = new Chess();
    const fens = [game.fen()];
    // Anderssen against Kieseritzky, London 1851.
    const moves =
      'e4 e5 f4 exf4 Bc4 Qh4+ Kf1 b5 Bxb5 Nf6 Nf3 Qh6 d3 Nh5 Nh4 Qg5 Nf5 c6 g4 Nf6 Rg1 cxb5 h4 Qg6 h5 Qg5 Qf3 Ng8 Bxf4 Qf6 Nc3 Bc5 Nd5 Qxb2 Bd6 Bxg1 e5 Qxa1+ Ke2 Na6 Nxg7+ Kd8 Qf6+ Nxf6 Be7#';
    for (const san of moves.split(' ')) {
      game.move(san);
      fens.push(game.fen());
    }
    for (const a of fens.filter((_, i) => i % 5 === 0)) {
      for (const b of fens) {
        const [from, to] = [new Map(piecesOf(a)), piecesOf(b)];
        const { moved, gone, come } = between(a, b);
        const lifted = moved.map(([at, goal]) => [goal, from.get(at)!] as const);
        for (const at of [...gone, ...moved.map(([at]) => at)]) from.delete(at);
        for (const [at, man] of lifted) from.set(at, man);
        for (const at of come) from.set(at, to.get(at)!);
        expect([...from].sort()).toEqual([...to].sort());
      }
    }
  });

  it('between equal positions moves nothing', () => {
    const fen = new Chess().fen();
    expect(between(fen, fen, ['e2', 'e4'])).toEqual({ moved: [], gone: [], come: [] });
  });
});
