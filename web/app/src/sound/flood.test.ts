import { expect, test } from 'vitest';
import { bounded, calm, dueIn, type Flood } from './flood';
import type { Saying } from './spoken';

const line = (text: string): Saying => ({ text, line: true });

/** said is what one hears of things that come at their times, until each has been told of. */
function said(...all: (readonly [at: number, ...sayings: Saying[]])[]): string[] {
  let flood: Flood = calm;
  const out: string[] = [];
  const hear = (at: number, sayings: Saying[]) => {
    const now = bounded(flood, sayings, at);
    flood = now.flood;
    out.push(...now.said.map((s) => `${at} ${s.text}`));
  };
  for (const [at, ...sayings] of all) {
    for (let due; (due = dueIn(flood, 0)) !== undefined && due <= at; ) hear(due, []);
    hear(at, sayings);
  }
  for (let due; (due = dueIn(flood, 0)) !== undefined; ) hear(due, []);
  return out;
}

test('a talk at its pace is said line by line', () => {
  expect(said([9_000, line('a')], [9_900, line('b')], [10_800, line('c')], [11_700, line('d')])).toEqual(['9000 a', '9900 b', '10800 c', '11700 d']);
});

test('of a dozen lines in a second three are said, and how many more there are', () => {
  const flood = Array.from({ length: 12 }, (_, i) => [5_000 + i * 80, line(`${i}`)] as const);
  expect(said(...flood)).toEqual(['5000 0', '5080 1', '5160 2', '7000 9 new lines']);
});

test('one line too many is one', () => {
  expect(said([0, ...['a', 'b', 'c', 'd'].map(line)])).toEqual(['0 a', '0 b', '0 c', '2000 1 new line']);
});

test('lines that go on coming are told of every two seconds', () => {
  const flood = Array.from({ length: 50 }, (_, i) => [3_000 + i * 100, line(`${i}`)] as const);
  expect(said(...flood)).toEqual(['3000 0', '3100 1', '3200 2', '5000 17 new lines', '5000 20', '5100 21', '7000 18 new lines', '7000 40', '7100 41', '9000 8 new lines']);
});

test('an offer, a whisper and one’s own line among them are said at once', () => {
  expect(said([0, ...['a', 'b', 'c', 'd'].map(line), { text: 'jackdaw offers a draw' }], [100, line('e'), { text: 'You: no' }])).toEqual(['0 a', '0 b', '0 c', '0 jackdaw offers a draw', '100 You: no', '2000 2 new lines']);
});
