import { describe, expect, it } from 'vitest';
import type { Completion } from '../wire';
import { addressed, addressee, completes, finished, forTalk, left, line, MOVE, offline, unfinished, whispers, withMove } from './compose';
import type { Member } from './talk';

const member = (id: string, nick: string, role: Member['role']): Member => ({ person: { id, nick }, role, here: true, away: false });
const here = [member('j', 'jackdaw', 'white'), member('a', 'ann', 'black'), member('x', 'jacana', 'spectator')];
const names = ['jackdaw', 'jacana'];
const help: Completion = { text: '/help ', shows: '/help', does: 'shows you this list' };
const mute: Completion = { text: '/mute ', shows: '/mute nick minutes reason', does: 'silences somebody' };

describe('a draft', () => {
  it.each([
    ['hello', undefined, false], ['', 'jackdaw', true], ['@nobody hi', undefined, true], ['/whisper ann hi', undefined, true], ['/WHISPER ann hi', undefined, true],
    ['/reply hi', undefined, true], ['\u200b@ann hi', undefined, true], ['＠ann hi', undefined, true], ['／reply hi', undefined, true],
    ['/w ann hi', undefined, false], ['/whispering', undefined, false], ['/help', undefined, false], ['//whisper is a word', undefined, false], ['a @ b', undefined, false],
  ])('%j to %s says whether one person reads it', (text, to, one) => expect(whispers({ text, to })).toBe(one));

  it.each([
    ['@jackdaw hm', 'jackdaw', 'hm'], ['@Jackdaw hm', 'jackdaw', 'hm'], ['/whisper jacana psst', 'jacana', 'psst'], ['/whisper @jacana psst', 'jacana', 'psst'], ['/reply so', 'wren', 'so'], ['＠jackdaw  hm', 'jackdaw', ' hm'],
  ])('%j becomes a chip', (text, to, rest) => expect(addressed({ text }, names, 'wren')).toEqual({ to, text: rest }));

  it.each(['@nobody hm', '@jackdaw', '@jackdaw: hm', '/whisper nobody hm', '/replying', 'hm @jackdaw so', '/w jackdaw hm'])('%j stays as it is', (text) => expect(addressed({ text }, names, 'wren')).toEqual({ text }));

  it('is no reply to nobody, and has one chip', () => {
    expect(addressed({ text: '/reply so' }, names)).toEqual({ text: '/reply so' });
    expect(addressed({ to: 'wren', text: '@jackdaw hm' }, names)).toEqual({ to: 'wren', text: '@jackdaw hm' });
  });

  it.each([['', true], ['  ', true], ['@ja', true], ['＠', true], ['/help', false], ['@ja hi', false], ['hi', false]])('%j has nothing to send: %s', (text, is) => expect(unfinished({ text })).toBe(is));

  it('is sent in the language of the server', () => {
    expect(line({ to: 'jackdaw', text: ' let me think ' })).toBe('@jackdaw let me think');
    expect(line({ text: ' gg ' })).toBe('gg');
  });
});

describe('what is written where moves are', () => {
  it.each(['@jackdaw hm', '＠jackdaw hm', '/help', '／help', '\u200b@jackdaw hm', ' /help'])('%j goes to the talk', (text) => expect(forTalk(text)).toBe(true));
  it.each(['Nf3', 'hello', 'e4 @jackdaw', ''])('%j does not', (text) => expect(forTalk(text)).toBe(false));
});

describe('a room that is left', () => {
  it('keeps what was being written, or to whom', () => expect(left(left({}, 'r', { text: 'half' }), 'q', { to: 'wren', text: '' })).toEqual({ r: { text: 'half' }, q: { to: 'wren', text: '' } }));
  it('keeps nothing that is empty, or has been sent', () => expect(left({ r: { text: 'half' } }, 'r', { text: '' })).toEqual({}));
});

describe('a line that waits', () => {
  it.each([
    ['@nobody hi', 'nobody'], ['/whisper ann hi', 'ann'], ['/reply hi', 'one person'], ['@', 'one person'], ['hello', undefined], ['/me waves', undefined],
  ])('%j says whom it is for', (text, to) => expect(addressee(text)).toBe(to));
});

describe('completion', () => {
  it.each([['@', true], ['@ja', true], ['/', true], ['/mu', true], ['/mute ja', true], ['/mute ja ', false], ['hi', false], ['@ja hi', false]])('of %j may be asked for: %s', (text, may) => expect(completes({ text })).toBe(may));

  it('is not asked for beside a chip', () => expect(completes({ to: 'ann', text: '@' })).toBe(false));

  it('knows who is here while the line is down, never ourselves', () => {
    const offers = (text: string) => offline({ text }, here, [], 'a').map((c) => c.text);
    expect(offers('@ja')).toEqual(['@jackdaw ', '@jacana ']);
    expect(offers('@JACK')).toEqual(['@jackdaw ']);
    expect(offers('@')).toEqual(['@jackdaw ', '@jacana ']);
    expect(offers('/whisper jac')).toEqual(['/whisper jackdaw ', '/whisper jacana ']);
    expect(offers('hi @ja')).toEqual([]);
    expect(offline({ to: 'jackdaw', text: '@' }, here, [])).toEqual([]);
  });

  it('knows the commands that the server has told of', () => {
    expect(offline({ text: '/H' }, here, [help, mute])).toEqual([help]);
    expect(offline({ text: '/' }, here, [])).toEqual([]);
  });

  it('of who plays can become a move, by a command beside those of the server', () => {
    const offers = (text: string, to?: string) => withMove({ to, text }, [help]).map((c) => c.shows);
    expect(offers('/')).toEqual(['/help', '/move Nf3']);
    expect(offers('/MO')).toEqual(['/help', '/move Nf3']);
    expect([offers('/move Nf3'), offers('/h'), offers('/', 'ann'), offers('@')]).toEqual(Array(4).fill(['/help']));
    expect(finished({ text: '/move' }, MOVE)).toBe(false);
  });

  it('leaves Enter to what is typed to its end', () => {
    expect(finished({ text: '/help' }, help)).toBe(true);
    expect(finished({ text: '/hel' }, help)).toBe(false);
    expect(finished({ text: '/mute' }, mute)).toBe(false);
  });
});
