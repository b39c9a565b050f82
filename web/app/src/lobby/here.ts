import type { Here, Person } from '../wire';

/** Seen is somebody in the list of who is here. Of one whom we follow and who is not in it, it is not known what they do. */
export interface Seen extends Person {
  doing?: Here['doing'];
  followed: boolean;
}

/** hereNow are those whom we follow, here or not, and then the others who are here. */
export function hereNow(people: readonly Here[], followed: readonly Person[]): Seen[] {
  const of = (id: string) => people.find((p) => p.id === id);
  return [
    ...followed.map(({ id, nick }) => ({ id, nick, ...of(id), followed: true })),
    ...people.filter((p) => !followed.some((f) => f.id === p.id)).map((p) => ({ ...p, followed: false })),
  ];
}
