import { control, POOLS, speed } from '../clock/pace';
import type { Control, OpenSeek, Person, Rating, SeekOpened, Side } from '../wire';
import { unrated } from './rated';
import { passes, type Filter } from './live';
import { seeks, type Hall } from './lobby';
import type { Notices } from './notices';

/** Open is a game that is not yet: somebody's seek, a challenge of ours that nobody else sees, or a pool beside the usual ones in which somebody waits. */
export type Open =
  | { is: 'seek'; id: string; seek: OpenSeek; own: boolean; asked: boolean; answers: number }
  | { is: 'challenge'; id: string; seek: SeekOpened & { to: Person } }
  | { is: 'pool'; id: string; pool: string; waiting: number; control: Control };

/** open are all such games: our own, then those of others whose speed passes the filter, then the pools. */
export function open(h: Hall, n: Notices, filter: Filter): Open[] {
  const ours = n.own.flatMap((s): Open[] => (s.to ? [{ is: 'challenge', id: s.seek, seek: { ...s, to: s.to } }] : []));
  const listed = seeks(h, n.blocked).map(({ seek, own }): Open => ({
    is: 'seek', id: seek.id, seek, own, asked: n.asked.includes(seek.id), answers: n.answers.filter((a) => a.seek === seek.id).length,
  }));
  const mine = (o: Open) => o.is === 'seek' && (o.own || o.asked);
  const pools = (h.view?.pools ?? [])
    .filter((p) => p.waiting > 0 && !POOLS.some((usual) => usual === p.pool) && p.pool !== h.search?.pool)
    .map((p): Open => ({ is: 'pool', id: p.pool, ...p, control: control(p.pool) }));
  const clock = (o: Open) => (o.is === 'pool' ? o : o.seek);
  return [...ours, ...listed.filter(mine), ...[...listed.filter((o) => !mine(o)), ...pools].filter((o) => passes(filter, clock(o)))];
}

/** What one plays, from the side of a seek. */
const own: Record<Side, string> = { white: 'you play White', black: 'you play Black', random: 'sides by lot' };
const joined: Record<Side, string> = { white: own.black, black: own.white, random: own.random };

/** What a seek is about, as much as is known of it. */
type Terms = Pick<OpenSeek, 'control' | 'side' | 'rated' | 'min' | 'max' | 'confirm' | 'chat' | 'delay'> & { fen?: string };

/** terms says what a game is about, after its clock. `mine` tells that the side is one's own. */
export function terms(s: Terms, mine: boolean): string {
  const talk = s.chat && !s.rated && !s.delay;
  return [
    speed(s.control),
    s.rated ? 'rated' : 'casual',
    (mine ? own : joined)[s.side],
    range(s),
    s.fen && 'from a position',
    s.delay && `shown ${s.delay} s late`,
    talk && 'players talk apart',
    s.confirm && (mine ? 'you choose who plays' : 'asks before it begins'),
  ].filter(Boolean).join(', ');
}

/** What pairing and the bounds of a seek take for the rating of who has none; see the command `seek`. */
const UNRATED = 1500;

/** barred is why somebody with these ratings cannot take a seek, in few words; undefined if they can. */
export function barred({ control: c, rated, min, max }: Pick<OpenSeek, 'control' | 'rated' | 'min' | 'max'>, ratings: readonly Rating[] | undefined): string | undefined {
  if (rated && unrated(ratings, c)) return ratings?.length ? `You have no ${speed(c)} rating` : 'Guests have no rating';
  const mine = ratings?.find((r) => r.speed === speed(c))?.value;
  const value = mine ?? UNRATED;
  if ((min ?? 0) <= value && value <= (max ?? Infinity)) return undefined;
  return mine ? `You have ${mine}` : `You count as ${UNRATED}`;
}

function range({ min, max }: Pick<OpenSeek, 'min' | 'max'>): string | undefined {
  if (min && max) return `for ${min} to ${max}`;
  if (min) return `for ${min} and above`;
  return max ? `for ${max} and below` : undefined;
}
