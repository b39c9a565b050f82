import { describe, expect, it } from 'vitest';
import { toPlay, toWatch, type Doing } from './free';
import { newNotices, type Notices } from './notices';

const doing = (more: Partial<Doing> = {}): Doing => ({ playing: false, writing: false, asked: false, seeking: false, seen: true, ...more });
const control = { base: 300, inc: 3 };
const game = { room: 'r', side: 'white' as const, opponent: { id: 'k', nick: 'knot' }, control };

describe('who is led to a game of his own, and to one that he follows somebody to', () => {
  it.each<[string, Partial<Doing>, Partial<Notices>, boolean, boolean]>([
    ['does nothing', {}, {}, true, true],
    ['plays', { playing: true }, {}, false, false],
    ['writes', { writing: true }, {}, false, false],
    ['has a dialog open', { asked: true }, {}, true, false],
    ['looks for a game', { seeking: true }, {}, true, false],
    ['looks elsewhere', { seen: false }, {}, true, false],
    ['has a game in another room', {}, { games: [game] }, true, false],
    ['has a game open', {}, { own: [{ seek: 's', control, side: 'random' }] }, true, false],
  ])('who %s', (_, at, more, plays, watches) => {
    const now = doing(at);
    expect([toPlay(now), toWatch(now, { ...newNotices(), ...more }, 0)]).toEqual([plays, watches]);
  });
});
