import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Synth } from './synth';

/** A context that does what it is told, and knows what it was told. */
class Context {
  static all: Context[] = [];
  state = 'running';
  readonly destination = {};
  constructor() {
    Context.all.push(this);
  }
  get currentTime() {
    return performance.now() / 1000;
  }
  async resume() {
    this.state = 'running';
  }
  async suspend() {
    this.state = 'suspended';
  }
  async close() {
    this.state = 'closed';
  }
}
const param = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
let tones = 0;
class Node {
  readonly frequency = param;
  readonly gain = param;
  connect(to: unknown) {
    return to;
  }
  start() {
    tones++;
  }
  stop() {}
}

beforeEach(() => {
  vi.useFakeTimers();
  [Context.all, tones] = [[], 0];
  for (const [name, of] of Object.entries({ AudioContext: Context, OscillatorNode: Node, GainNode: Node })) vi.stubGlobal(name, of);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('after a sound the device rests, and the next sound wakes it', () => {
  const synth = new Synth();
  synth.play('move', 1);
  const [context] = Context.all;
  vi.advanceTimersByTime(1_500);
  synth.play('capture', 1);
  vi.advanceTimersByTime(1_999);
  expect(context!.state, 'while it may sound').toBe('running');
  vi.advanceTimersByTime(1);
  expect(context!.state).toBe('suspended');
  synth.play('whisper', 1);
  expect([context!.state, tones, Context.all.length], 'on one context').toEqual(['running', 8, 1]);
});

test('a sound that comes as the device goes to rest, before its state says so, wakes it', () => {
  const synth = new Synth();
  synth.play('move', 1);
  const context = Context.all[0]!;
  // What it is told is done in turn, each a little later.
  const [suspend, resume] = [context.suspend, context.resume].map((does) => async () => void setTimeout(() => does.call(context), 5));
  Object.assign(context, { suspend, resume });
  vi.advanceTimersByTime(2_000);
  expect(context.state).toBe('running');
  synth.play('capture', 1);
  vi.advanceTimersByTime(10);
  expect(context.state).toBe('running');
});

test('what comes at once is one sound; without a volume there is none, and no context', () => {
  const synth = new Synth();
  synth.play('move', 0);
  expect(Context.all).toEqual([]);
  synth.play('move', 1);
  synth.play('move', 1);
  expect(tones).toBe(2);
});

test('who leaves the room has no sound behind him', () => {
  const synth = new Synth();
  synth.play('start', 1);
  synth.end();
  vi.advanceTimersByTime(10_000);
  expect(Context.all[0]!.state).toBe('closed');
});
