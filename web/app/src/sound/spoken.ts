/**
 * What is said of a room to those who listen: the one place for moves, talk, offers, the line and time.
 *
 * Decision: what is said is the difference between two scenes, and the page looks after each frame. A resume brings each
 * event once, so each is said once, in the order it came in; a snapshot says what it adds, and what was there before one
 * came is never said. Rejected: live regions around what is shown, which say again what is drawn again, say a countdown
 * at each second, and call a whisper a line.
 */
import { author, hidden, PAST, type Entry } from '../chat/entries';
import { face, left, lowIn } from '../clock/clock';
import { spelled, unlimited } from '../clock/pace';
import { other, type Colour, type Person } from '../wire';
import { heard, key, listed, t } from '../words/words';
import { ending } from '../room/ending';
import { awaited, claimIn, late, mySide, opponent, turn, type Game, type Played } from '../room/game';
import { last } from '../room/position';
import { told, type Changes } from '../room/rematch';
import { sideName } from '../room/sides';
import { asks, refusal } from '../room/status';

/** A thing to be said. What is urgent is said before what is being said otherwise. */
export interface Saying {
  text: string;
  urgent?: boolean;
  /** A line that somebody else wrote to all, of which there may be many. */
  line?: boolean;
}

/** A room as it is at one moment, as far as one is told of it. */
export interface Scene {
  game: Game;
  entries: readonly Entry[];
  /** The newest number ever held of each stream of talk: what is not above it is no news. */
  known: Partial<Record<'chat' | 'players' | 'whispers', number>>;
  blocked: readonly Person[];
  line: { lost: boolean; doubtful?: boolean; back: boolean; closed?: string };
  /** The opponent would play again. */
  rematch?: Changes & { n: number };
  /** Our clock has been low: it is told once a game. */
  low: boolean;
  /** The opponent was here and is not. */
  left: boolean;
  /** It is told that they are gone: who lost the line with us may come just behind us. */
  gone: boolean;
  /** The game can be claimed for that. */
  claim: boolean;
}

/** moments are those parts of a scene that come of what was before, or with time. */
export function moments(g: Game, was: Scene | undefined, now: number): Pick<Scene, 'low' | 'left' | 'gone' | 'claim'> {
  const side = mySide(g);
  const left = side !== undefined && absent(g) && (was?.left === true || was?.game.seats[other(side)]?.here === true);
  return {
    low: was?.low === true || (lowIn(g.clock, side, g.start?.control, now) ?? 1) <= 0,
    left,
    gone: left && awaited(g, now) === 0,
    claim: side !== undefined && claimIn(g, other(side), now) === 0,
  };
}

/** absent tells whether we play and the opponent is not here. */
function absent(g: Game): boolean {
  const side = mySide(g);
  return side !== undefined && !g.ended && g.seats[other(side)]?.here === false;
}

/** nextMoment is the time, in ms, until one of them comes; undefined if none will. */
export function nextMoment(g: Game, now: number): number | undefined {
  const side = mySide(g);
  const due = [lowIn(g.clock, side, g.start?.control, now), side && claimIn(g, other(side), now), absent(g) ? awaited(g, now) : undefined].filter((ms) => ms !== undefined && ms > 0);
  return due.length ? Math.min(...(due as number[])) : undefined;
}

/** sayings are what is to be said of what lies between two scenes, in its order. */
export function sayings(was: Scene, is: Scene, now: number): Saying[] {
  return [...ofLine(was, is), ...ofMoves(was.game, is.game), ...ofTalk(was, is), ...ofGame(was.game, is.game), ...ofTime(was, is, now)];
}

const soft = (...texts: (string | undefined | false)[]): Saying[] => texts.filter((text) => typeof text === 'string').map((text) => ({ text }));
const urgent = (text: string): Saying[] => [{ text, urgent: true }];

function ofLine({ line: was }: Scene, { line: is }: Scene): Saying[] {
  if (is.closed !== was.closed && is.closed !== undefined) return urgent(heard(is.closed));
  const [before, now] = [waiting(was), waiting(is)];
  const back = (is.back && !was.back) || (was.doubtful && !is.lost);
  return soft(now !== before && now, back && t('Back. Nothing was lost.'));
}

/** waiting is what one is told of a line that is not there. */
const waiting = (l: Scene['line']): string | undefined => (!l.lost ? undefined : l.doubtful ? t('No answer, asking again') : t('Reconnecting'));

function ofMoves(was: Game, is: Game): Saying[] {
  if (was.n === undefined || was.epoch !== is.epoch || is.moves === was.moves) return [];
  const same = was.moves.every((m, i) => is.moves[i]?.uci === m.uci);
  if (!same) return is.takenBack ? [] : soft(t('The game stands elsewhere now. {last}', { last: lastMove(is) }));
  return is.moves.slice(was.moves.length).map((m, i) => moved(is, m, was.moves.length + i + 1));
}

/** mover is the side that made the move that led to a ply. */
const mover = (g: Game, ply: number): Colour => ((g.moves.length - ply) % 2 === 0 ? other(turn(g.fen)) : turn(g.fen));

function moved(g: Game, m: Played, ply: number): Saying {
  const side = mover(g, ply);
  const move = moveWords(m.san);
  if (mySide(g) === side) return { text: t('{move}, saved', { move }) };
  return { text: mySide(g) ? move : t('{side}: {move}', { side: sideName(side), move }), urgent: true };
}

/** lastMove tells of the last move, with its number and who made it. */
export function lastMove(g: Game): string {
  const m = g.moves.at(-1);
  if (!m) return t('No move has been made.');
  const side = other(turn(g.fen));
  const n = Number(g.fen.split(' ')[5]) - (side === 'black' ? 1 : 0);
  return t('Move {n}, {side}: {move}.', { n, side: sideName(side), move: moveWords(m.san) });
}

function ofTalk(was: Scene, is: Scene): Saying[] {
  if (is.entries === was.entries) return [];
  const there = new Set(was.entries.map((e) => e.key));
  const fresh = is.entries.filter((e) => !there.has(e.key) && isNews(e, was) && !hidden(e, is.blocked));
  const { offer } = is.game;
  const offered = offer && offer.n !== was.game.offer?.n ? offer.what : undefined; // the game's own word for it
  return fresh.flatMap((e) => {
    const line = e.is === 'line' && author(e) !== is.game.you?.id;
    return soft(!(e.is === 'event' && e.sign === offered) && entryWords(e, is.game)).map((s) => (line ? { ...s, line } : s));
  });
}

/** isNews tells whether an entry was not there before us: of a stream by its number, what the page itself adds always. */
function isNews({ key }: Entry, { known }: Scene): boolean {
  const [, stream, n] = /^(chat|players|whispers)(\d+)$/.exec(key) ?? [];
  return stream === undefined ? !key.startsWith(PAST) : Number(n) > (known[stream as 'chat'] ?? Infinity);
}

/** entryWords is one thing in the chat for the ear; nothing of what is told otherwise, or only shown. */
function entryWords(e: Entry, g: Game): string | undefined {
  const you = g.you?.id;
  const mine = you !== undefined && author(e) === you;
  switch (e.is) {
    case 'line':
      if (e.action) return `${e.name} ${e.text}`;
      return t('{nick}: {text}', { nick: mine ? t('You') : e.name, text: e.text });
    case 'whisper':
      return mine ? t('You whisper to {nick}: {text}', { nick: e.to.nick, text: e.text }) : t('{nick} whispers: {text}', { nick: e.from.nick, text: e.text });
    case 'refused':
      return t('Not sent: {why}', { why: heard(e.text) });
    case 'event':
      return e.sign === 'flag' || (e.sign === 'seat' && mySide(g)) ? undefined : e.says();
    case 'muted':
      return e.whom.id === you ? t('You are muted here: {reason}', { reason: e.reason }) : t('{nick} is muted here', { nick: e.whom.nick });
    case 'unmuted':
      return e.whom.id === you ? t('You may speak again') : t('{nick} may speak again', { nick: e.whom.nick });
    case 'help':
      return t('What you can write: {commands}', { commands: listed(e.commands.map((c) => c.usage)) });
    case 'clients':
      return t('{names}. {n} without a name.', { names: listed(e.clients.people.map((p) => p.nick)), n: e.clients.unnamed });
    default:
      return undefined;
  }
}

function ofGame(was: Game, is: Game): Saying[] {
  if (is.n === undefined) return [];
  if (was.n === undefined) return soft(welcome(is));
  const began = !(was.white && was.black) && is.white && is.black && soft(welcome(is));
  const offered = is.offer && is.offer.n !== was.offer?.n && soft(asks(is));
  const refused = is.refused && is.refused !== was.refused && urgent(refusal(is.refused));
  const noted = is.noted && is.noted !== was.noted && soft(is.noted.text);
  const over = is.ended && !was.ended && urgent(result(is));
  return [...(began || []), ...(offered || []), ...(refused || []), ...(noted || []), ...(over || [])];
}

/** welcome is where one has come to. */
function welcome(g: Game): string {
  const values = { white: g.white?.nick ?? t('A free seat'), black: g.black?.nick ?? t('a free seat'), clock: g.start ? spelled(g.start.control) : '' };
  const side = mySide(g);
  if (g.ended) return t('{white} against {black}. {result}', { ...values, result: result(g) });
  if (!side) return t('You watch {white} against {black}, {clock}.', values);
  if (!g.white || !g.black) return t('Your game is open, {clock}. Waiting for the other player.', values);
  const nick = opponent(g)!.nick;
  const yours = turn(g.fen) === side ? t('Your turn') : t('{nick} to move', { nick });
  const plays = side === 'white' ? t('You play White against {nick}, {clock}.', { ...values, nick }) : t('You play Black against {nick}, {clock}.', { ...values, nick });
  return `${plays} ${yours}`;
}

/** result is how a game ended, in whole sentences. */
export function result(g: Game): string {
  if (!g.ended) return '';
  const { why, title } = ending(g.ended, g.white?.nick, g.black?.nick, last(g.fen, g.ended));
  return t('{why}. {result}.', { why, result: title });
}

function ofTime(was: Scene, is: Scene, now: number): Saying[] {
  const nick = opponent(is.game)?.nick ?? t('The opponent');
  const low = is.low && !was.low && urgent(t('Low time. {clocks}', { clocks: clockWords(is.game, now) }));
  const claim = is.claim && !was.claim && soft(t('{nick} is gone. You can claim.', { nick }));
  const again = is.rematch && is.rematch.n !== was.rematch?.n && soft(rematchWords(is.rematch, is.game, nick));
  const seat = is.gone !== was.gone && !is.game.ended && soft(is.gone ? t('{nick} is gone', { nick }) : t('{nick} is back', { nick }));
  return [...(low || []), ...(seat || []), ...(claim || []), ...(again || [])];
}

function rematchWords(offer: Changes, g: Game, nick: string): string {
  const changes = told(offer, g.start!.control, mySide(g) ?? 'white');
  return changes ? t('{nick} would play again: {changes}.', { nick, changes }) : t('{nick} would play again.', { nick });
}

/** clockWords are both clocks, for who asks: "You 4:31, jackdaw 3:02". Guess: the line is down. */
export function clockWords(g: Game, now: number, guess = false): string {
  if (!g.start || unlimited(g.start.control)) return t('No clock');
  const mine = mySide(g);
  const order: Colour[] = mine ? [mine, other(mine)] : ['white', 'black'];
  const one = (side: Colour) => {
    const { main, tenths } = face(left(g.clock, side, now));
    return `${side === mine ? t('You') : (g[side]?.nick ?? sideName(side))} ${main}${tenths === undefined ? '' : `.${tenths}`}`;
  };
  const both = listed(order.map(one));
  return listed([both, guess && t('as the page guesses'), late(g) > 0 && t('shown {n} s late', { n: late(g) })]);
}

const MEN: Record<string, string> = { K: key('King'), Q: key('Queen'), R: key('Rook'), B: key('Bishop'), N: key('Knight') };
const BECOMES: Record<string, string> = { Q: key('{move}, becomes a queen'), R: key('{move}, becomes a rook'), B: key('{move}, becomes a bishop'), N: key('{move}, becomes a knight') };

/** moveWords is a move in SAN for the ear: "Knight f3, check", "e takes d5", "Castles short". */
export function moveWords(san: string): string {
  const m = /^(?:(O-O-O)|(O-O)|([KQRBN])?([a-h]?[1-8]?)(x)?([a-h][1-8])(?:=([QRBN]))?)([+#])?$/.exec(san);
  if (!m) return san;
  const [, long, short, letter, from, takes, to, promoted, mark] = m;
  let move = long ? t('Castles long') : short ? t('Castles short') : '';
  if (!move) {
    const man = [letter && t(MEN[letter]!), from?.split('').join(' ')].filter(Boolean).join(' ');
    move = takes ? t('{man} takes {square}', { man, square: to! }) : [man, to].filter(Boolean).join(' ');
  }
  if (promoted) move = t(BECOMES[promoted]!, { move });
  if (mark) move = mark === '#' ? t('{move}, checkmate', { move }) : t('{move}, check', { move });
  return move;
}

const AT_ONCE = 400; // ms until one is heard
const A_LETTER = 45; // ms of speech

/** cuts tells whether a thing said now, with urgency, would cut off another urgent one: then it waits its turn. */
export const cuts = (before: { text: string; at: number } | undefined, now: number): boolean =>
  before !== undefined && now - before.at < AT_ONCE + before.text.length * A_LETTER;
