import { beforeEach, describe, expect, it } from 'vitest';
import { GLANCE, watchAway } from './away';

describe('a page out of sight', () => {
  let heard: (() => void)[];
  let due: { at: number; f: () => void }[];
  let now: number;
  let told: boolean[];
  let end: () => void;
  const sight = {
    visibilityState: 'visible' as DocumentVisibilityState,
    addEventListener: (_: string, f: unknown) => void heard.push(f as () => void),
    removeEventListener: (_: string, f: unknown) => void (heard = heard.filter((h) => h !== f)),
  };
  const time = {
    now: () => now,
    after: (ms: number, f: () => void) => {
      const timer = { at: now + ms, f };
      due.push(timer);
      return () => void (due = due.filter((d) => d !== timer));
    },
  };
  const turn = (to: DocumentVisibilityState) => {
    sight.visibilityState = to;
    heard.forEach((f) => f());
  };
  const pass = (ms: number) => {
    now += ms;
    const ripe = due.filter((d) => d.at <= now);
    due = due.filter((d) => d.at > now);
    ripe.forEach((d) => d.f());
  };

  beforeEach(() => {
    [heard, due, now, told] = [[], [], 0, []];
    sight.visibilityState = 'visible';
    end = watchAway(sight as never, time, (away) => told.push(away));
  });

  it('is a glance elsewhere at first, then away, and back at once', () => {
    turn('hidden');
    pass(GLANCE - 1);
    expect(told).toEqual([]);
    pass(1);
    expect(told).toEqual([true]);
    turn('visible');
    expect(told).toEqual([true, false]);
  });

  it('is nothing to tell of after a glance', () => {
    turn('hidden');
    pass(GLANCE - 1);
    turn('visible');
    pass(GLANCE);
    expect(told).toEqual([]);
  });

  it('counts from when it was opened, and is let alone at the end', () => {
    end();
    sight.visibilityState = 'hidden';
    end = watchAway(sight as never, time, (away) => told.push(away));
    pass(GLANCE);
    expect(told).toEqual([true]);
    end();
    turn('visible');
    expect(told).toEqual([true]);
  });
});
