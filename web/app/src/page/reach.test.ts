import { beforeEach, expect, it, vi } from 'vitest';
import { reached } from './reach';

beforeEach(() => void vi.useFakeTimers());
const time = {
  now: () => Date.now(),
  after: (ms: number, f: () => void) => {
    const id = setTimeout(f, ms);
    return () => clearTimeout(id);
  },
};

it('a server that is down is looked for ever more seldom, and found once', async () => {
  const [found, looks] = [vi.fn(), vi.fn()];
  let up = false;
  reached(found, time, async () => {
    looks(Date.now());
    return up;
  });
  const began = Date.now();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks.mock.calls.map(([at]) => (at as number) - began)).toEqual([1_000, 3_000, 7_000, 15_000, 30_000, 45_000, 60_000]);
  expect(found).not.toHaveBeenCalled();
  up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([found.mock.calls.length, looks.mock.calls.length]).toEqual([1, 8]);
});

it('nobody is looked for who is not wanted any more', async () => {
  const found = vi.fn();
  const end = reached(found, time, async () => true);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(found).not.toHaveBeenCalled();
});
