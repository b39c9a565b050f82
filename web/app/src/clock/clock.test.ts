import { describe, expect, it } from 'vitest';
import { delayAfter, face, left, lowIn, lowTime, nextChange, nextSecond, reading, redraw, share, spoken, waits } from './clock';
import { POOLS, brief, control, nextStage, pace, plain, poolOf, speed, spelled, stageOf, unlimited } from './pace';
import type { Control } from '../wire';

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
  it('shows another second when the present one is over', () => {
    for (const ms of [61_000, 60_999, 9_500]) expect(face(ms - nextSecond(ms)).main).not.toBe(face(ms).main);
    expect(nextSecond(60_000)).toBe(200); // it may be a delay for which the clock stands
  });
  it.each([
    ['1+0', 10_000],
    ['5+3', 37_500],
    ['30+0', 60_000],
  ])('of %s warns at %i ms', (pool, ms) => expect(lowTime(control(pool))).toBe(ms));
  it('tells how long until it warns, and since when it does', () => {
    const of = (white: number, now: number) => lowIn(reading({ white, black: 60_000 }, 'white', 1_000), 'white', control('5+3'), now);
    expect(of(60_000, 1_000)).toBe(60_000 - 37_500);
    expect(of(60_000, 21_000)).toBe(2_500);
    expect(of(60_000, 23_500)).toBe(0);
    expect(of(30_000, 1_000)).toBe(-7_500);
  });
  it('warns after the seconds that it waits', () => {
    const waiting = reading({ white: 60_000, black: 60_000 }, 'white', 1_000, 3_000);
    const c: Control = { base: 300, inc: 3, mode: 'delay' };
    expect([1_000, 3_000, 4_000, 5_000].map((now) => lowIn(waiting, 'white', c, now))).toEqual([25_500, 23_500, 22_500, 21_500]);
  });
  it('does not warn while it stands, without a clock, and for who watches', () => {
    expect(lowIn(reading(r, 'black', 0), 'white', control('5+3'), 0)).toBeUndefined();
    expect(lowIn(reading(r, undefined, 0), 'white', control('5+3'), 0)).toBeUndefined();
    expect(lowIn(r, 'white', { base: 0, inc: 0 }, 1_000)).toBeUndefined();
    expect(lowIn(r, undefined, control('5+3'), 1_000)).toBeUndefined();
    expect(lowIn(r, 'white', undefined, 1_000)).toBeUndefined();
  });
  it('is a part of its start on the rail', () => {
    expect(share(150_000, control('5+3'))).toBe(0.5);
    expect(share(400_000, control('5+3'))).toBe(1);
    expect(share(1, { base: 0, inc: 0 })).toBe(0);
    expect(share(150_000, { base: 60, inc: 0, moves: 40, then: [{ base: 300, inc: 0 }] })).toBe(0.5);
  });
  it('can be said', () => {
    expect(spoken(187_000)).toBe('3 minutes 7 seconds');
    expect(spoken(1_000)).toBe('1 second');
    expect(spoken(0)).toBe('no time');
  });
});

describe('a clock with a delay', () => {
  const r = reading({ white: 61_000, black: 5_000 }, 'white', 1_000, 3_000);

  it('stands for the delay and counts then', () => {
    expect([1_000, 3_999, 4_000, 4_500].map((now) => left(r, 'white', now))).toEqual([61_000, 61_000, 61_000, 60_500]);
    expect([1_000, 3_999, 4_000].map((now) => waits(r, now))).toEqual([3_000, 1, 0]);
    expect(left(r, 'black', 99_000)).toBe(5_000);
  });
  it('waits for nothing while it does not run', () => expect(waits(reading({ white: 1, black: 1 }, undefined, 0, 3_000), 0)).toBe(0));
  it('is drawn again when its seconds of waiting change, and when it begins to count', () => {
    expect([redraw(r, 'white', 1_000), redraw(r, 'white', 1_400), redraw(r, 'white', 3_999)]).toEqual([1_000, 600, 1]);
    expect(redraw(r, 'white', 4_500)).toBe(nextChange(60_500));
  });
  it('waits as the stage of the side to move says', () => {
    const c = { base: 60, inc: 3, mode: 'delay', moves: 2, then: [{ base: 60, inc: 5 }] } as const;
    expect([0, 1, 3, 4, 5, 6].map((plies) => delayAfter({ ...c, then: [...c.then] }, plies))).toEqual([3_000, 3_000, 3_000, 5_000, 5_000, 5_000]);
    expect(delayAfter(control('5+3'), 4)).toBe(0);
  });
});

describe('a time control', () => {
  const tournament: Control = { base: 5400, inc: 30, moves: 40, then: [{ base: 1800, inc: 30 }] };
  const three: Control = { base: 7200, inc: 0, moves: 40, then: [{ base: 3600, inc: 0, moves: 20 }, { base: 900, inc: 30 }] };

  it.each<[Control, string, string]>([
    [{ base: 300, inc: 3 }, '5+3', '5 min + 3 s'],
    [{ base: 300, inc: 0 }, '5+0', '5 min'],
    [{ base: 300, inc: 3, mode: 'delay' }, '5d3', '5 min, 3 s delay'],
    [{ base: 300, inc: 3, mode: 'bronstein' }, '5b3', '5 min, 3 s Bronstein'],
    [{ base: 30, inc: 0 }, '30s+0', '30 s'],
    [{ base: 90, inc: 1 }, '1.5+1', '1.5 min + 1 s'],
    [{ base: 0, inc: 0 }, 'No clock', 'No clock'],
    [tournament, '40/90+30:30+30', '40 moves in 90 min + 30 s, then 30 min + 30 s'],
    [three, '40/120+0:20/60+0:15+30', '40 moves in 120 min, then 20 moves in 60 min, then 15 min + 30 s'],
    [{ ...tournament, mode: 'delay' }, '40/90d30:30d30', '40 moves in 90 min, 30 s delay, then 30 min, 30 s delay'],
  ])('%o is %s, spelled %s', (c, short, long) => expect([pace(c), spelled(c)]).toEqual([short, long]));

  it.each<[Control, string]>([
    [{ base: 300, inc: 3 }, '5+3'],
    [{ base: 0, inc: 0 }, 'No clock'],
    [{ base: 300, inc: 3, mode: 'delay' }, '5 min, 3 s delay'],
    [tournament, '40 in 90+30, then 30+30'],
    [three, '40 in 120 min, then 20 in 60 min, then 15+30'],
    [{ ...tournament, mode: 'bronstein' }, '40 in 90 min (30 s Bronstein), then 30 min (30 s Bronstein)'],
    [{ base: 30, inc: 1, moves: 5, then: [{ base: 20, inc: 0 }] }, '5 in 30 s + 1 s, then 20 s'],
  ])('%o is %s in little room', (c, words) => expect(brief(c)).toBe(words));
  it('tells how far it is to the next stage', () => {
    expect([0, 39, 40, 59, 60].map((made) => nextStage(three, made))).toEqual([
      { moves: 40, adds: 3600 },
      { moves: 1, adds: 3600 },
      { moves: 20, adds: 900 },
      { moves: 1, adds: 900 },
      undefined,
    ]);
    expect(nextStage(control('5+3'), 7)).toBeUndefined();
  });

  it('is plain when its short name says it all', () => expect([control('5+3'), tournament, { base: 60, inc: 1, mode: 'delay' } as const].map(plain)).toEqual([true, false, false]));
  it('without base and increment is unlimited', () => expect([unlimited({ base: 0, inc: 0 }), unlimited(control('1+0'))]).toEqual([true, false]));
  it('goes from stage to stage with a side’s moves', () => {
    expect([0, 39, 40, 59, 60, 200].map((made) => stageOf(three, made).base)).toEqual([7200, 7200, 3600, 3600, 900, 900]);
  });
  it.each<[Control, string]>([
    [tournament, 'Classical'],
    [{ base: 60, inc: 0, moves: 40, then: [{ base: 999, inc: 0 }] }, 'Bullet'], // the 41st move is beyond the reckoning
    [{ base: 60, inc: 0, moves: 20, then: [{ base: 60, inc: 3 }] }, 'Blitz'],
    [{ base: 0, inc: 0 }, 'Unlimited'],
  ])('%o is %s', (c, name) => expect(speed(c)).toBe(name));

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

describe('the name of a pool', () => {
  it.each<[string, Control]>([
    ['5+3', { base: 300, inc: 3 }],
    ['0.5+0', { base: 30, inc: 0 }],
    ['5d3', { base: 300, inc: 3, mode: 'delay' }],
    ['5b3', { base: 300, inc: 3, mode: 'bronstein' }],
    ['40/90+30:30+30', { base: 5400, inc: 30, moves: 40, then: [{ base: 1800, inc: 30 }] }],
  ])('%s is its clock', (pool, c) => {
    expect(poolOf(c)).toBe(pool);
    expect(control(pool)).toEqual(c);
  });
  it('of twenty seconds is read as twenty seconds', () => expect(control(poolOf({ base: 20, inc: 1 }))).toEqual({ base: 20, inc: 1 }));
  it('that is none is read as no time', () => expect(control('chess')).toEqual({ base: 0, inc: 0 }));
});
