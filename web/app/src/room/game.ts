import { delayAfter, reading, type Reading } from '../clock/clock';
import { answered as timed, told, UNKNOWN, when, type Lag } from '../clock/lag';
import type { Answer, Clock, Colour, Command, Ended, GameEvent, GameSnapshot, Hello, Opening, Person, Role, Seat, ServerFrame, Start, Ticking } from '../wire';
import { BACK_OFF, follows, other, unreachable } from '../wire';
import { t } from '../words/words';
import { moveNumber, START_FEN, turn } from '../rules/fen';

export * from '../rules/fen';

/** A move that is on disk. */
export interface Played {
  uci: string;
  san: string;
  clock: Clock;
  /** The name of the opening, if the moves up to this one have one. */
  opening?: Opening;
}

/** A command of ours that has no answer yet. Label is a move as people write it, "24. Rxd4"; uci is there for one that the page could read. */
export interface Sent {
  cid: string;
  command: Command;
  label: string;
  uci?: string;
  at: number;
}

/** A command that was refused, until the next one. */
export interface Refused {
  what: Command['t'];
  text: string;
  uci?: string;
  label: string;
  at: number;
  /** The page itself refused it. */
  here?: boolean;
  /** It was refused because the other side is to move: that goes with their move. */
  early?: boolean;
}

/** How often we have asked for something, and when last: the server has us wait longer every time. */
export interface Asked {
  times: number;
  at: number;
}

/** A move of ours that stands on the board and waits for our own word. */
export interface Held {
  uci: string;
  label: string;
  /** The event that made the position it is for. */
  on: number;
}

/** What the page has to say in passing, until the next command. */
interface Note {
  text: string;
  at: number;
}

export interface Offer {
  n: number;
  by: string;
  what: 'draw' | 'takeback';
}

type Stopped = 'restart' | 'storage' | 'drain';

/**
 * Game is all that the page knows of the stream "game", and of our own commands
 * to it. Times named `at` are the page's monotonic ms.
 */
export interface Game {
  epoch?: string;
  you?: Person;
  role: Role;
  /** The room broke down: its game and chat can only be read. */
  readOnly?: boolean;
  /** The last event held; absent until the first snapshot. */
  n?: number;
  /** Something is missing: the connection must resume. */
  stale: boolean;
  /** The event that made the position: what moves, offers and claims answer. */
  on: number;
  start?: Start;
  white?: Person;
  black?: Person;
  moves: Played[];
  fen: string;
  clock: Reading;
  lag: Lag;
  /** The server's stamp of the last event. */
  stamp?: number;
  /** How long a first move may still take, in ms at clock.at. */
  window?: number;
  stopped?: Stopped;
  offer?: Offer;
  ended?: Ended;
  seats: { white?: Seat; black?: Seat; at: number };
  /** When the server greeted us, until it has told of both players here. */
  greeted?: number;
  sent: Sent[];
  refused?: Refused;
  noted?: Note;
  held?: Held;
  /** What we have asked for, as far as the page has seen it. */
  asked: { draw?: Asked; takeback?: Asked };
  /** The last thing that happened to the moves was a takeback; by is who had asked for it. */
  takenBack?: { by?: string };
  /** Our last move that is on disk, as a label. */
  saved?: string;
  /** Finished games are reviewed here. */
  reviews?: boolean;
  /** How many levels the house plays at. */
  levels?: number;
}

export const newGame = (): Game => ({
  role: 'spectator',
  stale: false,
  on: 0,
  moves: [],
  fen: START_FEN,
  clock: { white: 0, black: 0, at: 0, delay: 0 },
  lag: UNKNOWN,
  seats: { at: 0 },
  sent: [],
  asked: {},
});

/** mySide is the colour we play, if any. */
export const mySide = (g: Game): Colour | undefined => (g.role === 'white' || g.role === 'black' ? g.role : undefined);

/** plays is the colour that we can act for. */
export const plays = (g: Game): Colour | undefined => (g.readOnly ? undefined : mySide(g));

/**
 * unheard is the number of a snapshot's event if who plays on has something to ask the log for: what came before it and is
 * in no snapshot.
 */
export const unheard = (g: Game, f: ServerFrame): number | undefined => (!('re' in f) && f.t === 'snapshot' && f.s === 'game' && f.d.n > 1 && underWay(g) ? f.d.n : undefined);

/** underWay is whether we play a game that goes on. */
export const underWay = (g: Game): boolean => plays(g) !== undefined && !g.ended;

/**
 * readers are those who read at once what we say to all. Players talk apart until everybody knows the result: of a game
 * that is shown later, until the chat of all is open to them.
 */
export function readers(g: Game, open = true): 'all' | 'players' | 'watchers' {
  if (g.start?.chat !== 'separate' && !g.start?.delay) return 'all';
  if (mySide(g)) return g.ended && (open || !g.start.delay) ? 'all' : 'players';
  return g.ended ? 'all' : 'watchers';
}

/** freeSeat is the side of a game by link that nobody has taken yet, and that can be taken. */
export function freeSeat(g: Game): Colour | undefined {
  if (!g.start || g.ended || g.readOnly) return undefined;
  if (!g.white) return 'white';
  return g.black ? undefined : 'black';
}

/** place is where a ply stands in the score of a game that began at `start`. Ply counts from 1. */
export function place(ply: number, start = START_FEN): { n: number; side: Colour } {
  const half = ply - 1 + (turn(start) === 'black' ? 1 : 0);
  return { n: moveNumber(start) + Math.floor(half / 2), side: half % 2 === 0 ? 'white' : 'black' };
}

/** moveLabel is a move as people write it: "24. Rxd4", "24... Qd6". */
export function moveLabel(ply: number, san: string, start?: string): string {
  const { n, side } = place(ply, start);
  return `${n}${side === 'white' ? '.' : '...'} ${san}`;
}

/** takenBack tells of a takeback after which so many moves stand: "Taken back to move 3, as jackdaw asked". */
export function takenBack(moves: number, start?: string, by?: string): string {
  const { n } = place(moves + 1, start);
  return by ? t('Taken back to move {n}, as {nick} asked', { n, nick: by }) : t('Taken back to move {n}', { n });
}

/** opening is the name of the longest known beginning of the first so many moves. */
export function opening(moves: readonly Played[], plies: number): Opening | undefined {
  return moves.slice(0, plies).findLast((m) => m.opening)?.opening;
}

/** sent notes a command that has just gone out, or waits for the line. */
export function sent(g: Game, s: Sent): Game {
  return { ...g, sent: [...g.sent, s], refused: undefined, noted: undefined, held: s.command.t === 'move' ? undefined : g.held };
}

/** refuse notes what the page itself refuses: nothing goes out. */
export const refuse = (g: Game, refused: Refused): Game => ({ ...g, refused: { ...refused, here: true } });

/** hold has a move wait for our own word; without one none waits any more. */
export const hold = (g: Game, held?: Held): Game => ({ ...g, held, refused: undefined, noted: undefined });

export const note = (g: Game, noted: Note): Game => ({ ...g, noted });

/** late is by how many seconds a reader who does not play sees the game later. */
export const late = (g: Game): number => (mySide(g) ? 0 : (g.start?.delay ?? 0));

/** withHouse tells whether the house sits at the board; nobody else may have its name. */
export const withHouse = (g: Game): boolean => g.start?.how === 'house' || [g.white, g.black].some((p) => p?.nick === 'house');

/** askAgainIn is how long, in ms, we have to wait until we may ask for this again, as far as the page knows. */
export function askAgainIn(g: Game, what: Offer['what'], now: number): number {
  const asked = g.asked[what];
  return asked ? Math.max(0, asked.at + asked.times ** 2 * BACK_OFF - now) : 0;
}

/** pendingMove is our move that is not yet on disk, while the position is the one it answers. */
export function pendingMove(g: Game): Sent | undefined {
  return g.sent.find((s) => s.command.t === 'move' && s.command.d.on === g.on);
}

/** myTurn is whether it is for us to move: a move that we have made is not made twice, though it is not on disk yet. */
export const myTurn = (g: Game): boolean => plays(g) === turn(g.fen) && !pendingMove(g);

/** heldMove is our move that waits for our own word, while the position is the one it is for. */
export const heldMove = (g: Game): Held | undefined => (g.held?.on === g.on && !g.ended && !pendingMove(g) ? g.held : undefined);

/** reduce is pure: same state, same frame, same time, same result. */
export function reduce(g: Game, f: ServerFrame, now: number): Game {
  if ('re' in f) return answered(g, f, now);
  if (!('n' in f)) {
    switch (f.t) {
      case 'hello':
        return greeted(g, f.d, now);
      case 'snapshot':
        return f.s === 'game' ? snapshot(g, f.d, now) : g;
      case 'clock':
        return ticked(g, f.d, now);
      case 'audience':
        return { ...g, seats: { white: f.d.white, black: f.d.black, at: now }, greeted: f.d.white?.here && f.d.black?.here ? undefined : g.greeted };
      case 'heads':
      case 'lobby':
      case 'searching':
      case 'playing':
      case 'followed':
      case 'goaway':
        return g;
      default:
        return unreachable(f, g);
    }
  }
  if (f.s !== 'game') return g;
  switch (follows(g.n, f.n)) {
    case 'seen':
      return g;
    case 'gap':
      return { ...g, stale: true };
    case 'next':
      return event({ ...g, n: f.n, lag: told(g.lag, f.at, now), stamp: f.at }, f, now);
  }
}

/** ticked has the clocks stand as they did when the server told, however long that was under way. */
function ticked(g: Game, { clock, running, delay, window, at }: Ticking, now: number): Game {
  const lag = at === undefined ? g.lag : told(g.lag, at, now);
  return { ...g, lag, clock: reading(clock, running, at === undefined ? now : when(lag, at), running ? delay : g.clock.delay), window };
}

function greeted(g: Game, h: Hello, now: number): Game {
  if (g.epoch !== undefined && g.epoch !== h.epoch) g = newGame();
  const changed = g.you !== undefined && g.you.id !== h.you?.id; // who had no name yet keeps what was asked
  return { ...g, epoch: h.epoch, you: h.you, role: h.role, readOnly: h.quarantined, reviews: h.reviews, levels: h.house_levels, stale: false, lag: UNKNOWN, stamp: undefined, greeted: now, sent: changed ? [] : g.sent, asked: changed ? {} : g.asked };
}

function snapshot(g: Game, s: GameSnapshot, now: number): Game {
  const running = !s.ended && !s.stopped && s.moves.length >= 2 ? turn(s.fen) : undefined;
  return {
    ...g,
    n: s.n,
    on: s.on,
    start: s.start,
    white: s.start.white,
    black: s.start.black,
    moves: s.moves,
    fen: s.fen,
    clock: reading(s.clock, running, now, delayAfter(s.start.control, s.moves.length)),
    window: undefined,
    stopped: s.stopped,
    offer: s.offer,
    ended: s.ended,
    takenBack: undefined,
  };
}

function event(g: Game, e: GameEvent, now: number): Game {
  switch (e.t) {
    case 'start':
      return { ...newGame(), ...identity(g), start: e.d, white: e.d.white, black: e.d.black, fen: e.d.fen ?? START_FEN, on: e.n, clock: reading(e.d.clock, undefined, now) };
    case 'sat':
      return { ...g, [e.d.side]: e.d.person, role: e.d.person.id === g.you?.id ? e.d.side : g.role };
    case 'moved': {
      const moves = [...g.moves, { uci: e.d.uci, san: e.d.san, clock: e.d.clock, opening: e.d.opening }];
      const mine = e.by !== undefined && e.by === g.you?.id;
      const saved = mine ? moveLabel(e.d.ply, e.d.san, g.start?.fen) : g.saved;
      const running = e.d.ply >= 2 ? turn(e.d.fen) : undefined;
      // A move declines the opponent's offer; one's own draw offer goes with the move it was made on.
      const offer = g.offer && g.offer.by !== e.by ? undefined : g.offer;
      return { ...g, moves, fen: e.d.fen, on: e.n, clock: reading(e.d.clock, running, now, delayAfter(g.start?.control, e.d.ply)), window: undefined, stopped: undefined, offer, saved, refused: mine || g.refused?.early ? undefined : g.refused, takenBack: undefined };
    }
    case 'offered':
      return { ...g, offer: { n: e.n, by: e.by ?? '', what: e.d.what }, asked: e.by !== undefined && e.by === g.you?.id ? { ...g.asked, [e.d.what]: { times: (g.asked[e.d.what]?.times ?? 0) + 1, at: now } } : g.asked };
    case 'declined':
      return { ...g, offer: g.offer?.n === e.d.offer ? undefined : g.offer };
    case 'taken_back':
      return { ...g, moves: g.moves.slice(0, e.d.ply), fen: e.d.fen, on: e.n, offer: undefined, saved: undefined, takenBack: { by: g.offer?.by }, clock: reading(e.d.clock, e.d.ply >= 2 ? turn(e.d.fen) : undefined, now, delayAfter(g.start?.control, e.d.ply)) };
    case 'time_given':
    case 'time_credited':
      return { ...g, clock: reading(e.d.clock, g.clock.running, now, rest(g, e.d.waited)) };
    case 'clock_stopped':
      return { ...g, stopped: e.d.why, clock: reading(e.d.clock, undefined, now, rest(g, e.d.waited)) };
    case 'clock_started':
      return { ...g, stopped: undefined, clock: reading(e.d.clock, g.moves.length >= 2 ? turn(g.fen) : undefined, now, g.clock.delay) };
    case 'ended':
      return { ...g, ended: e.d, refused: undefined, offer: undefined, stopped: undefined, window: undefined, clock: reading(e.d.clock, undefined, now) };
    default:
      return unreachable(e, g);
  }
}

/** rest is what is left of the present turn's delay when so much of it has passed, in ms. */
const rest = (g: Game, waited = 0): number => Math.max(0, delayAfter(g.start?.control, g.moves.length) - waited);

const identity = (g: Game) => ({ epoch: g.epoch, you: g.you, role: g.role, readOnly: g.readOnly, reviews: g.reviews, levels: g.levels, n: g.n, lag: g.lag, stamp: g.stamp, seats: g.seats, greeted: g.greeted, sent: g.sent, asked: g.asked });

function answered(g: Game, a: Answer, now: number): Game {
  const mine = g.sent.find((s) => s.cid === a.re);
  if (!mine || 'wait' in a) return g;
  const rest = { ...g, sent: g.sent.filter((s) => s !== mine) };
  if ('ok' in a && a.s === 'game' && a.ok === g.n && g.stamp !== undefined) return { ...rest, lag: timed(g.lag, g.stamp, mine.at) };
  if (!('no' in a)) return rest;
  return { ...rest, refused: { what: mine.command.t, text: a.no.text, uci: mine.uci, label: mine.label, at: now } };
}

const BEHIND = 5_000; // ms that who lost the line with us, as when the server starts anew, may come after us

/** awaited is how long, in ms, an empty seat may be that of somebody who comes just behind us. */
export const awaited = (g: Game, now: number): number => (g.greeted === undefined ? 0 : Math.max(0, g.greeted + BEHIND - now));

/**
 * claimIn is the time in ms until the opponent of `side` may claim, 0 when now, undefined if there is nothing to claim, or
 * nothing to be said of it yet.
 */
export function claimIn(g: Game, side: Colour, now: number): number | undefined {
  const seat = g.seats[side];
  if (!seat || seat.here || seat.claim === undefined || g.ended) return undefined;
  const ms = Math.max(0, seat.claim - (now - g.seats.at));
  return ms > 0 && awaited(g, now) > 0 ? undefined : ms;
}

/** opponent is the person across the board from us. */
export function opponent(g: Game): Person | undefined {
  const side = mySide(g);
  return side && g[other(side)];
}
