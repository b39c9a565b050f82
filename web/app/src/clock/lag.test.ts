import { describe, expect, it } from 'vitest';
import { answered, told, UNKNOWN, when, type Lag } from './lag';

/** chance gives the same numbers from 0 to 1 for the same seed. */
const chance = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

/**
 * A game over a line with ways of a least and a random length, each its own; the page's clock is `ahead` and runs faster by
 * `drift`. It gives by how much each frame's stamp is misjudged, in the server's ms, but for the first moves'.
 */
function misjudged(line: { there: number; back: number; jitter: number; ahead: number; drift: number }, seed: number): number[] {
  const random = chance(seed);
  const page = (server: number) => (server + line.ahead) * (1 + line.drift);
  const off: number[] = [];
  let l: Lag = UNKNOWN;
  let server = 1_791_000_000_000;
  const tell = () => {
    l = told(l, server, page(server + line.back + random() * line.jitter));
    off.push((when(l, server) - page(server)) / (1 + line.drift));
  };
  for (let turn = 0; turn < 60; turn++) {
    server += 200 + random() * 8_000; // of thinking
    const sent = page(server - line.there - random() * line.jitter);
    tell();
    if (turn % 2 === 0) l = answered(l, server, sent);
    for (let i = 0; i < turn % 4; i++) {
      server += 10_000; // the clocks are told every 10 s
      tell();
    }
  }
  return off.slice(10);
}

describe('the page’s time at what the server told', () => {
  const steady = { there: 30, back: 30, jitter: 0, ahead: -240_000, drift: 0 };
  const all = (line: typeof steady) => Array.from({ length: 200 }, (_, seed) => misjudged(line, seed)).flat().map(Math.abs);
  const most = (line: typeof steady) => Math.max(...all(line));

  it('is known to the ms on a line that is as long there as back', () => expect(most(steady)).toBeLessThan(0.01));
  it('is wrong by half of what one way is longer', () => {
    expect(most({ ...steady, there: 70, back: 10 })).toBeCloseTo(30);
    expect(most({ ...steady, there: 10, back: 70 })).toBeCloseTo(30);
  });
  it.each([-0.0001, 0.0001])('is known to 50 ms on a bad line, with a clock that is minutes off and runs by a second in three hours apart', (drift) => {
    const off = all({ there: 20, back: 40, jitter: 120, ahead: 300_000, drift });
    // The best of a few frames may be a slow one.
    expect(off.filter((ms) => ms < 50).length / off.length).toBeGreaterThan(0.99);
  });
  it('is known at once by a way that was slow until now', () => {
    const slow = answered(told(UNKNOWN, 0, 80), 0, -10); // 80 ms back, 10 there
    expect(when(slow, 0)).toBe(35);
    expect(when(told(slow, 1_000, 1_010), 1_000)).toBe(1_000);
    expect(when(answered(told(UNKNOWN, 0, 10), 0, -80), 0)).toBe(-35);
    expect(when(answered(answered(told(UNKNOWN, 0, 10), 0, -80), 1_000, 990), 1_000)).toBe(1_000);
  });
  it.each([-0.0001, 0.0001])('keeps the trip of who sends nothing for minutes, though the clocks run apart', (drift) => {
    let l = answered(told(UNKNOWN, 0, 40), 0, -40);
    for (let at = 0; at <= 600_000; at += 10_000) l = told(l, at, at * (1 + drift) + 40);
    expect(Math.abs(when(l, 600_000) - 600_000 * (1 + drift))).toBeLessThan(13); // of two minutes
  });
  it('keeps the trip of who sends nothing while the line is slow', () => {
    let l = answered(told(UNKNOWN, 0, 40), 0, -40);
    for (let at = 10_000; at <= 130_000; at += 10_000) l = told(l, at, at + (at < 60_000 ? 40 : 100));
    l = told(l, 140_000, 140_040);
    expect(when(l, 140_000)).toBe(140_000);
    expect(when(answered(l, 145_000, 144_960), 145_000)).toBe(145_000);
  });
  it('is never later than the frame came', () => {
    let l: Lag = UNKNOWN;
    for (const [stamp, now] of [[1_000, 100], [2_000, 1_080], [3_000, 2_300]] as const) {
      l = told(l, stamp, now);
      expect(when(l, stamp)).toBeLessThanOrEqual(now);
    }
  });
  it('is learned anew in two minutes when the server’s clock has stood still', () => {
    let l: Lag = UNKNOWN;
    for (let server = 0; server <= 60_000; server += 10_000) l = told(l, server, server + 5);
    for (let server = 60_000; server <= 130_000; server += 10_000) l = told(l, server, server + 9_005);
    expect(when(l, 130_000)).toBe(139_005);
  });
  it('is learned anew with our next move when the server’s clock has stood still', () => {
    let l = answered(told(UNKNOWN, 0, 5), 0, -5); // five ms each way
    expect(when(l, 0)).toBe(0);
    l = answered(told(l, 20_000, 29_005), 20_000, 28_995);
    expect(when(l, 20_000)).toBe(29_000);
    expect(when(told(l, 30_000, 39_105), 30_000)).toBe(39_000);
    expect(when(answered(told(UNKNOWN, 0, 5), 20_000, 29_000), 20_000), 'before any move').toBe(29_000);
  });
  it('is learned anew with the next frame when the server’s clock has leapt', () => {
    let l = answered(told(UNKNOWN, 0, 5), 0, -5);
    l = told(l, 30_000, 21_005);
    expect(when(l, 30_000)).toBe(21_000);
    expect(when(answered(told(l, 40_000, 31_025), 40_000, 30_995), 40_000)).toBe(31_000);
  });
});
