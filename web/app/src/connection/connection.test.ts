import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_MESSAGE, type Answer, type Command, type ServerFrame } from '../wire';
import { cid } from './cid';
import { closing } from './closing';
import { Connection, type Phase, type Sent, type Socket, type Time } from './connection';

/** A clock that moves when it is told to. */
class FakeTime implements Time {
  #now = 0;
  #timers = new Set<{ at: number; f: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, f: () => void): () => void {
    const timer = { at: this.#now + ms, f };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** sleep is time in which the machine does nothing: no timer comes. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.f();
    }
    this.#now = end;
  }
}

class FakeSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  sent: { cid: string; t: string }[] = [];
  closed = false;
  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  says(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  greets(): void {
    this.says({ t: 'hello', d: { epoch: 'e', role: 'spectator', streams: ['game', 'chat'], version: '1', house_levels: 0, at: 0 } });
  }
  breaks(code: number, reason = ''): void {
    this.onclose?.({ code, reason } as CloseEvent);
  }
}

const heads: ServerFrame = { t: 'heads', d: { heads: {} } };

describe('a connection', () => {
  let time: FakeTime;
  let sockets: FakeSocket[];
  let phases: Phase[];
  let frames: ServerFrame[];
  let asked: (Command | undefined)[];
  let unanswered: readonly Sent[];
  let random: number;
  let whole: boolean;
  let position: number;
  let ask: number | undefined;
  let c: Connection;

  const last = () => sockets.at(-1)!;
  const phase = () => phases.at(-1)!;

  beforeEach(() => {
    time = new FakeTime();
    sockets = [];
    phases = [];
    frames = [];
    asked = [];
    unanswered = [];
    random = 0.5;
    whole = true;
    position = 0;
    ask = undefined;
    c = new Connection({
      url: () => `/socket?game=${position}`,
      unanswered: (sent) => (unanswered = sent),
      frame: (f, command) => {
        frames.push(f);
        asked.push(command);
        return whole;
      },
      phase: (p) => phases.push(p),
      open: (url, subprotocol) => {
        expect(subprotocol).toBe('rookery.v1');
        sockets.push(new FakeSocket(url));
        return last();
      },
      time,
      random: () => random,
      patience: () => 8_000,
      ask: () => ask,
    });
    c.connect();
  });

  it('is open once it has been greeted', () => {
    expect(phase()).toEqual({ is: 'connecting' });
    last().greets();
    expect(phase()).toEqual({ is: 'open' });
    expect(frames).toHaveLength(1);
  });

  it('holds a command back until the greeting', () => {
    c.send({ t: 'ping', d: {} });
    expect(last().sent).toHaveLength(0);
    last().greets();
    expect(last().sent).toHaveLength(1);
  });

  it('sends an unanswered command again after 2.5 s with the same cid', () => {
    last().greets();
    const id = c.send({ t: 'resign', d: {} });
    time.pass(2_499);
    expect(last().sent).toHaveLength(1);
    time.pass(1);
    expect(last().sent.map((s) => s.cid)).toEqual([id, id]);
  });

  it.each<[string, (id: string) => ServerFrame]>([
    ['ok', (re) => ({ re, s: 'game', ok: 3 })],
    ['info', (re) => ({ re, info: { t: 'pong', d: {} } })],
    ['no', (re) => ({ re, no: { code: 'stale', text: 'no' } })],
  ])('never sends a command again after its %s', (_, answer) => {
    last().greets();
    last().says(answer(c.send({ t: 'resign', d: {} })));
    for (let i = 0; i < 5; i++) {
      time.pass(5_000);
      last().says(heads);
    }
    expect(last().sent).toHaveLength(1);
  });

  it('asks again when the server said to wait, and not sooner', () => {
    last().greets();
    const id = c.send({ t: 'resign', d: {} });
    last().says({ re: id, wait: 6_000, code: 'busy' });
    time.pass(5_999);
    expect(last().sent).toHaveLength(1);
    time.pass(1);
    expect(last().sent.map((s) => s.cid)).toEqual([id, id]);
  });

  it('has a line wait behind one that waits, and nothing else', () => {
    const say = (text: string) => c.send({ t: 'say', d: { text, to: 'chat' } });
    last().greets();
    const one = say('one');
    last().says({ re: one, wait: 300, code: 'rate_limited' });
    time.pass(100);
    const [two, three] = [say('two'), say('three')];
    expect(unanswered.map((u) => u.told?.until)).toEqual([300, 300, 300]);
    const other = c.send({ t: 'resign', d: {} });
    expect(last().sent.map((s) => s.cid)).toEqual([one, other]);
    time.pass(200);
    expect(last().sent.map((s) => s.cid)).toEqual([one, other, one, two, three]);
    last().says({ re: one, s: 'chat', ok: 1 });
    last().says({ re: two, wait: 300, code: 'rate_limited' });
    last().says({ re: three, wait: 600, code: 'rate_limited' });
    const four = say('four');
    time.pass(300);
    last().says({ re: two, s: 'chat', ok: 2 });
    time.pass(300);
    expect(last().sent.map((s) => s.cid).slice(5)).toEqual([two, three, four]);
    last().says({ re: three, s: 'chat', ok: 3 });
    const five = say('five');
    expect(last().sent.at(-1)?.cid, 'nothing waits any more').toBe(five);
  });

  it('keeps the order of lines that were told to wait until the same moment, as near as a ms goes', () => {
    const say = (text: string) => c.send({ t: 'say', d: { text, to: 'chat' } });
    last().greets();
    const [one, two] = [say('one'), say('two')];
    last().says({ re: one, wait: 300, code: 'rate_limited' });
    last().says({ re: two, wait: 299, code: 'rate_limited' });
    time.sleep(305); // and timers that are late
    const three = say('three');
    time.pass(0);
    expect(last().sent.map((s) => s.cid).slice(2)).toEqual([one, two, three]);
  });

  it('lets nothing wait behind what was answered after all', () => {
    const say = (text: string) => c.send({ t: 'say', d: { text, to: 'chat' } });
    last().greets();
    const one = say('one');
    time.pass(2_600); // so that it goes out twice
    last().says({ re: one, wait: 300, code: 'busy' });
    const two = say('two');
    last().says({ re: one, s: 'chat', ok: 1 });
    time.pass(300);
    expect(last().sent.map((s) => s.cid)).toEqual([one, one, two]);
  });

  it('sends what waits behind what waits after a reconnect, and once', () => {
    const say = (text: string) => c.send({ t: 'say', d: { text, to: 'chat' } });
    last().greets();
    const one = say('one');
    last().says({ re: one, wait: 20_000, code: 'busy' });
    const two = say('two');
    last().breaks(1006);
    time.pass(8_000);
    last().greets();
    expect(last().sent.map((s) => s.cid)).toEqual([one, two]);
    last().says({ re: one, s: 'chat', ok: 1 });
    last().says({ re: two, s: 'chat', ok: 2 });
    for (let i = 0; i < 5; i++) {
      time.pass(5_000);
      last().says(heads);
    }
    expect(last().sent).toHaveLength(2);
  });

  it('sends what is unanswered in its order after a reconnect, and asks for what it missed', () => {
    last().greets();
    const ids = [c.send({ t: 'resign', d: {} }), c.send({ t: 'ping', d: {} })];
    position = 41;
    last().breaks(1006);
    time.pass(8_000);
    expect(sockets).toHaveLength(2);
    expect(last().url).toBe('/socket?game=41');
    expect(last().sent).toHaveLength(0);
    last().greets();
    expect(last().sent.map((s) => s.cid)).toEqual(ids);
  });

  it.each([1001, 1006, 1011, 1012, 4000, 4008, 4011, 4499])('comes back after close code %i', (code) => {
    last().greets();
    last().breaks(code);
    expect(phase().is).toBe('waiting');
    time.pass(8_000);
    expect(sockets).toHaveLength(2);
  });

  it.each([1002, 1003, 1007, 1008, 1009, 4500, 4504, 4999])('stays away after close code %i and says why', (code) => {
    last().greets();
    last().breaks(code, 'too many connections');
    expect(phase()).toEqual({ is: 'closed', code, why: 'Too many connections.' });
    const before = sockets.length;
    c.hint();
    expect(sockets, 'a network that wakes up changes nothing').toHaveLength(before);
    time.pass(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('sends nothing again that it was told to forget', () => {
    last().greets();
    c.send({ t: 'ping', d: {} });
    c.forget();
    time.pass(10_000);
    expect(last().sent).toHaveLength(1);
  });

  it('hands an answer on with what it answers, and owns what is unanswered', () => {
    const say: Command = { t: 'say', d: { text: 'hi', to: 'chat' } };
    const id = c.send(say);
    expect(unanswered).toMatchObject([{ cid: id, command: say, at: 0, asked: false }]);
    last().greets();
    last().says({ re: id, wait: 10, code: 'busy' });
    expect(unanswered).toMatchObject([{ cid: id, told: { why: 'busy', until: 10 } }]);
    last().says({ re: id, no: { code: 'empty', text: 'no' } });
    expect(asked).toEqual([undefined, say, say]);
    expect(unanswered).toEqual([]);
    last().says({ re: id, no: { code: 'empty', text: 'no' } });
    expect(asked.at(-1), 'an answer to nothing').toBeUndefined();
  });

  it('gives the answer to whoever asked, and to nobody else', async () => {
    last().greets();
    const answer = c.ask({ t: 'ping', d: {} });
    expect(unanswered).toMatchObject([{ asked: true }]);
    const pong: Answer = { re: last().sent[0]!.cid, info: { t: 'pong', d: {} } };
    last().says(pong);
    expect(await answer).toEqual(pong);
    expect(frames).toHaveLength(1);
    const lost = c.ask({ t: 'ping', d: {} });
    c.forget();
    expect(await lost).toBeUndefined();
  });

  it('refuses by itself what the server would close it for, and never sends it', () => {
    last().greets();
    const id = c.send({ t: 'say', d: { text: 'é'.repeat(MAX_MESSAGE / 2), to: 'chat' } });
    time.pass(0);
    expect(frames.at(-1)).toMatchObject({ re: id, no: { code: 'too_long' } });
    expect(asked.at(-1)).toMatchObject({ t: 'say' });
    time.pass(10_000);
    expect(last().sent).toEqual([]);
  });

  it.each([[2_000, 1], [6_000, 2]])('asks the server how long a message may be: of %i bytes', (most, sent) => {
    for (const length of [1_000, 5_000, 9_000]) c.send({ t: 'say', d: { text: 'x'.repeat(length), to: 'chat' } });
    last().says({ t: 'hello', d: { epoch: 'e', role: 'spectator', streams: ['chat'], version: '1', house_levels: 0, at: 0, max_message: most } });
    time.pass(0);
    expect(last().sent).toHaveLength(sent);
    expect(frames.filter((f) => 'no' in f)).toHaveLength(3 - sent);
  });

  it('sends no half of a surrogate pair', () => {
    last().greets();
    c.send({ t: 'say', d: { text: '\ud83d 🐦 \udc26', to: 'chat' } });
    expect(last().sent[0]).toMatchObject({ d: { text: '\ufffd 🐦 \ufffd' } });
  });

  it('waits longer after each failure, with full jitter, never above the bound', () => {
    random = 1;
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      last().breaks(1006);
      const p = phase();
      if (p.is !== 'waiting') throw new Error(p.is);
      waits.push(p.until - time.now());
      time.pass(waits.at(-1)!);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    random = 0.25;
    last().breaks(1006);
    expect(phase()).toEqual({ is: 'waiting', until: time.now() + 2_000 });
  });

  it('starts a new count of tries after ten seconds on the line, and not before', () => {
    random = 1;
    const waits = (): number => {
      last().breaks(1006);
      const p = phase();
      if (p.is !== 'waiting') throw new Error(p.is);
      return p.until - time.now();
    };
    const lives = (ms: number) => {
      time.pass(8_000);
      last().greets();
      time.pass(ms);
    };
    expect(waits()).toBe(500);
    lives(9_999);
    expect(waits()).toBe(1_000);
    lives(10_000);
    expect(waits()).toBe(500);
  });

  it('takes 15 s of silence for a dead line', () => {
    last().greets();
    time.pass(14_999);
    last().says(heads);
    time.pass(14_999);
    expect(phase().is).toBe('open');
    time.pass(1);
    expect(phase().is).toBe('waiting');
    expect(sockets[0]!.closed).toBe(true);
  });

  it('is doubtful when an answer is overdue and nothing else comes, until anything does', () => {
    last().greets();
    const id = c.send({ t: 'resign', d: {} });
    time.pass(2_000);
    last().says(heads);
    time.pass(2_999);
    expect(phase()).toEqual({ is: 'open' });
    time.pass(1);
    expect(phase()).toEqual({ is: 'doubtful' });
    expect(sockets, 'the socket stays').toHaveLength(1);
    last().says(heads);
    expect(phase()).toEqual({ is: 'open' });
    last().says({ re: id, ok: 3, s: 'game' });
    time.pass(14_000);
    expect(phase(), 'of a silence that owes nothing').toEqual({ is: 'open' });
  });

  it('does not doubt a server that has said to wait', () => {
    last().greets();
    const id = c.send({ t: 'resign', d: {} });
    last().says({ re: id, wait: 9_000, code: 'busy' });
    time.pass(11_999);
    expect(phase()).toEqual({ is: 'open' });
    time.pass(1);
    expect(phase(), 'which has not answered then either').toEqual({ is: 'doubtful' });
  });

  it('leaves a doubtful socket when the network wakes up', () => {
    last().greets();
    c.send({ t: 'resign', d: {} });
    time.pass(3_000);
    c.hint();
    expect(sockets).toHaveLength(2);
    last().greets();
    expect(phase()).toEqual({ is: 'open' });
    time.pass(2_999);
    expect(phase()).toEqual({ is: 'open' });
  });

  it('asks by itself where a clock runs, and only when it has heard nothing', () => {
    ask = 4_000;
    last().greets();
    for (let i = 0; i < 3; i++) {
      time.pass(3_000);
      last().says(heads);
    }
    expect(last().sent).toEqual([]);
    time.pass(4_000);
    expect(last().sent).toMatchObject([{ t: 'ping' }]);
    last().says({ re: last().sent[0]!.cid, info: { t: 'pong', d: {} } });
    time.pass(4_000);
    expect(last().sent).toHaveLength(2);
    time.pass(3_000);
    expect(phase()).toEqual({ is: 'doubtful' });
    time.pass(8_000);
    expect(phase().is).toBe('waiting');
  });

  it('gives up on a greeting that does not come', () => {
    time.pass(10_000);
    expect(phase().is).toBe('waiting');
  });

  it('resumes when a frame is missing', () => {
    last().greets();
    whole = false;
    last().says(heads);
    expect(phase().is).toBe('waiting');
    expect(sockets[0]!.closed).toBe(true);
  });

  it('comes back when the server that goes away said to', () => {
    last().greets();
    last().says({ t: 'goaway', d: { ms: 1_234 } });
    last().breaks(1012);
    expect(phase()).toEqual({ is: 'waiting', until: time.now() + 1_234 });
  });

  it('tries at once when the network wakes up', () => {
    last().greets();
    last().breaks(1006);
    c.hint();
    expect(sockets).toHaveLength(2);
    last().greets();
    c.hint();
    expect(sockets).toHaveLength(2);
  });

  it('leaves a socket that has been silent too long when the page wakes up, before any timer', () => {
    last().greets();
    time.sleep(14_999);
    c.hint();
    expect(sockets).toHaveLength(1);
    time.sleep(1);
    c.hint();
    expect(sockets).toHaveLength(2);
    expect(sockets[0]!.closed).toBe(true);
  });

  it('hears nothing more of a socket it has left', () => {
    const old = last();
    old.greets();
    c.resume();
    const heard = frames.length;
    old.says(heads);
    old.breaks(1008);
    expect(frames).toHaveLength(heard);
    expect(phase().is).toBe('connecting');
  });

  it('is silent after its end', () => {
    last().greets();
    c.send({ t: 'resign', d: {} });
    c.end();
    c.send({ t: 'ping', d: {} });
    time.pass(60_000);
    expect(last().sent).toHaveLength(1);
    expect(sockets).toHaveLength(1);
    expect(last().closed).toBe(true);
  });

  it('claims nothing after its end of what was under way: it may have been done', async () => {
    last().greets();
    let answer: unknown = 'none';
    void c.ask({ t: 'resign', d: {} }).then((a) => (answer = a));
    c.end();
    void c.ask({ t: 'ping', d: {} }).then((a) => (answer = a));
    await Promise.resolve();
    expect(answer).toBe('none');
  });
});

describe('a cid', () => {
  it('is a UUID of version 4', () => {
    expect(cid(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(cid(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
    expect(cid()).not.toBe(cid());
  });
});

describe('a close code', () => {
  it('has a sentence of its own when the server gave none', () => {
    expect(closing(4504, '')).toEqual({ again: false, why: 'There is no such room.' });
    expect(closing(4777, '')).toEqual({ again: false, why: 'The server closed this connection.' });
  });
});
