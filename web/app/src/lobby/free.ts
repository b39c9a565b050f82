import { REMATCH_LIVE } from '../wire';
import type { Notices } from './notices';

/** Doing is what a reader does on a page of his. */
export interface Doing {
  /** He sits at a board whose game goes on. */
  playing: boolean;
  /** He is in the middle of a sentence. */
  writing: boolean;
  /** A dialog is open. */
  asked: boolean;
  /** The lobby has him look for a game. */
  seeking: boolean;
  /** He has the page before him. */
  seen: boolean;
}

/** toPlay tells whether he may be led to a game of his own that begins: a dialog is no reason to miss it. */
export const toPlay = (d: Pick<Doing, 'playing' | 'writing'>): boolean => !d.playing && !d.writing;

/** toWatch tells whether he may be led to a game of somebody whom he follows. That waits for all that he does or waits for, and for any game of his own. */
export const toWatch = (d: Doing, n: Notices, now: number): boolean => toPlay(d) && d.seen && !d.asked && !d.seeking && n.games.length === 0 && !engaged(n, now);

/**
 * engaged tells whether we wait for somebody's word: on a game of ours that is open, on one that we asked for, or on a
 * rematch. Now is the server's wall time.
 */
export function engaged(n: Notices, now: number): boolean {
  const offers = Object.values(n.rematches).some((r) => r && !r.next && r.from.id === n.you?.id && now - r.at < REMATCH_LIVE);
  return n.own.length + n.asked.length > 0 || offers;
}
