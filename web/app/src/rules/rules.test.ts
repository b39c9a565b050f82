import { readFileSync } from 'node:fs';
import { Chess } from 'chess.js';
import { describe, expect, it } from 'vitest';
import { START_FEN } from './fen';
import { lan, type Way } from './paths';
import { fenOf, goals, made, playable, position, sanOf, ways, type Position } from './rules';

const after = (p: Position, w: Way) => made(p, w.from, w.to, w.becomes);

/** leaves counts the games of so many plies from a position. */
const leaves = (p: Position, plies: number): number => (plies === 0 ? 1 : ways(p).reduce((sum, w) => sum + leaves(after(p, w), plies - 1), 0));

// Positions made to find faults, and how many games begin in each: figures known everywhere.
describe('from a position there are so many games:', () => {
  it.each([
    ['the start', START_FEN, 3, 8_902],
    ['castling on all sides, past men that attack', 'r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1', 2, 2_039],
    ['pawns that may not take en passant, for the rook on the rank', '8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1', 4, 43_238],
    ['promotions, and a king in check', 'r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1', 3, 9_467],
    ['a pawn that takes a rook and becomes something', 'rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8', 2, 1_486],
  ])('%s', (_, fen, plies, games) => expect(leaves(position(fen), plies)).toBe(games));
});

describe('chess.js sees the same', () => {
  const agree = (fen: string) => {
    const [p, chess] = [position(fen), new Chess(fen)];
    const judged = chess.moves({ verbose: true });
    const ours = ways(p);
    expect(ours.map(lan).sort()).toEqual(judged.map((m) => m.lan).sort());
    for (const m of judged) {
      const w = playable(p, m.lan)!;
      expect([sanOf(p, w), fenOf(after(p, w))]).toEqual([m.san, m.after]);
    }
    return judged;
  };

  it.each(readFileSync(new URL('../../../../testdata/pgn/opera.uci', import.meta.url), 'utf8').trim().split(/\s+/).map((_, i, all) => [i, all] as const).filter(([i]) => i % 8 === 0))('after %i plies of the opera game', (plies, all) => {
    let p = position(START_FEN);
    for (const uci of all.slice(0, plies)) p = after(p, playable(p, uci)!);
    agree(fenOf(p));
  });

  it('in a long game of any moves', () => {
    let seed = 7;
    let fen = START_FEN;
    for (let ply = 0; ply < 120; ply++) {
      const moves = agree(fen);
      if (!moves.length) break;
      seed = (seed * 48_271) % 2_147_483_647;
      fen = moves[seed % moves.length]!.after;
    }
  }, 30_000);

  it.each([
    ['two knights on a file', '4k3/8/8/1N6/8/8/8/1N2K3 w - - 0 1'],
    ['three queens, of which one needs its square', '6k1/8/8/8/Q2Q4/8/8/3Q3K w - - 0 1'],
    ['a knight that is bound is not meant', '4k3/8/8/8/1b6/2N5/8/4K1N1 w - - 0 1'],
    ['a capture en passant that gives check', '4k3/8/8/8/4p3/8/3P1K2/8 w - - 0 1'],
    ['a mate by a promoted pawn', '7k/P5pp/8/8/8/8/8/K7 w - - 0 1'],
    ['castling that gives check', '5k2/8/8/8/8/8/8/4K2R w K - 98 70'],
    ['a rook taken on its square cannot castle', 'r3k2r/8/8/8/8/8/6B1/R3K2R w KQkq - 3 9'],
  ])('%s', (_, fen) => {
    for (const { after } of agree(fen)) agree(after);
  });
});

describe('nothing goes wrong', () => {
  it.each([
    ['on an empty board', '8/8/8/8/8/8/8/8 w - - 0 1', 'e2'],
    ['without kings', '8/8/8/8/8/8/4P3/8 w - - 0 1', 'e1'],
    ['for a man of the other side', START_FEN, 'e7'],
  ] as const)('%s', (_, fen, from) => expect(goals(position(fen), from)).toEqual([]));

  it.each(['', 'e2', 'e2e5', 'e2e4q', 'nonsense', 'e7e8'])('with “%s” for a move', (uci) => expect(playable(position(START_FEN), uci)).toBeUndefined());
});
