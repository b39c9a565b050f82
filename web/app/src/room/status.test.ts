import { describe, expect, it } from 'vitest';
import { newGame, START_FEN, type Game } from './game';
import { countdown, status, ticking, type Line } from './status';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'jackdaw', nick: 'jackdaw' };
const open: Line = { phase: { is: 'open' }, lost: false, back: false };
const game = (over: Partial<Game> = {}): Game => ({
  ...newGame(),
  n: 1, on: 1, role: 'white', you: ann, white: ann, black: bob, fen: START_FEN,
  start: { white: ann, black: bob, control: { base: 300, inc: 3 }, how: 'pool', clock: { white: 0, black: 0 } },
  ...over,
});
const pending = { cid: 'c', command: { t: 'move', d: { move: 'e4', on: 1 } }, label: '24. Rxd4', at: 0 } as const;

describe('the status row says', () => {
  it.each<[string, Game, Line, string]>([
    ['whose turn it is', game(), open, 'Your turn'],
    ['who is to move', game({ role: 'black', you: bob }), open, 'ann to move'],
    ['what a watcher sees', game({ role: 'spectator', you: undefined }), open, 'Live. White to move.'],
    ['that the line is down, and when it tries again', game(), { ...open, lost: true, phase: { is: 'waiting', until: 3_500 } }, 'Reconnecting, next try in 2 s'],
    ['that an answer is overdue', game(), { ...open, lost: true, phase: { is: 'doubtful' } }, 'No answer, asking again'],
    ['nothing of a line that the page itself renews', game(), { ...open, phase: { is: 'connecting' } }, 'Your turn'],
    ['that it is back', game(), { ...open, back: true }, 'Back. Nothing was lost.'],
    ['why it stays away', game(), { ...open, phase: { is: 'closed', code: 4508, why: 'Too many connections.' } }, 'Too many connections.'],
    ['what was not played and why', game({ refused: { what: 'move', text: 'The position had changed.', uci: 'd8h4', label: '24. Qh4', at: 2_000 } }), open, '24. Qh4 was not played: the position had changed'],
    ['what was typed and is no move', game({ refused: { what: 'move', text: 'That is not a move.', label: '“Nf9”', at: 2_000 } }), open, '“Nf9” was not played: that is not a move'],
    ['what the page refuses while the line is down', game({ refused: { what: 'move', text: 'It is not your turn.', label: '“e5”', at: 2_000, here: true } }), { ...open, lost: true, phase: { is: 'waiting', until: 9_000 } }, '“e5” was not played: it is not your turn'],
    ['that the line is down rather than what the server refused', game({ refused: { what: 'accept', text: 'No.', label: 'Accept', at: 2_000 } }), { ...open, lost: true, phase: { is: 'waiting', until: 3_500 } }, 'Reconnecting, next try in 2 s'],
    ['why another command was refused', game({ refused: { what: 'accept', text: 'No such offer is open.', label: 'Accept', at: 2_000 } }), open, 'No such offer is open.'],
    ['that the room can only be read, whatever stood there before', game({ readOnly: true, stopped: 'restart', offer: { n: 4, by: 'jackdaw', what: 'draw' }, saved: '23. exd5' }), open, 'This room broke down and can only be read.'],
    ['that clocks stand still', game({ stopped: 'restart' }), open, 'Clock stopped: server restart'],
    ['what the opponent offers', game({ offer: { n: 4, by: 'jackdaw', what: 'draw' } }), open, 'jackdaw offers a draw; a move declines it'],
    ['what we offer', game({ offer: { n: 4, by: 'a', what: 'takeback' } }), open, 'You ask for a takeback'],
    ['that the opponent is gone', game({ seats: { black: { person: bob, here: false, claim: 24_000 }, at: 1_000 } }), open, 'jackdaw is gone. You can claim in 0:23.'],
    ['nothing of an opponent who may come just behind us', game({ greeted: 1_000, seats: { black: { person: bob, here: false, claim: 24_000 }, at: 1_000 } }), open, 'Your turn'],
    ['that the game can be claimed although we have just come', game({ greeted: 1_000, seats: { black: { person: bob, here: false, claim: 500 }, at: 1_000 } }), open, 'jackdaw is gone. You can claim.'],
    ['that they are gone five seconds after we came', game({ greeted: -3_000, seats: { black: { person: bob, here: false, claim: 24_000 }, at: -3_000 } }), open, 'jackdaw is gone. You can claim in 0:19.'],
    ['how long the first move may take', game({ window: 14_000, clock: { white: 0, black: 0, at: 0, delay: 0 } }), open, 'Your first move, 0:12 left for it'],
    ['that it is over, whoever would be to move', game({ ended: { result: '0-1', reason: 'checkmate', clock: { white: 0, black: 0 } } as Game['ended'] }), open, 'The game is over'],
    ['that a seat is free', game({ black: undefined }), open, 'One seat is free'],
    ['the opponent’s turn once we have moved, before it is on disk', game({ sent: [pending] }), open, 'jackdaw to move'],
    ['the same of a first move', game({ window: 14_000, clock: { white: 0, black: 0, at: 0, delay: 0 }, sent: [pending] }), open, 'jackdaw to move'],
  ])('%s', (_, g, line, text) => expect(status(g, line, 2_000).text).toBe(text));

  const draw = { n: 4, by: 'jackdaw', what: 'draw' } as const;
  it.each<[string, Partial<Game>, Partial<Line>, string]>([
    ['a refusal', { refused: { what: 'move', text: 'That is not a move.', label: '“Nf9”', at: 2_000 } }, {}, 'jackdaw offers a draw. “Nf9” was not played: that is not a move'],
    ['a line that is down', {}, { lost: true, phase: { is: 'waiting', until: 3_500 } }, 'jackdaw offers a draw. Reconnecting, next try in 2 s'],
    ['clocks that stand', { stopped: 'restart' }, {}, 'jackdaw offers a draw. Clock stopped: server restart'],
    ['an opponent who is gone', { seats: { black: { person: bob, here: false, claim: 24_000 }, at: 1_000 } }, {}, 'jackdaw offers a draw. jackdaw is gone. You can claim in 0:23.'],
    ['a line that is back', {}, { back: true }, 'jackdaw offers a draw; a move declines it'],
  ])('an offer beside %s', (_, g, l, text) => expect(status(game({ offer: draw, ...g }), { ...open, ...l }, 2_000).text).toBe(text));

  it('no more than the offer where both would not fit: what is saved already steps aside', () => {
    const g = game({ offer: draw, stopped: 'restart', saved: '23. exd5' });
    expect(status(g, open, 0).mark).toBeUndefined();
    expect(status({ ...g, stopped: undefined }, open, 0).mark?.is).toBe('saved');
    expect(status({ ...g, sent: [pending] }, open, 500).mark?.is).toBe('sending');
  });

  it('nothing of a refusal after a while', () => {
    const refused = { what: 'accept', text: 'No.', label: 'Accept', at: 0 } as const;
    expect(status(game({ refused }), open, 8_000).text).toBe('Your turn');
  });
});

describe('the saved mark', () => {
  it('is shy: a move is called unsaved only after 150 ms', () => {
    expect(status(game({ sent: [pending] }), open, 149).mark).toBeUndefined();
    expect(status(game({ sent: [pending] }), open, 150).mark).toEqual({ is: 'sending', text: '24. Rxd4 sending' });
  });
  it('says at once that a move is not saved while the line is down', () => {
    expect(status(game({ sent: [pending] }), { ...open, phase: { is: 'connecting' } }, 1).mark?.text).toBe('24. Rxd4 not saved yet');
  });
  it('says so of a move whose answer is overdue', () => {
    expect(status(game({ sent: [pending] }), { phase: { is: 'doubtful' }, lost: true, back: false }, 3_000).mark?.text).toBe('24. Rxd4 not saved yet');
  });
  it('says saved of what is on disk', () => {
    expect(status(game({ saved: '23. exd5' }), open, 0).mark).toEqual({ is: 'saved', text: '23. exd5 saved' });
  });
});

describe('the row changes by itself', () => {
  it.each<[string, Game, Line, boolean]>([
    ['not in a game that goes on', game(), open, false],
    ['while seconds to the next try are counted', game(), { ...open, lost: true, phase: { is: 'waiting', until: 9_000 } }, true],
    ['not while an answer is overdue', game(), { ...open, lost: true, phase: { is: 'doubtful' } }, false],
    ['until a refusal has been there for its time', game({ refused: { what: 'accept', text: 'No.', label: 'Accept', at: 0 } }), open, true],
    ['not after it', game({ refused: { what: 'accept', text: 'No.', label: 'Accept', at: -6_000 } }), open, false],
    ['until a note has been there for its time', game({ noted: { text: 'Given.', at: 0 } }), open, true],
    ['not after it', game({ noted: { text: 'Given.', at: -6_000 } }), open, false],
    ['until a move is called unsaved', game({ sent: [{ ...pending, at: 1_900 }] }), open, true],
    ['not after it', game({ sent: [pending] }), open, false],
    ['while a first move is awaited', game({ window: 14_000 }), open, true],
    ['while an opponent is gone', game({ seats: { black: { person: bob, here: false, claim: 24_000 }, at: 1_000 } }), open, true],
  ])('%s', (_, g, line, does) => expect(ticking(g, line, 2_000)).toBe(does));
});

describe('a countdown', () => {
  it.each([[23_000, '0:23'], [22_001, '0:23'], [0, '0:00'], [90_000, '1:30']])('of %i ms is %s', (ms, text) => expect(countdown(ms)).toBe(text));
});
