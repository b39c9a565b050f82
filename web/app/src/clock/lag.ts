/**
 * How long frames are under way, as far as the page can know it: its clock and the server's show different times, and do
 * not run alike. So each way, in ms, has in it by how much the page's clock is ahead: that is in the way back too much, and
 * in the way there too little.
 *
 * Decision: what counts is the fastest frame of the last minutes each way, because every other was held up on its way. So a
 * clock is wrong by half of the difference between the two ways, however late its frame was. Rejected: the time at which a
 * frame comes, with which clocks jump on a line that is not steady; and the fastest trip there and back that was ever seen,
 * which is too long as soon as one way is known better.
 */
export interface Lag extends Ways {
  /** There and back, as long as both were last known. */
  readonly trip: number;
  /** Those of this term alone. */
  readonly newest: Ways;
  /** The page's time at which this term began. */
  readonly since: number;
}

interface Ways {
  readonly there: number;
  readonly back: number;
}

const NOTHING: Ways = { there: Infinity, back: Infinity };
export const UNKNOWN: Lag = { ...NOTHING, trip: 0, newest: NOTHING, since: -Infinity };

const TERM = 60_000; // after two of them a frame counts no more: clocks run apart, and machines are put to sleep

/** told is the lag after a frame with the server's stamp has come. */
export const told = (l: Lag, stamp: number, now: number): Lag => learned(l, { ...NOTHING, back: now - stamp }, now);

/** answered is the lag after the server has stamped what the page had sent. */
export const answered = (l: Lag, stamp: number, sent: number): Lag => learned(l, { ...NOTHING, there: stamp - sent }, l.since);

function learned(l: Lag, heard: Ways, now: number): Lag {
  const over = now - l.since > TERM;
  let ways = fastest(over ? l.newest : l, heard);
  const impossible = ways.there + ways.back < 0; // the server's clock has stood still or leapt: all but the trip was known of before
  if (impossible) ways = fastest(heard, heard.there < Infinity ? { ...NOTHING, back: l.trip - heard.there } : { ...NOTHING, there: l.trip - heard.back });
  const trip = ways.there + ways.back;
  return { ...ways, trip: trip < Infinity ? trip : l.trip, newest: over || impossible ? heard : fastest(l.newest, heard), since: over ? now : l.since };
}

const fastest = (a: Ways, b: Ways): Ways => ({ there: Math.min(a.there, b.there), back: Math.min(a.back, b.back) });

/** when is the page's time at a stamp of the server's. */
export const when = (l: Lag, stamp: number): number => stamp + l.back - l.trip / 2;
