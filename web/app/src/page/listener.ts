import { missed, resumeQuery, type Command, type Positions, type ServerFrame, type Stream } from '../wire';
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

/** holding is what the parts of a page hold that are in order. */
export const holding = (listeners: readonly Listener[]): Held[] => listeners.map((l) => l.held()).filter((h) => h !== undefined);

const together = (held: readonly Held[]): Positions => Object.assign({}, ...held.map((h) => h.positions));

/** resuming asks the server to go on where all parts are; one that comes from other data begins anew. */
export function resuming(held: readonly Held[]): string {
  const epoch = held.find((h) => h.epoch !== undefined)?.epoch;
  return resumeQuery(epoch, together(held.filter((h) => h.epoch === epoch)));
}

/** behind tells whether a part still lacks what the heads of one round before have told of, of those streams that are told of now, too. */
export function behind(before: Positions, told: Positions, held: readonly Held[]): boolean {
  const twice = (Object.keys(told) as Stream[]).map((s) => [s, before[s]]);
  return missed(Object.fromEntries(twice) as Positions, together(held));
}
