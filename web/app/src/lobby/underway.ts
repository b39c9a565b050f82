import type { Lobby, LiveGame, Person } from '../wire';

/** underWay are the games that strangers may find; none if the server does not answer. */
export async function underWay(): Promise<LiveGame[]> {
  try {
    const answer = await fetch('/api/lobby');
    return ((await answer.json()) as Lobby).games;
  } catch {
    return [];
  }
}

/** sequel is the room in which the same two go on with the colours changed: a watcher is told of no rematch. */
export const sequel = (games: readonly LiveGame[], white: Person, black: Person): string | undefined =>
  games.find((g) => !g.ended && g.white?.id === black.id && g.black?.id === white.id)?.room;
