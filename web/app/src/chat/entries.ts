import type { Clients, HelpLine, Person, Span } from '../wire';
import { t, tn } from '../words/words';

/**
 * One thing in the chat. Ply is the number of moves the game stood at. At is the server's wall time in ms; of what the
 * page itself has to say it is for the order only, and heard is when the page said it, in its own monotonic ms. An event
 * of the board says what it is when it is shown, in the language of then.
 */
export type Entry = { key: string; ply: number; at: number; heard?: number } & (
  | { is: 'line'; stream: 'chat' | 'players'; n: number; by: string; name: string; action: boolean; text: string; links: readonly Span[] }
  | { is: 'whisper'; n: number; from: Person; to: Person; text: string; links: readonly Span[]; kept: boolean }
  | { is: 'muted'; by: string; whom: Person; until: number; reason: string }
  | { is: 'unmuted'; by: string; whom: Person }
  | { is: 'came' | 'left'; names: string[]; more: number }
  | { is: 'event'; sign: Sign; says: () => string }
  | { is: 'refused'; text: string; typed: string }
  | { is: 'help'; commands: HelpLine[] }
  | { is: 'clients'; clients: Clients }
);

export type Sign = 'draw' | 'takeback' | 'time' | 'clock' | 'flag' | 'seat';

/** With what the key of an entry begins that was there before we came, though the page has it from a log. */
export const PAST = 'past';

/** What holds entries: in the order of the server's time. */
export interface Entries {
  entries: Entry[];
  /** Moves made, for what the page itself has to say. */
  ply: number;
  /** How many entries the page has made itself. */
  made: number;
}

/** Fresh is an entry that has no place yet. */
export type Fresh = Entry extends infer E ? (E extends Entry ? Omit<E, 'key' | 'ply' | 'at'> : never) : never;

/** insert keeps the entries in the order of the server's time; of equals the later stays later. */
export function insert<T extends Entries>(t: T, e: Entry): T {
  let i = t.entries.length;
  while (i > 0 && t.entries[i - 1]!.at > e.at) i--;
  return { ...t, entries: [...t.entries.slice(0, i), e, ...t.entries.slice(i)] };
}

/** merge puts older entries, which are in order, among those held. */
export function merge(held: readonly Entry[], older: readonly Entry[]): Entry[] {
  const all = [...older, ...held];
  return all.map((e, i) => ({ e, i })).sort((a, b) => a.e.at - b.e.at || a.i - b.i).map(({ e }) => e);
}

/** add puts what the page itself has to say at the end. */
export function add<T extends Entries>(t: T, e: Fresh, at = t.entries.at(-1)?.at ?? 0): T {
  const made = t.made + 1;
  return insert({ ...t, made }, { ...e, key: 'page' + made, ply: t.ply, at } as Entry);
}

/** author is who is to answer for an entry: whoever said or whispered it, or muted somebody. */
export function author(e: Entry): string | undefined {
  switch (e.is) {
    case 'line':
    case 'muted':
    case 'unmuted':
      return e.by || undefined;
    case 'whisper':
      return e.from.id;
    default:
      return undefined;
  }
}

/** hidden tells whether an entry is kept out of view, because it is by somebody whom the reader has blocked. */
export function hidden(e: Entry, blocked: readonly Person[]): boolean {
  return (e.is === 'line' || e.is === 'whisper') && blocked.some((p) => p.id === author(e));
}

/** newer counts what others have said after the entry with that key, as far as it is in view. What has gone from the view was before all of it; without a key, nothing is new. */
export function newer(entries: readonly Entry[], key: string | undefined, you: string | undefined, blocked: readonly Person[]): number {
  if (key === undefined) return 0;
  const from = entries.findIndex((e) => e.key === key);
  return entries.slice(from + 1).filter((e) => said(e) && author(e) !== you && !hidden(e, blocked)).length;
}

/** said tells whether somebody has said it, so that it may be unread. */
export const said = (e: Entry): boolean => e.is === 'line' || e.is === 'whisper' || e.is === 'muted';

/** A part of a text: plain, or a link. */
export interface Part {
  text: string;
  href?: string;
}

/** parts cuts a text at its links. The server says where they are; what is not http or https is text all the same. */
export function parts(text: string, links: readonly Span[]): Part[] {
  const all: Part[] = [];
  let at = 0;
  for (const { from, to } of links) {
    const link = text.slice(from, to);
    if (from < at || to > text.length || !/^https?:\/\/[^\s]+$/i.test(link)) continue;
    if (from > at) all.push({ text: text.slice(at, from) });
    all.push({ text: link, href: link });
    at = to;
  }
  if (at < text.length) all.push({ text: text.slice(at) });
  return all;
}

/** span is a length of time in words, rounded up to what one counts in: "40 s", "5 minutes". */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.ceil(seconds / 60);
  return seconds < 60 ? t('{n} s', { n: seconds }) : tn(minutes, '1 minute', '{n} minutes');
}
