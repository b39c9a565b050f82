import { describe, expect, it } from 'vitest';
import type { Lobby, OpenSeek } from '../wire';
import { filterOf, passes } from './live';
import { levelOf, levels } from './levels';
import { newHall } from './lobby';
import { newNotices } from './notices';
import { barred, open, terms } from './open';
import { unrated } from './rated';

const [ann, bob] = [{ id: 'a', nick: 'ann' }, { id: 'b', nick: 'bob' }];
const seek = (id: string, more: Partial<OpenSeek> = {}): OpenSeek => ({ id, by: bob, control: { base: 300, inc: 3 }, side: 'white', ...more });
const view = (seeks: OpenSeek[], pools: Lobby['pools'] = []): Lobby => ({ seeks, pools, games: [], finished: [], people: [], here: 2, playing: 0 });

describe('the open games', () => {
  const hall = { ...newHall(), you: ann, view: view([seek('1', { control: { base: 60, inc: 0 } }), seek('2'), seek('3', { by: ann })], [{ pool: '5+3', waiting: 2 }, { pool: '7+2', waiting: 1 }, { pool: '5d3', waiting: 0 }]) };
  const notices = { ...newNotices(), own: [{ seek: '4', control: { base: 300, inc: 0 }, side: 'black' as const, to: bob }], asked: ['2'] };
  const ids = (filter: Parameters<typeof open>[2]) => open(hall, notices, filter).map((o) => o.id);

  it('are our own, then what we have asked for, then the others, then the pools without a tile', () => expect(ids('all')).toEqual(['4', '3', '2', '1', '7+2']));
  it('of a speed keep what is our own', () => expect(ids('Bullet')).toEqual(['4', '3', '2', '1']));
  it('do not show the pool that we search ourselves', () => {
    expect(open({ ...hall, search: { pool: '7+2', since: 0 } }, notices, 'all').some((o) => o.id === '7+2')).toBe(false);
  });
});

it.each<[string, Partial<OpenSeek>, string]>([
  ['a plain one', {}, 'Blitz, casual, you play Black'],
  ['for some', { rated: true, min: 1700, max: 2000, side: 'random' }, 'Blitz, rated, sides by lot, for 1700 to 2000'],
  ['for the strong', { min: 1700 }, 'Blitz, casual, you play Black, for 1700 and above'],
  ['seen later', { delay: 30, chat: 'separate' }, 'Blitz, casual, you play Black, shown 30 s late'],
  ['with a choice', { confirm: true, chat: 'separate' }, 'Blitz, casual, you play Black, players talk apart, asks before it begins'],
])('an open game says what it is about: %s', (_, more, words) => expect(terms(seek('1', more), false)).toBe(words));

describe('what is remembered', () => {
  it('is a speed, or all', () => expect([filterOf('Blitz'), filterOf('Chess'), filterOf(undefined)]).toEqual(['Blitz', 'all', 'all']));
  it('lets its speed through', () => expect([passes('Blitz', seek('1')), passes('Rapid', seek('1')), passes('all', seek('1'))]).toEqual([true, false, true]));
  it.each([
    ['5', 8, 5],
    ['7', 4, 4],
    ['7', 0, 7],
    ['nine', 8, 3],
    [undefined, 8, 3],
    [undefined, 1, 1],
  ])('is a level of the house: %s of %i is %i', (text, count, want) => expect(levelOf(text, count)).toBe(want));
  it('has a name for each level', () => expect(levels(4).map((l) => l.level)).toEqual([1, 2, 3, 4]));
});

describe('a rated game', () => {
  const blitz = { base: 300, inc: 3 };
  it('is not for guests', () => expect(unrated(undefined, blitz)).toMatch(/^Guests/));
  it('needs a rating at its speed', () => {
    const ours = [{ speed: 'Blitz', value: 1702 } as const];
    expect([unrated(ours, blitz), unrated(ours, { base: 60, inc: 0 }), unrated(ours, undefined)]).toEqual([undefined, 'You have no Bullet rating yet.', undefined]);
  });
});

describe('who may take an open game', () => {
  const blitz = [{ speed: 'Blitz' as const, value: 1702 }];
  it.each([
    ['a guest any without bounds', {}, undefined, undefined],
    ['a guest within them', { min: 1400, max: 1600 }, undefined, undefined],
    ['no guest below', { min: 1700 }, undefined, 'You count as 1500'],
    ['no guest above', { max: 1400 }, undefined, 'You count as 1500'],
    ['nobody of another rating', { max: 1700 }, blitz, 'You have 1702'],
    ['who has the rating', { min: 1700, rated: true }, blitz, undefined],
    ['no guest a rated one', { rated: true }, undefined, 'Guests have no rating'],
    ['nobody without a rating at its speed', { rated: true, control: { base: 60, inc: 0 } }, blitz, 'You have no Bullet rating'],
  ])('is %s', (_, more, ratings, why) => expect(barred(seek('1', more), ratings)).toBe(why));
});
