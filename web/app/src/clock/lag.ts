/**
 * How long frames are under way, as far as the page can know it: its clock and the server's show different times, and do
 * not run alike. A frame that came says how far they are apart at most, the answer to a command how far at least. In ms.
 *
 * Decision: what counts is the fastest frame of the last minutes, because every other was held up on its way, and half of
 * the fastest trip there and back. So a clock is wrong by half of the difference between the two ways, however late its
 * frame was. Rejected: the time at which a frame comes, with which clocks jump on a line that is not steady.
 */
export interface Lag {
  /** The page's time less the server's, plus the way of the fastest frame since two terms ago. */
  readonly most: number;
  /** The same of this term alone. */
  readonly newest: number;
  /** The page's time at which this term began. */
  readonly since: number;
  /** The fastest way there and back. */
  readonly trip: number;
}

export const UNKNOWN: Lag = { most: Infinity, newest: Infinity, since: -Infinity, trip: 0 };

const TERM = 60_000; // after two of them a frame counts no more: clocks run apart, and machines are put to sleep

/** told is the lag after a frame with the server's stamp has come. */
export function told(l: Lag, stamp: number, now: number): Lag {
  const apart = now - stamp;
  if (now - l.since > TERM) return { ...l, most: Math.min(l.newest, apart), newest: apart, since: now };
  return { ...l, most: Math.min(l.most, apart), newest: Math.min(l.newest, apart) };
}

/**
 * answered is the lag after the server has stamped what the page had sent. A stamp from before that was sent, as far as one
 * knew, tells that the server's clock has stood still since: then all is known anew.
 */
export function answered(l: Lag, stamp: number, sent: number): Lag {
  const least = sent - stamp;
  if (least > l.most) return { ...l, most: least + l.trip, newest: least + l.trip };
  return { ...l, trip: Math.min(l.trip || Infinity, l.most - least) };
}

/** when is the page's time at a stamp of the server's. */
export const when = (l: Lag, stamp: number): number => stamp + l.most - l.trip / 2;
