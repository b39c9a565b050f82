import { describe, expect, it } from 'vitest';
import { face, left, lowTime, nextChange, reading, share, spoken } from './clock';
import { control, pace, POOLS, speed } from './pace';

describe('a clock on the page', () => {
  const r = reading({ white: 61_000, black: 5_000 }, 'white', 1_000);

  it('runs for the side to move alone', () => {
    expect(left(r, 'white', 3_500)).toBe(58_500);
    expect(left(r, 'black', 3_500)).toBe(5_000);
  });
  it('never goes below nothing, nor above its reading', () => {
    expect(left(r, 'white', 999_999)).toBe(0);
    expect(left(r, 'white', 0)).toBe(61_000);
  });
  it.each([
    [300_000, '5:00', undefined],
    [299_999, '4:59', undefined],
    [10_000, '0:10', undefined],
    [9_999, '0:09', '9'],
    [8_449, '0:08', '4'],
    [0, '0:00', '0'],
    [3_600_000, '1:00:00', undefined],
    [3_599_999, '59:59', undefined],
  ])('shows %i ms as %s and tenths %s', (ms, main, tenths) => expect(face(ms)).toEqual(tenths ? { main, tenths } : { main }));
  it('is drawn again when its face changes', () => {
    for (const ms of [61_000, 60_001, 10_500, 9_999, 8_449]) {
      expect(face(ms - nextChange(ms) + 1)).toEqual(face(ms));
      expect(face(ms - nextChange(ms))).not.toEqual(face(ms));
    }
  });
  it.each([
    ['1+0', 10_000],
    ['5+3', 37_500],
    ['30+0', 60_000],
  ])('of %s warns at %i ms', (pool, ms) => expect(lowTime(control(pool))).toBe(ms));
  it('is a part of its start on the rail', () => {
    expect(share(150_000, control('5+3'))).toBe(0.5);
    expect(share(400_000, control('5+3'))).toBe(1);
    expect(share(1, { base: 0, inc: 0 })).toBe(0);
  });
  it('can be said', () => {
    expect(spoken(187_000)).toBe('3 minutes 7 seconds');
    expect(spoken(1_000)).toBe('1 second');
    expect(spoken(0)).toBe('no time');
  });
});

describe('a time control', () => {
  it('is named as its pool', () => {
    for (const p of POOLS) expect(pace(control(p))).toBe(p);
    expect(pace({ base: 0, inc: 0 })).toBe('No clock');
    expect(pace({ base: 30, inc: 0 })).toBe('30s+0');
    expect(pace({ base: 90, inc: 1 })).toBe('1.5+1');
  });
  it('has a speed by its estimated duration', () => {
    expect(POOLS.map((p) => speed(control(p)))).toEqual([
      'Bullet', 'Bullet', 'Blitz', 'Blitz', 'Blitz', 'Blitz', 'Rapid', 'Rapid', 'Rapid', 'Classical', 'Classical',
    ]);
    expect(speed({ base: 15, inc: 0 })).toBe('UltraBullet');
  });
});
