import { Connection, type Phase, type Sent } from '../connection/connection';
import { socketUrl, time } from '../connection/browser';
import { bindHints } from '../connection/hints';
import type { Answer, Command, Positions, ServerFrame } from '../wire';
import { behind, holding, resuming, tell, type Listener } from './listener';

/** How long "Back. Nothing was lost." stays. */
const BACK = 4_000;

/**
 * Line is the one WebSocket of a page with the parts that live from it. It ends
 * with the page.
 */
export class Line {
  phase: Phase = $state.raw({ is: 'connecting' });
  /** What has been sent, or waits for the line, and is unanswered. */
  unanswered: readonly Sent[] = $state.raw([]);
  /** The connection has been open before: what follows is a reconnect. */
  known = $state(false);
  /** The connection has just come back. */
  back = $state(false);
  #connection: Connection;
  #heads: Positions = {};
  #you: string | undefined; // whom the last greeting called us
  /** The page left an open line for a new one by itself: nothing was lost. */
  #chosen = $state(false);
  #forget: () => void = () => {};
  #unbind: () => void;

  constructor(path: string, listeners: Listener[], patience: () => number, greeted: () => void = () => {}, ask?: () => number | undefined) {
    this.#connection = new Connection({
      url: () => socketUrl(path) + resuming(holding(listeners)),
      frame: (f, asked) => this.#take(listeners, f, asked),
      unanswered: (sent) => (this.unanswered = sent),
      phase: (p) => {
        if (this.#passed(p)) greeted();
      },
      open: (url, subprotocol) => new WebSocket(url, subprotocol),
      time,
      random: Math.random,
      patience,
      ask,
    });
    this.#unbind = bindHints(window, document, () => this.#connection.hint());
    this.#connection.connect();
  }

  send(command: Command): string {
    return this.#connection.send(command);
  }

  /** ask is send for who wants the answer for himself; undefined if it never comes. */
  ask(command: Command): Promise<Answer | undefined> {
    return this.#connection.ask(command);
  }

  /** resume reconnects: after a change of name, or to give a mended part its snapshot. */
  resume(): void {
    this.#chosen = this.phase.is === 'open';
    this.#connection.resume();
  }

  /** mend gives a broken part a new beginning. */
  mend(part: { broken: boolean; mend: () => void }): void {
    if (!part.broken) return;
    part.mend();
    this.resume();
  }

  /** The line was there and is not: what is sent now waits. */
  get lost(): boolean {
    return this.known && this.phase.is !== 'open' && !this.#chosen;
  }

  end(): void {
    this.#unbind();
    this.#forget();
    this.#connection.end();
  }

  #take(listeners: Listener[], f: ServerFrame, asked?: Command): boolean {
    const now = time.now();
    tell(listeners, f, now, asked);
    const held = holding(listeners);
    if ('re' in f) return true;
    if (f.t === 'hello') {
      this.#heads = {};
      if (this.#you !== undefined && this.#you !== f.d.you?.id) this.#connection.forget();
      this.#you = f.d.you?.id;
    }
    const before = this.#heads;
    if (f.t === 'heads') this.#heads = { ...before, ...f.d.heads };
    return !held.some((h) => h.stale) && !(f.t === 'heads' && behind(before, f.d.heads, held));
  }

  /** passed takes a phase in, and tells whether we have just been greeted. */
  #passed(p: Phase): boolean {
    const late = this.phase.is === 'doubtful'; // an answer that came after all: nothing else has changed
    this.phase = p;
    if (p.is === 'waiting' || p.is === 'closed') this.#chosen = false;
    if (p.is !== 'open' || late) return false;
    const chosen = this.#chosen;
    this.#chosen = false;
    if (this.known && !chosen) {
      this.back = true;
      this.#forget();
      this.#forget = time.after(BACK, () => (this.back = false));
    }
    this.known = true;
    return true;
  }
}
