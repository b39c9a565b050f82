export * from './wire.gen';
import type { Command, ServerFrame, Side, Stream } from './wire.gen';

/** A player's colour: a side that is no longer left to the lot. */
export type Colour = Exclude<Side, 'random'>;

export const other = (c: Colour): Colour => (c === 'white' ? 'black' : 'white');

/** How an event's number stands to the last one held; without a snapshot nothing can follow. */
export function follows(held: number | undefined, n: number): 'next' | 'seen' | 'gap' {
  if (held === undefined) return 'gap';
  if (n <= held) return 'seen';
  return n === held + 1 ? 'next' : 'gap';
}

/** unreachable makes a forgotten kind of message an error of the compiler. At run time a newer server's message is let pass. */
export function unreachable<T>(_: never, otherwise: T): T {
  return otherwise;
}

/** A reducer takes every frame of its page. Now is the page's monotonic time in ms; asked is the command that the frame answers, if it does. */
export type Reduce<S> = (state: S, frame: ServerFrame, now: number, asked?: Command) => S;

/** The last number held of each stream; absent where nothing is held. */
export type Positions = Partial<Record<Stream, number>>;

/**
 * missed tells whether a stream is still behind the heads that were told one
 * round earlier. A round, because heads may overtake an event on its way.
 */
export function missed(heads: Positions, held: Positions): boolean {
  return Object.entries(heads).some(([s, n]) => n !== undefined && (held[s as Stream] ?? n) < n);
}

/** resumeQuery is the query by which a socket takes up where the page left off. */
export function resumeQuery(epoch: string | undefined, held: Positions): string {
  if (!epoch) return '';
  const q = new URLSearchParams({ epoch });
  for (const [stream, n] of Object.entries(held)) if (n !== undefined) q.set(stream, String(n));
  return '?' + q.toString();
}
