import type { Answer, Command, LiveGame, Lobby, No, OpenSeek, Person, ServerFrame } from '../wire';
import { unreachable } from '../wire';

/** Hall is the lobby's page: what the server shows, and what we asked of it. Times are the page's monotonic ms. */
export interface Hall {
  epoch?: string;
  greeted: boolean;
  you?: Person;
  view?: Lobby;
  /** When view came: its clocks are of that instant. */
  at: number;
  /** The pool we want to play in, and since when. */
  search?: { pool: string; since: number };
  /** Commands that have no answer yet. */
  sent: { cid: string; command: Command }[];
  /** Why the last command was refused. */
  refused?: string;
  /** What is wrong with each field of it, if that is why. */
  faults?: No['no']['fields'];
}

export const newHall = (): Hall => ({ greeted: false, at: 0, sent: [] });

/** sent notes a command; a search shows at once. */
export function sent(h: Hall, cid: string, command: Command, now: number): Hall {
  const next = { ...h, sent: [...h.sent, { cid, command }], refused: undefined };
  if (command.t === 'search') return { ...next, search: { pool: command.d.pool, since: now } };
  if (command.t === 'stop') return { ...next, search: undefined };
  return next;
}

/** reduce is pure: same state, same frame, same time, same result. */
export function reduce(h: Hall, f: ServerFrame, now: number): Hall {
  if ('re' in f) return answered(h, f, now);
  if ('n' in f) return h; // notices are kept apart
  switch (f.t) {
    case 'hello':
      return { ...h, epoch: f.d.epoch, you: f.d.you, greeted: true };
    case 'lobby':
      return { ...h, view: f.d, at: now };
    case 'searching':
      return searching(h, f.d.pool, now);
    case 'snapshot':
    case 'heads':
    case 'clock':
    case 'audience':
    case 'followed':
    case 'goaway':
      return h;
    default:
      return unreachable(f, h);
  }
}

function answered(h: Hall, a: Answer, now: number): Hall {
  const mine = h.sent.find((s) => s.cid === a.re);
  if (!mine || 'wait' in a) return h;
  const rest = { ...h, sent: h.sent.filter((s) => s !== mine) };
  if ('no' in a) return { ...rest, refused: a.no.text, faults: a.no.fields, search: mine.command.t === 'search' ? undefined : h.search };
  if ('info' in a && a.info.t === 'searching') {
    return searching(rest, a.info.d.pool, now);
  }
  return rest;
}

function searching(h: Hall, pool: string | undefined, now: number): Hall {
  return { ...h, search: pool ? { pool, since: h.search?.pool === pool ? h.search.since : now } : undefined };
}

/** searchAgain is the search to ask for after a reconnect: it ended with the old connection. */
export function searchAgain(h: Hall): Command | undefined {
  const asking = h.sent.some((s) => s.command.t === 'search');
  return h.search && !asking ? { t: 'search', d: { pool: h.search.pool } } : undefined;
}

/** myGames are the running games in which we are seated. */
export function myGames(h: Hall): LiveGame[] {
  return (h.view?.games ?? []).filter((g) => h.you && !g.ended && (g.white?.id === h.you.id || g.black?.id === h.you.id));
}

/** seeks are everybody's open games, our own first, without those of whom we block. */
export function seeks(h: Hall, blocked: readonly Person[] = []): { seek: OpenSeek; own: boolean }[] {
  const open = (h.view?.seeks ?? []).filter((seek) => !blocked.some((p) => p.id === seek.by.id));
  const all = open.map((seek) => ({ seek, own: seek.by.id === h.you?.id }));
  return [...all.filter((s) => s.own), ...all.filter((s) => !s.own)];
}

/** featured picks the game that the front page shows large: the most watched of those under way. */
export function featured(h: Hall): { game?: LiveGame; rest: LiveGame[] } {
  const games = (h.view?.games ?? []).filter((g) => g.white && g.black);
  const game = games.reduce<LiveGame | undefined>((best, g) => (!best || g.watching > best.watching ? g : best), undefined);
  return { game, rest: games.filter((g) => g !== game) };
}
