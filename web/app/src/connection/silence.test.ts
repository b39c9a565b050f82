import { describe, expect, it } from 'vitest';
import { silence, type Quiet, type Verdict } from './silence';

describe('a line that says nothing', () => {
  it.each<[string, Quiet, number, Verdict]>([
    ['is well until the heads are overdue', { heard: 1_000 }, 15_999, { is: 'well', until: 16_000 }],
    ['is dead then', { heard: 1_000 }, 16_000, { is: 'dead', until: Infinity }],
    ['owes an answer for a while', { heard: 0, owed: 4_000 }, 6_999, { is: 'well', until: 7_000 }],
    ['is doubtful when the answer does not come', { heard: 0, owed: 4_000 }, 7_000, { is: 'doubtful', until: 15_000 }],
    ['is judged anew from whatever it has said since', { heard: 5_000, owed: 4_000 }, 7_999, { is: 'well', until: 8_000 }],
    ['is asked by who cannot wait', { heard: 0, ask: 4_000 }, 4_000, { is: 'ask', until: 15_000 }],
    ['and not before', { heard: 0, ask: 4_000 }, 3_999, { is: 'well', until: 4_000 }],
    ['is not asked twice', { heard: 0, owed: 4_000, ask: 4_000 }, 6_000, { is: 'well', until: 7_000 }],
    ['is dead, whatever it owes', { heard: 0, owed: 14_000, ask: 4_000 }, 15_000, { is: 'dead', until: Infinity }],
  ])('%s', (_, quiet, now, verdict) => expect(silence(quiet, now)).toEqual(verdict));

  it('is looked at again whenever its verdict may have changed', () => {
    for (const owed of [undefined, 0, 3_000, 13_000]) {
      for (const ask of [undefined, 4_000]) {
        for (let now = 0; now < 15_000; now += 250) {
          const { is, until } = silence({ heard: 0, owed, ask }, now);
          expect(until).toBeGreaterThan(now);
          expect(silence({ heard: 0, owed, ask }, until - 1).is).toBe(is);
        }
      }
    }
  });
});
