import type { Answer, Audience, ChatEvent, Colour, Command, Hello, Page, Person, PlayersEvent, ServerFrame, Stream, StreamSnapshot, WhisperEvent } from '../wire';
import { START_FEN } from '../room/game';
import { follows, LONGEST_MUTE, unreachable } from '../wire';
import { key } from '../words/words';
import { MOVE, words } from './compose';
import { happened, opened, type Board } from './board';
import { add, insert, merge, type Entries, type Entry, type Fresh } from './entries';

export type { Entry, Sign } from './entries';

/** Somebody in the room, for the people list and for completion. */
export interface Member {
  person: Person;
  role: Colour | 'spectator';
  /** Players who are not keep the seat. */
  here: boolean;
  /** Here, and looking elsewhere. */
  away: boolean;
}

/** Streams of talk that can be read backwards. */
const SPOKEN = ['chat', 'players', 'whispers'] as const;
export type Spoken = (typeof SPOKEN)[number];
type SpokenEvent = ChatEvent | PlayersEvent | WhisperEvent;
const isSpoken = (s: Stream): s is Spoken => (SPOKEN as readonly Stream[]).includes(s);

/** Talk is all that the page knows of the streams "chat", "players" and "whispers", and who is here. What is not yet on disk is the line's. */
export interface Talk extends Entries, Board {
  epoch?: string;
  you?: Person;
  held: Partial<Record<Spoken, number>>;
  /** The oldest of each that is in view; earlier ones can be asked for while it is above 1. */
  first: Partial<Record<Spoken, number>>;
  stale: boolean;
  players: Member[];
  spectators: Member[];
  /** Spectators with and without a name. */
  watching: number;
  /** Until when somebody is muted here, in the server's wall ms, as far as the page has seen it. */
  mutes: Partial<Record<string, number>>;
  /** Who whispered to us last: whom /reply answers. */
  last?: Person;
  /** The newest number ever held of each stream: what comes again after a snapshot is no news. */
  known: Partial<Record<Spoken, number>>;
  /** Lines of ours that came as news, and of which no answer has told yet. Heard is in the page's ms. */
  told: readonly Told[];
}

interface Told {
  stream: Spoken;
  n: number;
  text: string;
  heard: number;
}

const MOST_TOLD = 50; // other tabs of ours have the answers to theirs for themselves

/** How many entries are kept: for who is at the end, and for who reads above it. */
export const KEPT = 1_000;
export const MOST = 3_000;

export const newTalk = (): Talk => ({
  held: {},
  first: {},
  stale: false,
  entries: [],
  players: [],
  spectators: [],
  watching: 0,
  mutes: {},
  ply: 0,
  fen: START_FEN,
  seats: {},
  made: 0,
  known: {},
  told: [],
});

/** muted tells whether somebody is silenced here at the server's wall time now; undefined if that may have been told before what is in view. */
export function muted(t: Talk, id: string, now: number): boolean | undefined {
  if ((t.mutes[id] ?? 0) > now) return true;
  if (id in t.mutes || (t.first.chat ?? 1) <= 1) return false;
  const oldest = t.entries.find((e) => e.key.startsWith('chat'));
  return oldest && oldest.at < now - LONGEST_MUTE ? false : undefined;
}

/** people are all who have a name, players first. */
export const people = (t: Talk): Member[] => [...t.players, ...t.spectators];

/** reduce is pure: same state, same frame, same time, same result. */
export function reduce(t: Talk, f: ServerFrame, now: number, asked?: Command): Talk {
  if ('re' in f) return answered(t, f, now, asked);
  if (!('n' in f)) {
    switch (f.t) {
      case 'hello':
        return greeted(t, f.d);
      case 'snapshot':
        if (f.s === 'game') return opened(t, f.d);
        return f.s === 'notices' ? t : snapshot(t, f.s, f.d);
      case 'audience':
        return audience(t, f.d, now);
      case 'clock':
      case 'heads':
      case 'lobby':
      case 'searching':
      case 'playing':
      case 'followed':
      case 'goaway':
        return t;
      default:
        return unreachable(f, t);
    }
  }
  switch (f.s) {
    case 'game':
      return happened(t, f);
    case 'chat':
    case 'players':
    case 'whispers':
      return spoken(t, f, now);
    case 'notices':
      return t;
    default:
      return unreachable(f, t);
  }
}

function greeted(t: Talk, h: Hello): Talk {
  if (t.epoch !== undefined && t.epoch !== h.epoch) t = newTalk();
  const next = { ...t, epoch: h.epoch, you: h.you, stale: false };
  if (!t.you || t.you.id === h.you?.id) return next;
  // Whispers, and what players say among themselves, belong to whom we were.
  return { ...next, held: { chat: t.held.chat }, first: { chat: t.first.chat }, last: undefined, known: { chat: t.known.chat }, told: [], entries: t.entries.filter((e) => e.is !== 'whisper' && !(e.is === 'line' && e.stream === 'players')) };
}

function snapshot(t: Talk, s: Spoken, d: StreamSnapshot): Talk {
  const known = { ...t.known, [s]: t.known[s] ?? d.head }; // the first time, all of it is of long ago
  return { ...t, known, held: { ...t.held, [s]: d.first - 1 }, first: { ...t.first, [s]: d.first }, entries: t.entries.filter((e) => !e.key.startsWith(s)) };
}

function spoken(t: Talk, e: SpokenEvent, now: number): Talk {
  switch (follows(t.held[e.s], e.n)) {
    case 'seen':
      return t;
    case 'gap':
      return { ...t, stale: true };
    case 'next': {
      const known = { ...t.known, [e.s]: Math.max(e.n, t.known[e.s] ?? 0) };
      const next = { ...t, held: { ...t.held, [e.s]: e.n }, known, told: told(t, e, now), ...remembered(t, e) };
      return recent(insert(next, entry(e, t.entries.at(-1)?.ply ?? t.ply)), MOST);
    }
  }
}

/** told notes a line of ours until its answer comes, which may be long after it if the line was down in between. */
function told(t: Talk, e: SpokenEvent, heard: number): Talk['told'] {
  if (e.by === undefined || e.by !== t.you?.id || !('text' in e.d) || e.n <= (t.known[e.s] ?? 0)) return t.told;
  return [...t.told, { stream: e.s, n: e.n, text: bare(e.d.text), heard }].slice(-MOST_TOLD);
}

const bare = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** untold are those of our lines that are not among what has been said. A line may be there before its answer is. */
export function untold<S extends { text: string; at: number }>(t: Talk, sent: readonly S[]): S[] {
  const there = [...t.told];
  return sent.filter((s) => {
    const i = there.findIndex((e) => e.heard >= s.at && e.text === bare(words(s.text)));
    if (i >= 0) there.splice(i, 1);
    return i < 0;
  });
}

/** recent keeps the newest so many entries. What was said before them can be read again as earlier lines. */
export function recent(t: Talk, most: number): Talk {
  const from = t.entries.length - most;
  if (from <= 0) return t;
  const first = { ...t.first };
  for (const { key } of t.entries.slice(0, from)) {
    const s = SPOKEN.find((s) => key.startsWith(s));
    if (s) first[s] = Math.max(first[s] ?? 1, Number(key.slice(s.length)) + 1);
  }
  return { ...t, first, entries: t.entries.slice(from) };
}

/** remembered is what is known of people from what was said. */
function remembered(t: Talk, e: SpokenEvent): Partial<Talk> {
  switch (e.t) {
    case 'muted':
      return { mutes: { ...t.mutes, [e.d.whom.id]: e.d.until } };
    case 'unmuted':
      return { mutes: { ...t.mutes, [e.d.whom.id]: undefined } };
    case 'whispered':
      return e.d.from.id === t.you?.id ? {} : { last: e.d.from };
    case 'line':
      return {};
    default:
      return unreachable(e, {});
  }
}

/** entry shows an event; ply is for those that do not say at which move they came. */
function entry(e: SpokenEvent, ply: number): Entry {
  const base = { key: e.s + e.n, at: e.at, ply };
  switch (e.t) {
    case 'line':
      return { ...base, is: 'line', stream: e.s, n: e.n, ply: e.d.ply, text: e.d.text, links: e.d.links ?? [], by: e.by ?? '', name: e.d.name, action: e.d.kind === 'action' };
    case 'whispered':
      return { ...base, is: 'whisper', n: e.n, ply: e.d.ply, text: e.d.text, links: e.d.links ?? [], from: e.d.from, to: e.d.to, kept: e.d.kept === true };
    case 'muted':
      return { ...base, is: 'muted', by: e.by ?? '', whom: e.d.whom, until: e.d.until, reason: e.d.reason };
    case 'unmuted':
      return { ...base, is: 'unmuted', by: e.by ?? '', whom: e.d.whom };
    default:
      return unreachable(e, { ...base, is: 'event', sign: 'seat', says: () => '' });
  }
}

function audience(t: Talk, a: Audience, now: number): Talk {
  const players = (['white', 'black'] as const).flatMap((role): Member[] => {
    const seat = a[role];
    return seat ? [{ person: seat.person, role, here: seat.here, away: seat.away === true }] : [];
  });
  const spectators = a.spectators.map(({ id, nick, away }): Member => ({ person: { id, nick }, role: 'spectator', here: true, away: away === true }));
  let next: Talk = { ...t, players, spectators, watching: a.watching };
  next = passed(next, 'came', a.joined, a.came, now);
  return passed(next, 'left', a.left, a.went, now);
}

/** passed folds people who come, or go, one after the other into one line. All counts those, too, who are not named. */
function passed(t: Talk, is: 'came' | 'left', who: string[] = [], all = who.length, heard: number): Talk {
  const names = who.filter((n) => n !== t.you?.nick);
  const more = Math.max(0, all - who.length);
  if (names.length + more === 0) return t;
  const last = t.entries.at(-1);
  if (last?.is !== is) return add(t, { is, names, more, heard });
  const folded = { ...last, names: [...last.names.filter((n) => !names.includes(n)), ...names], more: last.more + more };
  return { ...t, entries: [...t.entries.slice(0, -1), folded] };
}

function answered(t: Talk, a: Answer, heard: number, asked?: Command): Talk {
  const own = (e: Fresh) => add(t, { ...e, heard });
  if ('ok' in a) return { ...t, told: t.told.filter((e) => e.stream !== a.s || e.n !== a.ok) };
  if ('no' in a) return asked?.t === 'say' ? own({ is: 'refused', text: a.no.text, typed: asked.d.text }) : t;
  if (!('info' in a)) return t;
  switch (a.info.t) {
    case 'help':
      return own({ is: 'help', commands: t.players.some((p) => p.person.id === t.you?.id) ? [...a.info.d.commands, { usage: MOVE.shows, does: MOVE.does }] : a.info.d.commands });
    case 'clients':
      return own({ is: 'clients', clients: a.info.d });
    case 'clear':
      return cleared(t);
    case 'page':
      return earlier(t, a.info.d);
    case 'pong':
    case 'searching':
    case 'following':
    case 'completions':
    case 'looks':
      return t;
    default:
      return unreachable(a.info, t);
  }
}

/** held notes a line of ours that was not sent because it is a move. */
export const held = (t: Talk, typed: string, heard: number): Talk =>
  add(t, { is: 'refused', text: key('This is a move. /move before it plays it; once more, and it is said.'), typed, heard });

/** cleared empties the view; what was said can be read again as earlier lines. */
function cleared(t: Talk): Talk {
  const after = (n: number | undefined) => (n === undefined ? undefined : n + 1);
  return { ...t, cleared: t.n, entries: [], first: { chat: after(t.held.chat), players: after(t.held.players), whispers: after(t.held.whispers) } };
}

/** earlier takes a page that goes on where the view begins; any other is an answer to a question of another time. */
function earlier(t: Talk, p: Page): Talk {
  const s = p.stream;
  const first = isSpoken(s) ? t.first[s] : undefined;
  const all = p.events.filter((e): e is SpokenEvent => e.s === s && isSpoken(e.s));
  const there = new Set(t.entries.map((e) => e.key)); // where the server's time went back, a later line may have gone first
  const older = all.filter((e) => !there.has(e.s + e.n));
  if (first === undefined || (all.at(-1)?.n ?? first - 1) !== first - 1) return t;
  const shown: Entry[] = [];
  for (const e of older) shown.push(entry(e, shown.at(-1)?.ply ?? 0));
  return { ...t, first: { ...t.first, [s]: p.more ? (all[0]?.n ?? 1) : 1 }, entries: merge(t.entries, shown) };
}

/** before are the streams of which there is something earlier than what is in view, with the number it ends before. */
export function before(t: Talk): { stream: Spoken; before: number }[] {
  return SPOKEN.flatMap((stream) => {
    const n = t.first[stream];
    return n !== undefined && n > 1 ? [{ stream, before: n }] : [];
  });
}
