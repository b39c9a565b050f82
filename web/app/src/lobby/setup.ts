import { stages, unlimited } from '../clock/pace';
import type { Command, Control, Side, Start } from '../wire';

/** Whom a game is made for: whoever is in the lobby, whoever gets the link, or the house. */
export type Way = 'seek' | 'link' | 'house';

/** What the seconds do: they are added, the clock waits them, or what was used is given back; or there is no clock. */
export type Help = 'fischer' | 'delay' | 'bronstein' | 'none';

/** One stage as its fields hold it; null or undefined is an empty field, or one that is no number. */
export interface Row {
  moves?: number | null;
  minutes?: number | null;
  seconds?: number | null;
}

/** Setup is all that the create dialog asks for. Of the rows the last has no moves: it lasts to the end. */
export interface Setup {
  way: Way;
  help: Help;
  rows: Row[];
  side: Side;
  /** The position to start from; only a game by link has one, empty for the usual. */
  fen: string;
  /** The players talk among themselves until the result; only in a game by link. */
  apart: boolean;
}

/** What is wrong in a setup, in plain words, and where. */
export interface Fault {
  text: string;
  at: 'help' | { row: number; field: keyof Row };
}

export const MOST_STAGES = 3;

/** What the server takes: of minutes and seconds none to so many, of moves one to so many. */
export const LIMITS = { minutes: 180, seconds: 180, moves: 100 } as const;

const whole = (n: number | null | undefined, from: number, to: number) => typeof n === 'number' && Number.isInteger(n) && n >= from && n <= to;

/** fault is the first thing that is wrong with a clock; undefined if the server will take it. */
export function fault(s: Setup): Fault | undefined {
  if (s.help === 'none') {
    return s.way === 'seek' ? { at: 'help', text: 'A game for anyone needs a clock. Without one, play a friend or the house.' } : undefined;
  }
  for (const [row, r] of s.rows.entries()) {
    const at = (field: keyof Row, text: string): Fault => ({ at: { row, field }, text });
    const { minutes } = r;
    if (row < s.rows.length - 1 && !whole(r.moves, 1, LIMITS.moves)) return at('moves', `Moves are a whole number from 1 to ${LIMITS.moves}.`);
    if (typeof minutes !== 'number' || !(minutes >= 0 && minutes <= LIMITS.minutes)) return at('minutes', `Minutes are a number from 0 to ${LIMITS.minutes}.`);
    if (!whole(r.seconds, 0, LIMITS.seconds)) return at('seconds', `Seconds are a whole number from 0 to ${LIMITS.seconds}.`);
    if (Math.round(minutes * 60) + r.seconds! === 0) return at('minutes', 'Give some time: minutes, seconds, or both.');
  }
  return undefined;
}

/** control is the clock of a setup without fault. */
export function control(s: Setup): Control {
  if (s.help === 'none') return { base: 0, inc: 0 };
  const last = s.rows.length - 1;
  const [first, ...then] = s.rows.map((r, i) => ({
    base: Math.round((r.minutes ?? 0) * 60),
    inc: r.seconds ?? 0,
    ...(i < last && { moves: r.moves ?? 0 }),
  }));
  const helped = s.help !== 'fischer' && s.rows.some((r) => r.seconds);
  return { ...first!, ...(helped && { mode: s.help as Control['mode'] }), ...(last > 0 && { then }) };
}

/** setupOf is the setup that makes the same game again for anybody who will play it: a game from a position, without a clock or with the players' own chat goes by link. */
export function setupOf({ control: c, fen, chat }: Pick<Start, 'control' | 'fen' | 'chat'>): Setup {
  const rows = stages(c).map((s) => ({ ...(s.moves && { moves: s.moves }), minutes: Math.round((s.base / 60) * 100) / 100, seconds: s.inc }));
  const help = unlimited(c) ? 'none' : (c.mode ?? 'fischer');
  return { way: fen || chat || help === 'none' ? 'link' : 'seek', help, rows: help === 'none' ? [{ minutes: 10, seconds: 5 }] : rows, side: 'random', fen: fen ?? '', apart: chat === 'separate' };
}

/** usual is what the dialog begins with. */
export const usual = (way: Way): Setup => ({ way, help: 'fischer', rows: [way === 'link' ? { minutes: 10, seconds: 5 } : { minutes: 5, seconds: 3 }], side: 'random', fen: '', apart: false });

/** position is the one a game is to start from, as one line; empty for the usual. */
export const position = (s: Setup): string => (s.way === 'link' ? s.fen.trim().replace(/\s+/g, ' ') : '');

/** command is what making the game asks of the server. */
export function command(s: Setup): Command {
  const game = { control: control(s), side: s.side };
  const fen = position(s);
  return s.way === 'link' ? { t: 'link', d: { ...game, ...(fen && { fen }), ...(s.apart && { chat: 'separate' }) } } : { t: s.way, d: game };
}

/** another adds a stage; the one that was last gets a number of moves. */
export function another(rows: readonly Row[]): Row[] {
  const end = rows.at(-1)!;
  return [...rows.slice(0, -1), { ...end, moves: end.moves ?? (rows.length === 1 ? 40 : 20) }, { minutes: 30, seconds: end.seconds }];
}

/** without takes a stage away. */
export const without = (rows: readonly Row[], i: number): Row[] => rows.filter((_, j) => j !== i);

