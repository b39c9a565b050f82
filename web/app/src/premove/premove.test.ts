import { describe, expect, it } from 'vitest';
import { newGame, START_FEN, type Game } from '../room/game';
import { step } from '../room/position';
import { ahead, awaited, fate, NONE, queued, reach, readPremove, spelled, type Queue } from './premove';

const at = (placed: string, rights = '-') => `${placed} b ${rights} - 0 1`;

describe('a premove goes', () => {
  it.each([
    ['a rook goes through men that may move away and stops before its own', at('k7/8/8/p7/8/8/8/R2NK3'), 'a1', 'a2 a3 a4 a5 a6 a7 a8 b1 c1'],
    ['a bishop goes beyond the men of the other side', at('k7/8/8/4p3/3p4/8/8/B3K3'), 'a1', 'b2 c3 d4 e5 f6 g7 h8'],
    ['a knight leaps, and where one of ours can be taken it retakes', at('k7/8/4p3/3P4/8/2N5/8/4K3'), 'c3', 'a2 a4 b1 b5 d1 d5 e2 e4'],
    ['a man of ours that nobody can take is in the way', at('k7/8/8/3P4/8/2N5/8/4K3'), 'c3', 'a2 a4 b1 b5 d1 e2 e4'],
    ['a pawn steps where a man may move away, and takes where one may come', at('k7/8/8/8/8/4n3/4P3/4K3'), 'e2', 'd3 e3 e4 f3'],
    ['a pawn does not step over its own', at('k7/8/8/8/4N3/8/4P3/4K3'), 'e2', 'd3 e3 f3'],
    ['a pawn past its home steps once', at('k7/8/8/8/8/P7/8/4K3'), 'a3', 'a4 b4'],
    ['a black pawn goes down', at('k7/4p3/8/8/8/8/8/4K3'), 'e7', 'd6 e5 e6 f6'],
    ['a pawn reaches the last rank', at('kn6/P7/8/8/8/8/8/4K3'), 'a7', 'a8 b8'],
    ['a king castles past a man that may move away', at('4k3/8/8/8/8/8/8/R3Kb1R', 'KQ'), 'e1', 'c1 d1 d2 e2 f1 f2 g1'],
    ['a king does not castle past his own, nor without the right', at('4k3/8/8/8/8/8/8/RN2K2R', 'Q'), 'e1', 'd1 d2 e2 f1 f2'],
    ['nobody goes from an empty square', at('4k3/8/8/8/8/8/8/4K3'), 'a1', ''],
  ] as const)('%s', (_, fen, from, to) => expect(reach(fen, from).sort().join(' ')).toBe(to));
});

describe('the board ahead', () => {
  it.each([
    ['nothing queued is the position itself', START_FEN, '', START_FEN],
    ['men stand where they would', at('4k3/8/8/8/8/8/4P3/4K1N1'), 'e2e4 g1f3 f3e5', at('4k3/8/8/4N3/4P3/8/8/4K3')],
    ['castling brings the rook, and no second castling', at('4k3/8/8/8/8/8/8/R3K2R', 'KQ'), 'e1g1', at('4k3/8/8/8/8/8/8/R4RK1')],
    ['castling long', at('r3k2r/8/8/8/8/8/8/4K3', 'kq'), 'e8c8', at('2kr3r/8/8/8/8/8/8/4K3')],
    ['a rook that has moved castles no more', at('4k3/8/8/8/8/8/8/R3K2R', 'KQ'), 'h1h2', at('4k3/8/8/8/8/8/7R/R3K3', 'Q')],
    ['a pawn becomes what was chosen, on a man that may be gone', at('1n2k3/P7/8/8/8/8/8/4K3'), 'a7b8n', at('1N2k3/8/8/8/8/8/8/4K3')],
    ['a move of nobody changes nothing', at('4k3/8/8/8/8/8/8/4K3'), 'a1a2', at('4k3/8/8/8/8/8/8/4K3')],
  ])('%s', (_, fen, moves, then) => expect(ahead(fen, moves.split(' ').filter(Boolean).map((uci) => ({ uci })))).toBe(then));
});

describe('a premove is written and read', () => {
  const fen = at('4k3/P7/8/3p4/2P5/2N2N2/8/R3K2R', 'KQ');
  it.each([
    ['Ke2', 'e1e2', 'Ke2'],
    ['Ne4', 'c3e4', 'Ne4'],
    ['Nfd4', 'f3d4', 'Nd4'],
    ['O-O', 'e1g1', 'O-O'],
    ['0-0-0', 'e1c1', 'O-O-O'],
    ['e1h1', 'e1g1', 'O-O'],
    ['cxd5', 'c4d5', 'cxd5'],
    ['Nxd5', 'c3d5', 'Nxd5'],
    ['a8=N', 'a7a8n', 'a8=N'],
    ['axb8q', undefined, undefined],
    ['axb8Q', 'a7b8q', 'axb8=Q'],
    ['a7b8r', 'a7b8r', 'axb8=R'],
    ['c5', 'c4c5', 'c5'],
    ['Qd4', undefined, undefined],
    ['a8', undefined, undefined],
  ])('%s', (text, uci, san) => {
    expect(readPremove(fen, 'white', text)).toBe(uci);
    if (uci) expect(spelled(fen, uci)).toBe(san);
  });

  it('with the square it comes from where two men of a kind can go', () => {
    const two = at('4k3/8/8/8/8/2N5/8/4K1N1');
    expect(readPremove(two, 'white', 'Ne2')).toBeUndefined();
    expect([readPremove(two, 'white', 'Nge2'), readPremove(two, 'white', 'N3e2')]).toEqual(['g1e2', 'c3e2']);
    expect([spelled(two, 'g1e2'), spelled(at('4k3/8/8/2N5/8/2N5/8/4K3'), 'c3e4')]).toEqual(['Nge2', 'N3e4']);
  });
});

/** A game that White plays, with these moves saved. */
function game(moves: string[], change: Partial<Game> = {}): Game {
  const g: Game = { ...newGame(), n: moves.length + 1, on: moves.length + 1, role: 'white', white: { id: 'a', nick: 'magpie' } as Game['white'], black: { id: 'b', nick: 'jackdaw' } as Game['black'] };
  let { fen } = g;
  const played = moves.map((uci) => {
    const s = step(fen, uci)!;
    fen = s.fen;
    return { uci, san: s.san, clock: {} as never };
  });
  return { ...g, moves: played, fen, ...change };
}

const sending = (g: Game, uci: string): Game => ({ ...g, sent: [{ cid: uci, command: { t: 'move', d: { move: uci, on: g.on } }, label: uci, uci, at: 0 }] });
const queue = (g: Game, ...moves: string[]): Queue => moves.reduce((q, uci) => queued(q, awaited(g)!, uci), NONE);

describe('premoves can be made', () => {
  it.each([
    ['while the other side thinks', game(['e2e4']), true],
    ['while our own move is being saved', sending(game([]), 'e2e4'), true],
    ['not at our turn', game([]), false],
    ['not after a move that the page cannot read', { ...game([]), sent: [{ ...sending(game([]), 'e2e4').sent[0]!, uci: undefined }] }, false],
    ['not by who watches', game(['e2e4'], { role: 'spectator' }), false],
    ['not after the end', game(['e2e4'], { ended: {} as Game['ended'] }), false],
    ['not against an empty seat', game(['e2e4'], { black: undefined }), false],
    ['not in a room that broke down', game(['e2e4'], { readOnly: true }), false],
  ])('%s', (_, g, can) => expect(awaited(g) !== undefined).toBe(can));
});

describe('a queue', () => {
  const q = queue(game(['e2e4']), 'g1f3', 'f1c4', 'e1g1');

  it('begins anew where the game has gone on', () => {
    expect(queued(q, awaited(game(['d2d4']))!, 'c2c4').moves).toEqual([{ uci: 'c2c4', san: 'c4' }]);
  });

  it('sends its first move when the other side has moved, and waits with the rest', () => {
    const f = fate(q, game(['e2e4', 'e7e5']));
    expect([f.play?.uci, f.queue.moves.map((m) => m.san)]).toEqual(['g1f3', ['Bc4', 'O-O']]);
    const sent = sending(game(['e2e4', 'e7e5']), 'g1f3');
    expect(fate(f.queue, sent)).toEqual({ queue: f.queue }); // sent once
    const saved = game(['e2e4', 'e7e5', 'g1f3']);
    expect(fate(f.queue, saved)).toEqual({ queue: f.queue });
    expect(fate(f.queue, game(['e2e4', 'e7e5', 'g1f3', 'b8c6'])).play?.uci).toBe('f1c4');
  });

  it('made behind an unsaved move outlives its being saved', () => {
    const early = queue(sending(game([]), 'e2e4'), 'g1f3');
    expect(fate(early, game(['e2e4']))).toEqual({ queue: early });
  });

  it.each<[string, Game, string?]>([
    ['is dropped whole when its first move is not legal, and says which', game(['e2e4', 'g7g6'], { fen: game(['e2e4', 'g7g6']).fen.replace('RNBQKBNR', 'RNBQKB1R') }), 'g1f3'],
    ['goes with a takeback', game([])],
    ['goes when the move before it was refused', game([])],
    ['goes with moves made in another tab', game(['e2e4', 'e7e5', 'd2d4'])],
    ['goes when other moves led here', game(['d2d4', 'e7e5'])],
    ['goes with the end of the game', game(['e2e4', 'e7e5'], { ended: {} as Game['ended'] })],
    ['goes with the seat', game(['e2e4', 'e7e5'], { role: 'spectator' })],
    ['goes in a room that begins anew', newGame()],
  ])('%s', (_, g, illegal) => expect(fate(q, g)).toEqual(illegal ? { queue: NONE, illegal: q.moves[0] } : { queue: NONE }));

  it('stays while nothing has happened', () => {
    expect(fate(q, game(['e2e4'], { stale: true }))).toEqual({ queue: q });
    expect(fate(NONE, game(['e2e4', 'e7e5']))).toEqual({ queue: NONE });
  });
});
