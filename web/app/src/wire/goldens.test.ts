/** The frames that the server's tests write are the frames that the client's types know: each tag, its place, nothing else. */
import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import type { Command, CommandFrame, Info, News, ServerFrame, StreamEvent } from './wire.gen';

const folder = new URL('../../../../testdata/wire/', import.meta.url);

function goldens<T>(kind: string): T[] {
  const names = readdirSync(folder).filter((n) => n.startsWith(kind + '.') && n.endsWith('.json'));
  return names.map((n) => JSON.parse(readFileSync(new URL(n, folder), 'utf8')) as T);
}

// The compiler makes these tables complete.
const commands: Record<Command['t'], true> = {
  move: true, offer: true, accept: true, decline: true, claim: true, resign: true, abort: true, time: true, sit: true, say: true,
  history: true, ping: true, search: true, stop: true, seek: true, withdraw: true, take: true, link: true, house: true, rematch: true,
  complete: true, away: true, block: true, report: true, follow: true, hide: true, choose: true, decline_seek: true, decline_rematch: true,
};
const events: { [E in StreamEvent as E['t']]: E['s'] } = {
  start: 'game', sat: 'game', moved: 'game', offered: 'game', declined: 'game', taken_back: 'game', time_given: 'game', time_credited: 'game',
  clock_stopped: 'game', clock_started: 'game', ended: 'game', line: 'chat', muted: 'chat', unmuted: 'chat', whispered: 'whispers', seated: 'notices',
  seek_opened: 'notices', seek_closed: 'notices', rematch_offered: 'notices', rematch_closed: 'notices', blocked: 'notices', reported: 'notices', hidden: 'notices',
  challenged: 'notices', seek_answered: 'notices', asked: 'notices',
};
const news: Record<News['t'], true> = {
  hello: true, snapshot: true, heads: true, clock: true, audience: true, lobby: true, goaway: true, followed: true, searching: true, playing: true,
};
const infos: Record<Info['t'], true> = { help: true, clients: true, clear: true, page: true, completions: true, looks: true, pong: true, searching: true, following: true };

/** The kind of a frame, told as ServerFrame says. */
function kind(f: ServerFrame): 'event' | 'answer' | 'news' {
  if ('n' in f) return 'event';
  return 're' in f ? 'answer' : 'news';
}

test('every command has a golden frame with the three members of a command', () => {
  const frames = goldens<CommandFrame>('command');
  expect(frames.map((f) => f.t).sort()).toEqual(Object.keys(commands).sort());
  for (const f of frames) expect(Object.keys(f).sort()).toEqual(['cid', 'd', 't']);
});

test('every event has a golden frame, and a number in its stream', () => {
  const frames = goldens<StreamEvent>('event');
  expect(Object.fromEntries(frames.map((f) => [f.t, f.s]))).toEqual(events);
  for (const f of frames) {
    expect(kind(f)).toBe('event');
    expect(f.n).toBeGreaterThan(0);
  }
});

test('every greeting, snapshot and ephemeron has a golden frame, and no number', () => {
  const frames = goldens<News>('news');
  expect([...new Set(frames.map((f) => f.t))].sort()).toEqual(Object.keys(news).sort());
  for (const f of frames) {
    expect(kind(f)).toBe('news');
    expect(f.s !== undefined, 'only a snapshot names its stream').toBe(f.t === 'snapshot');
  }
});

test('every answer has a golden frame and names its command', () => {
  const answers = goldens<ServerFrame>('info');
  const tags = answers.map((f) => ('info' in f ? f.info.t : undefined));
  expect(tags.sort()).toEqual(Object.keys(infos).sort());
  for (const f of [...answers, ...goldens<ServerFrame>('answer')]) expect(kind(f)).toBe('answer');
});
