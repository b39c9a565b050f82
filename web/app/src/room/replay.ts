import { reading } from '../clock/clock';
import { stageOf, unlimited } from '../clock/pace';
import type { Clock } from '../wire';
import { place, type Game } from './game';

/** Between two moves of a replay, in ms: as long as the mover thought, within these. */
export const SHORTEST = 300;
export const LONGEST = 5_000;

/** Where no clock tells how long a move took. */
const USUAL = 1_000;

/** clockAfter is how both clocks stood after so many plies. */
export function clockAfter(g: Game, ply: number): Clock {
  const { white, black } = g.clock;
  return (ply === 0 ? g.start?.clock : g.moves[ply - 1]?.clock) ?? { white, black };
}

/** asOf is a finished game as it stood after so many plies, which made the position `fen`: its clocks stand, and somebody is to move. */
export function asOf(g: Game, ply: number, fen: string): Game {
  return { ...g, moves: g.moves.slice(0, ply), fen, clock: reading(clockAfter(g, ply), undefined, g.clock.at), ended: undefined };
}

/**
 * pause is how long a replay waits, in ms, before it makes the move after so many plies: what the clock says that the
 * mover thought, without what was added for the move. The first move of each side is not timed.
 */
export function pause(g: Game, ply: number): number {
  const control = g.start?.control;
  if (!control || unlimited(control) || ply < 2) return USUAL;
  const { side } = place(ply + 1, g.start?.fen);
  const spent = clockAfter(g, ply)[side] - clockAfter(g, ply + 1)[side];
  const added = control.mode ? 0 : stageOf(control, Math.floor(ply / 2)).inc * 1_000;
  return Math.min(LONGEST, Math.max(SHORTEST, spent + added));
}
