import { poolOf, stages, unlimited } from '../clock/pace';
import { USUAL_LEVEL, type Level } from './levels';
import { LEAST_RATING, MOST_DELAY, MOST_MINUTES, MOST_MOVES, MOST_RATING, MOST_SECONDS, type Command, type Control, type Side, type Start } from '../wire';
import { t } from '../words/words';

/** Whom a game is made for: whoever searches the same clock, whoever joins it in the lobby, one person, whoever gets the link, or the house. */
export type Way = 'pool' | 'seek' | 'challenge' | 'link' | 'house';

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
  rated: boolean;
  /** Bounds of the rating of who may join; empty for none. */
  min?: number | null;
  max?: number | null;
  /** We choose among those who would join. */
  confirm: boolean;
  /** Whom we challenge: a nick, and the person's id where it is known. */
  to: { nick: string; id?: string };
  /** The position to start from, empty for the usual. */
  fen: string;
  /** The players talk among themselves until the result. */
  apart: boolean;
  /** How many seconds later all but the players see the game; empty for none. */
  delay?: number | null;
  /** Who may take the seat of a link. */
  whom: '' | 'guests' | 'accounts';
  level: Level;
}

/** What each way of making a game asks for, beside the clock. */
const ASKS: Record<Way, readonly Field[]> = {
  pool: [],
  seek: ['side', 'rated', 'min', 'max', 'confirm', 'chat', 'delay'],
  challenge: ['to', 'side', 'rated', 'fen', 'chat', 'delay'],
  link: ['side', 'rated', 'for', 'fen', 'chat', 'delay'],
  house: ['side', 'level'],
};

/** A field of the dialog, by the name of what it is in the command. */
export type Field = 'control' | 'side' | 'rated' | 'min' | 'max' | 'confirm' | 'to' | 'fen' | 'chat' | 'delay' | 'for' | 'level';

/** asks tells whether making a game in this way asks for a field. */
export const asks = (s: Pick<Setup, 'way'>, field: Field): boolean => field === 'control' || ASKS[s.way].includes(field);

/** What is wrong in a setup, in plain words, and where. */
export interface Fault {
  text: string;
  at: 'help' | { row: number; field: keyof Row };
}

export const MOST_STAGES = 3;

/** What the server takes: of minutes and seconds none to so many, of moves one to so many. */
export const LIMITS = { minutes: MOST_MINUTES, seconds: MOST_SECONDS, moves: MOST_MOVES } as const;

/** The ratings that can be asked for. */
export const RATINGS = { min: LEAST_RATING, max: MOST_RATING } as const;

const whole = (n: number | null | undefined, from: number, to: number) => typeof n === 'number' && Number.isInteger(n) && n >= from && n <= to;

/** clockless is why a game made in this way needs a clock, in words; undefined if it can do without one. */
export function clockless(s: Pick<Setup, 'way'> & Partial<Pick<Setup, 'rated'>>): string | undefined {
  if (s.way === 'pool') return t('A pool needs a clock. Without one, show the game in the lobby.');
  return s.rated && asks(s, 'rated') ? t('A rated game needs a clock.') : undefined;
}

/** fault is the first thing that is wrong with a clock; undefined if the server will take it. */
export function fault(s: Setup): Fault | undefined {
  if (s.help === 'none') {
    const text = clockless(s);
    return text === undefined ? undefined : { at: 'help', text };
  }
  for (const [row, r] of s.rows.entries()) {
    const at = (field: keyof Row, text: string): Fault => ({ at: { row, field }, text });
    const { minutes } = r;
    if (row < s.rows.length - 1 && !whole(r.moves, 1, LIMITS.moves)) return at('moves', t('Moves are a whole number from 1 to {most}.', { most: LIMITS.moves }));
    if (typeof minutes !== 'number' || !(minutes >= 0 && minutes <= LIMITS.minutes)) return at('minutes', t('Minutes are a number from 0 to {most}.', { most: LIMITS.minutes }));
    if (!whole(r.seconds, 0, LIMITS.seconds)) return at('seconds', t('Seconds are a whole number from 0 to {most}.', { most: LIMITS.seconds }));
    if (Math.round(minutes * 60) + r.seconds! === 0) return at('minutes', t('Give some time: minutes, seconds, or both.'));
  }
  return undefined;
}

/** faults are what is wrong with the fields beside the clock, in plain words. */
export function faults(s: Setup): Partial<Record<Field, string>> {
  const rating = (n: number | null | undefined) => (empty(n) || whole(n, RATINGS.min, RATINGS.max) ? undefined : t('A rating is {min} to {max}.', RATINGS));
  const all: [Field, string | undefined][] = [
    ['to', s.to.nick.trim() ? undefined : t('Say who: the name of somebody who is here.')],
    ['min', rating(s.min)],
    ['max', rating(s.max) ?? (!empty(s.min) && !empty(s.max) && s.max! < s.min! ? t('The greatest rating is below the least one.') : undefined)],
    ['delay', empty(s.delay) || whole(s.delay, 0, MOST_DELAY) ? undefined : t('A delay is a whole number of seconds from 0 to {most}.', { most: MOST_DELAY })],
  ];
  return Object.fromEntries(all.filter(([field, text]) => text && asks(s, field)));
}

const empty = (n: number | null | undefined): boolean => n === undefined || n === null;

/** seenLater tells whether the game is seen later by all but the players. */
export const seenLater = (s: Setup): boolean => asks(s, 'delay') && !!s.delay;

/** apart tells whether players and watchers talk apart: as it was asked for, or because rated games and those seen later are so. */
export const apart = (s: Setup): boolean => s.apart || s.rated || seenLater(s);

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

/** setupOf is the setup that makes the same game again for anybody who will play it: a game from a position or with the players' own chat goes by link. */
export function setupOf({ control: c, fen, chat, rated, delay }: Pick<Start, 'control' | 'fen' | 'chat' | 'rated' | 'delay'>): Setup {
  const rows = stages(c).map((s) => ({ ...(s.moves && { moves: s.moves }), minutes: Math.round((s.base / 60) * 100) / 100, seconds: s.inc }));
  const help = unlimited(c) ? 'none' : (c.mode ?? 'fischer');
  const byItself = rated || !!delay;
  return {
    ...usual(fen || (chat && !byItself) ? 'link' : 'seek'),
    help,
    rows: help === 'none' ? [{ minutes: 10, seconds: 5 }] : rows,
    fen: fen ?? '',
    apart: chat === 'separate' && !byItself,
    rated: rated ?? false,
    delay: delay || undefined,
  };
}

/** usual is what the dialog begins with, but for what is told. */
export const usual = (way: Way, told: Partial<Setup> = {}): Setup => ({
  way,
  help: 'fischer',
  rows: [way === 'link' ? { minutes: 10, seconds: 5 } : { minutes: 5, seconds: 3 }],
  side: 'random',
  rated: false,
  confirm: false,
  to: { nick: '' },
  fen: '',
  apart: false,
  whom: '',
  level: USUAL_LEVEL,
  ...told,
});

/** Wish is what the create dialog is opened for: a way of making a game, one that is made again, and what is known already. */
export interface Wish {
  way?: Way;
  again?: Start;
  told?: Partial<Setup>;
}

/** setupFor is what the dialog shows first. */
export const setupFor = ({ way, again, told }: Wish): Setup => ({ ...(again ? setupOf(again) : usual(way ?? 'seek')), ...told, ...(way && { way }) });

/** position is the one a game is to start from, as one line; empty for the usual. */
export const position = (s: Setup): string => (asks(s, 'fen') ? s.fen.trim().replace(/\s+/g, ' ') : '');

/** command is what making the game asks of the server. What is as usual is left out. */
export function command(s: Setup): Command {
  const game = { control: control(s), side: s.side };
  const fen = position(s);
  const talk = { ...(s.apart && { chat: 'separate' as const }), ...(seenLater(s) && { delay: s.delay! }), ...(s.rated && { rated: true }) };
  switch (s.way) {
    case 'pool':
      return { t: 'search', d: { pool: poolOf(game.control) } };
    case 'seek':
      return { t: 'seek', d: { ...game, ...talk, ...(s.min && { min: s.min }), ...(s.max && { max: s.max }), ...(s.confirm && { confirm: true }) } };
    case 'challenge':
      return { t: 'seek', d: { ...game, ...talk, to: s.to.id ?? s.to.nick.trim(), ...(fen && { fen }) } };
    case 'link':
      return { t: 'link', d: { ...game, ...talk, ...(fen && { fen }), ...(s.whom && { for: s.whom }) } };
    case 'house':
      return { t: 'house', d: { ...game, level: s.level } };
  }
}

/** another adds a stage; the one that was last gets a number of moves. */
export function another(rows: readonly Row[]): Row[] {
  const end = rows.at(-1)!;
  return [...rows.slice(0, -1), { ...end, moves: end.moves ?? (rows.length === 1 ? 40 : 20) }, { minutes: 30, seconds: end.seconds }];
}

/** without takes a stage away. */
export const without = (rows: readonly Row[], i: number): Row[] => rows.filter((_, j) => j !== i);

