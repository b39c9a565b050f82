import { describe, expect, it } from 'vitest';
import type { GameEvent, Role, ServerFrame } from '../wire';
import { left } from '../clock/clock';
import { askAgainIn, claimIn, freeSeat, heldMove, hold, late, moveLabel, mySide, newGame, opening, opponent, pendingMove, plays, readers, reduce, refuse, sent, START_FEN, takenBack, unheard, withHouse, type Game } from './game';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'b', nick: 'bob' };
const clock = { white: 300_000, black: 300_000 };
const afterE4 = 'rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1';
const afterE5 = 'rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2';

const hello = (you = ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: you === ann ? 'white' : 'black', streams: ['game'], version: '1', house_levels: 0, at: 0 } });
const snapshot: ServerFrame = {
  s: 'game', t: 'snapshot',
  d: { n: 1, on: 1, start: { white: ann, black: bob, control: { base: 300, inc: 3 }, how: 'pool', clock }, moves: [], fen: START_FEN, clock },
};
const e4: GameEvent = { s: 'game', n: 2, t: 'moved', by: 'a', at: 1, d: { uci: 'e2e4', san: 'e4', ply: 1, fen: afterE4, clock, spent: 0 } };
const e5: GameEvent = { s: 'game', n: 3, t: 'moved', by: 'b', at: 2, d: { uci: 'e7e5', san: 'e5', ply: 2, fen: afterE5, clock, spent: 0 } };

const play = (frames: ServerFrame[], g: Game = newGame()) => frames.reduce((s, f, i) => reduce(s, f, i * 1_000), g);
const begun = () => play([hello(), snapshot]);

describe('a move that waits for our own word', () => {
  const held = (g: Game) => hold(g, { uci: 'e2e4', label: '1. e4', on: g.on });
  it('stands until it is sent, taken back, or the position is another', () => {
    const g = held(begun());
    expect(heldMove(g)?.label).toBe('1. e4');
    expect(heldMove(hold(g))).toBeUndefined();
    expect(heldMove(sent(g, { cid: 'c', command: { t: 'move', d: { move: 'e2e4', on: 1 } }, label: '1. e4', uci: 'e2e4', at: 0 }))).toBeUndefined();
    expect(heldMove(play([e4], g))).toBeUndefined();
    const declined = sent(g, { cid: 'c', command: { t: 'decline', d: { offer: 1 } }, label: 'Decline', at: 0 });
    expect(heldMove(declined)?.label, 'beside what else is pressed').toBe('1. e4');
  });
});

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

  it('has one talk, or two until the result', () => {
    const g = begun();
    const apart: Game = { ...g, start: { ...g.start!, chat: 'separate' } };
    expect([readers(g), readers(apart), readers({ ...apart, role: 'spectator' })]).toEqual(['all', 'players', 'watchers']);
    expect(readers({ ...apart, ended: { result: '1-0', reason: 'resignation', clock } })).toBe('all');
  });

  it('that can only be read is nobody’s to play, until a greeting says otherwise', () => {
    const broken = { ...hello(), d: { ...(hello() as { d: object }).d, quarantined: true } } as ServerFrame;
    const g = play([broken, snapshot, e4, e5]);
    expect([g.readOnly, g.n, mySide(g), plays(g)]).toEqual([true, 3, 'white', undefined]);
    expect(freeSeat({ ...g, black: undefined })).toBeUndefined();
    expect(plays(play([hello()], g))).toBe('white');
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

  it('tells a takeback with who had asked for it, until the next move', () => {
    const asks: GameEvent = { s: 'game', n: 4, t: 'offered', by: 'b', at: 3, d: { what: 'takeback' } };
    const g = play([e4, e5, asks, { s: 'game', n: 5, t: 'taken_back', by: 'a', at: 3, d: { ply: 1, fen: afterE4, clock } }], begun());
    expect(g.takenBack).toEqual({ by: 'b' });
    expect(takenBack(g.moves.length, undefined, 'bob')).toBe('Taken back to move 1, as bob asked');
    expect(reduce(g, { ...e5, n: 6 }, 0).takenBack).toBeUndefined();
  });

  it('knows how long we have to wait until we may ask again', () => {
    const asks = (n: number): GameEvent => ({ s: 'game', n, t: 'offered', by: 'a', at: 3, d: { what: 'draw' } });
    const no = (n: number): GameEvent => ({ s: 'game', n, t: 'declined', by: 'b', at: 3, d: { offer: n - 1, what: 'draw' } });
    const once = [e4, e5, asks(4), no(5)].reduce((g, f) => reduce(g, f, 0), begun());
    expect([askAgainIn(once, 'draw', 4_000), askAgainIn(once, 'draw', 10_000), askAgainIn(once, 'takeback', 0)]).toEqual([6_000, 0, 0]);
    const twice = [asks(6), no(7)].reduce((g, f) => reduce(g, f, 20_000), once);
    expect(askAgainIn(twice, 'draw', 20_000)).toBe(40_000);
    const theirs = reduce(begun(), { ...asks(2), by: 'b' }, 0);
    expect(askAgainIn(theirs, 'draw', 0)).toBe(0);
  });

  it('is known as one with the house, also when it is a rematch', () => {
    const house = { id: 'h', nick: 'house' };
    expect([withHouse(begun()), withHouse({ ...begun(), black: house })]).toEqual([false, true]);
  });

  it('forgets that it was not our turn when it is', () => {
    const g = refuse(reduce(begun(), hello(bob), 0), { what: 'move', text: 'It is not your turn.', label: '“e5”', at: 0, early: true });
    expect(reduce(g, e4, 0).refused).toBeUndefined();
    expect(reduce(refuse(g, { what: 'offer', text: 'No.', label: 'Draw', at: 0 }), e4, 0).refused).toBeDefined();
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
  const asked = () => sent(begun(), { cid: 'c', command: { t: 'move', d: { move: 'e4', on: 1 } }, uci: 'e2e4', label: '1. e4', at: 0 });

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
    expect(g.refused).toEqual({ what: 'move', text: 'The position had changed.', uci: 'e2e4', label: '1. e4', at: 7 });
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
  it('is not spoken of at once when we have just been greeted, though the game begins only then', () => {
    const start: ServerFrame = { s: 'game', n: 1, t: 'start', at: 0, d: { white: ann, black: bob, control: { base: 300, inc: 3 }, how: 'pool', clock } };
    const gone: ServerFrame = { t: 'audience', d: { black: { person: bob, here: false, claim: 30_000 }, white: { person: ann, here: true }, spectators: [], watching: 0 } };
    const g = play([hello(), start, gone]);
    expect([claimIn(g, 'black', 4_999), claimIn(g, 'black', 5_001)]).toEqual([undefined, 26_999]);
  });
});

describe('the log of a game', () => {
  const after = (f: ServerFrame, n: number): ServerFrame => ({ ...f, d: { ...(f as { d: object }).d, n } }) as ServerFrame;
  it('is asked for by who plays on and comes after its beginning', () => {
    const g = begun();
    const later = after(snapshot, 2);
    expect([unheard(g, later), unheard(g, snapshot), unheard(g, hello()), unheard(g, e4)]).toEqual([2, undefined, undefined, undefined]);
    expect(unheard({ ...g, role: 'spectator' }, later)).toBeUndefined();
    expect(unheard({ ...g, readOnly: true }, later)).toBeUndefined();
    expect(unheard({ ...g, ended: { result: '1-0', reason: 'resignation', clock } }, later)).toBeUndefined();
  });
});

describe('a move as people write it', () => {
  const ending = '4k3/8/8/8/8/8/4P3/4K3';
  it.each([
    [1, 'e4', undefined, '1. e4'],
    [2, 'e5', undefined, '1... e5'],
    [47, 'Rxd4', undefined, '24. Rxd4'],
    [1, 'Kd7', `${ending} b - - 0 1`, '1... Kd7'],
    [2, 'e4', `${ending} b - - 0 1`, '2. e4'],
    [1, 'Kd7', `${ending} b - - 3 61`, '61... Kd7'],
    [2, 'e4', `${ending} b - - 3 61`, '62. e4'],
    [1, 'e4', `${ending} w - - 3 61`, '61. e4'],
    [2, 'Kd7', `${ending} w - - 3 61`, '61... Kd7'],
    [1, 'e4', `${ending} w - - 3 0`, '1. e4'],
  ])('ply %i, %s, begun at %s: %s', (ply, san, start, label) => expect(moveLabel(ply, san, start)).toBe(label));
});

describe('the name of the opening', () => {
  const italian = { eco: 'C50', name: 'Italian Game' };
  const open = { eco: 'B00', name: 'King’s Pawn' };
  const moves = [open, undefined, undefined, undefined, italian, undefined].map((opening, i) => ({ uci: '', san: String(i), clock, opening }));
  it.each([
    [0, undefined],
    [1, open],
    [4, open],
    [5, italian],
    [6, italian],
  ])('after %i moves is that of the longest known beginning', (plies, want) => expect(opening(moves, plies)).toEqual(want));

  it('comes with the move and goes with a takeback', () => {
    const g = play([{ ...e4, d: { ...e4.d, opening: open } }, { ...e5, d: { ...e5.d, opening: italian } }], begun());
    expect(opening(g.moves, 2)).toEqual(italian);
    const back = reduce(g, { s: 'game', n: 4, t: 'taken_back', at: 3, d: { ply: 1, fen: afterE4, clock } }, 0);
    expect(opening(back.moves, back.moves.length)).toEqual(open);
  });
});

describe('a game with a delay', () => {
  const control = { base: 300, inc: 3, mode: 'delay', moves: 2, then: [{ base: 60, inc: 9 }] } as const;
  const begin = () => play([hello(), { ...snapshot, d: { ...snapshot.d, start: { ...snapshot.d.start, control: { ...control, then: [...control.then] } } } } as ServerFrame]);
  const moved = (ply: number): GameEvent => ({ s: 'game', n: ply + 1, t: 'moved', by: ply % 2 ? 'a' : 'b', at: ply, d: { ...e4.d, ply, fen: ply % 2 ? afterE4 : afterE5 } });

  it('waits anew after every move, as long as the stage of the mover says', () => {
    const g = play([moved(1), moved(2)], begin()); // read at 1 s
    expect([left(g.clock, 'white', 4_000), left(g.clock, 'white', 5_000)]).toEqual([300_000, 299_000]);
    const later = play([moved(3), moved(4)], g);
    expect(later.clock.delay).toBe(9_000);
  });

  it('waits as the last news of the clock says', () => {
    const g = reduce(play([moved(1), moved(2)], begin()), { t: 'clock', d: { clock, running: 'white', delay: 500 } }, 2_000);
    expect([left(g.clock, 'white', 2_500), left(g.clock, 'white', 3_500)]).toEqual([300_000, 299_000]);
    const counts = reduce(g, { t: 'clock', d: { clock, running: 'white' } }, 2_000);
    expect(left(counts.clock, 'white', 2_500)).toBe(299_500);
  });

  it('counts from when the server told, not from when that was heard', () => {
    const tick = (at: number, now: number) => (g: Game): Game => reduce(g, { t: 'clock', d: { clock, running: 'white', at } }, now);
    const g = [tick(71_000, 1_030), tick(72_000, 2_200)].reduce((g, f) => f(g), play([moved(1), moved(2)], begin()));
    expect(left(g.clock, 'white', 2_200), 'of a frame that came 170 ms later than the one before').toBe(299_830);
    const mine = sent(g, { cid: 'c', command: { t: 'time', d: {} }, label: '', at: 2_900 });
    const given: ServerFrame = { s: 'game', n: 4, t: 'time_given', by: 'a', at: 72_930, d: { side: 'black', ms: 15_000, clock } };
    const then = tick(72_940, 3_500)(reduce(reduce(mine, given, 3_000), { re: 'c', s: 'game', ok: 4 }, 3_000));
    expect(left(then.clock, 'white', 3_500), 'of one that came 530 ms later than the fastest, whose way is half of 60 ms').toBe(299_440);
    expect(left(tick(73_000, 9_000)(reduce(then, hello(), 8_000)).clock, 'white', 9_000), 'on a new line').toBe(300_000);
  });

  it('goes on waiting when time is given, and when a stall is given back', () => {
    const g = play([moved(1), moved(2)], begin());
    const more = { white: 315_000, black: 300_000 };
    const given = reduce(g, { s: 'game', n: 4, t: 'time_given', at: 3, d: { side: 'white', ms: 15_000, clock: more, waited: 2_000 } }, 3_000);
    expect([left(given.clock, 'white', 4_000), left(given.clock, 'white', 5_000)]).toEqual([315_000, 314_000]);
    const credited = reduce(g, { s: 'game', n: 4, t: 'time_credited', at: 3, d: { side: 'white', ms: 2_950, clock: more, waited: 2_000 } }, 3_000);
    expect(credited.clock).toMatchObject({ white: 315_000, running: 'white', delay: 1_000 });
  });

  it('waits for the rest of its delay when stopped clocks go on', () => {
    const g = play([moved(1), moved(2)], begin());
    const stopped = reduce(g, { s: 'game', n: 4, t: 'clock_stopped', at: 3, d: { why: 'storage', clock, waited: 1_000 } }, 2_000);
    expect(left(stopped.clock, 'white', 99_000)).toBe(300_000);
    const told = reduce(stopped, { t: 'clock', d: { clock } }, 50_000);
    const started = reduce(told, { s: 'game', n: 5, t: 'clock_started', at: 4, d: { clock } }, 100_000);
    expect([left(started.clock, 'white', 102_000), left(started.clock, 'white', 103_000)]).toEqual([300_000, 299_000]);
  });
});

describe('a game from a position with Black to move', () => {
  const start = '4k3/8/8/8/8/8/4P3/4K3 b - - 0 1';
  const kd7 = '8/3k4/8/8/8/8/4P3/4K3 w - - 1 2';
  const from = () => play([hello(), { ...snapshot, d: { ...snapshot.d, fen: start, start: { ...snapshot.d.start, fen: start } } } as ServerFrame]);

  it('has its first move numbered as Black’s, and runs after the second', () => {
    const g = reduce(reduce(from(), hello(bob), 0), { s: 'game', n: 2, t: 'moved', by: 'b', at: 1, d: { uci: 'e8d7', san: 'Kd7', ply: 1, fen: kd7, clock, spent: 0 } }, 0);
    expect([g.saved, g.clock.running]).toEqual(['1... Kd7', undefined]);
    const e4 = reduce(g, { s: 'game', n: 3, t: 'moved', by: 'a', at: 1, d: { uci: 'e2e4', san: 'e4', ply: 2, fen: '8/3k4/8/8/4P3/8/8/4K3 b - - 0 2', clock, spent: 0 } }, 0);
    expect(e4.clock.running).toBe('black');
  });
});

describe('a game that is shown later', () => {
  const at = (role: Role): Game => ({ ...newGame(), role, start: { control: { base: 300, inc: 3 }, how: 'link', clock: { white: 0, black: 0 }, chat: 'separate', delay: 30 } });
  const over = (role: Role): Game => ({ ...at(role), ended: { result: '1-0', reason: 'resignation', clock: { white: 0, black: 0 } } });

  it('is late for those who watch, not for the players', () => expect([late(at('spectator')), late(at('white'))]).toEqual([30, 0]));
  it('has its players talk apart until all others know the result', () => {
    expect(readers(at('white'), false)).toBe('players');
    expect(readers(over('white'), false)).toBe('players');
    expect(readers(over('white'), true)).toBe('all');
    expect(readers(over('spectator'))).toBe('all');
  });
});
