import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROLL, ushers, weight, type Tab } from './usher';

const tab = (more: Partial<Tab> = {}): Tab => ({ free: true, seen: false, front: false, ...more });
const seen = (more: Partial<Tab> = {}): Tab => tab({ seen: true, ...more });

describe('when a game begins, there goes rather', () => {
  const asked = true;
  it.each<[string, [Tab, boolean?], [Tab, boolean?]]>([
    ['the tab that asked than one in sight', [tab({ room: 'other' }), asked], [seen({ front: true })]],
    ['the tab that asked and is written in, which stays, than any other', [seen({ free: false }), asked], [seen()]],
    ['a tab that shows the room already than the one that asked', [tab({ room: 'begun' })], [seen(), asked]],
    ['the tab in sight than one in the lobby that is not', [seen({ room: 'other' })], [tab()]],
    ['a tab out of sight than one in which the reader plays or writes', [tab()], [seen({ free: false })]],
    ['of two in sight the one in the lobby', [seen()], [seen({ front: true, room: 'other' })]],
    ['of two in sight the one with the keyboard', [seen({ front: true })], [seen()]],
    ['of none in sight the one in the lobby', [tab()], [tab({ room: 'other' })]],
  ])('%s', (_, first, second) => {
    const of = ([t, a = false]: [Tab, boolean?], lot: number) => weight(t, a, 'begun', lot);
    expect(of(first, 0)).toBeGreaterThan(of(second, 0.99));
  });
});

describe('tabs of one browser', () => {
  interface Wire { postMessage(word: unknown): void; onmessage: ((e: MessageEvent) => void) | null }
  let wires: Wire[];
  beforeEach(() => {
    wires = [];
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  const open = (is: Tab) => {
    const wire: Wire = { onmessage: null, postMessage: (data) => wires.filter((w) => w !== wire).forEach((w) => w.onmessage?.({ data } as MessageEvent)) };
    wires.push(wire);
    const lot = wires.length / 10;
    return { is, close: () => (wires = wires.filter((w) => w !== wire)), usher: ushers(() => is, lot, wire) };
  };
  const led = async (...tabs: Pick<ReturnType<typeof open>, 'usher' | 'is'>[]) => {
    const all = tabs.map(async ({ usher, is }) => {
      const leads = await usher.leads('begun');
      if (leads) is.room = 'begun';
      return leads;
    });
    await vi.advanceTimersByTimeAsync(ROLL);
    return Promise.all(all);
  };

  it('agree that the one where a game was asked for last goes', async () => {
    const [one, two] = [open(tab({ room: 'other' })), open(seen())];
    two.usher.asks();
    one.usher.asks();
    expect(await led(two, one)).toEqual([false, true]);
  });

  it('agree on the one in sight when that has been closed', async () => {
    const [one, two, three] = [open(tab()), open(seen({ room: 'other' })), open(tab())];
    one.usher.asks();
    one.close();
    expect(await led(two, three)).toEqual([true, false]);
  });

  it('stay where they are when the one that asked is written in, or shows the room', async () => {
    const [one, two] = [open(tab({ free: false })), open(seen())];
    one.usher.asks();
    expect(await led(two, one)).toEqual([false, false]);
    one.is.room = 'begun';
    expect(await led(two)).toEqual([false]);
  });

  it('know that what was asked for has come', async () => {
    const [one, two] = [open(tab()), open(seen())];
    one.usher.asks();
    expect(await led(two, one)).toEqual([false, true]);
    one.is.room = undefined;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await led(one, two)).toEqual([false, true]);
  });

  it('heed one that knows of the game before they do, and not what was said of the room long ago', async () => {
    const [one, two] = [open(seen()), open(tab())];
    const first = one.usher.leads('begun');
    await vi.advanceTimersByTimeAsync(ROLL - 100);
    expect(await led(two)).toEqual([false]);
    expect(await first).toBe(true);
    one.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await led(two)).toEqual([true]);
  });

  it('are led one alone of two that are alike', async () => {
    expect(await led(open(tab()), open(tab()))).toEqual([false, true]);
  });

  it('lead who asked without waiting, and who knows of no other tabs', async () => {
    const one = open(tab());
    one.usher.asks();
    expect(await one.usher.leads('begun')).toBe(true);
    expect(await led({ usher: ushers(() => one.is, 0), is: one.is })).toEqual([true]);
  });
});
