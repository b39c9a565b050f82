import { describe, expect, it } from 'vitest';
import { add, hidden, newer, parts, span, type Entries, type Entry } from './entries';

const ann = { id: 'a', nick: 'ann' };
const wren = { id: 'w', nick: 'wren' };
const line = (n: number, by: string): Entry => ({ is: 'line', stream: 'chat', key: 'chat' + n, n, at: n, ply: 0, by, name: by, action: false, text: 'hi', links: [] });

describe('a text with links', () => {
  const text = 'see https://a.example/x, or http://b.example';
  it('is cut where the server says, and stays whole', () => {
    const cut = parts(text, [{ from: 4, to: 23 }, { from: 28, to: 44 }]);
    expect(cut.map((p) => p.href)).toEqual([undefined, 'https://a.example/x', undefined, 'http://b.example']);
    expect(cut.map((p) => p.text).join('')).toBe(text);
  });

  it.each<[string, string, { from: number; to: number }[]]>([
    ['no script', 'javascript:alert(1)', [{ from: 0, to: 19 }]],
    ['no other scheme', 'data:text/html,x', [{ from: 0, to: 16 }]],
    ['nothing with space in it', 'https://a b', [{ from: 0, to: 11 }]],
    ['nothing beyond the text', 'https://a', [{ from: 0, to: 40 }]],
    ['nothing empty or turned round', 'https://a', [{ from: 3, to: 3 }, { from: 5, to: 2 }]],
  ])('links %s', (_, text, links) => expect(parts(text, links)).toEqual([{ text }]));

  it('takes the first of links that overlap', () => {
    expect(parts('https://a.b', [{ from: 0, to: 11 }, { from: 0, to: 9 }])).toEqual([{ text: 'https://a.b', href: 'https://a.b' }]);
  });

  it('counts as the server does, in UTF-16', () => {
    expect(parts('🐦 http://a.b', [{ from: 3, to: 13 }]).map((p) => p.text)).toEqual(['🐦 ', 'http://a.b']);
  });
});

describe('lines of those whom one has blocked', () => {
  it('are hidden, and no others', () => {
    expect(hidden(line(1, 'w'), [wren])).toBe(true);
    expect(hidden(line(1, 'a'), [wren])).toBe(false);
    expect(hidden({ is: 'whisper', key: 'w', n: 1, at: 1, ply: 0, from: wren, to: ann, text: '', links: [], kept: false }, [wren])).toBe(true);
    expect(hidden({ is: 'whisper', key: 'w', n: 1, at: 1, ply: 0, from: ann, to: wren, text: '', links: [], kept: false }, [wren])).toBe(false);
  });
});

describe('what is new', () => {
  const talk: Entries = { entries: [line(1, 'w'), line(2, 'w'), line(3, 'a'), line(4, 'j')], ply: 0, made: 0 };
  it('is what others said after the last line in view', () => {
    expect(newer(talk.entries, 'chat1', 'a', [])).toBe(2);
    expect(newer(talk.entries, 'chat1', 'a', [wren])).toBe(1);
    expect(newer(talk.entries, 'chat4', 'a', [])).toBe(0);
  });
  it('is not what came before it, nor who came in', () => {
    expect(newer([line(0, 'w'), ...talk.entries], 'chat4', 'a', [])).toBe(0);
    expect(newer(add(talk, { is: 'came', names: ['tern'], more: 0 }).entries, 'chat4', 'a', [])).toBe(0);
    expect(newer(talk.entries, undefined, 'a', [])).toBe(0);
  });
  it('is everything, when the last that was in view has gone', () => {
    expect(newer(talk.entries, 'chat0', 'a', [])).toBe(3);
  });
});

it.each([[60_000, '1 minute'], [600_000, '10 minutes'], [59_001, '1 minute'], [40_000, '40 s'], [61_000, '2 minutes']])('%i ms are %s', (ms, words) => expect(span(ms)).toBe(words));
