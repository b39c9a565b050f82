import { MOST_FOLLOWED, type Person } from '../wire';

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
  /** Rooms that the reader did not want to go to, or has left: nothing leads there. */
  stayed: readonly string[];
}

/** How long, in ms, the reader has to say no. */
export const PATIENCE = 5_000;

/** How many rooms are remembered as not wanted: older ones are long over. */
const STAYED = 50;

export const nobody: Following = { people: [], stayed: [] };

export const follows = (f: Following, id: string): boolean => f.people.some((p) => p.id === id);

export const full = (f: Following): boolean => f.people.length >= MOST_FOLLOWED;

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

const not = (f: Following, room: string): readonly string[] => [...f.stayed.filter((r) => r !== room), room].slice(-STAYED);

/** stay is a reader's no. */
export const stay = (f: Following): Following => ({ ...f, lead: undefined, stayed: f.lead ? not(f, f.lead.room) : f.stayed });

/** went takes it in that the reader has left a room: he was there, and is not led back. */
export const went = (f: Following, room: string): Following => ({ ...f, lead: f.lead?.room === room ? undefined : f.lead, stayed: not(f, room) });

/** arrived is at a room, or nowhere: what led there is done. */
export const arrived = (f: Following, here: string | undefined): Following => (f.lead && f.lead.room === here ? { ...f, lead: undefined } : f);

/** Kept is what outlasts the page. */
type Kept = Pick<Following, 'people' | 'stayed'>;

/** keep writes what a reload does not end. */
export const keep = ({ people, stayed }: Following): string => JSON.stringify({ people, stayed } satisfies Kept);

/** kept reads what a page of before has left; nobody if there is nothing. */
export function kept(text: string | null): Following {
  try {
    const { people = [], stayed = [] } = JSON.parse(text ?? '') as Partial<Kept>;
    return Array.isArray(stayed) && people.every((p: Partial<Person> | null) => p?.id) ? { people, stayed } : nobody;
  } catch {
    return nobody;
  }
}
