import type { Person } from '../wire';

/** Where somebody whom we follow has begun a game. Left is the time until the page goes there, in ms. */
export interface Lead {
  person: Person;
  room: string;
  left: number;
}

/** Following is whom this page follows from game to game, and where that leads. */
export interface Following {
  people: readonly Person[];
  lead?: Lead;
  /** Rooms that the reader did not want to go to. */
  stayed: readonly string[];
}

/** How long, in ms, the reader has to say no. */
export const PATIENCE = 5_000;

/** How many people a connection can follow. */
const MOST = 20;

export const nobody: Following = { people: [], stayed: [] };

export const follows = (f: Following, id: string): boolean => f.people.some((p) => p.id === id);

export const full = (f: Following): boolean => f.people.length >= MOST;

/** toggled follows somebody, or no longer; nothing leads to them then. */
export function toggled(f: Following, person: Person): Following {
  if (!follows(f, person.id)) return full(f) ? f : { ...f, people: [...f.people, person] };
  return { ...f, people: f.people.filter((p) => p.id !== person.id), lead: f.lead?.person.id === person.id ? undefined : f.lead };
}

/** began takes it in that somebody plays in a room, who reads in `here`. */
export function began(f: Following, id: string, room: string, here: string | undefined): Following {
  const person = f.people.find((p) => p.id === id);
  if (!person || room === here || f.stayed.includes(room) || f.lead?.room === room) return f;
  return { ...f, lead: { person, room, left: PATIENCE } };
}

/** waited lets so many ms pass; who is busy has all the time again. */
export function waited(f: Following, ms: number, busy: boolean): Following {
  return f.lead ? { ...f, lead: { ...f.lead, left: busy ? PATIENCE : Math.max(0, f.lead.left - ms) } } : f;
}

/** stay is a reader's no. */
export const stay = (f: Following): Following => ({ ...f, lead: undefined, stayed: f.lead ? [...f.stayed, f.lead.room] : f.stayed });

/** arrived is at a room, or nowhere: what led there is done. */
export const arrived = (f: Following, here: string | undefined): Following => (f.lead && f.lead.room === here ? { ...f, lead: undefined } : f);

/** kept reads what a page of before has left; nobody if it cannot be read. */
export function kept(text: string | null): Following {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    const people = Array.isArray(list) ? list.filter((p): p is Person => typeof p?.id === 'string' && typeof p?.nick === 'string') : [];
    return { ...nobody, people: people.slice(0, MOST).map(({ id, nick }) => ({ id, nick })) };
  } catch {
    return nobody;
  }
}
