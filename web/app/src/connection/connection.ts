import type { Answer, Command, ServerFrame, WaitCode } from '../wire';
import { MAX_MESSAGE, SUBPROTOCOL } from '../wire';
import { cid as newCid } from './cid';
import { closing } from './closing';
import { silence } from './silence';
import { t } from '../words/words';

/** Where a connection stands. Times are of `Time.now`. */
export type Phase =
  | { is: 'connecting' }
  | { is: 'open' }
  /** Open as far as one knows, and an answer is overdue. */
  | { is: 'doubtful' }
  | { is: 'waiting'; until: number }
  | { is: 'closed'; code: number; why: string };

/** A command that has no answer yet, and when it was first sent or queued. */
export interface Sent {
  cid: string;
  command: Command;
  at: number;
  /** The server has said to wait, to it or to what it waits behind, why, and until when. */
  told?: { why: WaitCode; until: number };
  /** Whoever sent it waits for the answer: it is nobody else's business. */
  asked: boolean;
}

/** What the connection needs of a WebSocket. */
export interface Socket {
  onmessage: ((e: MessageEvent) => void) | null;
  onclose: ((e: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/** A monotonic clock in ms with timers; `after` returns what cancels the timer. */
export interface Time {
  now(): number;
  after(ms: number, f: () => void): () => void;
}

interface Wiring {
  /** The address with the resume query. Asked anew at every try. */
  url: () => string;
  /**
   * Takes every frame in order; an answer comes with the command it answers, as long as that was unanswered. False
   * means that something is missing: the connection resumes.
   */
  frame: (frame: ServerFrame, asked?: Command) => boolean;
  /** Hears of every change of what is unanswered. */
  unanswered?: (sent: readonly Sent[]) => void;
  phase: (phase: Phase) => void;
  open: (url: string, subprotocol: string) => Socket;
  time: Time;
  random: () => number;
  /** The longest wait between tries, in ms. */
  patience: () => number;
  /** How long to do without a word, in ms, before asking for one; undefined for who need not know so soon. */
  ask?: () => number | undefined;
}

const RESEND = 2_500; // an unanswered command goes out again, with the same cid
const GREETING = 10_000; // from opening a socket to its hello
const FIRST_TRY = 500; // upper bound of the first wait; doubles with each try
const STEADY = 10_000; // a connection that lived this long starts a new count of tries

interface Unanswered extends Sent {
  text: string;
  /** Since when the present socket has owed an answer. */
  out?: number;
  cancel: () => void;
  hear: ((answer: Answer | undefined) => void) | undefined;
  /** Of UTF-8. */
  bytes: number;
}

/**
 * Connection keeps one WebSocket to one page's stream of frames: it greets,
 * resumes, owns and resends what is unanswered, and comes back after every end
 * that allows it. It knows nothing of chess or chat.
 */
export class Connection {
  #w: Wiring;
  #socket: Socket | null = null;
  #greeted = false;
  #tries = 0;
  #timer: () => void = () => {};
  #steady: () => void = () => {};
  #heard = 0;
  #doubtful = false;
  #goaway: number | null = null;
  #most = MAX_MESSAGE; // bytes that the server takes in one message
  #unanswered = new Map<string, Unanswered>();
  #ended = false;
  #final = false; // closed with a code after which nobody comes back by himself

  constructor(wiring: Wiring) {
    this.#w = wiring;
  }

  /** connect makes the first try. */
  connect(): void {
    if (this.#ended) return;
    this.#drop();
    this.#greeted = false;
    this.#w.phase({ is: 'connecting' });
    const socket = this.#w.open(this.#w.url(), SUBPROTOCOL);
    this.#socket = socket;
    this.#heard = this.#w.time.now();
    socket.onmessage = (e) => this.#receive(socket, e.data);
    socket.onclose = (e) => this.#closed(socket, e.code, e.reason);
    this.#timer = this.#w.time.after(GREETING, () => this.#later());
  }

  /** send queues a command until its answer has come, over any number of reconnects. It returns the command's id. */
  send(command: Command): string {
    return this.#queue(command);
  }

  /**
   * ask is send for who wants the answer for himself: it is not among the frames then. The answer is an ok, an info or a
   * no; or undefined, if the command was forgotten. After the end there is none: nobody knows what became of it.
   */
  ask(command: Command): Promise<Answer | undefined> {
    return new Promise((hear) => this.#queue(command, hear));
  }

  /** resume leaves the present socket and opens the next, because who we are or what we hold has changed. */
  resume(): void {
    this.#final = false;
    this.#tries = 0;
    this.connect();
  }

  /** hint says that the network or the page has woken up. */
  hint(): void {
    if (this.#ended || this.#final) return;
    if (!this.#socket || this.#doubtful || this.#silence().is === 'dead') this.resume();
  }

  /** forget drops what was not answered: it was said by somebody whom this browser no longer is. */
  forget(): void {
    const all = [...this.#unanswered.values()];
    this.#unanswered.clear();
    for (const u of all) {
      u.cancel();
      u.hear?.(undefined);
    }
    this.#tell();
  }

  /** end closes the connection for good; nothing is called afterwards, and nothing goes out. */
  end(): void {
    this.#ended = true;
    this.#drop();
    this.#unanswered.clear();
  }

  #receive(socket: Socket, data: unknown): void {
    if (socket !== this.#socket) return;
    this.#heard = this.#w.time.now();
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (!('re' in frame) && frame.t === 'goaway') this.#goaway = frame.d.ms;
    if (!('re' in frame) && frame.t === 'hello') this.#most = frame.d.max_message ?? MAX_MESSAGE;
    const u = 're' in frame ? this.#answered(frame) : undefined;
    const whole = u?.hear || this.#w.frame(frame, u?.command);
    if (socket !== this.#socket) return; // the page left while it read the frame
    if (!whole) return this.#later();
    if (this.#greeted) this.#doubt(false);
    else this.#greet();
    this.#listen();
  }

  #greet(): void {
    this.#greeted = true;
    this.#steady = this.#w.time.after(STEADY, () => (this.#tries = 0));
    this.#w.phase({ is: 'open' });
    for (const u of this.#unanswered.values()) this.#transmit(u);
  }

  /** listen judges the silence, now and whenever that may have changed. */
  #listen(): void {
    if (!this.#greeted) return;
    this.#timer();
    const { is, until } = this.#silence();
    if (is === 'dead') return this.#later();
    if (is === 'ask') return void this.ask({ t: 'ping', d: {} }); // which listens again
    if (is === 'doubtful') this.#doubt(true);
    this.#timer = this.#w.time.after(until - this.#w.time.now(), () => this.#listen());
  }

  #silence() {
    const owed = [...this.#unanswered.values()].map((u) => u.out ?? Infinity);
    return silence({ heard: this.#heard, owed: Math.min(...owed), ask: this.#w.ask?.() }, this.#w.time.now());
  }

  #doubt(doubtful: boolean): void {
    if (this.#doubtful === doubtful) return;
    this.#doubtful = doubtful;
    this.#w.phase({ is: doubtful ? 'doubtful' : 'open' });
  }

  #queue(command: Command, hear?: Unanswered['hear']): string {
    const cid = newCid();
    if (this.#ended) return cid;
    const text = written({ cid, ...command });
    const bytes = new TextEncoder().encode(text).length;
    const u: Unanswered = { cid, command, at: this.#w.time.now(), asked: hear !== undefined, text, cancel: () => {}, hear, bytes };
    // What is said after something that has to wait waits behind it, or it would be heard first.
    u.told = [...this.#unanswered.values()].findLast((v) => v.command.t === command.t && v.out === undefined && v.told)?.told;
    this.#unanswered.set(cid, u);
    this.#tell();
    if (this.#greeted && !u.told) this.#transmit(u);
    return cid;
  }

  /** refuse answers what the server would close the connection for. */
  #refuse(cid: string): void {
    const no: Answer = { re: cid, no: { code: 'too_long', text: t('That is too long to be sent.') } };
    const u = this.#answered(no);
    if (u && !u.hear) this.#w.frame(no, u.command);
  }

  #tell(): void {
    this.#w.unanswered?.([...this.#unanswered.values()]);
  }

  /** answered gives the command that a frame answers. */
  #answered(answer: Answer): Unanswered | undefined {
    const u = this.#unanswered.get(answer.re);
    if (!u) return undefined;
    u.cancel();
    u.out = undefined;
    if ('wait' in answer) {
      const told = (u.told = { why: answer.code, until: this.#w.time.now() + answer.wait });
      this.#w.time.after(answer.wait, () => this.#again(u.command, told.until));
      this.#tell();
      return u;
    }
    this.#unanswered.delete(answer.re);
    this.#tell();
    u.hear?.(answer);
    return u;
  }

  /** again sends what has waited until then and is of one sort, in its order; it may have been answered meanwhile, if it went out twice. */
  #again({ t }: Command, until: number): void {
    for (const u of this.#unanswered.values()) {
      if (u.command.t !== t || u.out !== undefined || !u.told) continue;
      if (u.told.until > until) return; // which sends what is behind it, too
      this.#transmit(u);
    }
  }

  #transmit(u: Unanswered): void {
    u.cancel();
    if (!this.#greeted) return; // the next greeting sends it
    if (u.bytes > this.#most) {
      u.cancel = this.#w.time.after(0, () => this.#refuse(u.cid));
      return;
    }
    this.#socket?.send(u.text);
    u.cancel = this.#w.time.after(RESEND, () => this.#transmit(u));
    if (u.out !== undefined) return;
    u.out = this.#w.time.now();
    this.#listen();
  }

  #closed(socket: Socket, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    const c = closing(code, reason);
    if (c.again) return this.#later();
    this.#drop();
    this.#final = true;
    this.#w.phase({ is: 'closed', code, why: c.why });
  }

  /** later waits with full jitter, so that a crowd does not come back as one. */
  #later(): void {
    this.#drop();
    const bound = Math.min(this.#w.patience(), FIRST_TRY * 2 ** this.#tries++);
    const ms = this.#goaway ?? this.#w.random() * bound;
    this.#goaway = null;
    this.#w.phase({ is: 'waiting', until: this.#w.time.now() + ms });
    this.#timer = this.#w.time.after(ms, () => this.connect());
  }

  #drop(): void {
    this.#timer();
    this.#steady();
    this.#greeted = this.#doubtful = false;
    for (const u of this.#unanswered.values()) u.out = undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close(1000);
  }
}

/** written is a frame as text. Half a surrogate pair, which a field may hold and UTF-8 cannot, is sent as a replacement character. */
const written = (frame: object): string => JSON.stringify(frame, (_, v: unknown) => (typeof v === 'string' ? v.replace(/\p{Surrogate}/gu, '\ufffd') : v));
