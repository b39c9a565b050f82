import { describe, expect, it } from 'vitest';
import type { ChatEvent, Command, GameEvent, Info, ServerFrame, WhisperEvent } from '../wire';
import { recalled } from './recalled';
import { before, held, KEPT, MOST, muted, newTalk, people, recent, reduce, untold, type Talk } from './talk';

const ann = { id: 'a', nick: 'ann' };
const jackdaw = { id: 'j', nick: 'jackdaw' };
const jacana = { id: 'x', nick: 'jacana' };

const hello = (you?: typeof ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: 'spectator', streams: ['chat', 'whispers'], version: '1', house_levels: 0, at: 0 } });
const first = (s: 'chat' | 'whispers', at = 1): ServerFrame => ({ s, t: 'snapshot', d: { first: at, head: at - 1 } });
const take = (t: Talk, f: ServerFrame, asked?: Command): Talk => reduce(t, f, 500, asked);
const told = (n: number, text: string, at = n, by = 'j'): ChatEvent => ({ s: 'chat', n, t: 'line', by, at, d: { name: 'jackdaw', kind: 'said', text, ply: 3 } });
const whispered = (n: number, text: string, at = n): WhisperEvent => ({ s: 'whispers', n, t: 'whispered', by: 'j', at, d: { from: jackdaw, to: ann, text, ply: 3 } });
const audience = (joined: string[], left: string[] = [], came?: number): ServerFrame => ({
  t: 'audience',
  d: {
    came,
    white: { person: jackdaw, here: true }, black: { person: ann, here: false }, spectators: [{ ...jacana, away: true }], watching: 3, joined, left },
});
const talk = (...frames: ServerFrame[]): Talk => frames.reduce((t, f) => take(t, f), newTalk());
const open = (...frames: ServerFrame[]) => talk(hello(ann), first('chat'), first('whispers'), ...frames);
const texts = (t: Talk) => t.entries.map((e) => ('text' in e ? e.text : 'says' in e ? e.says() : e.is));

describe('the talk', () => {
  it('takes each line once and in order', () => {
    const t = open(told(1, 'one'), told(1, 'one'), told(2, 'two'));
    expect(texts(t)).toEqual(['one', 'two']);
    expect(t.held.chat).toBe(2);
  });

  it('is stale after a gap', () => expect(open(told(2, 'two')).stale).toBe(true));

  it('puts whispers among the lines by the time they were said', () => {
    expect(texts(open(told(1, 'one', 10), told(2, 'three', 30), whispered(1, 'two', 20)))).toEqual(['one', 'two', 'three']);
  });

  it('replaces its lines, and not its whispers, by a snapshot of the chat', () => {
    const t = open(told(1, 'old'), whispered(1, 'mine'), first('chat', 300), told(300, 'new'));
    expect(texts(t)).toEqual(['mine', 'new']);
    expect(t.first.chat).toBe(300);
  });

  it('drops the whispers of whom we were', () => {
    const t = take(open(told(1, 'all'), whispered(1, 'mine')), hello(jackdaw));
    expect(texts(t)).toEqual(['all']);
    expect(t.held).toEqual({ chat: 1 });
  });

  it('starts over with other data', () => expect(take(open(told(1, 'one')), hello(ann, 'other')).entries).toEqual([]));

  it('folds those who come one after the other, and leaves ourselves out', () => {
    const t = open(audience(['wren', 'ann']), audience(['tern']), audience([], ['wren']));
    expect(t.entries.map((e) => ('names' in e ? [e.is, ...e.names] : e))).toEqual([['came', 'wren', 'tern'], ['left', 'wren']]);
  });

  it('counts a crowd that comes, with those who are not named', () => {
    const t = open(audience(['wren', 'tern'], [], 40), audience(['stork']));
    expect(t.entries).toMatchObject([{ is: 'came', names: ['wren', 'tern', 'stork'], more: 38, heard: 500 }]);
  });

  it('keeps where links are, and that a whisper is kept', () => {
    const links = [{ from: 0, to: 9 }];
    const line: ChatEvent = { ...(told(1, 'http://a.b') as ChatEvent & { t: 'line' }), d: { name: 'jackdaw', kind: 'said', text: 'http://a.b', ply: 3, links } };
    const w = whispered(1, 'later', 2);
    expect(open(line, { ...w, d: { ...w.d, kept: true } }).entries).toMatchObject([{ links }, { links: [], kept: true }]);
  });

  it('tells who was muted, at the move of the line before, and remembers until when', () => {
    const silenced: ChatEvent = { s: 'chat', n: 2, t: 'muted', by: 'j', at: 20, d: { whom: jacana, until: 60_020, reason: 'enough' } };
    const t = open(told(1, 'one'), silenced);
    expect(t.entries[1]).toMatchObject({ is: 'muted', whom: jacana, until: 60_020, reason: 'enough', ply: 3 });
    expect(t.mutes).toEqual({ x: 60_020 });
    expect(take(t, { s: 'chat', n: 3, t: 'unmuted', by: 'j', at: 30, d: { whom: jacana } }).mutes['x']).toBeUndefined();
  });

  it('knows who is muted, unless that was told before what is in view', () => {
    const hour = 60 * 60_000;
    const silenced = (n: number): ChatEvent => ({ s: 'chat', n, t: 'muted', by: 'j', at: 20, d: { whom: jacana, until: 60_020, reason: 'enough' } });
    const whole = open(told(1, 'one'));
    expect([muted(whole, 'x', 30), muted(take(whole, silenced(2)), 'x', 30), muted(take(whole, silenced(2)), 'x', 60_020)]).toEqual([false, true, false]);
    const tail = open(first('chat', 300), told(300, 'late', hour));
    expect([muted(tail, 'x', hour + 10), muted(take(tail, silenced(301)), 'x', 30), muted(tail, 'x', 2 * hour + 10)]).toEqual([undefined, true, false]);
    expect(muted(take(tail, { s: 'chat', n: 301, t: 'unmuted', by: 'j', at: hour, d: { whom: jacana } }), 'x', hour)).toBe(false);
  });

  it('knows whom a reply is for: the last who whispered to us', () => {
    const mine: WhisperEvent = { s: 'whispers', n: 2, t: 'whispered', by: 'a', at: 2, d: { from: ann, to: jacana, text: 'psst', ply: 3 } };
    expect(open(whispered(1, 'hi'), mine).last).toEqual(jackdaw);
    expect(open(mine).last).toBeUndefined();
  });

  it('knows who is here', () => {
    expect(people(open(audience([]))).map((p) => [p.person.nick, p.role, p.here, p.away])).toEqual([
      ['jackdaw', 'white', true, false], ['ann', 'black', false, false], ['jacana', 'spectator', true, true],
    ]);
  });

  it('tells a withdrawn offer from a declined one, and who had asked for a takeback', () => {
    const clock = { white: 0, black: 0 };
    const start: ServerFrame = { s: 'game', n: 1, t: 'start', at: 0, d: { white: jackdaw, black: ann, control: { base: 300, inc: 3 }, how: 'pool', clock } };
    const offered = (n: number, what: 'draw' | 'takeback'): ServerFrame => ({ s: 'game', n, t: 'offered', by: 'j', at: n, d: { what } });
    const closed = (n: number, by: string, what: 'draw' | 'takeback'): ServerFrame => ({ s: 'game', n, t: 'declined', by, at: n, d: { offer: n - 1, what } });
    const frames = [start, offered(2, 'draw'), closed(3, 'j', 'draw'), offered(4, 'draw'), closed(5, 'a', 'draw'), offered(6, 'takeback'), closed(7, 'j', 'takeback'), offered(8, 'takeback'), closed(9, 'a', 'takeback'), offered(10, 'takeback')];
    const back: ServerFrame = { s: 'game', n: 11, t: 'taken_back', by: 'a', at: 11, d: { ply: 2, fen: 'x', clock } };
    expect(texts(open(...frames, back)).filter((_, i) => i % 2 === 1 || i === 8)).toEqual([
      'jackdaw withdraws the draw offer', 'The draw is declined', 'jackdaw no longer asks for a takeback', 'The takeback is declined', 'jackdaw asks for a takeback', 'Taken back to move 2, as jackdaw asked',
    ]);
  });

  it('tells what happens at the board, at its move', () => {
    const t = open(
      { s: 'game', t: 'snapshot', d: { n: 1, on: 1, start: { white: jackdaw, black: ann, control: { base: 60, inc: 0 }, how: 'pool', clock: { white: 0, black: 0 } }, moves: [], fen: '', clock: { white: 0, black: 0 } } },
      { s: 'game', n: 2, t: 'offered', by: 'j', at: 5, d: { what: 'draw' } },
      { s: 'game', n: 3, t: 'ended', by: 'j', at: 6, d: { result: '0-1', reason: 'resignation', clock: { white: 0, black: 0 } } },
    );
    expect(texts(t)).toEqual(['jackdaw offers a draw', 'jackdaw resigned. Black wins.']);
  });

  it('tells each thing at the board once: what showed a gap comes again with what was missed', () => {
    const clock = { white: 0, black: 0 };
    const given = (n: number, ms: number): ServerFrame => ({ s: 'game', n, t: 'time_given', by: 'j', at: n, d: { side: 'black', ms, clock } });
    const before = open({ s: 'game', t: 'snapshot', d: { n: 4, on: 1, start: { white: jackdaw, black: ann, control: { base: 60, inc: 0 }, how: 'pool', clock }, moves: [], fen: '', clock } }, given(5, 5_000));
    const after = [given(7, 7_000), hello(ann), given(5, 5_000), given(6, 6_000), given(7, 7_000)].reduce((t, f) => take(t, f), before);
    expect(texts(after)).toEqual(['jackdaw gives 5 s', 'jackdaw gives 6 s', 'jackdaw gives 7 s']);
  });

  it('tells a page that comes back what its log has of the time before, at its moves, and nothing twice', () => {
    const clock = { white: 0, black: 0 };
    const start = { white: jackdaw, black: ann, control: { base: 60, inc: 0 }, how: 'pool' as const, clock };
    const log = (...events: Pick<GameEvent, 't' | 'd'>[]): GameEvent[] => events.map((e, i) => ({ s: 'game', n: i + 5, at: 10 * i, by: 'j', ...e }) as GameEvent);
    const events = log(
      { t: 'clock_stopped', d: { why: 'restart', clock } },
      { t: 'moved', d: { uci: 'e2e4', san: 'e4', ply: 7, fen: 'x', clock, spent: 0 } },
      { t: 'time_credited', d: { side: 'white', ms: 12_500, clock } },
      { t: 'offered', d: { what: 'draw' } },
    );
    const talk = open({ s: 'game', t: 'snapshot', d: { n: 7, on: 6, start, moves: [], fen: '', clock } }, events[3]!, told(1, 'hello', 15));
    const whole = recalled(talk, events);
    const is = ['Clock stopped: server restart', 'hello', 'jackdaw has 12.5 s back: the server had stalled', 'jackdaw offers a draw'];
    const said = (t: typeof whole) => t.entries.map((e) => (e.is === 'event' ? e.says() : e.is === 'line' ? e.text : e.is));
    expect(said(whole)).toEqual(is);
    expect(whole.entries.map((e) => e.ply)).toEqual([6, 3, 7, 7]);
    expect(said(recalled(whole, events))).toEqual(is);
    expect(new Set(recalled(whole, events).entries.map((e) => e.key)).size).toBe(4);
    const older = [{ s: 'game', n: 4, at: -10, by: 'j', t: 'time_given', d: { side: 'black', ms: 3_000, clock } }] as GameEvent[];
    expect(said(recalled(whole, older)), 'a page before it').toEqual(['jackdaw gives 3 s', ...is]);
    const newer = take(whole, { s: 'game', n: 9, t: 'time_given', by: 'j', at: 50, d: { side: 'black', ms: 4_000, clock } });
    expect(said(recalled(newer, events)), 'what happened after it').toEqual([...is, 'jackdaw gives 4 s']);
  });

  it('does not tell of what was cleared from view, though the log comes again', () => {
    const clock = { white: 0, black: 0 };
    const given = (n: number): GameEvent => ({ s: 'game', n, t: 'time_given', by: 'j', at: n, d: { side: 'black', ms: n * 1_000, clock } });
    const snapshot: ServerFrame = { s: 'game', t: 'snapshot', d: { n: 4, on: 1, start: { white: jackdaw, black: ann, control: { base: 60, inc: 0 }, how: 'pool', clock }, moves: [], fen: '', clock } };
    const talk = open(snapshot, given(5), { re: 'c', info: { t: 'clear', d: {} } }, given(6));
    expect(texts(recalled(talk, [4, 5, 6].map(given)))).toEqual(['jackdaw gives 6 s']);
  });

  it('tells of a stall that was given back, and of a draw claimed with a move', () => {
    const clock = { white: 0, black: 0 };
    const knights = '4k1n1/8/8/8/8/8/8/4K1N1 w - - 12 30';
    const t = open(
      { s: 'game', t: 'snapshot', d: { n: 1, on: 1, start: { white: jackdaw, black: ann, control: { base: 60, inc: 0 }, how: 'link', clock }, moves: [], fen: knights, clock } },
      { s: 'game', n: 2, t: 'time_credited', at: 5, d: { side: 'white', ms: 2_950, clock } },
      { s: 'game', n: 3, t: 'ended', by: 'j', at: 6, d: { result: '1/2-1/2', reason: 'threefold', clock, claimed: 'g1f3' } },
    );
    expect(texts(t)).toEqual(['jackdaw has 2.9 s back: the server had stalled', 'Threefold repetition, claimed with Nf3. Draw.']);
  });
});

describe('a line of ours', () => {
  const say: Command = { t: 'say', d: { text: '@jackdow hi', to: 'chat' } };

  it('that is refused is shown to us alone with the reason', () => {
    const t = take(open(), { re: 'c', no: { code: 'not_here', text: 'Nobody called jackdow is here.' } }, say);
    expect(t.entries).toMatchObject([{ is: 'refused', text: 'Nobody called jackdow is here.', typed: '@jackdow hi' }]);
  });

  it('that is a move is shown to us alone, and how to play it', () => {
    expect(held(open(), 'Nf3', 7).entries).toMatchObject([{ is: 'refused', typed: 'Nf3', heard: 7, text: 'This is a move. /move before it plays it; once more, and it is said.' }]);
  });

  it('that asks for help is answered to who plays with how to play from there, too', () => {
    const help: ServerFrame = { re: 'c', info: { t: 'help', d: { commands: [{ usage: '/help', does: 'shows you this list' }] } } };
    const usages = (t: Talk) => t.entries.flatMap((e) => (e.is === 'help' ? e.commands.map((c) => c.usage) : []));
    expect(usages(take(open(), help))).toEqual(['/help']);
    expect(usages(take(open(audience([])), help))).toEqual(['/help', '/move Nf3']);
  });

  it('is not taken for one that something else of ours is', () => {
    const no: ServerFrame = { re: 'c', no: { code: 'stale', text: 'The position had changed.' } };
    expect(take(open(), no, { t: 'resign', d: {} }).entries).toEqual([]);
    expect(take(open(), no).entries).toEqual([]);
  });

  it.each<[string, Info]>([
    ['help', { t: 'help', d: { commands: [{ usage: '/help', does: 'this' }] } }],
    ['clients', { t: 'clients', d: { people: [], unnamed: 2 } }],
  ])('that asks for %s is answered to us alone', (is, info) => {
    expect(take(open(), { re: 'c', info }, say).entries.map((e) => e.is)).toEqual([is]);
  });
});

describe('a line of ours that is there before its answer', () => {
  const sent = (text: string, at = 400) => [{ text, at }];
  const mine = (n: number, text: string): ServerFrame => told(n, text, n, 'a');

  it.each<[string, string, string]>([
    ['a line', 'good  luck', 'good luck'],
    ['an action', '/me waves', 'waves'],
    ['a line with a slash', '//resign', '/resign'],
    ['a line with an accent', 'e\u0301tude', '\u00e9tude'],
  ])('is not also called unsent: %s', (_, typed, text) => {
    expect(untold(open(), sent(typed))).toHaveLength(1);
    expect(untold(open(mine(1, text)), sent(typed))).toEqual([]);
  });

  it.each(['@jackdaw psst', '/whisper jackdaw psst', '/reply psst'])('nor is a whisper: %s', (typed) => {
    const w: WhisperEvent = { s: 'whispers', n: 1, t: 'whispered', by: 'a', at: 2, d: { from: ann, to: jackdaw, text: 'psst', ply: 3 } };
    expect(untold(open(w), sent(typed))).toEqual([]);
  });

  it('stands for one line only, and for none that was sent after it', () => {
    expect(untold(open(mine(1, 'hi')), [...sent('hi'), ...sent('hi')])).toHaveLength(1);
    expect(untold(open(mine(1, 'hi')), sent('hi', 501))).toHaveLength(1);
  });

  it('is nobody else’s, and none of long ago', () => {
    expect(untold(open(told(1, 'hi')), sent('hi'))).toHaveLength(1);
    const tail: ServerFrame = { s: 'chat', t: 'snapshot', d: { first: 1, head: 2 } };
    expect(untold(talk(hello(ann), tail, mine(1, 'hi'), mine(2, 'hi')), sent('hi'))).toHaveLength(1);
    const again = open(mine(1, 'old'), { s: 'chat', t: 'snapshot', d: { first: 1, head: 2 } }, mine(1, 'old'), mine(2, 'new'));
    expect(untold(again, [...sent('old'), ...sent('old'), ...sent('new')]).map((s) => s.text)).toEqual(['old']);
  });

  it('is done with when its answer comes', () => {
    const t = take(open(mine(1, 'hi')), { re: 'c', s: 'chat', ok: 1 });
    expect(untold(t, sent('hi'))).toHaveLength(1);
  });
});

describe('a long talk', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => told(i + 1, `line ${i + 1}`)).reduce((t, f) => take(t, f), open());

  it('keeps the newest lines, and the others can be read again', () => {
    const t = recent(take(many(KEPT), whispered(1, 'psst', KEPT + 1)), KEPT);
    expect(t.entries).toHaveLength(KEPT);
    expect([texts(t)[0], texts(t).at(-1)]).toEqual(['line 2', 'psst']);
    expect(before(t)).toEqual([{ stream: 'chat', before: 2 }]);
    expect(t.held).toEqual({ chat: KEPT, whispers: 1 });
    const page: ServerFrame = { re: 'q', info: { t: 'page', d: { stream: 'chat', events: [told(1, 'line 1')], more: false } } };
    expect(texts(take(t, page))[0]).toBe('line 1');
    expect(before(take(t, page))).toEqual([]);
  });

  it('is bounded also for who reads above its end', () => {
    expect(many(MOST + 5).entries).toHaveLength(MOST);
  });

  it('shows no line twice where the server’s time went back', () => {
    const t = recent(open(told(1, 'one', 10), told(2, 'two', 5), told(3, 'three', 20)), 2);
    expect(texts(t)).toEqual(['one', 'three']);
    const page: ServerFrame = { re: 'q', info: { t: 'page', d: { stream: 'chat', events: [told(1, 'one', 10), told(2, 'two', 5)], more: false } } };
    expect(texts(take(t, page))).toEqual(['two', 'one', 'three']);
  });
});

describe('/clear', () => {
  const cleared = () => take(open(told(1, 'one'), whispered(1, 'mine')), { re: 'c', info: { t: 'clear', d: {} } });

  it('empties the view and nothing else', () => {
    expect(cleared().entries).toEqual([]);
    expect(cleared().held).toEqual({ chat: 1, whispers: 1 });
    expect(texts(take(cleared(), told(2, 'two')))).toEqual(['two']);
  });

  it('leaves what was said to be read again as earlier lines', () => {
    expect(before(cleared())).toEqual([{ stream: 'chat', before: 2 }, { stream: 'whispers', before: 2 }]);
    const page: ServerFrame = { re: 'q', info: { t: 'page', d: { stream: 'chat', events: [told(1, 'one')], more: false } } };
    expect(texts(take(cleared(), page))).toEqual(['one']);
  });

  it('drops what the players said apart with whom we were', () => {
    const apart: ServerFrame = { s: 'players', n: 7, t: 'line', by: 'j', at: 5, d: { name: 'jackdaw', kind: 'said', text: 'a plan', ply: 2 } };
    const t = open(told(1, 'a hint', 10), { s: 'players', t: 'snapshot', d: { first: 7, head: 7 } }, apart);
    expect(texts(take(t, hello(jackdaw)))).toEqual(['a hint']);
  });

  it('opens what the players said apart, once the game is over', () => {
    const apart: ServerFrame = { s: 'players', n: 7, t: 'line', by: 'j', at: 5, d: { name: 'jackdaw', kind: 'said', text: 'a plan', ply: 2 } };
    const t = open(told(1, 'a hint', 10), { s: 'players', t: 'snapshot', d: { first: 7, head: 7 } }, apart, told(2, 'well played', 20));
    expect(texts(t)).toEqual(['a plan', 'a hint', 'well played']);
    expect(before(t)).toEqual([{ stream: 'players', before: 7 }]);
  });
});

describe('earlier lines', () => {
  const late = () => open(first('chat', 60), told(60, 'new', 60));
  const page = (events: ChatEvent[], more = true): ServerFrame => ({ re: 'q', info: { t: 'page', d: { stream: 'chat', events, more } } });

  it('come before those held, and tell where they begin', () => {
    const t = take(late(), page([told(58, 'old'), told(59, 'older')]));
    expect(texts(t)).toEqual(['old', 'older', 'new']);
    expect(before(t)).toEqual([{ stream: 'chat', before: 58 }]);
    expect(t.held.chat).toBe(60);
  });

  it('stand among whispers by their time', () => {
    expect(texts(take(take(late(), whispered(1, 'psst', 58)), page([told(58, 'one', 57), told(59, 'two', 59)])))).toEqual(['one', 'psst', 'two', 'new']);
  });

  it('that come twice, or after a new snapshot, are taken once', () => {
    const old = page([told(58, 'old'), told(59, 'older')]);
    expect(texts(take(take(late(), old), old))).toEqual(['old', 'older', 'new']);
    expect(texts(take(take(late(), first('chat', 300)), old))).toEqual([]);
  });

  it('end where there are no more', () => expect(before(take(late(), page([], false)))).toEqual([]));
});
