import { control, POOLS, speed, speedName } from '../clock/pace';
import { UNRATED, type Control, type OpenSeek, type Person, type Rating, type SeekOpened, type Side } from '../wire';
import { unrated } from './rated';
import { passes, type Filter } from './live';
import { seeks, type Hall } from './lobby';
import type { Notices } from './notices';
import { key, listed, t } from '../words/words';

/** Open is a game that is not yet: somebody's seek, a challenge of ours that nobody else sees, or a pool beside the usual ones in which somebody waits. */
export type Open =
  | { is: 'seek'; id: string; seek: OpenSeek; own: boolean; asked: boolean; answers: number }
  | { is: 'challenge'; id: string; seek: SeekOpened & { to: Person } }
  | { is: 'pool'; id: string; pool: string; waiting: number; control: Control };

/** open are all such games: our own, then those of others whose speed passes the filter, then the pools. */
export function open(h: Hall, n: Notices, filter: Filter): Open[] {
  const ours = n.own.flatMap((s): Open[] => (s.to ? [{ is: 'challenge', id: s.seek, seek: { ...s, to: s.to } }] : []));
  const seen = seeks(h, n.blocked).map(({ seek, own }): Open => ({
    is: 'seek', id: seek.id, seek, own, asked: n.asked.includes(seek.id), answers: n.answers.filter((a) => a.seek === seek.id).length,
  }));
  const mine = (o: Open) => o.is === 'seek' && (o.own || o.asked);
  const pools = (h.view?.pools ?? [])
    .filter((p) => p.waiting > 0 && !POOLS.some((usual) => usual === p.pool) && p.pool !== h.search?.pool)
    .map((p): Open => ({ is: 'pool', id: p.pool, ...p, control: control(p.pool) }));
  const clock = (o: Open) => (o.is === 'pool' ? o : o.seek);
  return [...ours, ...seen.filter(mine), ...[...seen.filter((o) => !mine(o)), ...pools].filter((o) => passes(filter, clock(o)))];
}

/** What one plays, from the side of a seek. */
const own: Record<Side, string> = { white: key('you play White'), black: key('you play Black'), random: key('sides by lot') };
const joined: Record<Side, string> = { white: own.black, black: own.white, random: own.random };

/** What a seek is about, as much as is known of it. */
type Terms = Pick<OpenSeek, 'control' | 'side' | 'rated' | 'min' | 'max' | 'confirm' | 'chat' | 'delay'> & { fen?: string };

/** terms says what a game is about, after its clock. `mine` tells that the side is one's own. */
export function terms(s: Terms, mine: boolean): string {
  const talk = s.chat && !s.rated && !s.delay;
  return listed([
    speedName(speed(s.control)),
    s.rated ? t('rated') : t('casual'),
    t((mine ? own : joined)[s.side]),
    range(s),
    s.fen && t('from a position'),
    s.delay && t('shown {n} s late', { n: s.delay }),
    talk && t('players talk apart'),
    s.confirm && (mine ? t('you choose who plays') : t('asks before it begins')),
  ]);
}

/** barred is why somebody with these ratings cannot take a seek, in few words; undefined if they can. */
export function barred({ control: c, rated, min, max }: Pick<OpenSeek, 'control' | 'rated' | 'min' | 'max'>, ratings: readonly Rating[] | undefined): string | undefined {
  if (rated && unrated(ratings, c)) return ratings?.length ? t('You have no {speed} rating', { speed: speedName(speed(c)) }) : t('Guests have no rating');
  const mine = ratings?.find((r) => r.speed === speed(c))?.value;
  const value = mine ?? UNRATED;
  if ((min ?? 0) <= value && value <= (max ?? Infinity)) return undefined;
  return mine ? t('You have {rating}', { rating: mine }) : t('You count as {rating}', { rating: UNRATED });
}

function range({ min, max }: Pick<OpenSeek, 'min' | 'max'>): string | undefined {
  if (min && max) return t('for {min} to {max}', { min, max });
  if (min) return t('for {min} and above', { min });
  return max ? t('for {max} and below', { max }) : undefined;
}
