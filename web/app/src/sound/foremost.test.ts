import { beforeEach, describe, expect, it } from 'vitest';
import { Foremost } from './foremost';

describe('of several tabs with the same room', () => {
  interface Wire { postMessage(word: unknown): void; close(): void; onmessage: ((e: MessageEvent) => void) | null }
  let wires: Wire[];
  beforeEach(() => (wires = []));
  const open = (used: number): Foremost => {
    const wire: Wire = {
      onmessage: null,
      postMessage: (data) => wires.filter((w) => w !== wire).forEach((w) => w.onmessage?.({ data } as MessageEvent)),
      close: () => void (wires = wires.filter((w) => w !== wire)),
    };
    wires.push(wire);
    return new Foremost(wire, wires.length / 10, used);
  };
  const who = (...tabs: Foremost[]) => tabs.map((tab) => tab.is);

  it('the one used last speaks, and only that one', () => {
    const [one, two] = [open(1), open(2)];
    expect(who(one, two)).toEqual([false, true]);
    one.use(3);
    expect(who(one, two)).toEqual([true, false]);
  });

  it('one that is opened behind the others does not', () => {
    const [one, two] = [open(1), open(0)];
    expect(who(one, two)).toEqual([true, false]);
  });

  it('one of two that were never used does', () => {
    expect(who(open(0), open(0)).filter(Boolean)).toHaveLength(1);
  });

  it('one that was opened behind others, and is used, does when another is opened behind it', () => {
    const one = open(0);
    one.use(5);
    expect(who(one, open(0))).toEqual([true, false]);
  });

  it('another speaks when it is closed, and it again when it comes back', () => {
    const [one, two] = [open(1), open(2)];
    two.leave();
    expect(one.is).toBe(true);
    two.use(5);
    expect(who(one, two)).toEqual([false, true]);
    two.end();
    expect(one.is).toBe(true);
  });
});
