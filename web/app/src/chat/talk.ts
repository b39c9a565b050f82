import type { Answer, Audience, ChatEvent, Clients, Colour, GameEvent, Hello, HelpLine, Page, Person, ServerFrame, StreamSnapshot, WhisperEvent } from '../wire';
import { ending } from '../room/ending';
import { START_FEN, takenBack } from '../room/game';
import { last } from '../room/position';
import { follows, unreachable } from '../wire';

/** One thing in the chat. Ply is the number of moves the game stood at; at is the server's wall time in ms, for order only. */
export type Entry = { key: string; ply: number; at: number } & (
  | { is: 'line'; n: number; by: string; name: string; action: boolean; text: string }
  | { is: 'whisper'; n: number; from: Person; to: Person; text: string }
  | { is: 'came' | 'left'; names: string[] }
  | { is: 'event'; sign: Sign; text: string }
  | { is: 'refused'; text: string; typed: string }
  | { is: 'help'; commands: HelpLine[] }
  | { is: 'clients'; clients: Clients }
);

export type Sign = 'draw' | 'takeback' | 'time' | 'clock' | 'flag' | 'seat';

/** A line of ours that is not yet on disk. */
export interface Unsaid {
  cid: string;
  text: string;
  at: number;
}

/** Somebody in the room, for the people list and for completion. */
export interface Member {
  person: Person;
  role: Colour | 'spectator';
  /** Away players only: they keep the seat. */
  here: boolean;
}

/** Talk is all that the page knows of the streams "chat" and "whispers", and who is here. */
export interface Talk {
  epoch?: string;
  you?: Person;
  held: { chat?: number; whispers?: number };
  /** The oldest line held; earlier ones can be asked for while it is above 1. */
  first?: number;
  /** The cid of the question for earlier lines that is under way. */
  asking?: string;
  stale: boolean;
  entries: Entry[];
  unsaid: Unsaid[];
  players: Member[];
  spectators: Person[];
  /** Spectators with and without a name. */
  watching: number;
  /** Moves made, for the lines that the page makes itself. */
  ply: number;
  /** The position, and the one the game began at if it is not the usual one. */
  fen: string;
  start?: string;
  /** Both players, for telling what happened in the game. */
  seats: { white?: Person; black?: Person };
  /** Who made the offer that is open, for telling a withdrawal from a refusal. */
  offer?: { n: number; by: string };
  made: number;
}

export const newTalk = (): Talk => ({
  held: {},
  stale: false,
  entries: [],
  unsaid: [],
  players: [],
  spectators: [],
  watching: 0,
  ply: 0,
  fen: START_FEN,
  seats: {},
  made: 0,
});

/** people are all who have a name, players first. */
export function people(t: Talk): Member[] {
  return [...t.players, ...t.spectators.map((person): Member => ({ person, role: 'spectator', here: true }))];
}

/** said notes a line that has gone out, or waits for the connection. */
export function said(t: Talk, u: Unsaid): Talk {
  return { ...t, unsaid: [...t.unsaid, u] };
}

/** asked notes the question for earlier lines. */
export const asked = (t: Talk, cid: string): Talk => ({ ...t, asking: cid });

/** reduce is pure: same state, same frame, same result. */
export function reduce(t: Talk, f: ServerFrame): Talk {
  if ('re' in f) return answered(t, f);
  if (!('n' in f)) {
    switch (f.t) {
      case 'hello':
        return greeted(t, f.d);
      case 'snapshot':
        if (f.s === 'game') return { ...t, ply: f.d.moves.length, fen: f.d.fen, start: f.d.start.fen, seats: { white: f.d.start.white, black: f.d.start.black }, offer: f.d.offer };
        return f.s === 'notices' ? t : snapshot(t, f.s, f.d);
      case 'audience':
        return audience(t, f.d);
      case 'clock':
      case 'heads':
      case 'lobby':
      case 'goaway':
        return t;
      default:
        return unreachable(f, t);
    }
  }
  switch (f.s) {
    case 'game':
      return gameEvent(t, f);
    case 'chat':
    case 'whispers':
      return spoken(t, f);
    case 'notices':
      return t;
    default:
      return unreachable(f, t);
  }
}

function greeted(t: Talk, h: Hello): Talk {
  if (t.epoch !== undefined && t.epoch !== h.epoch) t = newTalk();
  const next = { ...t, epoch: h.epoch, you: h.you, stale: false, asking: undefined };
  if (!t.you || t.you.id === h.you?.id) return next;
  // Whispers belong to whom we were; what we had not sent was said by somebody else.
  return { ...next, held: { chat: t.held.chat }, unsaid: [], entries: t.entries.filter((e) => e.is !== 'whisper') };
}

function snapshot(t: Talk, s: 'chat' | 'whispers', d: StreamSnapshot): Talk {
  const gone = s === 'chat' ? 'line' : 'whisper';
  const next = { ...t, held: { ...t.held, [s]: d.first - 1 }, entries: t.entries.filter((e) => e.is !== gone) };
  return s === 'chat' ? { ...next, first: d.first } : next;
}

function spoken(t: Talk, e: ChatEvent | WhisperEvent): Talk {
  switch (follows(t.held[e.s], e.n)) {
    case 'seen':
      return t;
    case 'gap':
      return { ...t, stale: true };
    case 'next':
      return insert({ ...t, held: { ...t.held, [e.s]: e.n } }, entry(e));
  }
}

function entry(e: ChatEvent | WhisperEvent): Entry {
  const base = { key: e.s + e.n, n: e.n, at: e.at, ply: e.d.ply, text: e.d.text };
  return e.s === 'chat'
    ? { ...base, is: 'line', by: e.by ?? '', name: e.d.name, action: e.d.kind === 'action' }
    : { ...base, is: 'whisper', from: e.d.from, to: e.d.to };
}

/** insert keeps the entries in the order of the server's time; of equals the later stays later. */
function insert(t: Talk, e: Entry): Talk {
  let i = t.entries.length;
  while (i > 0 && t.entries[i - 1]!.at > e.at) i--;
  return { ...t, entries: [...t.entries.slice(0, i), e, ...t.entries.slice(i)] };
}

type Fresh = Entry extends infer E ? (E extends Entry ? Omit<E, 'key' | 'ply' | 'at'> : never) : never;

/** add puts what the page itself has to say at the end. */
function add(t: Talk, e: Fresh, at = t.entries.at(-1)?.at ?? 0): Talk {
  const made = t.made + 1;
  return insert({ ...t, made }, { ...e, key: 'page' + made, ply: t.ply, at } as Entry);
}

function audience(t: Talk, a: Audience): Talk {
  const players: Member[] = [];
  if (a.white) players.push({ person: a.white.person, role: 'white', here: a.white.here });
  if (a.black) players.push({ person: a.black.person, role: 'black', here: a.black.here });
  let next: Talk = { ...t, players, spectators: a.spectators, watching: a.watching };
  next = passed(next, 'came', a.joined ?? []);
  return passed(next, 'left', a.left ?? []);
}

/** passed folds people who come, or go, one after the other into one line. */
function passed(t: Talk, is: 'came' | 'left', who: string[]): Talk {
  const names = who.filter((n) => n !== t.you?.nick);
  if (names.length === 0) return t;
  const last = t.entries.at(-1);
  if (last?.is !== is) return add(t, { is, names });
  const all = [...last.names.filter((n) => !names.includes(n)), ...names];
  return { ...t, entries: [...t.entries.slice(0, -1), { ...last, names: all }] };
}

/** gameEvent tells in the chat what happened at the board. It does not check numbers: the game's own part does. */
function gameEvent(t: Talk, e: GameEvent): Talk {
  const nick = (id?: string) => [t.seats.white, t.seats.black].find((p) => p?.id === id)?.nick;
  const name = nick(e.by) ?? 'Somebody';
  const tell = (sign: Sign, text: string) => add(t, { is: 'event', sign, text }, e.at);
  switch (e.t) {
    case 'start':
      return { ...t, fen: e.d.fen ?? START_FEN, start: e.d.fen, seats: { white: e.d.white, black: e.d.black } };
    case 'sat':
      return add({ ...t, seats: { ...t.seats, [e.d.side]: e.d.person } }, { is: 'event', sign: 'seat', text: `${e.d.person.nick} plays ${e.d.side}` }, e.at);
    case 'moved':
      return { ...t, ply: e.d.ply, fen: e.d.fen };
    case 'offered':
      return { ...tell(e.d.what, e.d.what === 'draw' ? `${name} offers a draw` : `${name} asks for a takeback`), offer: { n: e.n, by: e.by ?? '' } };
    case 'declined': {
      const withdrawn = t.offer?.n === e.d.offer && t.offer.by === e.by;
      if (withdrawn) return tell(e.d.what, e.d.what === 'draw' ? `${name} withdraws the draw offer` : `${name} no longer asks for a takeback`);
      return tell(e.d.what, e.d.what === 'draw' ? 'The draw is declined' : 'The takeback is declined');
    }
    case 'taken_back':
      return add({ ...t, ply: e.d.ply, fen: e.d.fen }, { is: 'event', sign: 'takeback', text: takenBack(e.d.ply, t.start, nick(t.offer?.by)) }, e.at);
    case 'time_given':
      return tell('time', `${name} gives ${e.d.ms / 1000} s`);
    case 'time_credited':
      return tell('time', `${t.seats[e.d.side]?.nick ?? e.d.side} has ${Math.floor(e.d.ms / 100) / 10} s back: the server had stalled`);
    case 'clock_stopped':
      return tell('clock', e.d.why === 'storage' ? 'Clocks stand still: moves cannot be saved now' : 'Clock stopped: server restart');
    case 'clock_started':
      return tell('clock', 'The clock runs again');
    case 'ended': {
      const end = ending(e.d, t.seats.white?.nick, t.seats.black?.nick, last(t.fen, e.d));
      return tell('flag', `${end.why}. ${end.title}.`);
    }
    default:
      return unreachable(e, t);
  }
}

function answered(t: Talk, a: Answer): Talk {
  if ('wait' in a) return t;
  if ('info' in a) return informed(t, a.re, a.info);
  const mine = t.unsaid.find((u) => u.cid === a.re);
  if (!mine) return t.asking === a.re ? { ...t, asking: undefined } : t;
  const rest = { ...t, unsaid: t.unsaid.filter((u) => u !== mine) };
  return 'no' in a ? add(rest, { is: 'refused', text: a.no.text, typed: mine.text }) : rest;
}

function informed(t: Talk, re: string, info: Extract<Answer, { info: unknown }>['info']): Talk {
  const rest = { ...t, unsaid: t.unsaid.filter((u) => u.cid !== re) };
  switch (info.t) {
    case 'help':
      return add(rest, { is: 'help', commands: info.d.commands });
    case 'clients':
      return add(rest, { is: 'clients', clients: info.d });
    case 'page':
      return t.asking === re ? earlier({ ...rest, asking: undefined }, info.d) : rest;
    case 'pong':
    case 'searching':
      return rest;
    default:
      return unreachable(info, rest);
  }
}

function earlier(t: Talk, p: Page): Talk {
  const lines = p.events.filter((e): e is ChatEvent => e.s === 'chat');
  const next = { ...t, first: p.more ? (lines[0]?.n ?? 1) : 1 };
  return { ...next, entries: [...lines.map(entry), ...t.entries] };
}
