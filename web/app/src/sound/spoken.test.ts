import { describe, expect, it } from 'vitest';
import { recalled } from '../chat/recalled';
import { newTalk, reduce as reduceTalk, type Talk } from '../chat/talk';
import type { Command, GameEvent, GameSnapshot, ServerFrame } from '../wire';
import { newGame, reduce as reduceGame, refuse, type Game } from '../room/game';
import { step } from '../room/position';
import { clockWords, cuts, lastMove, moments, moveWords, nextMoment, sayings, type Saying, type Scene } from './spoken';
import { START_FEN } from '../room/game';

const magpie = { id: 'm', nick: 'magpie' };
const jackdaw = { id: 'j', nick: 'jackdaw' };
const clock = { white: 271_000, black: 182_000 };
const blocked: { id: string; nick: string }[] = [];

const hello = (you = magpie): ServerFrame => ({ t: 'hello', d: { epoch: 'e', you, role: you === magpie ? 'white' : you === jackdaw ? 'black' : 'spectator', streams: ['game', 'chat', 'whispers'], version: '1', house_levels: 0, at: 0 } });
const board = (over: Partial<GameSnapshot> = {}): ServerFrame => ({
  s: 'game', t: 'snapshot', d: { n: 1, on: 1, start: { white: magpie, black: jackdaw, control: { base: 300, inc: 3 }, how: 'pool', clock }, moves: [], fen: START_FEN, clock, ...over },
});
const silent = (s: 'chat' | 'whispers', head = 0): ServerFrame => ({ s, t: 'snapshot', d: { first: 1, head } });
const line = (n: number, text: string, by = jackdaw): ServerFrame => ({ s: 'chat', n, t: 'line', by: by.id, at: n, d: { name: by.nick, kind: 'said', text, ply: 0 } });
const whisper = (n: number, text: string, from = jackdaw, to = magpie): ServerFrame => ({ s: 'whispers', n, t: 'whispered', by: from.id, at: n, d: { from, to, text, ply: 0 } });

/** A game's moves as the server tells of them, from event 2 on. */
function moves(...ucis: string[]): GameEvent[] {
  let fen = START_FEN;
  return ucis.map((uci, i) => {
    const { fen: after, san } = step(fen, uci)!;
    fen = after;
    return { s: 'game', n: i + 2, t: 'moved', by: i % 2 ? 'j' : 'm', at: i, d: { uci, san, ply: i + 1, fen, clock, spent: 0 } };
  });
}

/** Listener hears a room frame by frame, as the page does. */
class Listener {
  game: Game = newGame();
  talk: Talk = newTalk();
  line: Scene['line'] = { lost: false, back: false };
  rematch: Scene['rematch'];
  now = 0;
  was: Scene | undefined;

  hear(...frames: ServerFrame[]): string[] {
    return this.all(...frames).map((s) => s.text);
  }
  all(...frames: ServerFrame[]): Saying[] {
    return frames.flatMap((f) => {
      this.game = reduceGame(this.game, f, this.now);
      this.talk = reduceTalk(this.talk, f, this.now, this.asked);
      return this.look();
    });
  }
  asked: Command | undefined;
  look(): Saying[] {
    const is: Scene = { game: this.game, entries: this.talk.entries, known: this.talk.known, blocked, line: this.line, rematch: this.rematch, ...moments(this.game, this.was, this.now) };
    const said = this.was ? sayings(this.was, is, this.now) : [];
    this.was = is;
    return said;
  }
}

function listener(you = magpie, ...more: ServerFrame[]): Listener {
  const l = new Listener();
  l.hear(hello(you), board(), silent('chat', 2), silent('whispers'), line(1, 'old'), line(2, 'older'), ...more);
  return l;
}

describe('who comes into a room', () => {
  it('is told where, and nothing of what was said before', () => {
    const l = new Listener();
    l.hear(hello());
    expect(l.hear(board(), silent('chat', 1), line(1, 'before you came'))).toEqual(['You play White against jackdaw, 5 min + 3 s. Your turn']);
  });
  it('to watch is told who plays', () => {
    const l = new Listener();
    l.hear(hello({ id: 'r', nick: 'rook' }));
    expect(l.hear(board())).toEqual(['You watch magpie against jackdaw, 5 min + 3 s.']);
  });
  it('after the end is told the result', () => {
    const l = new Listener();
    l.hear(hello());
    expect(l.hear(board({ ended: { result: '0-1', reason: 'resignation', clock } }))).toEqual(['magpie against jackdaw. magpie resigned. Black wins.']);
  });
});

describe('a move', () => {
  it.each([
    ['e4', 'e4'],
    ['Nf3', 'Knight f3'],
    ['Nf3+', 'Knight f3, check'],
    ['exd5', 'e takes d5'],
    ['Nbd2', 'Knight b d2'],
    ['R1xe4', 'Rook 1 takes e4'],
    ['Qa1xb2#', 'Queen a 1 takes b2, checkmate'],
    ['O-O', 'Castles short'],
    ['O-O-O+', 'Castles long, check'],
    ['bxa8=Q+', 'b takes a8, becomes a queen, check'],
    ['e8=N', 'e8, becomes a knight'],
    ['?', '?'],
  ])('%s is “%s” for the ear', (san, words) => expect(moveWords(san)).toBe(words));

  it('of the opponent’s is urgent, one’s own is said to be saved', () => {
    expect(listener().all(...moves('g1f3', 'b8c6'))).toEqual([{ text: 'Knight f3, saved' }, { text: 'Knight c6', urgent: true }]);
  });
  it('is said to who watches with the side that made it', () => {
    expect(listener({ id: 'r', nick: 'rook' }).hear(...moves('e2e4', 'e7e5'))).toEqual(['White: e4', 'Black: e5']);
  });
  it('gives check, and mate with the result', () => {
    const l = listener(jackdaw);
    expect(l.hear(...moves('e2e4', 'f7f6', 'd2d4', 'g7g5', 'd1h5'))).toEqual(['e4', 'f6, saved', 'd4', 'g5, saved', 'Queen h5, checkmate']);
    expect(l.all({ s: 'game', n: 7, t: 'ended', at: 9, d: { result: '1-0', reason: 'checkmate', clock } })).toEqual([{ text: 'Checkmate. White wins.', urgent: true }]);
  });
  it('that is taken back is told as that', () => {
    const l = listener(magpie, ...moves('e2e4', 'e7e5'));
    const takeback: ServerFrame[] = [
      { s: 'game', n: 4, t: 'offered', by: 'm', at: 5, d: { what: 'takeback' } },
      { s: 'game', n: 5, t: 'taken_back', by: 'j', at: 6, d: { ply: 0, fen: START_FEN, clock } },
    ];
    expect(l.hear(...takeback)).toEqual(['You ask for a takeback', 'Taken back to move 1, as magpie asked']);
  });
  it('that was refused is told with the reason', () => {
    const l = listener();
    l.game = refuse(l.game, { what: 'move', text: 'It is not your turn.', label: '“Nf6”', at: 0 });
    expect(l.look()).toEqual([{ text: '“Nf6” was not played: it is not your turn', urgent: true }]);
  });
  it('can be asked for once more', () => {
    const l = listener();
    expect(lastMove(l.game)).toBe('No move has been made.');
    l.hear(...moves('e2e4', 'b8c6'));
    expect(lastMove(l.game)).toBe('Move 1, Black: Knight c6.');
  });
});

describe('talk', () => {
  it('is said with its name, a whisper as one', () => {
    expect(listener().hear(line(3, 'good luck'), whisper(1, 'to you alone'))).toEqual(['jackdaw: good luck', 'jackdaw whispers: to you alone']);
    expect(listener().hear(line(3, 'thanks', magpie), whisper(1, 'and to you', magpie, jackdaw))).toEqual(['You: thanks', 'You whisper to jackdaw: and to you']);
  });
  it('is never urgent', () => expect(listener().all(line(3, 'hm'), whisper(1, 'psst'))).not.toContainEqual(expect.objectContaining({ urgent: true })));
  it('of somebody blocked is not said', () => {
    const l = listener();
    blocked.push(jackdaw);
    expect(l.hear(line(3, 'listen to me'), whisper(1, 'do'))).toEqual([]);
    blocked.pop();
  });
  it('that is read backwards, or comes again in a snapshot, is no news', () => {
    const l = listener();
    expect(l.hear(silent('chat', 3), line(1, 'old'), line(2, 'older'), line(3, 'new'))).toEqual(['jackdaw: new']);
  });
  it('nor what the log has of the game before one came', () => {
    const events: GameEvent[] = [{ s: 'game', n: 1, t: 'clock_stopped', at: 1, d: { why: 'restart', clock } }];
    const l = listener();
    l.talk = recalled(l.talk, events);
    expect([l.talk.entries.length, l.look()]).toEqual([3, []]);
  });
  it('that was refused is said to its writer', () => {
    const l = listener();
    l.asked = { t: 'say', d: { text: '@jackdow hi', to: 'chat' } };
    expect(l.hear({ re: 'c', no: { code: 'not_here', text: 'Nobody called jackdow is here.' } })).toEqual(['Not sent: Nobody called jackdow is here.']);
  });
});

describe('an offer', () => {
  const offered: ServerFrame = { s: 'game', n: 2, t: 'offered', by: 'j', at: 1, d: { what: 'draw' } };
  it('is said once, and what became of it', () => {
    expect(listener().hear(offered, { s: 'game', n: 3, t: 'declined', by: 'm', at: 2, d: { what: 'draw', offer: 2 } })).toEqual(['jackdaw offers a draw', 'The draw is declined']);
  });
  it('that both agree on is told with the result alone', () => {
    expect(listener(magpie, offered).hear({ s: 'game', n: 3, t: 'ended', at: 2, d: { result: '1/2-1/2', reason: 'agreement', clock } })).toEqual(['Draw agreed. Draw.']);
  });
  it('to play again is said with what it changes', () => {
    const l = listener();
    l.rematch = { n: 4, control: { base: 60, inc: 0 } };
    expect(l.look()).toEqual([{ text: 'jackdaw would play again: 1+0 Bullet instead of 5+3.' }]);
    expect(l.look()).toEqual([]);
  });
});

describe('the line', () => {
  it('is said to be lost once, and back once, before what came meanwhile, each once and in order', () => {
    const l = listener(magpie, ...moves('e2e4'));
    l.line = { lost: true, back: false };
    expect([l.look(), l.look()]).toEqual([[{ text: 'Reconnecting' }], []]);
    l.line = { lost: false, back: true };
    expect(l.hear(hello(), ...moves('e2e4', 'e7e5'), line(2, 'older'), line(3, 'still there?'))).toEqual(['Back. Nothing was lost.', 'e5', 'jackdaw: still there?']);
  });
  it('that owes an answer is said to, and that it goes on or is lost', () => {
    const l = listener(magpie, ...moves('e2e4'));
    l.line = { lost: true, doubtful: true, back: false };
    expect([l.look(), l.look()]).toEqual([[{ text: 'No answer, asking again' }], []]);
    l.line = { lost: false, back: false };
    expect(l.look()).toEqual([{ text: 'Back. Nothing was lost.' }]);
    l.line = { lost: true, doubtful: true, back: false };
    l.look();
    l.line = { lost: true, back: false };
    expect(l.look()).toEqual([{ text: 'Reconnecting' }]);
  });
  it('that comes back with a snapshot says the moves it adds', () => {
    const l = listener(magpie, ...moves('e2e4'));
    const all = moves('e2e4', 'e7e5', 'g1f3');
    const held = all.map((e) => (e.t === 'moved' ? e.d : undefined)!);
    expect(l.hear(board({ n: 4, on: 4, moves: held, fen: held[2]!.fen }))).toEqual(['e5', 'Knight f3, saved']);
  });
  it('that is closed says why', () => {
    const l = listener();
    l.line = { lost: false, back: false, closed: 'The room moved.' };
    expect(l.look()).toEqual([{ text: 'The room moved.', urgent: true }]);
  });
  it('lets go of the opponent, and has them back', () => {
    const seats = (here: boolean, claim?: number): ServerFrame => ({ t: 'audience', d: { white: { person: magpie, here: true }, black: { person: jackdaw, here, claim }, spectators: [], watching: 0 } });
    const l = listener(magpie, seats(false));
    expect(l.hear(seats(true))).toEqual([]); // only now they have come
    expect(l.hear(seats(false, 10_000))).toEqual(['jackdaw is gone']);
    expect(nextMoment(l.game, l.now)).toBe(10_000);
    l.now = 10_000;
    expect(l.look()).toEqual([{ text: 'jackdaw is gone. You can claim.' }]);
    expect(l.hear(seats(true))).toEqual(['jackdaw is back']);
  });
  it('that both have lost says of the opponent only whether they come not behind us', () => {
    const seats = (here: boolean): ServerFrame => ({ t: 'audience', d: { white: { person: magpie, here: true }, black: { person: jackdaw, here, claim: here ? undefined : 29_000 }, spectators: [], watching: 0 } });
    const l = listener(magpie, seats(true));
    expect(l.hear(hello(), seats(false))).toEqual([]);
    expect(nextMoment(l.game, l.now)).toBe(5_000);
    l.now = 2_000;
    expect(l.hear(seats(true))).toEqual([]);
    expect(l.hear(seats(false))).toEqual(['jackdaw is gone']);
    expect(l.hear(seats(true), hello(), seats(false))).toEqual(['jackdaw is back']);
    l.now = 7_000;
    expect(l.look()).toEqual([{ text: 'jackdaw is gone' }]);
    expect(nextMoment(l.game, l.now)).toBe(24_000);
  });
});

describe('a clock', () => {
  it('is told when one asks', () => {
    const l = listener(magpie, ...moves('e2e4', 'e7e5'));
    expect(clockWords(l.game, 0)).toBe('You 4:31, jackdaw 3:02');
    expect(clockWords(l.game, 262_000)).toBe('You 0:09.0, jackdaw 3:02');
    expect(clockWords(l.game, 0, true)).toBe('You 4:31, jackdaw 3:02, as the page guesses');
    expect(clockWords({ ...l.game, role: 'spectator' }, 0)).toBe('magpie 4:31, jackdaw 3:02');
    expect(clockWords({ ...l.game, start: { ...l.game.start!, control: { base: 0, inc: 0 } } }, 0)).toBe('No clock');
  });
  it('that runs low is told once a game', () => {
    const l = listener(magpie, ...moves('e2e4', 'e7e5'));
    expect(nextMoment(l.game, 0)).toBe(271_000 - 37_500);
    l.now = 240_000;
    expect(l.look()).toEqual([{ text: 'Low time. You 0:31, jackdaw 3:02', urgent: true }]);
    l.game = { ...l.game, clock: { ...l.game.clock, white: 400_000 } };
    expect(l.look()).toEqual([]);
    l.game = { ...l.game, clock: { ...l.game.clock, white: 250_000 } };
    expect(l.look()).toEqual([]);
  });
});

describe('a clock that is low from its start', () => {
  const low = { white: 10_000, black: 10_000 };
  const bullet = { base: 10, inc: 0 };

  it('is told when it first runs', () => {
    const l = new Listener();
    l.hear(hello(), board({ start: { white: magpie, black: jackdaw, control: bullet, how: 'pool', clock: low }, clock: low }));
    const played = moves('e2e4', 'e7e5', 'g1f3', 'b8c6').map((e) => ({ ...e, d: { ...e.d, clock: low } }) as GameEvent);
    expect(l.hear(...played)).toEqual(['e4, saved', 'e5', 'Low time. You 0:10, jackdaw 0:10', 'Knight f3, saved', 'Knight c6']);
  });
  it('is told to who comes late', () => {
    const l = new Listener();
    l.hear(hello());
    const held = moves('e2e4', 'e7e5').map((e) => (e.t === 'moved' ? e.d : undefined)!);
    expect(l.hear(board({ moves: held, fen: held[1]!.fen, clock: { white: 9_000, black: 200_000 } }))).toContain('Low time. You 0:09.0, jackdaw 3:20');
  });
});

it('what is urgent waits for what is urgent, too', () => {
  const before = { text: 'Queen h5, check', at: 1_000 };
  expect(cuts(before, 1_500)).toBe(true);
  expect(cuts(before, 3_000)).toBe(false);
  expect(cuts(undefined, 0)).toBe(false);
});
