import type { Person, RematchOffered, Seated, ServerFrame } from '../wire';
import { follows } from '../wire';

/**
 * Notices is what the page knows of the stream "notices", which comes on every
 * socket of a person and is therefore kept across pages.
 */
export interface Notices {
  epoch?: string;
  you?: Person;
  n?: number;
  /** Up to here it is history: told for the record, nobody is led anywhere. */
  history: number;
  stale: boolean;
  /** The newest room that waits for us, and that came live; its number tells one from the next. */
  seated?: { n: number; d: Seated };
  /** Those whom we block, in every room. */
  blocked: Person[];
  /** The newest rematch offer of each finished room; next is the room of the new game once it has been accepted, at the server's wall time in ms. */
  rematches: Partial<Record<string, RematchOffered & { at: number; next?: string }>>;
}

/** How long, in ms, an offer of a rematch can be accepted. */
export const REMATCH_LIVE = 10 * 60_000;

export const newNotices = (): Notices => ({ history: 0, stale: false, blocked: [], rematches: {} });

/** reduce is pure: same state, same frame, same result. */
export function reduce(s: Notices, f: ServerFrame): Notices {
  if ('re' in f) return s;
  if (!('n' in f)) {
    if (f.t === 'hello') {
      const same = s.epoch === f.d.epoch && s.you?.id === f.d.you?.id;
      return { ...(same ? s : newNotices()), epoch: f.d.epoch, you: f.d.you, stale: false, blocked: f.d.blocked ?? [] };
    }
    if (f.t === 'snapshot' && f.s === 'notices') return { ...s, n: f.d.first - 1, history: f.d.head };
    return s;
  }
  if (f.s !== 'notices') return s;
  const how = follows(s.n, f.n);
  if (how === 'seen') return s;
  if (how === 'gap') return { ...s, stale: true };
  const next = { ...s, n: f.n };
  switch (f.t) {
    case 'seated':
      if (f.d.how === 'rematch') next.rematches = accepted(s, f.d);
      return f.n > s.history ? { ...next, seated: { n: f.n, d: f.d } } : next;
    case 'rematch_offered':
      return { ...next, rematches: { ...s.rematches, [f.d.room]: { ...f.d, at: f.at } } };
    case 'blocked': {
      if (f.n <= s.history) return next; // the hello was newer
      const others = s.blocked.filter((p) => p.id !== f.d.person.id);
      return { ...next, blocked: f.d.on ? [...others, f.d.person] : others };
    }
    case 'reported':
    case 'hidden':
    case 'challenged':
    case 'seek_answered':
    case 'asked':
    case 'seek_opened':
    case 'seek_closed':
      return next; // shown where they were asked for
  }
}

/** accepted notes the new room with the offer that led to it: the opponent's, or else our own last one. */
function accepted(s: Notices, d: Seated): Notices['rematches'] {
  const open = Object.values(s.rematches).filter((r) => r !== undefined && !r.next);
  const by = (id: string | undefined) => open.findLast((r) => r?.from.id === id);
  const offer = by(d.opponent?.id) ?? by(s.you?.id);
  return offer ? { ...s.rematches, [offer.room]: { ...offer, next: d.room } } : s.rematches;
}
