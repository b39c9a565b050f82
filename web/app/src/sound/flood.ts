/**
 * How much of a quick talk is said: a reader who speaks each of a dozen lines comes to an offer or a result when it is late.
 *
 * Decision: three lines of others are said as they come, what else two seconds bring is counted, and told of when they are
 * over. Rejected: to say the newest alone, which leaves out the beginning of what one then hears.
 */
import { tn } from '../words/words';
import type { Saying } from './spoken';

/** Flood is what has been said since a first line. */
export interface Flood {
  since: number;
  said: number;
  held: number;
}

export const calm: Flood = { since: 0, said: 0, held: 0 };

const SPAN = 2_000; // ms
const LINES = 3;

/** bounded is what is said now of all that there is to say. */
export function bounded(flood: Flood, all: readonly Saying[], now: number): { flood: Flood; said: Saying[] } {
  const over = now - flood.since >= SPAN;
  const told = over && flood.held > 0;
  const next = over ? { since: now, said: told ? 1 : 0, held: 0 } : { ...flood };
  const said: Saying[] = told ? [{ text: tn(flood.held, '{n} new line', '{n} new lines') }] : [];
  for (const s of all) {
    if (s.line && next.said === LINES) {
      next.held++;
      continue;
    }
    if (s.line && next.said++ === 0) next.since = now;
    said.push(s);
  }
  return { flood: next, said };
}

/** dueIn is the time, in ms, until what was held is told of; undefined if nothing is. */
export const dueIn = ({ held, since }: Flood, now: number): number | undefined => (held ? since + SPAN - now : undefined);
