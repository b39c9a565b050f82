import { HEADS_EVERY } from '../wire';

/** What is known of a line that says nothing. Times are of one steady clock, in ms. */
export interface Quiet {
  /** When the last frame came. */
  heard: number;
  /** Since when a command that went out has had no answer. */
  owed?: number;
  /** How long we do without a word before we ask for one; without it the heads do. */
  ask?: number;
}

const DOUBT = 3_000; // an answer that is not there by now, and nothing else either
const SILENCE = 1.5 * HEADS_EVERY; // longer silence is a dead line

/** What is to be thought of the silence, and when that may change by itself. */
export interface Verdict {
  is: 'well' | 'ask' | 'doubtful' | 'dead';
  until: number;
}

/**
 * silence judges a line by how long it has been silent. A line may die without a word, as when a network goes: then it is
 * doubtful as soon as it owes us an answer, long before it counts as dead.
 *
 * Decision: only who asks for it asks, because for who plays a clock runs. Rejected: a question from every page, which
 * thousands of watchers would put to the server for nothing.
 */
export function silence({ heard, owed = Infinity, ask = Infinity }: Quiet, now: number): Verdict {
  const dead = heard + SILENCE;
  const doubtful = Math.max(heard, owed) + DOUBT;
  const asks = owed < Infinity ? Infinity : heard + ask;
  if (now >= dead) return { is: 'dead', until: Infinity };
  if (now >= doubtful) return { is: 'doubtful', until: dead };
  return { is: now >= asks ? 'ask' : 'well', until: Math.min(dead, doubtful, now >= asks ? Infinity : asks) };
}
