/**
 * The board that pages of other sites frame: it watches one game over a socket that looks at nobody's cookie, and does
 * nothing else.
 *
 * Decision: no framework; the board, the game's reducer and the connection are those of the client. Rejected: the room's
 * own page with most of it hidden, which is five times as much to load and can act.
 */
import '../design/tokens.css';
import './embed.css';
import { miniBoard } from '../board/mini';
import { face, left, redraw } from '../clock/clock';
import { socketUrl, time } from '../connection/browser';
import { Connection, type Phase } from '../connection/connection';
import { bindHints } from '../connection/hints';
import { speakFirst } from '../words/languages';
import { ends, newGame, reduce, type Game } from '../room/game';
import { other, resumeQuery, type Colour } from '../wire';
import { sideName } from '../room/sides';
import { missing, roomOf, says, sideOf } from './says';
import { t } from '../words/words';

const PATIENCE = 30_000; // ms between tries at most: nobody's clock hangs on it

await speakFirst({ sv: () => import('words:sv-embed-main') });

const room = roomOf(location.pathname);
const below = sideOf(location.search);

const page = document.getElementById('game')!;
const make = (tag: string, className: string, into: HTMLElement = page): HTMLElement => {
  const el = document.createElement(tag);
  el.className = className;
  into.append(el);
  return el;
};

/** A player's row: name and clock. */
const row = (side: Colour) => {
  const el = make('p', 'player');
  const name = make('bdi', 'name', el);
  const clock = make('span', 'clock', el);
  clock.setAttribute('role', 'timer');
  clock.setAttribute('aria-label', side === 'white' ? t("White's clock") : t("Black's clock"));
  return { side, el, name, clock };
};

const heading = make('h1', 'unseen');
const top = row(other(below));
const square = make('div', 'square');
const bottom = row(below);
const foot = make('p', 'foot');
const line = make('span', 'says', foot);
const link = make('a', 'link', foot) as HTMLAnchorElement;
link.href = `/rooms/${encodeURIComponent(room)}`;
link.target = '_blank';
link.rel = 'noopener';
link.setAttribute('aria-label', t('Open the room'));
make('span', 'wide', link).textContent = t('Open the room');
make('span', 'slim', link).textContent = t('Room');

let game: Game = newGame();
let phase: Phase = { is: 'connecting' };
let cancel = (): void => {};
/** Nothing is known yet, or there is nothing: no men, rather than those of a game that is not there. */
const EMPTY = '8/8/8/8/8/8/8/8 w - - 0 1';
const board = miniBoard(square, EMPTY, undefined, below);

/** draw shows all of the state, and comes again when a running clock's face changes. */
function draw(): void {
  cancel();
  const now = time.now();
  const last = game.moves.at(-1);
  board.set(game.n === undefined ? EMPTY : game.fen, last && ends(last.uci));
  for (const { side, el, name, clock } of [top, bottom]) {
    name.textContent = game.n === undefined ? '' : (game[side]?.nick ?? sideName(side));
    const { main, tenths } = face(left(game.clock, side, now));
    const timed = game.start !== undefined && game.start.control.base + game.start.control.inc > 0;
    const shown = tenths === undefined ? main : `${main}.${tenths}`;
    const guessed = phase.is !== 'open' && game.clock.running === side;
    clock.textContent = !timed ? '' : guessed ? `≈ ${shown}` : shown;
    el.classList.toggle('running', game.clock.running === side);
  }
  link.hidden = missing(game, phase);
  const words = says(game, phase);
  if (line.textContent !== words) line.textContent = words;
  const title = game.white && game.black ? `${game.white.nick} – ${game.black.nick}` : t('A game at Rookery');
  if (heading.textContent !== title) heading.textContent = document.title = title;
  const running = game.clock.running;
  if (running) cancel = time.after(redraw(game.clock, running, now), draw);
}

const connection = new Connection({
  url: () => socketUrl(`/embed/${encodeURIComponent(room)}/socket`) + resumeQuery(game.epoch, { game: game.n }),
  frame: (frame) => {
    game = reduce(game, frame, time.now());
    draw();
    return !game.stale;
  },
  phase: (p) => {
    phase = p;
    draw();
  },
  open: (url, subprotocol) => new WebSocket(url, subprotocol),
  time,
  random: Math.random,
  patience: () => PATIENCE,
});
bindHints(window, document, () => connection.hint());
draw();
connection.connect();
