import { describe, expect, it } from 'vitest';
import { ask, mineIn, told, wanted } from './rematch';

const blitz = { base: 300, inc: 3 };
const bullet = { base: 60, inc: 0 };
const from = { id: 'j', nick: 'jackdaw' };

describe('a rematch that the opponent offers', () => {
  it.each([
    [{}, ''],
    [{ control: blitz }, ''],
    [{ control: bullet }, '1+0 Bullet instead of 5+3'],
    [{ side: 'black' as const }, 'you play White again'],
    [{ side: 'white' as const }, ''],
    [{ side: 'random' as const }, 'colours by lot'],
    [{ control: bullet, side: 'black' as const }, '1+0 Bullet instead of 5+3, you play White again'],
    [{ control: { base: 0, inc: 0 } }, 'No clock instead of 5+3'],
  ])('with %j changes, for who had White: %j', (offer, words) => expect(told(offer, blitz, 'white')).toBe(words));

  it('has colours swapped unless it says otherwise', () => {
    expect(mineIn({}, 'white')).toBe('black');
    expect(mineIn({ side: 'black' }, 'white')).toBe('white');
  });
  it('is where another answer begins', () => {
    expect(wanted({ room: 'r', from, control: bullet, side: 'random' }, blitz, 'white')).toEqual({ control: bullet, side: 'random' });
    expect(wanted(undefined, blitz, 'white')).toEqual({ control: blitz, side: 'black' });
  });
});

describe('a rematch that we ask for', () => {
  it.each([
    ['nothing else', { control: blitz, side: 'black' as const }, { room: 'r' }],
    ['another clock', { control: bullet, side: 'black' as const }, { room: 'r', control: bullet }],
    ['the same colours', { control: blitz, side: 'white' as const }, { room: 'r', side: 'white' }],
  ])('with %s says just that', (_, want, d) => expect(ask('r', want, blitz, 'white')).toEqual({ t: 'rematch', d }));
});
