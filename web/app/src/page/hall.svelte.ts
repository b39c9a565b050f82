import { control, USUAL } from '../clock/pace';
import { levelOf, type Level } from '../lobby/levels';
import { newHall, poolAgain, pressed, reduce, searchAgain, sent, type Hall } from '../lobby/lobby';
import type { Command, ServerFrame } from '../wire';
import { refusal } from './answer';
import { keep, kept } from '../kept';
import { time } from '../connection/browser';
import { Line } from './line.svelte';
import { listener } from './listener';
import { takeName, whoAmI } from './me';
import { Part } from './part.svelte';
import type { Site } from './site.svelte';
import { tn } from '../words/words';

const PATIENCE = 20_000; // ms between tries at most: nobody's clock runs here

/** HallPage is the lobby at work: its line, its state, and what one can do there. */
export class HallPage {
  readonly hall: Part<Hall>;
  readonly line: Line;
  nickRefused = $state('');
  busy = $state(false);
  #site: Site;
  #left = false;
  #level = $state(kept('house'));
  #pool = $state(kept('pool'));

  constructor(site: Site) {
    this.#site = site;
    const { you } = site.notices.state; // known from the page before: nobody is asked for a name again
    this.hall = new Part<Hall>(reduce, () => ({ ...newHall(), you }));
    const heard = { take: (f: ServerFrame, now: number) => this.#take(f, now), held: () => undefined };
    // The notices first: a game that a search has led to is known before the lobby is seen again.
    this.line = new Line('/lobby/socket', [listener(site.notices, (n) => ({ notices: n.n })), heard, site.following.hears(), site.renewal.hears()], () => PATIENCE, () => site.following.greet(this.line));
    site.line = this.line;
  }

  leave(): void {
    this.#left = true;
    this.line.end();
    this.#site.part(this.line);
  }

  #take(f: ServerFrame, now: number): void {
    this.hall.take(f, now);
    const again = searchAgain(this.hall.state, f);
    if (again) this.send(again);
  }

  /** How strong the house plays, as the reader chose it last. */
  get level(): Level {
    return levelOf(this.#level, this.hall.state.levels);
  }

  choose(level: Level): void {
    this.#level = String(level);
    keep('house', this.#level);
  }

  /** The pool that one press looks for a game in: the one of the last time. */
  get pool(): string {
    return poolAgain(this.#pool);
  }

  /** house is a game with the house at once, with the clock that we search an opponent for. */
  house(): Command {
    return { t: 'house', d: { control: control(this.hall.state.search?.pool ?? USUAL), side: 'random', level: this.level } };
  }

  /** name takes a nick; true if we have it. A suggestion that is taken may be replaced by `again`. */
  async name(nick: string, again?: () => string): Promise<boolean> {
    this.busy = true;
    this.nickRefused = '';
    // A suggestion never replaces a name that this browser has and the page has not heard of yet.
    const known = again && !this.hall.state.greeted ? await whoAmI() : undefined;
    if (known) {
      this.busy = false;
      this.hall.change((h) => ({ ...h, you: known }));
      return true;
    }
    let answer = await takeName(nick);
    if ('refused' in answer && answer.taken && again) answer = await takeName(again());
    this.busy = false;
    if ('refused' in answer) {
      this.nickRefused = answer.refused;
      return false;
    }
    const { you } = answer;
    this.hall.change((h) => ({ ...h, you }));
    this.line.resume(); // who we are is fixed for a socket's life
    return true;
  }

  /** send asks the server for something. It returns the command's id. */
  send(command: Command): string {
    if (this.#left) this.#site.say(tn(1, 'You left before it was sent.', 'You left before {n} things were sent.')); // who took a name for it first has gone on meanwhile
    const cid = this.line.send(command);
    this.hall.change((h) => sent(h, cid, command, time.now()));
    return cid;
  }

  /** ask is send for who says himself what is refused: it gives the reason. */
  async ask(command: Command): Promise<string | undefined> {
    return refusal(await this.line.ask(command));
  }

  /** search starts a search in a pool, or stops it if it is the one under way. */
  search(pool: string): void {
    const { state } = this.hall;
    const command = pressed(this.line.lost ? { ...state, sent: [] } : state, pool); // without a line nothing is answered: one may change one's mind
    if (!command) return;
    this.send(command);
    this.#pool = pool;
    keep('pool', pool);
  }

  /** unblock has us hear somebody again; it gives the reason if that is refused. */
  async unblock(person: string): Promise<string | undefined> {
    return this.ask({ t: 'block', d: { person, on: false } });
  }

  /** hide keeps us out of lists of people, or ends that; it gives the reason if that is refused. */
  async hide(on: boolean): Promise<string | undefined> {
    return this.ask({ t: 'hide', d: { on } });
  }
}
