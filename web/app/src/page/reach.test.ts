import { beforeEach, expect, it, vi } from 'vitest';
import { until } from './reach';

beforeEach(() => void vi.useFakeTimers());
const time = {
  now: () => Date.now(),
  after: (ms: number, f: () => void) => {
    const id = setTimeout(f, ms);
    return () => clearTimeout(id);
  },
};

it('what does not come is fetched ever more seldom, until it has come', async () => {
  const tries = vi.fn();
  let up = false;
  const began = Date.now();
  until(async () => {
    tries(Date.now() - began);
    return up;
  }, time);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries.mock.calls.flat()).toEqual([0, 1_000, 3_000, 7_000, 15_000, 30_000, 45_000, 60_000]);
  up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveBeenCalledTimes(9);
});

it('nothing is fetched that is not wanted any more, though it was under way', async () => {
  const tries = vi.fn();
  const slow = (): Promise<boolean> => {
    tries();
    return new Promise((answer) => setTimeout(() => answer(false), 500));
  };
  const end = until(slow, time);
  await vi.advanceTimersByTimeAsync(100);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveBeenCalledTimes(1);
});
