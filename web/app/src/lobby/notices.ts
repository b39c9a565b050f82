import type { Challenged, OwnGame, Person, RematchOffered, Seated, SeekAnswered, SeekClosed, SeekOpened, ServerFrame } from '../wire';
import { follows, REMATCH_LIVE } from '../wire';

/**
 * Notices is what the page knows of the stream "notices", which comes on every
 * socket of a person and is therefore kept across pages.
 */
export interface Notices {
  epoch?: string;
  you?: Person;
  n?: number;
  /** The page's monotonic time less the server's wall time, in ms, as the greeting told it: the reader's own clock may be wrong. */
  apart: number;
  /** Up to here it is history: told for the record, nobody is led anywhere. */
  history: number;
  stale: boolean;
  /** The newest room that waits for us, and that came live; its number tells one from the next. */
  seated?: { n: number; at: number; d: Seated };
  /** Those whom we block, in every room. */
  blocked: Person[];
  /** We are in no list of people. */
  hidden: boolean;
  /** The newest rematch offer of each finished room; next is the room of the new game once it has been accepted, at the server's wall time in ms; n is its number, by which it is accepted. */
  rematches: Partial<Record<string, RematchOffered & { n: number; at: number; next?: string }>>;
  /** What others have asked of us alone and we have not answered, oldest first. */
  challenges: Challenged[];
  /** Our own games that go on, oldest first, those in no list among them. */
  games: OwnGame[];
  /** Our own seeks and challenges that stand. */
  own: SeekOpened[];
  /** Those who would take our seeks and wait for our word, in the order in which they came. */
  answers: SeekAnswered[];
  /** The seeks that we would take, and whose seekers have not said yet. */
  asked: string[];
  /** What has become of such things, until it has been read; until is when it goes by itself, in the page's monotonic ms. */
  told: (News & { n: number; at: number; until?: number })[];
}

/** What has become of something that was asked of us, or by us; it is put into words where it is shown. */
export type News =
  | { is: 'no_rematch' | 'closed' }
  | { is: 'declined' | 'turned_down'; nick?: string; reason?: SeekClosed['reason'] }
  | { is: 'unanswered' | 'left' | 'withdrawn'; nick: string };

export const newNotices = (): Notices => ({ apart: 0, history: 0, stale: false, blocked: [], hidden: false, rematches: {}, games: [], ...nothingOpen() });

const nothingOpen = (): Pick<Notices, 'challenges' | 'own' | 'answers' | 'asked' | 'told'> => ({ challenges: [], own: [], answers: [], asked: [], told: [] });

/** reduce is pure: same state, same frame, same time, same result. */
export function reduce(s: Notices, f: ServerFrame, now: number): Notices {
  if ('re' in f) return s;
  if (!('n' in f)) {
    if (f.t === 'hello') {
      const same = s.epoch === f.d.epoch && s.you?.id === f.d.you?.id;
      return { ...(same ? s : newNotices()), epoch: f.d.epoch, you: f.d.you, apart: now - f.d.at, stale: false, blocked: f.d.blocked ?? [], hidden: f.d.hidden ?? false };
    }
    if (f.t === 'playing') return { ...s, games: f.d.games };
    // What stands is told anew, partly by the events that follow.
    if (f.t === 'snapshot' && f.s === 'notices') return { ...s, n: f.d.first - 1, history: f.d.head, ...nothingOpen(), told: s.told, challenges: f.d.challenges ?? [] };
    return s;
  }
  if (f.s !== 'notices') return s;
  const how = follows(s.n, f.n);
  if (how === 'seen') return s;
  if (how === 'gap') return { ...s, stale: true };
  const next = { ...s, n: f.n };
  const live = f.n > s.history;
  switch (f.t) {
    case 'seated':
      if (f.d.how === 'rematch') next.rematches = accepted(s, f.d);
      return live ? { ...next, seated: { n: f.n, at: f.at, d: f.d }, told: s.told.filter((x) => !together(x, f)) } : next;
    case 'rematch_offered':
      return { ...next, rematches: { ...s.rematches, [f.d.room]: { ...f.d, n: f.n, at: f.at } } };
    case 'rematch_closed': {
      const offer = s.rematches[f.d.room];
      if (offer?.next) return next;
      const told = live && f.d.why === 'declined' && offer?.from.id === s.you?.id ? [...s.told, { is: 'no_rematch' as const, n: f.n, at: f.at }] : s.told;
      return { ...next, told, rematches: { ...s.rematches, [f.d.room]: undefined } };
    }
    case 'blocked': {
      if (!live) return next; // the hello was newer
      const others = s.blocked.filter((p) => p.id !== f.d.person.id);
      return { ...next, blocked: f.d.on ? [...others, f.d.person] : others };
    }
    case 'hidden':
      return live ? { ...next, hidden: f.d.on } : next;
    case 'challenged': // of those in the past the snapshot had what stands
      return live ? { ...next, challenges: [...s.challenges.filter((c) => c.seek !== f.d.seek), f.d] } : next;
    case 'seek_opened':
      return { ...next, own: [...s.own, f.d] };
    case 'seek_answered': {
      const others = s.answers.filter((a) => a.seek !== f.d.seek || a.person.id !== f.d.person.id);
      return { ...next, answers: f.d.on ? [...others, f.d] : others };
    }
    case 'asked':
      return { ...next, asked: [...s.asked, f.d.seek] };
    case 'seek_closed':
      return closed(next, f.d, f.at, live);
    case 'reported':
      return next; // shown where it was asked for
  }
}

/** accepted notes the new room with the offer that led to it: the opponent's, or else our own last one. */
function accepted(s: Notices, d: Seated): Notices['rematches'] {
  const open = Object.values(s.rematches).filter((r) => r !== undefined && !r.next);
  const by = (id: string | undefined) => open.findLast((r) => r?.from.id === id);
  const offer = by(d.opponent?.id) ?? by(s.you?.id);
  return offer ? { ...s.rematches, [offer.room]: { ...offer, next: d.room } } : s.rematches;
}

/** A game that begins ends what else one had open, and was open with others, in the same breath: of that nothing is told. */
const together = (a: { at: number }, b: { at: number }) => Math.abs(a.at - b.at) < 1_000;

/** closed takes away what is no longer open, and tells of it if that is news. */
function closed(s: Notices, d: SeekClosed, at: number, live: boolean): Notices {
  const news = live && !(s.seated && together(s.seated, { at })) ? outcome(s, d) : undefined;
  const not = (x: { seek: string }) => x.seek !== d.seek;
  return {
    ...s,
    challenges: s.challenges.filter(not),
    own: s.own.filter(not),
    answers: s.answers.filter(not),
    asked: s.asked.filter((seek) => seek !== d.seek),
    told: news ? [...s.told, { ...news, n: s.n!, at }] : s.told,
  };
}

/** outcome is what has become of a seek, for whom it was not their own doing. */
function outcome(s: Notices, { seek, why, reason, by }: SeekClosed): News | undefined {
  const mine = s.own.find((o) => o.seek === seek);
  const theirs = s.challenges.find((c) => c.seek === seek);
  if (why === 'declined' && mine) return { is: 'declined', nick: by?.nick ?? mine.to?.nick, reason };
  if (why === 'turned_down') return { is: 'turned_down', nick: by?.nick, reason };
  if (why === 'gone' && mine?.to) return { is: 'unanswered', nick: mine.to.nick };
  if (why === 'gone' && theirs) return { is: 'left', nick: theirs.from.nick };
  if (why === 'withdrawn' && theirs) return { is: 'withdrawn', nick: theirs.from.nick };
  return why !== 'withdrawn' && s.asked.includes(seek) ? { is: 'closed' } : undefined;
}

/** Offered is a rematch that an opponent offers; it is accepted and declined by its number. */
export type Offered = RematchOffered & { n: number; at: number };

/** offers are the rematches that others offer us, oldest first, but for the one of the room where we are: its result says so. Now is the server's wall time. */
export const offers = (s: Notices, here: string | undefined, now: number): Offered[] =>
  Object.values(s.rematches)
    .filter((r) => r !== undefined && !r.next && r.from.id !== s.you?.id && r.room !== here && now - r.at < REMATCH_LIVE)
    .map((r) => r!)
    .sort((a, b) => a.n - b.n);

/** asks tells whether something waits for our word, or to be read. */
export const asks = (n: Notices): boolean => n.challenges.length + n.answers.length + n.told.length > 0;
