import { describe, expect, it } from 'vitest';
import type { GameEvent, ServerFrame } from '../wire';
import { claimIn, freeSeat, moveLabel, newGame, opponent, pendingMove, reduce, sent, START_FEN, type Game } from './game';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'b', nick: 'bob' };
const clock = { white: 300_000, black: 300_000 };
const afterE4 = 'rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1';
const afterE5 = 'rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2';

const hello = (you = ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: you === ann ? 'white' : 'black', streams: ['game'], version: '1' } });
const snapshot: ServerFrame = {
  s: 'game', t: 'snapshot',
  d: { n: 1, on: 1, start: { white: ann, black: bob, control: { base: 300, inc: 3 }, how: 'pool', clock }, moves: [], fen: START_FEN, clock },
};
const e4: GameEvent = { s: 'game', n: 2, t: 'moved', by: 'a', at: 1, d: { uci: 'e2e4', san: 'e4', ply: 1, fen: afterE4, clock, spent: 0 } };
const e5: GameEvent = { s: 'game', n: 3, t: 'moved', by: 'b', at: 2, d: { uci: 'e7e5', san: 'e5', ply: 2, fen: afterE5, clock, spent: 0 } };

const play = (frames: ServerFrame[], g: Game = newGame()) => frames.reduce((s, f, i) => reduce(s, f, i * 1_000), g);
const begun = () => play([hello(), snapshot]);

describe('a game', () => {
  it('begins with its snapshot', () => {
    const g = begun();
    expect([g.n, g.on, g.white?.nick, g.black?.nick, opponent(g)?.nick]).toEqual([1, 1, 'ann', 'bob', 'bob']);
  });

  it('takes each event once and in order', () => {
    const g = play([e4, e4, e5], begun());
    expect(g.moves.map((m) => m.san)).toEqual(['e4', 'e5']);
    expect(g.stale).toBe(false);
  });

  it('is stale after a gap, until the line is greeted again', () => {
    const g = play([e5], begun());
    expect([g.stale, g.moves.length, g.n]).toEqual([true, 0, 1]);
    expect(play([hello(), e4, e5], g)).toMatchObject({ stale: false, n: 3 });
  });

  it('starts no clock before both have moved', () => {
    expect(play([e4], begun()).clock.running).toBeUndefined();
    expect(play([e4, e5], begun()).clock.running).toBe('white');
  });

  it('drops everything when the data is another', () => {
    const g = play([e4, hello(ann, 'restored')], begun());
    expect([g.n, g.moves.length, g.epoch]).toEqual([undefined, 0, 'restored']);
  });

  it('forgets unanswered commands of whom we were', () => {
    const g = sent(begun(), { cid: 'c', command: { t: 'resign', d: {} }, label: 'Resign', at: 0 });
    expect(reduce(g, hello(), 0).sent).toHaveLength(1);
    expect(reduce(g, hello(bob), 0).sent).toHaveLength(0);
  });

  it('keeps an offer until it is answered, or a move of the other side declines it', () => {
    const offered: GameEvent = { s: 'game', n: 4, t: 'offered', by: 'b', at: 3, d: { what: 'draw' } };
    const g = play([e4, e5, offered], begun());
    expect(g.offer).toEqual({ n: 4, by: 'b', what: 'draw' });
    const nf3: GameEvent = { ...e4, n: 5, d: { ...e4.d, uci: 'g1f3', san: 'Nf3', ply: 3 } };
    expect(reduce(g, nf3, 0).offer).toBeUndefined();
    expect(reduce(g, { s: 'game', n: 5, t: 'declined', by: 'a', at: 4, d: { offer: 4, what: 'draw' } }, 0).offer).toBeUndefined();
    expect(reduce(g, { ...nf3, by: 'b' }, 0).offer).toBeDefined();
  });

  it('goes back on a takeback', () => {
    const g = play([e4, e5, { s: 'game', n: 4, t: 'taken_back', at: 3, d: { ply: 1, fen: afterE4, clock } }], begun());
    expect([g.moves.length, g.fen, g.on]).toEqual([1, afterE4, 4]);
  });

  it('stands still after a restart, until a move or the clock itself goes on', () => {
    const stopped: GameEvent = { s: 'game', n: 4, t: 'clock_stopped', at: 3, d: { why: 'restart', clock } };
    const g = play([e4, e5, stopped], begun());
    expect([g.stopped, g.clock.running]).toEqual(['restart', undefined]);
    expect(reduce(g, { s: 'game', n: 5, t: 'clock_started', at: 4, d: { clock } }, 0)).toMatchObject({ stopped: undefined, clock: { running: 'white' } });
    expect(reduce(g, { ...e4, n: 5, d: { ...e4.d, ply: 3 } }, 0).stopped).toBeUndefined();
  });

  it('has one result', () => {
    const g = play([e4, e5, { s: 'game', n: 4, t: 'ended', at: 3, d: { result: '1-0', reason: 'resignation', clock } }], begun());
    expect(g.ended?.result).toBe('1-0');
    expect(g.clock.running).toBeUndefined();
  });

  it('has a free seat until somebody sits down', () => {
    const open = play([hello(), { ...snapshot, d: { ...snapshot.d, start: { white: ann, control: { base: 300, inc: 3 }, how: 'link', clock } } } as ServerFrame]);
    expect(freeSeat(open)).toBe('black');
    const sat = reduce({ ...open, you: bob, role: 'spectator' }, { s: 'game', n: 2, t: 'sat', by: 'b', at: 1, d: { side: 'black', person: bob } }, 0);
    expect([freeSeat(sat), sat.role]).toEqual([undefined, 'black']);
  });
});

describe('a move of ours', () => {
  const asked = () => sent(begun(), { cid: 'c', command: { t: 'move', d: { uci: 'e2e4', on: 1 } }, label: '1. e4', at: 0 });

  it('is pending while the position is the one it answers', () => {
    expect(pendingMove(asked())?.uci).toBe('e2e4');
    expect(pendingMove(reduce(asked(), e4, 0))).toBeUndefined();
  });

  it('is saved when its event is there, not sooner', () => {
    expect(asked().saved).toBeUndefined();
    const g = play([e4, { re: 'c', s: 'game', ok: 2 }], asked());
    expect([g.saved, g.sent.length]).toEqual(['1. e4', 0]);
  });

  it('is taken back from the board with the reason when it is refused', () => {
    const g = reduce(asked(), { re: 'c', no: { code: 'stale', text: 'The position had changed.' } }, 7);
    expect(pendingMove(g)).toBeUndefined();
    expect(g.refused).toEqual({ text: 'The position had changed.', uci: 'e2e4', label: '1. e4', at: 7 });
  });

  it('stays pending while the server only says to wait', () => {
    expect(reduce(asked(), { re: 'c', wait: 100, code: 'busy' }, 0).sent).toHaveLength(1);
  });
});

describe('an opponent who is gone', () => {
  const g = reduce(begun(), { t: 'audience', d: { black: { person: bob, here: false, claim: 30_000 }, white: { person: ann, here: true }, spectators: [], watching: 0 } }, 1_000);
  it('may be claimed against when the time has come', () => {
    expect(claimIn(g, 'black', 11_000)).toBe(20_000);
    expect(claimIn(g, 'black', 99_000)).toBe(0);
    expect(claimIn(g, 'white', 99_000)).toBeUndefined();
  });
});

describe('a move as people write it', () => {
  it.each([
    [1, 'e4', 'white', '1. e4'],
    [2, 'e5', 'white', '1... e5'],
    [47, 'Rxd4', 'white', '24. Rxd4'],
    [1, 'e5', 'black', '1... e5'],
    [2, 'Nf3', 'black', '2. Nf3'],
  ] as const)('ply %i, %s, %s to begin: %s', (ply, san, first, label) => expect(moveLabel(ply, san, first)).toBe(label));
});
