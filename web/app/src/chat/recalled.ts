/** What happened at the board before the page came, out of the game's log. */
import type { GameEvent } from '../wire';
import { happened, type Board } from './board';
import { merge, PAST, type Entries } from './entries';

/** recalled tells what the log has, each thing at its place; what was told of it meanwhile is in it, and what was cleared from view stays away. */
export function recalled<T extends Entries & Board>(talk: T, log: readonly GameEvent[]): T {
  const [first, last] = [log[0], log.at(-1)];
  if (!first || !last) return talk;
  const { cleared = 0 } = talk;
  const moved = log.find((e) => e.t === 'moved');
  const before: Entries & Board = { fen: talk.fen, start: talk.start, seats: talk.seats, ply: moved ? moved.d.ply - 1 : talk.ply, made: talk.made, entries: [] };
  const { made, entries } = log.reduce((board, e) => {
    const then = happened(board, e);
    return e.n > cleared ? then : { ...then, entries: [] };
  }, before);
  const others = talk.entries.filter((e) => e.is !== 'event' || e.at < first.at || e.at > last.at);
  return { ...talk, made, entries: merge(others, entries.map((e) => ({ ...e, key: PAST + e.key }))) };
}
