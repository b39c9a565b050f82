/**
 * Wire speaks chat.v1: it comes back when the connection is lost, resumes where
 * it was, and sends commands again until they are answered. `to` is told what comes.
 */
const SILENCE = 15_000; // ms without a frame before the server is asked
const PATIENCE = 1_000; // ms without an answer before a command is shown as late
const RESEND = 5_000; // ms without an answer before it is sent again
const IN_FLIGHT = 16;

export class Wire {
  #socket;
  #place;
  #to;
  #epoch = '';
  #you = '';
  #at = { chat: 0, whispers: 0 }; // the last numbers
  #waiting = new Map(); // by cid: commands without an answer, in order
  #tries = 0;
  #heard = 0;
  #timer = 0;
  #message = 4096;

  constructor(place, to) {
    this.#place = place;
    this.#to = to;
    setInterval(() => this.#look(), 500);
  }

  open() {
    clearTimeout(this.#timer);
    const url = new URL(this.#place);
    url.protocol = url.protocol.replace('http', 'ws');
    if (this.#epoch) url.search = new URLSearchParams({ epoch: this.#epoch, ...this.#at });
    const socket = (this.#socket = new WebSocket(url, 'chat.v1'));
    this.#heard = Date.now();
    socket.onmessage = (m) => this.#socket === socket && this.#take(JSON.parse(m.data));
    socket.onclose = (c) => this.#socket === socket && this.#lost(c.code, c.reason);
  }

  /** again opens another socket, because something has changed that is fixed for a socket's life. */
  again() {
    this.#socket?.close();
    this.#tries = 0;
    this.open();
  }

  /** send gives the command's cid, or nothing if it is too long. What is fleeting is sent once or not at all. */
  send(t, d, fleeting = false) {
    const cid = uuid();
    const frame = JSON.stringify({ cid, t, d });
    if (new TextEncoder().encode(frame).length > this.#message) return '';
    if (fleeting) this.#write(frame);
    else this.#waiting.set(cid, { frame, since: Date.now(), sent: 0, due: 0 });
    this.#flush();
    return cid;
  }

  #flush() {
    let flying = 0;
    for (const w of this.#waiting.values()) {
      if (++flying > IN_FLIGHT || !this.#epoch) return;
      if (w.sent === 0 && Date.now() >= w.due && this.#write(w.frame)) w.sent = Date.now();
    }
  }

  #write(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(frame);
    return true;
  }

  /** look is what time brings: a silent server, late answers, commands that are due again. */
  #look() {
    const now = Date.now();
    if (this.#socket && now - this.#heard > SILENCE + 5_000) this.#lost(1006, '');
    else if (now - this.#heard > SILENCE) this.#write(JSON.stringify({ cid: uuid(), t: 'ping', d: {} }));
    for (const [cid, w] of this.#waiting) {
      if (w.due > now) continue;
      if (now - w.since > PATIENCE) this.#to.late(cid);
      if (w.sent && now - w.sent > RESEND) w.sent = 0;
    }
    this.#flush();
  }

  #take(m) {
    this.#heard = Date.now();
    if (m.re !== undefined) this.#answered(m);
    else if (m.n !== undefined) this.#event(m);
    else if (m.t === 'hello') this.#hello(m.d);
    else if (m.t === 'here') this.#to.here(m.d);
    else if (m.t === 'snapshot' && Object.hasOwn(this.#at, m.s)) {
      this.#at[m.s] = m.d.first - 1;
      this.#to.snapshot(m.s);
    }
  }

  #hello(d) {
    this.#epoch = d.epoch;
    this.#message = d.message;
    this.#tries = 0;
    if ((d.you?.id ?? '') !== this.#you) {
      this.#you = d.you?.id ?? '';
      this.#at.whispers = 0;
      this.#to.snapshot('whispers');
    }
    this.#to.status('Connected');
    this.#to.hello(d);
    for (const w of this.#waiting.values()) w.sent = 0; // another socket: ask again
    this.#flush();
  }

  #event(e) {
    if (!Object.hasOwn(this.#at, e.s)) return; // a stream of a newer server's
    if (e.n <= this.#at[e.s]) return; // seen before
    if (e.n !== this.#at[e.s] + 1) return void this.again(); // a gap: resume
    this.#at[e.s] = e.n;
    this.#to.event(e);
  }

  #answered(m) {
    const w = this.#waiting.get(m.re);
    if (m.wait !== undefined) {
      if (!w) return;
      Object.assign(w, { sent: 0, due: Date.now() + m.wait });
      this.#to.wait(m.re, Math.ceil(m.wait / 1000));
      return;
    }
    this.#waiting.delete(m.re);
    this.#to.answer(m.re, m);
    this.#flush();
  }

  #lost(code, reason) {
    this.#socket.close();
    this.#socket = undefined;
    const final = (code >= 4500 && code < 5000) || [1002, 1003, 1007, 1008, 1009].includes(code);
    if (final) {
      this.#to.status(`Closed: ${reason || code}`);
      this.#to.closed(code, reason);
      return;
    }
    const pause = Math.random() * Math.min(8_000, 500 * 2 ** this.#tries++);
    this.#to.status('Connection lost. Coming back…');
    this.#heard = Date.now() + pause;
    this.#timer = setTimeout(() => this.open(), pause);
  }
}

/** A random UUID; crypto.randomUUID is not there on plain http. */
function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
