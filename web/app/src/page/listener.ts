import type { Command, Positions, ServerFrame } from '../wire';
import type { Part } from './part.svelte';

/** What a part of a page has of the server's streams, for the next greeting. */
export interface Held {
  epoch?: string;
  stale: boolean;
  positions: Positions;
}

/** A part as the line sees it: it takes frames, and it holds positions unless it is broken. */
export interface Listener {
  take: (f: ServerFrame, now: number, asked?: Command) => void;
  held: () => Held | undefined;
}

/** listener joins a part to what it holds. */
export function listener<S extends { epoch?: string; stale: boolean }>(part: Part<S>, positions: (s: S) => Positions): Listener {
  return {
    take: (f, now, asked) => part.take(f, now, asked),
    held: () => (part.broken ? undefined : { epoch: part.state.epoch, stale: part.state.stale, positions: positions(part.state) }),
  };
}

/** tell has all listeners take a frame. One that throws misses it alone: those after it, and the line, go on. */
export function tell(listeners: readonly Listener[], f: ServerFrame, now: number, asked?: Command): void {
  for (const l of listeners) {
    try {
      l.take(f, now, asked);
    } catch (cause) {
      console.error(cause);
    }
  }
}
