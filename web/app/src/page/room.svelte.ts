import { bare } from '../chat/compose';
import { before, held, KEPT, newTalk, recent, reduce as reduceTalk, untold, type Talk } from '../chat/talk';
import { hold, myTurn, newGame, note, plays, readers, reduce as reduceGame, refuse, sent, underWay, unheard, type Game } from '../room/game';
import { meant, typed } from '../room/typed';
import type { Command, Completion, ServerFrame } from '../wire';
import { watchAway } from './away';
import { Ear } from './ear.svelte';
import { refusal } from './answer';
import { time } from '../connection/browser';
import { Line } from './line.svelte';
import { listener } from './listener';
import { takeName } from './me';
import { Part } from './part.svelte';
import type { Premoves } from './premoves.svelte';
import type { Site } from './site.svelte';
import { t, tn } from '../words/words';

const PATIENCE = 8_000; // ms between tries at most, because a clock may run
const ASK = 4_000; // ms of silence until a player asks whether the server is there

/** What only asks or tells in passing: nobody misses it. */
const PASSING: readonly Command['t'][] = ['ping', 'history', 'complete', 'away', 'follow'];

const saying = (text: string, to: 'chat' | 'players' = 'chat'): Command => ({ t: 'say', d: { text, to } });

/** RoomPage is a room at work: one line, and two parts that know nothing of each other. */
export class RoomPage {
  readonly id: string;
  readonly game = new Part<Game>(reduceGame, newGame);
  readonly talk = new Part<Talk>(reduceTalk, newTalk);
  readonly line: Line;
  /** Fetched for who plays. */
  premoves: Premoves | undefined = $state.raw();
  readonly ear: Ear;
  nickRefused = $state('');
  /** Commands of the chat, as the server has listed them. */
  commands: readonly Completion[] = $state.raw([]);
  #site: Site;
  #away = false; // the reader looks elsewhere
  #told = false; // what this connection has been told of that
  #telling = false;
  #naming = false;
  #slip = ''; // a line that was held back
  #unwatch: () => void;

  constructor(id: string, site: Site) {
    this.id = id;
    this.#site = site;
    this.ear = new Ear(this, site);
    this.line = new Line(
      `/rooms/${encodeURIComponent(id)}/socket`,
      [
        listener(this.game, (g) => ({ game: g.n })),
        { take: () => this.premoves?.settle(), held: () => undefined }, // at once: a premove is on its way before the opponent's move is painted
        listener(this.talk, (talk) => talk.held),
        listener(site.notices, (n) => ({ notices: n.n })),
        site.following.hears(),
        site.renewal.hears(),
        { take: (f) => this.#recall(f), held: () => undefined },
        { take: () => this.ear.listen(), held: () => undefined }, // last: of what the others have made of it
      ],
      () => PATIENCE,
      () => {
        this.#told = false;
        void this.#look();
        site.following.greet(this.line);
      },
      () => (plays(this.game.state) && (this.game.state.clock.running || this.game.state.window !== undefined) ? ASK : undefined),
    );
    site.line = this.line;
    this.#unwatch = watchAway(document, time, (away) => {
      this.#away = away;
      void this.#look();
    });
  }

  /** apart is whether we are one of two players who talk in a stream of their own until everybody knows the result. */
  #apart(): boolean {
    return this.talk.state.held.players !== undefined && plays(this.game.state) !== undefined && this.readers === 'players';
  }

  /** Who reads at once what is said here. */
  readers = $derived.by(() => readers(this.game.state, this.talk.state.held.chat !== undefined));
  /** look tells the room whether we look at it, one word at a time. A new connection counts as one that does. */
  async #look(): Promise<void> {
    if (this.#telling || this.#told === this.#away || !['open', 'doubtful'].includes(this.line.phase.is) || !this.talk.state.you) return;
    this.#telling = true;
    const away = this.#away;
    const answer = await this.line.ask({ t: 'away', d: { away } });
    this.#telling = false;
    if (answer) this.#told = away;
    if (answer && !('no' in answer)) void this.#look();
  }

  /** act sends a command of the game. Label names it where the page speaks of it; uci is the move, if it is one. It returns the command's id. */
  act(command: Command, label: string, uci?: string): string {
    const cid = this.line.send(command);
    this.game.change((g) => sent(g, { cid, command, label, uci, at: time.now() }));
    return cid;
  }

  /** press sends a command for a button. While the line is down it says what becomes of it, and keeps one of a kind. */
  press(command: Command, label: string): void {
    if (!this.line.lost) return void this.act(command, label);
    const waits = this.game.state.sent.some((s) => s.command.t === command.t);
    if (!waits) this.act(command, label);
    this.#site.say(waits ? t('{what} is waiting already.', { what: label }) : t('{what} will be sent when the line is back.', { what: label }));
  }

  /**
   * move plays a move written in any way; what the page can read of it stands on the board at once. It returns the
   * command's id, or nothing for what did not go out: it was refused at once, or waits for the word of who wants to
   * look twice.
   */
  move(text: string, sure = !this.#site.settings.now.confirmMoves): { cid: string } | undefined {
    const g = this.game.state;
    const m = typed(g, text);
    const { uci, label } = m;
    if (uci && !sure) return void this.game.change((g) => hold(g, { uci, label, on: g.on }));
    if (!m.fault) return { cid: this.act({ t: 'move', d: { move: m.text, on: g.on } }, m.label, m.uci) };
    this.refuse('move', m.fault, m.label, m.early);
    return undefined;
  }

  /** letGo takes back a move that waits for our own word. */
  letGo(): void {
    this.game.change((g) => hold(g));
  }

  /** refuse says at once what does not go out, as if the server had said it. */
  refuse(what: Command['t'], text: string, label = '', early = false): void {
    this.game.change((g) => refuse(g, { what, text, label, at: time.now(), early }));
  }

  /** note says in passing what has come of something that we did. */
  note(text: string): void {
    this.game.change((g) => note(g, { text, at: time.now() }));
  }

  /** leave ends the line and tells what was not sent: while the line is down that would be lost without a word. */
  leave(): void {
    const down = this.line.phase.is !== 'open';
    const waiting = this.line.unanswered.filter((s) => !PASSING.includes(s.command.t)).length;
    if (down && waiting) this.#site.say(tn(waiting, 'You left before it was sent.', 'You left before {n} things were sent.'));
    this.#unwatch();
    this.line.end();
    this.#site.part(this.line);
  }

  /** play does what move does, or keeps the move for when it is our turn: then it is queued. */
  play(text: string): { cid: string } | 'queued' | undefined {
    const later = this.premoves?.fen ? this.premoves : undefined; // it is not our turn, and it need not be
    if (!later) return this.move(text);
    const fault = later.type(text);
    return fault ? void this.refuse('move', fault, `“${text.slice(0, 20)}”`, true) : 'queued';
  }

  /** say says a line, or has done what it asks for. */
  say(text: string): void {
    const means = meant(this.game.state, bare(text), this.#slip, (m) => this.premoves?.reads(m));
    this.#slip = means === 'slip' ? bare(text) : '';
    if (means === 'talk') this.line.send(saying(text, this.#apart() ? 'players' : 'chat'));
    else if (means === 'slip') this.talk.change((talk) => held(talk, text, time.now()));
    else this.play(means.move);
  }

  /** Lines of ours that are not yet on disk, with when they were sent. */
  unsaid = $derived.by(() => untold(this.talk.state, this.line.unanswered.flatMap(({ cid, command, at, asked, told }) => (command.t === 'say' && !asked ? [{ cid, text: command.d.text, at, told }] : []))));

  /** settle lets go of what is long past; for a reader who is at the end of the talk. */
  settle(): void {
    this.talk.change((talk) => recent(talk, KEPT));
  }

  /** The question for earlier lines is under way. */
  asking = $derived.by(() => this.line.unanswered.some(({ command: c }) => c.t === 'history' && c.d.stream !== 'game'));

  /** earlier asks for what was said before the oldest in view. */
  earlier(): void {
    for (const d of before(this.talk.state)) this.line.send({ t: 'history', d });
  }

  /** recall has who plays told of what a snapshot leaves out; where its code cannot be had one does without. */
  #recall(f: ServerFrame): void {
    const n = unheard(this.game.state, f);
    if (!n) return;
    void import('./recall').then(({ recall }) => recall(n, (q) => this.line.ask(q), () => underWay(this.game.state), (to) => this.talk.change(to))).catch(() => undefined);
  }

  /** complete asks how a text may go on; undefined if that cannot be known now. */
  async complete(text: string): Promise<readonly Completion[] | undefined> {
    if (this.line.phase.is !== 'open') return undefined;
    const answer = await this.line.ask({ t: 'complete', d: { text } });
    if (!answer || !('info' in answer) || answer.info.t !== 'completions') return undefined;
    const { list } = answer.info.d;
    if (text === '/') this.commands = list;
    return list;
  }

  /** manage asks for something about a person or a line, and gives the reason if it is refused. */
  async manage(command: Command): Promise<string | undefined> {
    return refusal(await this.line.ask(command));
  }

  /** mute silences a spectator for some minutes. */
  mute(nick: string, minutes: number, reason: string): Promise<string | undefined> {
    return this.manage(saying(`/mute ${nick} ${minutes} ${reason}`.trim()));
  }

  unmute(nick: string): Promise<string | undefined> {
    return this.manage(saying(`/unmute ${nick}`));
  }

  /** name takes a nick for somebody who only watched so far; true if they have it. Of two presses the second asks for nothing. */
  async name(nick: string): Promise<boolean> {
    if (this.#naming) return false;
    this.#naming = true;
    this.nickRefused = '';
    const answer = await takeName(nick);
    this.#naming = false;
    if ('refused' in answer) {
      this.nickRefused = answer.refused;
      return false;
    }
    this.line.resume();
    return this.#site.line === this.line; // or the page has been left meanwhile
  }

  /** myTurn is for the title of the page: nothing is said there that the page only guesses. */
  get myTurn(): boolean {
    const g = this.game.state;
    return !g.ended && g.n !== undefined && !!g.white && !!g.black && myTurn(g) && !this.line.lost;
  }
}
