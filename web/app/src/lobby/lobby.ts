import { POOLS, USUAL } from '../clock/pace';
import type { Answer, Code, Colour, Command, Ended, Lobby, No, OpenSeek, OwnGame, Person, Rating, Searching, ServerFrame } from '../wire';
import { unreachable } from '../wire';
import { t } from '../words/words';

/** Hall is the lobby's page: what the server shows, and what we asked of it. Times are the page's monotonic ms. */
export interface Hall {
  epoch?: string;
  greeted: boolean;
  you?: Person;
  view?: Lobby;
  /** When view came: its clocks are of that instant. */
  at: number;
  /** Our ratings; none of a guest. */
  ratings?: Rating[];
  /** How many levels the house plays at. */
  levels: number;
  /** The pool we want to play in, and since when. */
  search?: { pool: string; since: number };
  /** The connection is a new one, and it is not known yet whether the search goes on. */
  unsure: boolean;
  /** Commands that have no answer yet. */
  sent: { cid: string; command: Command }[];
  /** Why the last command was refused. */
  refused?: string;
  /** The reason's code. */
  why?: Code;
  /** What is wrong with each field of it, if that is why. */
  faults?: No['no']['fields'];
}

/** How long, in ms, one waits in a pool before the house is offered beside the search. */
export const OFFER_AFTER = 15_000;

export const newHall = (): Hall => ({ greeted: false, at: 0, levels: 0, unsure: false, sent: [] });

/** sent notes a command; a search shows at once. */
export function sent(h: Hall, cid: string, command: Command, now: number): Hall {
  const next = { ...h, sent: [...h.sent, { cid, command }], refused: undefined, faults: undefined };
  if (command.t === 'search') return { ...next, search: { pool: command.d.pool, since: h.search?.pool === command.d.pool ? h.search.since : now }, unsure: false };
  if (command.t === 'stop') return { ...next, search: undefined, unsure: false };
  return next;
}

/** asked is what was last asked for about a search and has no answer yet. */
export const asked = (h: Hall): Command | undefined => h.sent.findLast(({ command: { t } }) => t === 'search' || t === 'stop')?.command;

/** pressed is what a press of a pool asks for: a search there, or the end of the one under way. Two quick presses are one: until the first has its answer, the second asks for nothing. */
export function pressed(h: Hall, pool: string): Command | undefined {
  const before = asked(h);
  if (before?.t === 'stop' || (before?.t === 'search' && before.d.pool === pool)) return undefined;
  return h.search?.pool === pool ? { t: 'stop', d: {} } : { t: 'search', d: { pool } };
}

/** reduce is pure: same state, same frame, same time, same result. */
export function reduce(h: Hall, f: ServerFrame, now: number): Hall {
  if ('re' in f) return answered(h, f, now);
  if ('n' in f) return f.s === 'notices' && f.t === 'seated' && f.d.opponent ? { ...h, search: undefined } : h; // a game ends every search
  switch (f.t) {
    case 'hello': {
      const asking = h.sent.some((s) => s.command.t === 'search');
      return { ...h, epoch: f.d.epoch, you: f.d.you, ratings: f.d.ratings, levels: f.d.house_levels, greeted: true, unsure: h.search !== undefined && !asking };
    }
    case 'lobby':
      return { ...h, view: f.d, at: now };
    case 'searching':
      return searching({ ...h, unsure: false }, f.d, now);
    case 'snapshot':
    case 'heads':
    case 'clock':
    case 'audience':
    case 'followed':
    case 'playing':
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
  if ('no' in a) return { ...rest, refused: a.no.text, why: a.no.code, faults: a.no.fields, search: mine.command.t === 'search' ? undefined : h.search };
  if ('info' in a && a.info.t === 'searching') {
    return searching(rest, a.info.d, now);
  }
  return rest;
}

/** The server has its own spelling of a pool: a search that it has just taken up is the same one under that name. One that it knows for longer than this page goes on. */
function searching(h: Hall, { pool, waited = 0 }: Searching, now: number): Hall {
  return { ...h, search: pool ? { pool, since: Math.min(h.search?.since ?? now, now - waited) } : undefined };
}

/**
 * searchAgain is the search to ask for after a reconnect that took too long: a search that goes on, and a game that it
 * has led to, are told before the first view of the lobby.
 */
export function searchAgain(h: Hall, f: ServerFrame): Command | undefined {
  const viewed = !('re' in f) && f.t === 'lobby';
  return viewed && h.unsure && h.search ? { t: 'search', d: { pool: h.search.pool } } : undefined;
}

/** Own is a game of ours as the lobby tells of it: under way, or over since the page looks on; ended is its result. */
export interface Own {
  game: OwnGame;
  over: boolean;
  ended?: Ended;
}

/**
 * ours are our games under way, and those that were under way before and have ended: nobody learns of a lost game by a
 * row that is gone. Who seeks another game has done with them.
 */
export function ours(before: readonly Own[], games: readonly OwnGame[], h: Hall): Own[] {
  const running = games.map((game): Own => ({ game, over: false }));
  const left = h.search ? [] : before.filter((o) => !running.some((r) => r.game.room === o.game.room));
  return [...running, ...left.map(({ game }): Own => ({ game, over: true, ended: h.view?.finished.find((f) => f.room === game.room)?.ended }))];
}

/** WINS is the result with which a side has won. */
const WINS: Record<Colour, Ended['result']> = { white: '1-0', black: '0-1' };

/** outcome says in words what has become of a game of ours. */
export function outcome({ game, ended }: Own): string {
  switch (ended?.result) {
    case undefined:
      return t('Your game is over');
    case '*':
      return t('Your game has no result');
    case '1/2-1/2':
      return t('Your game is a draw');
    default:
      return ended?.result === WINS[game.side] ? t('You won your game') : t('You lost your game');
  }
}

/** poolAgain is the pool that is offered first: the one that was searched last, of those with a tile. */
export const poolAgain = (text: string | undefined): string => POOLS.find((p) => p === text) ?? USUAL;

/** seeks are everybody's open games, our own first, without those of whom we block. */
export function seeks(h: Hall, blocked: readonly Person[] = []): { seek: OpenSeek; own: boolean }[] {
  const all = (h.view?.seeks ?? [])
    .map((seek) => ({ seek, own: seek.by.id === h.you?.id }))
    .filter((s) => !blocked.some((p) => p.id === s.seek.by.id));
  return [...all.filter((s) => s.own), ...all.filter((s) => !s.own)];
}
