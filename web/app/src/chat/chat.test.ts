import { describe, expect, it } from 'vitest';
import type { ChatEvent, Info, ServerFrame, WhisperEvent } from '../wire';
import { chosen, line, matches, spaced, whispers } from './compose';
import { asked, newTalk, people, reduce, said, type Talk } from './talk';

const ann = { id: 'a', nick: 'ann' };
const jackdaw = { id: 'j', nick: 'jackdaw' };
const jacana = { id: 'x', nick: 'jacana' };

const hello = (you?: typeof ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: 'spectator', streams: ['chat', 'whispers'], version: '1' } });
const first = (s: 'chat' | 'whispers', at = 1): ServerFrame => ({ s, t: 'snapshot', d: { first: at, head: at - 1 } });
const told = (n: number, text: string, at = n, by = 'j'): ChatEvent => ({ s: 'chat', n, t: 'line', by, at, d: { name: 'jackdaw', kind: 'said', text, ply: 3 } });
const whispered = (n: number, text: string, at = n): WhisperEvent => ({ s: 'whispers', n, t: 'whispered', by: 'j', at, d: { from: jackdaw, to: ann, text, ply: 3 } });
const audience = (joined: string[], left: string[] = []): ServerFrame => ({
  t: 'audience',
  d: { white: { person: jackdaw, here: true }, black: { person: ann, here: false }, spectators: [jacana], watching: 3, joined, left },
});
const talk = (...frames: ServerFrame[]): Talk => frames.reduce(reduce, newTalk());
const open = (...frames: ServerFrame[]) => talk(hello(ann), first('chat'), first('whispers'), ...frames);
const texts = (t: Talk) => t.entries.map((e) => ('text' in e ? e.text : e.is));

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
    expect(t.first).toBe(300);
  });

  it('drops the whispers of whom we were', () => {
    const t = reduce(open(told(1, 'all'), whispered(1, 'mine')), hello(jackdaw));
    expect(texts(t)).toEqual(['all']);
    expect(t.held).toEqual({ chat: 1 });
  });

  it('starts over with other data', () => expect(reduce(open(told(1, 'one')), hello(ann, 'other')).entries).toEqual([]));

  it('folds those who come one after the other, and leaves ourselves out', () => {
    const t = open(audience(['wren', 'ann']), audience(['tern']), audience([], ['wren']));
    expect(t.entries.map((e) => ('names' in e ? [e.is, ...e.names] : e))).toEqual([['came', 'wren', 'tern'], ['left', 'wren']]);
  });

  it('knows who is here', () => {
    expect(people(open(audience([]))).map((p) => [p.person.nick, p.role, p.here])).toEqual([
      ['jackdaw', 'white', true], ['ann', 'black', false], ['jacana', 'spectator', true],
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
  const waiting = () => said(open(), { cid: 'c', text: '@jackdow hi', at: 0 });

  it('waits until it is on disk', () => {
    expect(waiting().unsaid).toHaveLength(1);
    expect(reduce(waiting(), { re: 'c', wait: 500, code: 'busy' }).unsaid).toHaveLength(1);
    expect(reduce(waiting(), { re: 'c', s: 'chat', ok: 1 }).unsaid).toHaveLength(0);
  });

  it('that is refused is shown to us alone with the reason', () => {
    const t = reduce(waiting(), { re: 'c', no: { code: 'not_here', text: 'Nobody called jackdow is here.' } });
    expect(t.unsaid).toHaveLength(0);
    expect(t.entries).toMatchObject([{ is: 'refused', text: 'Nobody called jackdow is here.', typed: '@jackdow hi' }]);
  });

  it.each<[string, Info]>([
    ['help', { t: 'help', d: { commands: [{ usage: '/help', does: 'this' }] } }],
    ['clients', { t: 'clients', d: { people: [], unnamed: 2 } }],
  ])('that asks for %s is answered to us alone', (is, info) => {
    const t = reduce(waiting(), { re: 'c', info });
    expect(t.entries.map((e) => e.is)).toEqual([is]);
    expect(t.unsaid).toHaveLength(0);
  });
});

describe('earlier lines', () => {
  it('come before those held, and tell where they begin', () => {
    const t = asked(open(first('chat', 60), told(60, 'new')), 'q');
    const page = reduce(t, { re: 'q', info: { t: 'page', d: { stream: 'chat', events: [told(10, 'old'), told(11, 'older')], more: true } } });
    expect(texts(page)).toEqual(['old', 'older', 'new']);
    expect([page.first, page.asking]).toEqual([10, undefined]);
    expect(page.held.chat).toBe(60);
  });
});

describe('a draft', () => {
  const here = people(open(audience([])));

  it('lists those whom an unfinished @ may mean, never ourselves', () => {
    const nicks = (text: string, to?: string) => matches({ text, to }, here, 'a').map((m) => m.person.nick);
    expect(nicks('@ja')).toEqual(['jackdaw', 'jacana']);
    expect(nicks('@JACK')).toEqual(['jackdaw']);
    expect(nicks('@')).toEqual(['jackdaw', 'jacana']);
    expect(nicks('hi @ja')).toEqual([]);
    expect(nicks('@ja', 'jackdaw')).toEqual([]);
  });

  it('becomes a whisper by choosing, or by a full name and a space', () => {
    expect(chosen('jackdaw')).toEqual({ to: 'jackdaw', text: '' });
    expect(spaced({ text: '@Jackdaw hm' }, here, 'a')).toEqual({ to: 'jackdaw', text: 'hm' });
    expect(spaced({ text: '@nobody hm' }, here, 'a')).toEqual({ text: '@nobody hm' });
  });

  it('is sent in the language of the server', () => {
    expect(line({ to: 'jackdaw', text: ' let me think ' })).toBe('@jackdaw let me think');
    expect(line({ text: ' gg ' })).toBe('gg');
  });

  it.each([
    ['hello', undefined, false], ['', 'jackdaw', true], ['@nobody hi', undefined, true], ['/whisper ann hi', undefined, true], ['/help', undefined, false], ['a @ b', undefined, false],
  ])('%j to %s says who reads it', (text, to, isPrivate) => expect(whispers({ text, to })).toBe(isPrivate));
});
