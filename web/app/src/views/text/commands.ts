/**
 * What one can write into the one field of the page without a board. One table: it reads what is written, and it is
 * what `help` says.
 *
 * Decision: a bare square is the pawn's move if it is one that we can make now, else the question what is there; a
 * question mark before it always asks. Rejected: a word before every move, which is written most.
 */
import type { Square } from '../../board/square';
import { forTalk } from '../../chat/compose';
import { claimIn, freeSeat, mySide, plays, turn, type Game } from '../../room/game';
import { claimable, captured, counted, legal, read } from '../../room/position';
import { clockWords, lastMove, result } from '../../sound/spoken';
import { moveLabel } from '../../room/game';
import { other, type Command } from '../../wire';
import { key, listed, t } from '../../words/words';
import { lineOf, lineWords, menWords, reachWords, roleOfWord, squareWords } from './board';

/** What the field needs to know when it reads. */
export interface Asked {
  game: Game;
  /** The page's monotonic ms. */
  now: number;
  /** The line is down: clocks are the page's guess. */
  guess: boolean;
  /** What stands in the status row. */
  status: string;
  /** Those in the room, in words. */
  people: string;
  /** A rematch is on offer: its number in our notices. */
  rematch?: number;
  room: string;
}

/** What is to be done with what was written. */
export type Reading =
  | { say: string }
  | { move: string }
  | { command: Command; label: string }
  /** It cannot be taken back: it is done when it is written once more, or `yes` is. */
  | { ask: string; command: Command; label: string }
  | { talk: string }
  | { drop: true }
  | { go: 'board' | 'lobby' | 'rematch' };

interface Word {
  /** As one writes it, first the usual word. */
  words: readonly string[];
  usage: string;
  does: string;
  read: (a: Asked, rest: string) => Reading | undefined;
}

const says = (text: string): Reading => ({ say: text });
const not = (text: string): Reading => says(text);
const begun = (g: Game) => g.moves.length >= 2;
const theirs = (g: Game) => (g.offer && g.offer.by !== g.you?.id ? g.offer : undefined);

/** playing is a command of who plays a game that goes on; others are told that it is not theirs. */
const playing = (f: (a: Asked, rest: string) => Reading): Word['read'] => (a, rest) => {
  if (!plays(a.game)) return not(t('Only who plays can do that.'));
  return a.game.ended ? not(t('The game is over.')) : f(a, rest);
};

const does = (command: Command, label: string): Reading => ({ command, label });

export const WORDS: readonly Word[] = [
  { words: ['clock', 'clocks', 'c'], usage: 'clock', does: key('both clocks'), read: ({ game, now, guess }) => says(clockWords(game, now, guess)) },
  { words: ['last', 'l'], usage: 'last', does: key('the last move'), read: ({ game }) => says(lastMove(game)) },
  { words: ['status', 's'], usage: 'status', does: key('what is so now'), read: ({ game, status }) => says(game.ended ? result(game) : status) },
  { words: ['moves'], usage: 'moves', does: key('all moves'), read: ({ game }) => says(game.moves.map((m, i) => moveLabel(i + 1, m.san, game.start?.fen)).filter(Boolean).join(' ') || t('No move has been made.')) },
  {
    words: ['pieces', 'p'],
    usage: 'pieces, pieces knight',
    does: key('where the pieces of both sides stand'),
    read({ game }, rest) {
      const only = rest ? roleOfWord(rest) : undefined;
      if (rest && !only) return not(t('There is no piece called {name}.', { name: rest }));
      const mine = mySide(game) ?? 'white';
      return says([mine, other(mine)].map((side) => menWords(game.fen, side, only)).join(' '));
    },
  },
  { words: ['scan'], usage: 'scan e, scan 4', does: key('what stands on a file or a rank'), read: ({ game }, rest) => says(lineOf(rest) ? lineWords(game.fen, lineOf(rest)!) : t('Say a file, a to h, or a rank, 1 to 8.')) },
  {
    words: ['from'],
    usage: 'from g1',
    does: key('where the piece on a square can go'),
    read: ({ game }, rest) => says(isSquare(rest) ? reachWords(rest as Square, legal(game.fen, rest as Square)) : t('Say a square, as in from g1.')),
  },
  { words: ['taken', 'material'], usage: 'taken', does: key('what has been taken'), read: ({ game }) => says(takenWords(game)) },
  { words: ['people', 'who'], usage: 'people', does: key('who is here'), read: ({ people }) => says(people) },
  {
    words: ['draw'],
    usage: 'draw',
    does: key('offer a draw, accept the one that is offered, or claim one that you can claim'),
    read: playing(({ game }) => {
      const offer = theirs(game);
      if (offer?.what === 'draw') return does({ t: 'accept', d: { offer: offer.n } }, t('Accept'));
      if (plays(game) === turn(game.fen) && claimable(game.start?.fen, game.moves.map((m) => m.uci), game.fen)) return does({ t: 'claim', d: { what: 'draw', on: game.on } }, t('Claim a draw'));
      return does({ t: 'offer', d: { what: 'draw', on: game.on } }, t('Draw'));
    }),
  },
  { words: ['accept'], usage: 'accept', does: key('accept what is offered'), read: accept },
  {
    words: ['decline', 'withdraw'],
    usage: 'decline',
    does: key('decline what is offered, or withdraw your own offer'),
    read: playing(({ game }) => (game.offer ? does({ t: 'decline', d: { offer: game.offer.n } }, t('Decline')) : not(t('Nothing is offered.')))),
  },
  {
    words: ['claim'],
    usage: 'claim, claim draw, claim Nf3',
    does: key('claim the game when the opponent is gone, or a draw, with the move that brings it about'),
    read: playing(claim),
  },
  { words: ['takeback', 'undo'], usage: 'takeback', does: key('ask for your last move back'), read: playing(({ game }) => does({ t: 'offer', d: { what: 'takeback', on: game.on } }, t('Takeback'))) },
  { words: ['time', 'give'], usage: 'time', does: key('give the opponent 15 s'), read: playing(() => does({ t: 'time', d: {} }, t('+15 s'))) },
  {
    words: ['resign'],
    usage: 'resign',
    does: key('resign; it is asked once more'),
    read: playing(({ game }) => (begun(game) ? { ask: t('Resign this game? Write yes, or anything else to play on.'), command: { t: 'resign', d: {} }, label: t('Resign') } : not(t('One side has not moved yet: you can abort.')))),
  },
  { words: ['abort'], usage: 'abort', does: key('end a game that has hardly begun; it is asked once more'), read: playing(() => ({ ask: t('Abort? Nobody loses. Write yes, or anything else to play on.'), command: { t: 'abort', d: {} }, label: t('Abort') })) },
  { words: ['sit'], usage: 'sit', does: key('take the free seat'), read: ({ game }) => (freeSeat(game) && !mySide(game) ? does({ t: 'sit', d: {} }, t('Take the seat')) : not(t('No seat is free for you.'))) },
  {
    words: ['rematch'],
    usage: 'rematch',
    does: key('play again, or accept to'),
    read: ({ game, rematch, room }) => (game.ended && mySide(game) ? does({ t: 'rematch', d: { room, ...(rematch !== undefined && { offer: rematch }) } }, t('Rematch')) : not(t('There is no game to play again yet.'))),
  },
  { words: ['cancel'], usage: 'cancel', does: key('take your premoves back'), read: () => ({ drop: true }) },
  { words: ['say'], usage: 'say good luck', does: key('talk to everyone who reads here'), read: (_a, rest) => (rest ? { talk: rest } : not(t('Say what?'))) },
  { words: ['board'], usage: 'board', does: key('show the board'), read: () => ({ go: 'board' }) },
  { words: ['lobby'], usage: 'lobby', does: key('go to the lobby'), read: () => ({ go: 'lobby' }) },
];

/** What is written otherwise than with a word, for the help. */
export const FORMS: readonly { usage: string; does: string }[] = [
  { usage: 'e4, Nf3, exd5, O-O, e8=Q, g1f3', does: key('a move, or a premove when it is not your turn') },
  { usage: 'e4, ? e4', does: key('what is on a square, and what attacks it; with the question mark also when it is a move') },
  { usage: '@nick text', does: key('whisper to one person') },
  { usage: '/help', does: key('what else the chat understands') },
];

function accept(a: Asked, rest: string): Reading {
  const { game, rematch, room } = a;
  if (game.ended && rematch !== undefined) return does({ t: 'rematch', d: { room, offer: rematch } }, t('Rematch'));
  return playing(() => {
    const offer = theirs(game);
    return offer ? does({ t: 'accept', d: { offer: offer.n } }, t('Accept')) : not(t('Nothing is offered.'));
  })(a, rest)!;
}

function claim({ game, now }: Asked, rest: string): Reading {
  const gone = claimIn(game, other(mySide(game)!), now);
  const label = t('Claim');
  if (!rest && gone !== undefined) return does({ t: 'claim', d: { what: 'gone_win', on: game.on } }, label);
  const draw = rest === '' || rest.toLowerCase() === 'draw';
  if (draw && gone === 0) return does({ t: 'claim', d: { what: 'gone_draw', on: game.on } }, label);
  return does({ t: 'claim', d: { what: 'draw', on: game.on, ...(!draw && { move: rest }) } }, t('Claim a draw'));
}

function takenWords(g: Game): string {
  const of = (side: 'white' | 'black') => {
    const { men, ahead } = captured(g.fen, side, g.start?.fen);
    const values = { men: listed(men.map((m) => counted(m.man, m.count))) || t('nothing'), n: ahead };
    return `${side === 'white' ? t('White has taken {men}.', values) : t('Black has taken {men}.', values)}${ahead ? ` ${t('That is {n} ahead.', values)}` : ''}`;
  };
  return `${of('white')} ${of('black')}`;
}

const isSquare = (text: string): boolean => /^[a-h][1-8]$/.test(text);

/** reading is what a text that was written means; undefined for nothing. */
export function reading(a: Asked, written: string): Reading | undefined {
  const text = written.trim();
  if (!text) return undefined;
  if (forTalk(text)) return { talk: text };
  const asked = /^\?\s*([a-h][1-8])$/i.exec(text)?.[1] ?? (isSquare(text.toLowerCase()) && !isMove(a.game, text) ? text : undefined);
  if (asked) return says(squareWords(a.game.fen, asked.toLowerCase() as Square));
  if (/^(help|\?|h)$/i.test(text)) return says(help());
  const [, word, rest] = /^(\S+)\s*(.*)$/s.exec(text)!;
  const known = WORDS.find((w) => w.words.includes(word!.toLowerCase()));
  if (known && !isMove(a.game, text)) return known.read(a, rest!.trim());
  if (!plays(a.game) || a.game.ended) return not(t('There is no {word}. Write help for what there is, or say before what you want to say.', { word: word! }));
  return { move: text };
}

/** isMove tells whether a text is a move that we can make now. */
const isMove = (g: Game, text: string): boolean => plays(g) === turn(g.fen) && !g.ended && read(g.fen, text) !== undefined;

/** help is all that can be written, in words. */
export const help = (): string => [...FORMS, ...WORDS].map((w) => t('{usage}: {does}.', { usage: w.usage, does: t(w.does) })).join('\n');
