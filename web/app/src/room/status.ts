import type { Phase } from '../connection/connection';
import { other } from '../wire';
import { claimIn, freeSeat, late, moveNumber, mySide, opponent, pendingMove, turn, type Game } from './game';

/** The status row: what is so, and what became of our last move. */
export interface Status {
  tone: 'plain' | 'straw' | 'rowan';
  text: string;
  /** A live game seen by a watcher. */
  live?: boolean;
  mark?: { is: 'sending' | 'saved' | 'note'; text: string };
}

/** The line as the status row needs it. */
export interface Line {
  phase: Phase;
  /** The line was there and is not. */
  lost: boolean;
  back: boolean;
}

const SHY = 150; // ms before a move is called unsaved: most are saved sooner
const REFUSED = 8_000; // ms that a refusal stays in the row

/** status is what the row says at `now`; the first row of the table that has something to say wins. */
export function status(g: Game, l: Line, now: number): Status {
  for (const says of rows) {
    const s = says(g, l, now);
    if (!s) continue;
    // What can be accepted is named, whatever else there is to say.
    const both = g.offer && says !== offered && !g.readOnly;
    const m = 'mark' in s ? s.mark : mark(g, l, now);
    // The longer rows need the place of what is saved already.
    return { ...s, text: both ? `${asks(g)}. ${s.text}` : s.text, mark: (both || says === gone) && m?.is === 'saved' ? undefined : m };
  }
  return { tone: 'plain', text: '' };
}

type Row = (g: Game, l: Line, now: number) => Status | undefined;

const rows: Row[] = [
  (_g, l) => (l.phase.is === 'closed' ? { tone: 'rowan', text: l.phase.why, mark: undefined } : undefined),
  (g, _l, now) => (g.refused?.here ? refused(g, now) : undefined), // the newest word, also while the line is down
  (_g, l, now) => (l.lost ? { tone: 'straw', text: reconnecting(l.phase, now) } : undefined),
  (g, _l, now) => refused(g, now),
  (g) => (g.readOnly ? { tone: 'straw', text: 'This room broke down and can only be read.', mark: undefined } : undefined),
  (g) => (g.stopped ? { tone: 'straw', text: stopped[g.stopped] } : undefined),
  gone,
  offered,
  (_g, l) => (l.back ? { tone: 'plain', text: 'Back. Nothing was lost.' } : undefined),
  (g) => (g.n === undefined ? { tone: 'plain', text: 'Opening the room' } : undefined),
  (g) => (freeSeat(g) ? { tone: 'plain', text: 'One seat is free' } : undefined),
  firstMove,
  (g) => (mySide(g) ? undefined : watching(g)),
  (g) => ({ tone: 'plain', text: mySide(g) === turn(g.fen) ? 'Your turn' : `${opponent(g)?.nick ?? 'Opponent'} to move` }),
];

function reconnecting(p: Phase, now: number): string {
  if (p.is !== 'waiting') return 'Reconnecting now';
  const seconds = Math.ceil((p.until - now) / 1000);
  return seconds > 0 ? `Reconnecting, next try in ${seconds} s` : 'Reconnecting now';
}

function refused(g: Game, now: number): Status | undefined {
  return g.refused && now - g.refused.at < REFUSED ? { tone: 'rowan', text: refusal(g.refused), mark: undefined } : undefined;
}

function refusal(r: NonNullable<Game['refused']>): string {
  if (r.what !== 'move') return r.text;
  const why = r.text.replace(/[.\s]+$/, '');
  return `${r.label} was not played: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
}

const stopped: Record<NonNullable<Game['stopped']>, string> = {
  restart: 'Clock stopped: server restart',
  drain: 'Clock stopped: server restart',
  storage: 'Moves cannot be saved now. Clocks stand still and go on by themselves.',
};

function offered(g: Game): Status | undefined {
  if (!g.offer) return undefined;
  const answered = g.offer.what === 'draw' && g.offer.by !== g.you?.id && mySide(g);
  return { tone: 'plain', text: answered ? `${asks(g)}; a move declines it` : asks(g) };
}

function asks(g: Game): string {
  const o = g.offer!;
  const by = [g.white, g.black].find((p) => p?.id === o.by)?.nick ?? 'The opponent';
  if (o.by === g.you?.id) return o.what === 'draw' ? 'You offer a draw' : 'You ask for a takeback';
  return o.what === 'draw' ? `${by} offers a draw` : `${by} asks for a takeback`;
}

function gone(g: Game, _l: Line, now: number): Status | undefined {
  const side = mySide(g);
  if (!side) return undefined;
  const ms = claimIn(g, other(side), now);
  if (ms === undefined) return undefined;
  const who = opponent(g)?.nick ?? 'The opponent';
  return { tone: 'plain', text: ms > 0 ? `${who} is gone. You can claim in ${countdown(ms)}.` : `${who} is gone. You can claim.` };
}

function firstMove(g: Game, _l: Line, now: number): Status | undefined {
  if (g.window === undefined || g.ended) return undefined;
  const ms = Math.max(0, g.window - (now - g.clock.at));
  const mine = mySide(g) === turn(g.fen);
  const who = mine ? 'Your' : `${g[turn(g.fen)]?.nick ?? turn(g.fen)}’s`;
  return { tone: 'plain', text: `${shownLate(g)}${who} first move, ${countdown(ms)} left for it` };
}

/** shownLate is what stands before all that a watcher of a delayed game is told. */
const shownLate = (g: Game): string => (late(g) ? `Shown ${late(g)} s late. ` : '');

function watching(g: Game): Status {
  const side = turn(g.fen) === 'white' ? 'White' : 'Black';
  return { tone: 'plain', live: !late(g), text: `${shownLate(g) || 'Live. '}${side} to move.`, mark: { is: 'note', text: `move ${moveNumber(g.fen)} of a ${g.start?.rated ? 'rated' : 'casual'} game` } };
}

function mark(g: Game, l: Line, now: number): Status['mark'] {
  const pending = pendingMove(g);
  if (pending && l.phase.is !== 'open') return { is: 'sending', text: `${pending.label} not saved yet` };
  if (pending) return now - pending.at >= SHY ? { is: 'sending', text: `${pending.label} sending` } : undefined;
  return g.saved ? { is: 'saved', text: `${g.saved} saved` } : undefined;
}

/** countdown is m:ss, rounded up, so that it ends when the time has come. */
export function countdown(ms: number): string {
  const s = Math.ceil(ms / 1000);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/** ticking tells whether the row changes by itself, so that the page must look again. */
export function ticking(g: Game, l: Line): boolean {
  return l.phase.is === 'waiting' || g.refused !== undefined || g.window !== undefined || pendingMove(g) !== undefined || g.seats.white?.claim !== undefined || g.seats.black?.claim !== undefined;
}
