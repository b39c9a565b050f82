import type { Phase } from '../connection/connection';
import { other } from '../wire';
import { sideName } from './sides';
import { claimIn, freeSeat, heldMove, late, moveNumber, mySide, myTurn, opponent, pendingMove, turn, type Game } from './game';
import { heard, key, locale, t } from '../words/words';

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
const REFUSED = 8_000; // ms that a refusal or a note stays in the row

/** status is what the row says at `now`; the first row of the table that has something to say wins. */
export function status(g: Game, l: Line, now: number): Status {
  for (const says of rows) {
    const s = says(g, l, now);
    if (!s) continue;
    // What can be accepted is named, whatever else there is to say.
    const both = g.offer && says !== offered && !g.readOnly;
    const m = 'mark' in s ? s.mark : mark(g, l, now);
    // The longer rows need the place of what is saved already.
    return { ...s, text: both ? t('{offer}. {rest}', { offer: asks(g), rest: s.text }) : s.text, mark: (both || says === gone) && m?.is === 'saved' ? undefined : m };
  }
  return { tone: 'plain', text: '' };
}

type Row = (g: Game, l: Line, now: number) => Status | undefined;

const rows: Row[] = [
  (_g, l) => (l.phase.is === 'closed' ? { tone: 'rowan', text: heard(l.phase.why), mark: undefined } : undefined),
  (g, _l, now) => (g.refused?.here ? refused(g, now) : undefined), // the newest word, also while the line is down
  (_g, l, now) => (l.lost ? { tone: 'straw', text: reconnecting(l.phase, now) } : undefined),
  (g, _l, now) => refused(g, now),
  noted,
  (g) => (g.readOnly ? { tone: 'straw', text: t('This room broke down and can only be read.'), mark: undefined } : undefined),
  (g) => (g.stopped ? { tone: 'straw', text: t(stopped[g.stopped]) } : undefined),
  gone,
  offered,
  (_g, l) => (l.back ? { tone: 'plain', text: t('Back. Nothing was lost.') } : undefined),
  (g) => (g.n === undefined ? { tone: 'plain', text: t('Opening the room') } : undefined),
  (g) => (g.ended ? { tone: 'plain', text: t('The game is over') } : undefined),
  (g) => (freeSeat(g) ? { tone: 'plain', text: t('One seat is free') } : undefined),
  firstMove,
  (g) => (mySide(g) ? undefined : watching(g)),
  (g) => ({ tone: 'plain', text: myTurn(g) ? t('Your turn') : t('{nick} to move', { nick: opponent(g)?.nick ?? t('Opponent') }) }),
];

function reconnecting(p: Phase, now: number): string {
  if (p.is === 'doubtful') return t('No answer, asking again');
  const seconds = p.is === 'waiting' ? Math.ceil((p.until - now) / 1000) : 0;
  return seconds > 0 ? t('Reconnecting, next try in {n} s', { n: seconds }) : t('Reconnecting now');
}

function refused(g: Game, now: number): Status | undefined {
  return g.refused && now - g.refused.at < REFUSED ? { tone: 'rowan', text: refusal(g.refused), mark: undefined } : undefined;
}

function noted(g: Game, _l: Line, now: number): Status | undefined {
  return g.noted && !g.ended && now - g.noted.at < REFUSED ? { tone: 'plain', text: g.noted.text } : undefined;
}

/** refusal is a refused command of ours in words. */
export function refusal(r: NonNullable<Game['refused']>): string {
  const text = heard(r.text);
  if (r.what !== 'move') return text;
  const why = text.replace(/[.\s]+$/, '');
  return t('{move} was not played: {why}', { move: r.label, why: why.charAt(0).toLocaleLowerCase(locale()) + why.slice(1) });
}

const stopped: Record<NonNullable<Game['stopped']>, string> = {
  restart: key('Clock stopped: server restart'),
  drain: key('Clock stopped: server restart'),
  storage: key('Moves cannot be saved now. Clocks stand still and go on by themselves.'),
};

function offered(g: Game): Status | undefined {
  if (!g.offer) return undefined;
  const answered = g.offer.what === 'draw' && g.offer.by !== g.you?.id && mySide(g);
  return { tone: 'plain', text: answered ? t('{offer}; a move declines it', { offer: asks(g) }) : asks(g) };
}

/** asks is the open offer in words. */
export function asks(g: Game): string {
  const o = g.offer!;
  const by = [g.white, g.black].find((p) => p?.id === o.by)?.nick ?? t('The opponent');
  if (o.by === g.you?.id) return o.what === 'draw' ? t('You offer a draw') : t('You ask for a takeback');
  return o.what === 'draw' ? t('{nick} offers a draw', { nick: by }) : t('{nick} asks for a takeback', { nick: by });
}

function gone(g: Game, _l: Line, now: number): Status | undefined {
  const side = mySide(g);
  if (!side) return undefined;
  const ms = claimIn(g, other(side), now);
  if (ms === undefined) return undefined;
  const nick = opponent(g)?.nick ?? t('The opponent');
  return { tone: 'plain', text: ms > 0 ? t('{nick} is gone. You can claim in {time}.', { nick, time: countdown(ms) }) : t('{nick} is gone. You can claim.', { nick }) };
}

function firstMove(g: Game, _l: Line, now: number): Status | undefined {
  if (g.window === undefined || g.ended || pendingMove(g)) return undefined;
  const ms = Math.max(0, g.window - (now - g.clock.at));
  const side = turn(g.fen);
  const values = { nick: g[side]?.nick ?? sideName(side), time: countdown(ms) };
  return { tone: 'plain', text: shownLate(g, mySide(g) === side ? t('Your first move, {time} left for it', values) : t('{nick}’s first move, {time} left for it', values)) };
}

/** shownLate is what a watcher of a delayed game is told, behind that it is late. */
const shownLate = (g: Game, text: string): string => (late(g) ? t('Shown {n} s late. {text}', { n: late(g), text }) : text);

function watching(g: Game): Status {
  const toMove = turn(g.fen) === 'white' ? t('White to move.') : t('Black to move.');
  const values = { n: moveNumber(g.fen) };
  const note = g.start?.rated ? t('move {n} of a rated game', values) : t('move {n} of a casual game', values);
  return { tone: 'plain', live: !late(g), text: late(g) ? shownLate(g, toMove) : t('Live. {text}', { text: toMove }), mark: { is: 'note', text: note } };
}

function mark(g: Game, l: Line, now: number): Status['mark'] {
  const pending = pendingMove(g);
  const held = heldMove(g);
  if (held) return { is: 'note', text: t('{move} not sent', { move: held.label }) };
  if (pending && l.phase.is !== 'open') return { is: 'sending', text: t('{move} not saved yet', { move: pending.label }) };
  if (pending) return now - pending.at >= SHY ? { is: 'sending', text: t('{move} sending', { move: pending.label }) } : undefined;
  return g.saved ? { is: 'saved', text: t('{move} saved', { move: g.saved }) } : undefined;
}

/** countdown is m:ss, rounded up, so that it ends when the time has come. */
export function countdown(ms: number): string {
  const s = Math.ceil(ms / 1000);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/** ticking tells whether the row changes by itself after `now`, so that the page must look again. */
export function ticking(g: Game, l: Line, now: number): boolean {
  const within = (what: { at: number } | undefined, ms: number) => what !== undefined && now - what.at < ms;
  return l.phase.is === 'waiting' || within(g.refused, REFUSED) || within(g.noted, REFUSED) || within(pendingMove(g), SHY) || g.window !== undefined || g.seats.white?.claim !== undefined || g.seats.black?.claim !== undefined;
}
