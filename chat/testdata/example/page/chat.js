/**
 * A client of the protocol chat.v1 without a framework: wire.js has the socket,
 * resume and resend; this file shows what comes. No text ever becomes markup.
 */
import { Wire } from './wire.js';

const $ = (id) => document.getElementById(id);
const log = $('log');
const scroll = $('scroll');

let you = { id: '', nick: '' };
let blocked = new Set();
let live = 0; // what the chat had when this socket opened: only what is numbered above happens now
let newest = 0; // the time of the newest line, which what has no time of its own follows
const pending = new Map(); // by cid: the line that is not answered yet
const kinds = new Set(['said', 'action', 'whisper', 'notice']); // others are of a newer server

const wire = new Wire(new URL('chat/hall', location.href), {
  status: (text) => ($('status').textContent = text),
  hello,
  event: (e) => {
    heed(e);
    if (kinds.has(e.t)) showEvent(e);
  },
  snapshot: (stream) => log.querySelectorAll(`[data-stream="${stream}"]`).forEach((line) => line.remove()),
  here: showHere,
  answer,
  wait: (cid, seconds) => mark(cid, `will be sent in ${seconds} s`),
  late: (cid) => mark(cid, 'not answered yet'),
  closed,
});

// ---- who you are

function hello(d) {
  you = d.you ?? { id: '', nick: '' };
  live = d.heads.chat;
  blocked = new Set((d.blocked ?? []).map((p) => p.id));
  log.querySelectorAll('[data-by]').forEach((line) => (line.hidden = blocked.has(line.dataset.by)));
  const had = !$('say').hidden;
  $('enter').hidden = you.id !== '';
  $('say').hidden = you.id === '';
  $('me').textContent = you.nick;
  log.classList.toggle('reports', d.reports === true && you.id !== '');
  if (you.id && !had) $('text').focus();
}

$('enter').addEventListener('submit', async (e) => {
  e.preventDefault();
  const no = await takeNick($('nick').value);
  $('nick-no').textContent = no;
  if (!no) wire.again();
});

/** takeNick asks the host to remember a nick, and gives its refusal. */
async function takeNick(nick) {
  try {
    const res = await fetch('nick', { method: 'POST', body: new URLSearchParams({ nick }) });
    return res.ok ? '' : `Not possible: ${(await res.text()).trim()}.`;
  } catch {
    return 'The server could not be reached. Try again.';
  }
}

/** closed is told of an end after which one does not simply come back. */
async function closed(code, reason) {
  if (code !== 4503) return;
  $('nick-no').textContent = `Not possible: ${reason}.`;
  await takeNick('');
  wire.again();
}

// ---- what is typed

$('say').addEventListener('submit', (e) => {
  e.preventDefault();
  const text = $('text').value;
  if (text === '') return;
  $('text').value = '';
  $('ways').replaceChildren();
  give('say', { text }, text, { who: you.nick, tags: ['you'] });
});

/** give sends a command with a text in it, and shows a line of it until it is answered. */
function give(t, d, text, line) {
  const broken = text.isWellFormed && !text.isWellFormed();
  const cid = broken ? '' : wire.send(t, d);
  if (cid) pending.set(cid, { text, line: show({ is: 'pending', text, own: true, ...line }) });
  else show({ is: 'refused', tags: ['only you see this'], host: 'Not sent', text: broken ? 'half a character is in it' : 'it is too long' });
}

let complained; // what the dialog is about
function complain(event) {
  complained = event;
  $('reported').textContent = `${event.by.nick}: ${event.d.text}`;
  $('reason').value = '';
  $('report').showModal();
}

$('complain').addEventListener('submit', (e) => {
  e.preventDefault();
  $('report').close();
  const reason = $('reason').value;
  give('report', { s: complained.s, n: complained.n, reason }, reason, { host: 'Report', tags: ['only you see this'] });
});
$('cancel').addEventListener('click', () => $('report').close());

let asking = 0;
$('text').addEventListener('input', () => {
  clearTimeout(asking);
  const text = $('text').value;
  if (!/^[@/]\S*$/.test(text)) return;
  asking = setTimeout(() => wire.send('complete', { text }, true), 120);
});

document.addEventListener('visibilitychange', () => {
  if (you.id) wire.send('away', { away: document.hidden }, true);
});

/** answer takes what became of a command: ok, info or no. */
function answer(cid, a) {
  const was = pending.get(cid);
  pending.delete(cid);
  was?.line.remove();
  if (a.no) {
    show({ is: 'refused', tags: ['only you see this'], host: 'Not done', text: a.no.text, quoted: was?.text });
  } else if (a.info) {
    infos[a.info.t]?.(a.info.d, was);
  }
}

const infos = {
  __proto__: null,
  done: (_, was) => {
    if (was) show({ is: 'info', host: 'Reported', tags: ['only you see this'], text: 'The operator will see the line, and what was said around it.' });
  },
  help: (d) => list('What you can type', d.commands.map((c) => [c.usage, c.does])),
  clients: (d) => {
    const rows = d.people.map((p) => [p.nick, describe(p)]);
    if (d.more) rows.push(['', `${d.more} more`]);
    rows.push(['', `${d.unnamed} without a nick`]);
    list('Who is here', rows);
  },
  clear: () => log.querySelectorAll('.line:not([data-is="pending"])').forEach((line) => line.remove()),
  completions: (d) => {
    const way = (c) => {
      const option = element('option');
      option.value = c.text;
      option.label = c.does ? `${c.shows}: ${c.does}` : c.shows;
      return option;
    };
    $('ways').replaceChildren(...d.completions.map(way));
  },
  page: (d) => {
    const height = scroll.scrollHeight;
    d.events.filter((e) => kinds.has(e.t)).forEach(showEvent);
    scroll.scrollTop += scroll.scrollHeight - height;
    older(d.events.length ? d.events[0].n : 1);
  },
};

$('older').addEventListener('click', () => {
  const first = log.querySelector('[data-stream="chat"]');
  wire.send('history', { s: 'chat', before: first ? Number(first.dataset.n) : 0 }, true);
});

const older = (first) => ($('older').hidden = first <= 1);

function mark(cid, text) {
  const was = pending.get(cid);
  if (was) was.line.querySelector('.state').textContent = text;
}

// ---- what is shown

/**
 * heed does what an event of the socket's asks for. A rename that is told again is
 * history: who you are called by now was in the greeting. Pages are history altogether.
 */
function heed(e) {
  if (e.t !== 'notice') return;
  if (e.d.act && e.s === 'whispers') {
    if (e.d.act === 'block') blocked.add(e.to.id);
    if (e.d.act === 'unblock') blocked.delete(e.to.id);
    log.querySelectorAll('[data-by]').forEach((line) => (line.hidden = blocked.has(line.dataset.by)));
  }
  if (e.d.act === 'rename' && e.s === 'chat' && e.n > live && e.by.id === you.id && e.by.nick !== you.nick) {
    you.nick = e.by.nick;
    $('me').textContent = you.nick;
    takeNick(you.nick);
  }
}

/** showEvent shows a stored event. What it is stands in its type, never in its text. */
function showEvent(e) {
  const own = e.by !== undefined && e.by.id === you.id;
  const line = { own, text: e.d.text, links: e.d.links, at: e.at, stream: e.s, n: e.n, by: e.by?.id, is: e.t, tags: [] };
  if (e.t === 'notice') {
    line.host = 'Notice';
    if (e.s === 'whispers') line.tags.push('only you see this');
  } else {
    line.who = e.by.nick;
    if (!own) line.complain = () => complain(e);
    if (own) line.tags.push('you');
  }
  if (e.t === 'whisper') {
    line.tags.push(own ? `whisper to ${e.to.nick}` : 'whisper to you', 'nobody else sees it');
  }
  if (e.t === 'action') line.tags.push('does');
  show(line);
  if (e.s === 'chat' && !log.querySelector('[data-stream="chat"] ~ [data-stream="chat"]')) older(e.n);
}

function showHere(d) {
  const rest = d.people - d.first.length;
  $('people').replaceChildren(...d.first.map((p) => {
    const li = element('li');
    li.append(named(p.nick));
    const what = describe(p);
    if (what) li.append(element('span', 'tag', what));
    return li;
  }));
  const more = rest > 0 ? `and ${rest} more; ` : '';
  $('others').textContent = `${more}${d.unnamed} without a nick`;
  for (const [what, does] of [['joined', 'joined'], ['back', 'is back'], ['away', 'is away'], ['left', 'left']]) {
    const names = d[what];
    if (!names) continue;
    const others = names.count - names.first.length;
    const text = names.first.join(', ') + (others > 0 ? ` and ${others} more` : '');
    show({ is: 'presence', host: 'Notice', tags: [], text: `${text} ${names.count > 1 ? does.replace('is ', 'are ') : does}.` });
  }
}

const describe = (p) => [p.id === you.id ? 'you' : '', p.role, p.away ? 'away' : ''].filter(Boolean).join(', ');

function list(title, rows) {
  const line = show({ is: 'info', host: title, tags: ['only you see this'], text: '' });
  const dl = element('dl');
  for (const [name, does] of rows) {
    const dt = element('dt');
    dt.append(named(name));
    dl.append(dt, element('dd', '', does));
  }
  line.querySelector('.text').replaceWith(dl);
  follow(true);
}

/**
 * show puts a line in its place, and keeps the end in view if it was. What is the
 * host's has its own head, with a sign that no nick can have.
 */
function show(l) {
  const line = element('div', 'line');
  line.dataset.is = l.is;
  if (l.stream) Object.assign(line.dataset, { stream: l.stream, n: l.n });
  if (l.by && !l.own) {
    line.dataset.by = l.by;
    line.hidden = blocked.has(l.by);
  }
  line.classList.toggle('own', l.own === true);
  const head = element('p', 'head');
  head.append(l.host ? element('span', 'host', `ⓘ ${l.host}`) : named(l.who));
  for (const tag of l.tags) head.append(' ', element('span', 'tag', tag));
  head.append(' ', element('span', 'state'));
  if (l.at) head.append(' ', time(l.at));
  if (l.complain) {
    const report = element('button', '', 'Report');
    report.type = 'button';
    report.addEventListener('click', l.complain);
    head.append(' ', report);
  }
  line.append(head);
  if (l.quoted !== undefined) line.append(words(l.quoted, undefined, 'quoted'));
  line.append(words(l.text, l.links, 'text'));
  newest = Math.max(newest, l.at ?? 0);
  line.dataset.at = l.at ?? newest;
  const end = atEnd();
  const before = place(line);
  if (before) before.after(line);
  else log.prepend(line);
  follow(end || l.own);
  return line;
}

/** place is the line that another goes behind: by number within its stream, whatever the clock said, and else by time. */
function place({ dataset: { stream, n, at } }) {
  const same = (other) => stream !== undefined && other.dataset.stream === stream;
  let last = log.lastElementChild;
  if (stream !== undefined) {
    for (let l = last; l; l = l.previousElementSibling) {
      if (!same(l)) continue;
      if (Number(l.dataset.n) < Number(n)) break;
      last = l.previousElementSibling;
    }
  }
  while (last && !same(last) && Number(last.dataset.at) > Number(at)) last = last.previousElementSibling;
  return last;
}

/** words is text in a box of its own, with the links that the server has found in it. */
function words(text, links, cls) {
  const p = element('p', cls);
  p.dir = 'auto';
  let at = 0;
  for (const { from, to } of links ?? []) {
    const address = text.slice(from, to);
    if (!/^https?:\/\//i.test(address)) continue;
    const a = element('a', '', address);
    a.href = address;
    a.rel = 'noopener nofollow ugc';
    a.target = '_blank';
    p.append(text.slice(at, from), a);
    at = to;
  }
  p.append(text.slice(at));
  return p;
}

function named(nick) {
  return element('bdi', 'nick', nick);
}

function time(at) {
  const t = element('time', '', new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  t.dateTime = new Date(at).toISOString();
  return t;
}

function element(name, cls = '', text = '') {
  const e = document.createElement(name);
  if (cls) e.className = cls;
  e.textContent = text;
  return e;
}

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;

function follow(end) {
  if (end) scroll.scrollTop = scroll.scrollHeight;
}

wire.open();
