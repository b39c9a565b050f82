import type { Lead } from '../room/following';
import type { Challenged, OwnGame, SeekAnswered } from '../wire';
import type { Notices, Offered } from './notices';

/** Waiting is what there is for the reader: a game of his, one to follow somebody to, a question of somebody's, or news. */
export type Waiting = { id: string } & (
  | { is: 'game'; d: OwnGame }
  | { is: 'lead'; d: Lead }
  | { is: 'challenge'; d: Challenged }
  | { is: 'answer'; d: SeekAnswered }
  | { is: 'rematch'; d: Offered }
  | { is: 'told'; d: Notices['told'][number] }
);

/** waiting is all of it, with the rematches that are offered. */
export const waiting = (n: Notices, game: OwnGame | undefined, lead: Lead | undefined, offers: readonly Offered[]): Waiting[] => [
  ...(game ? [{ id: `g${game.room}`, is: 'game', d: game } as const] : []),
  ...(lead ? [{ id: `l${lead.room}`, is: 'lead', d: lead } as const] : []),
  ...n.challenges.map((d) => ({ id: `c${d.seek}`, is: 'challenge', d }) as const),
  ...n.answers.map((d) => ({ id: `a${d.seek}${d.person.id}`, is: 'answer', d }) as const),
  ...offers.map((d) => ({ id: `r${d.n}`, is: 'rematch', d }) as const),
  ...n.told.map((d) => ({ id: `t${d.n}`, is: 'told', d }) as const),
];

/** came is what waits in the order in which it came; before is that order of a moment ago. */
export function came(before: readonly Waiting[], now: readonly Waiting[]): Waiting[] {
  const again = (b: Waiting) => now.find((w) => w.id === b.id) ?? [];
  return [...before.flatMap(again), ...now.filter((w) => !before.some((b) => b.id === w.id))];
}

/**
 * first are those that are shown where there is room for so many, the newest on top. A game does not wait; a question
 * keeps its place until it is answered; of the news the newest comes first, and none hides a question.
 */
export function first(all: readonly Waiting[], most: number): Waiting[] {
  const [games, leads, news] = (['game', 'lead', 'told'] as const).map((is) => all.filter((w) => w.is === is));
  const questions = all.filter((w) => !['game', 'lead', 'told'].includes(w.is));
  const chosen = [...games!, ...leads!, ...questions, ...news!.toReversed()].slice(0, most);
  return all.filter((w) => chosen.includes(w)).toReversed();
}

/** How long, in ms, news stands before the reader until it goes by itself. */
export const NEWS_STAYS = 60_000;

/** shown gives the news in `ns`, which the reader sees now, its time. */
export const shown = (s: Notices, ns: readonly number[], now: number): Notices => ({ ...s, told: s.told.map((x) => (ns.includes(x.n) ? { ...x, until: now + NEWS_STAYS } : x)) });

/** read is without the news that has been read, or whose time is over. */
export const read = (s: Notices, over: (news: Notices['told'][number]) => boolean): Notices => ({ ...s, told: s.told.filter((x) => !over(x)) });
