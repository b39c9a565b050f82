import { SPEEDS, speed, type Speed } from '../clock/pace';
import type { LiveGame } from '../wire';
import type { Hall } from './lobby';

/** Which games of a list one wants to see: those of a speed, or all. */
export type Filter = Speed | 'all';

/** filterOf is a filter as it was remembered. */
export const filterOf = (text: string | undefined): Filter => SPEEDS.find((s) => s === text) ?? 'all';

/** passes tells whether a filter lets something with a clock through. */
export const passes = (filter: Filter, { control }: Pick<LiveGame, 'control'>): boolean => filter === 'all' || speed(control) === filter;

/** Stage is what the first page shows large: a game under way, one that has just ended, or the house that plays itself. */
export interface Stage {
  game: LiveGame;
  is: 'live' | 'finished' | 'show';
}

/**
 * stage is what is shown large now. While somebody points at it, `held` is the room of the game that was there: that one
 * stays, also when it ends.
 */
export function stage({ view }: Hall, held?: string): Stage | undefined {
  if (!view) return undefined;
  const live = view.games.filter((g) => g.white && g.black);
  const of = (room: string | undefined) => (room ? live.find((g) => g.room === room) : undefined);
  const before = view.finished.find((g) => g.room === held && held);
  const game = of(held) ?? (before ? undefined : of(view.featured));
  if (game) return { game, is: 'live' };
  if (before) return { game: before, is: 'finished' };
  if (view.show) return { game: view.show, is: 'show' };
  const last = view.finished.find((g) => g.white && g.black && g.ply > 0);
  return last && { game: last, is: 'finished' };
}

/** others are the games under way beside the large one, in the server's order. */
export const others = ({ view }: Hall, large: Stage | undefined): LiveGame[] =>
  (view?.games ?? []).filter((g) => g.white && g.black && g.room !== large?.game.room);
