import { describe, expect, it } from 'vitest';
import { began, nobody, toggled } from '../room/following';
import { came, first, waiting, type Waiting } from './waiting';
import { newNotices, type Notices } from './notices';

const knot = { id: 'k', nick: 'knot' };
const challenge = (seek: string) => ({ seek, from: knot, control: { base: 300, inc: 3 }, side: 'random' as const });
const news = (n: number, says: string) => ({ n, at: n, says: () => says });
const notices = (more: Partial<Notices>): Notices => ({ ...newNotices(), ...more });
const ids = (all: readonly Waiting[]) => all.map((w) => w.id).join(' ');
const all = (n: Notices, lead = false) => came([], waiting(n, lead ? began(toggled(nobody, knot), 'k', 'next', undefined).lead : undefined));

describe('what waits for the reader', () => {
  const both = notices({ challenges: [challenge('1'), challenge('2')], told: [news(7, 'declined'), news(9, 'no longer open')] });

  it('keeps a question in its place until it is answered, whatever comes after it', () => {
    expect(ids(first(all(both), 1))).toBe('c1');
    expect(ids(first(all(notices({ ...both, challenges: [challenge('2')] })), 1))).toBe('c2');
  });
  it('tells the newest of the news first', () => expect(ids(first(all(notices({ told: both.told })), 1))).toBe('t9'));
  it('lets no news hide a question', () => expect(ids(first(all(notices({ challenges: [challenge('1')], told: both.told })), 2))).toBe('t9 c1'));
  it('begins with what does not wait: a game that somebody leads to', () => expect(ids(first(all(both, true), 1))).toBe('lnext'));
  it('stands with the newest on top', () => {
    const before = came([], waiting(notices({ challenges: [challenge('2')], told: [news(7, 'declined')] }), undefined));
    expect(ids(first(came(before, waiting(both, undefined)), 9))).toBe('t9 c1 t7 c2');
  });
});
