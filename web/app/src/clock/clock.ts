import type { Clock, Colour, Control } from '../wire';
import { stageOf, stages, unlimited } from './pace';
import { t, tn } from '../words/words';

const SECOND = 1000;

/**
 * A reading of both clocks, in ms, as they stood at the page's own monotonic
 * time `at`. It is for display only: the server alone judges time.
 */
export interface Reading {
  white: number;
  black: number;
  running?: Colour;
  at: number;
  /** How long after `at` the running clock still waits before it counts; of clocks that stand, how long it will. */
  delay: number;
}

export const reading = (c: Clock, running: Colour | undefined, at: number, delay = 0): Reading => ({ white: c.white, black: c.black, running, at, delay });

/** delayAfter is how long the clock of the side to move waits when so many plies have been made, in ms. */
export const delayAfter = (c: Control | undefined, plies: number): number => (c?.mode === 'delay' ? stageOf(c, Math.floor(plies / 2)).inc * SECOND : 0);

/** waits is how long a running clock still waits before it counts, in ms. */
export function waits(r: Reading, now: number): number {
  return r.running ? Math.max(0, r.delay - Math.max(0, now - r.at)) : 0;
}

/** left is the time a side has at `now`, in ms, never below 0. */
export function left(r: Reading, side: Colour, now: number): number {
  const spent = r.running === side ? Math.max(0, now - r.at - r.delay) : 0;
  return Math.max(0, r[side] - spent);
}

const TENTHS_UNDER = 10 * SECOND;

/** What a clock shows. Tenths are there under ten seconds. */
interface Face {
  main: string;
  tenths?: string;
}

/** face cuts, never rounds up: a clock that shows 0:01 has a second left. */
export function face(ms: number): Face {
  const seconds = Math.floor(ms / SECOND);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  const main = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  if (ms >= TENTHS_UNDER) return { main };
  return { main, tenths: String(Math.floor(ms / 100) % 10) };
}

/** nextChange is how long, in ms, a running clock's face stays as it is. */
export function nextChange(ms: number): number {
  const step = ms < TENTHS_UNDER ? 100 : SECOND;
  return (ms % step) + 1;
}

/** nextSecond is how long, in ms, to wait until a clock shows another second, and not less than 200: it may stand for a while. */
export const nextSecond = (ms: number): number => Math.max(200, (ms % SECOND) + 1);

/** redraw is how long, in ms, all that is shown of a side's running clock stays as it is, the seconds of a delay too. */
export function redraw(r: Reading, side: Colour, now: number): number {
  const waiting = waits(r, now);
  return waiting > 0 ? waiting % SECOND || SECOND : nextChange(left(r, side, now));
}

/** lowTime is where a clock turns to its warning: an eighth of the start, 10 to 60 s. */
export function lowTime(c: Control): number {
  return Math.min(60 * SECOND, Math.max(10 * SECOND, (c.base * SECOND) / 8));
}

/**
 * lowIn is how long, in ms, until a side's clock turns to its warning, below 0 once it has; undefined while it does not
 * run, and of a game without a clock.
 */
export function lowIn(r: Reading, side: Colour | undefined, c: Control | undefined, now: number): number | undefined {
  if (!side || !c || r.running !== side || unlimited(c)) return undefined;
  return left(r, side, now) - lowTime(c) + waits(r, now);
}

/** whole is the longest stage's time, in ms. */
export const whole = (c: Control): number => Math.max(...stages(c).map((s) => s.base)) * SECOND;

/** share is a clock as a part of the longest stage's time, 0 to 1. */
export const share = (ms: number, c: Control): number => (whole(c) ? Math.min(1, ms / whole(c)) : 0);

/** spoken is a clock for the ear: "3 minutes 7 seconds". */
export function spoken(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const said = [h && tn(h, '{n} hour', '{n} hours'), m && tn(m, '{n} minute', '{n} minutes'), s && tn(s, '{n} second', '{n} seconds')];
  return said.filter(Boolean).join(' ') || t('no time');
}
