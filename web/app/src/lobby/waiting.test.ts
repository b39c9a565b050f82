import { describe, expect, it } from 'vitest';
import { began, nobody, toggled } from '../room/following';
import { came, first, waiting, type Waiting } from './waiting';
import { newNotices, offers, type Notices } from './notices';
import { REMATCH_LIVE, type OwnGame } from '../wire';

const knot = { id: 'k', nick: 'knot' };
const challenge = (seek: string) => ({ seek, from: knot, control: { base: 300, inc: 3 }, side: 'random' as const });
const news = (n: number, is: 'no_rematch' | 'closed') => ({ n, at: n, is });
const notices = (more: Partial<Notices>): Notices => ({ ...newNotices(), ...more });
const ids = (all: readonly Waiting[]) => all.map((w) => w.id).join(' ');
const all = (n: Notices, lead = false, game?: OwnGame) => came([], waiting(n, game, lead ? began(toggled(nobody, knot), 'k', 'next', undefined).lead : undefined, offers(n, 'here', 1_000)));

describe('what waits for the reader', () => {
  const both = notices({ challenges: [challenge('1'), challenge('2')], told: [news(7, 'no_rematch'), news(9, 'closed')] });

  it('keeps a question in its place until it is answered, whatever comes after it', () => {
    expect(ids(first(all(both), 1))).toBe('c1');
    expect(ids(first(all(notices({ ...both, challenges: [challenge('2')] })), 1))).toBe('c2');
  });
  it('tells the newest of the news first', () => expect(ids(first(all(notices({ told: both.told })), 1))).toBe('t9'));
  it('lets no news hide a question', () => expect(ids(first(all(notices({ challenges: [challenge('1')], told: both.told })), 2))).toBe('t9 c1'));
  it('begins with what does not wait: a game that somebody leads to', () => expect(ids(first(all(both, true), 1))).toBe('lnext'));
  it('has nothing before a game of one’s own', () => expect(ids(first(all(both, true, { room: 'own', side: 'white', opponent: knot, control: { base: 300, inc: 3 } }), 1))).toBe('gown'));
  it('stands with the newest on top', () => {
    const before = came([], waiting(notices({ challenges: [challenge('2')], told: [news(7, 'no_rematch')] }), undefined, undefined, []));
    expect(ids(first(came(before, waiting(both, undefined, undefined, [])), 9))).toBe('t9 c1 t7 c2');
  });
  it('has a rematch that is offered, but for the one of the room where one is', () => {
    const offer = (room: string, n: number, more = {}) => ({ room, from: knot, n, at: 1_000, ...more });
    const rematches = { a: offer('a', 5), here: offer('here', 6), made: offer('made', 7, { next: 'q' }), mine: offer('mine', 8, { from: { id: 'me', nick: 'me' } }), old: offer('old', 2, { at: 1_000 - REMATCH_LIVE }), b: offer('b', 3) };
    expect(ids(all(notices({ you: { id: 'me', nick: 'me' }, rematches })))).toBe('r3 r5');
  });
});
