/**
 * The architecture of the client, as data: its parts, from those that know nobody to those that nobody knows, and which of
 * them each may know. What is like a rule is plain TypeScript, without Svelte and without a page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Rules {
  /** The parts it may know. */
  may?: string[];
  /** It is made of views, or of what views look at. */
  svelte?: boolean;
}

const parts: Record<string, Rules> = {
  /** The protocol, made from the server's registry. */
  wire: {},
  /** What the browser keeps for us. */
  kept: {},
  /** Every sentence, in the reader's language; which that is, views look at. */
  words: { may: ['kept'], svelte: true },
  /** Squares and men, and how they are moved by hand. */
  board: {},
  /** What moves a position allows. */
  rules: { may: ['board', 'wire'] },
  clock: { may: ['wire', 'words'] },
  /** One socket: answers, resends, resume. It knows nothing of rooms. */
  connection: { may: ['wire', 'words'] },
  /** A game as the page knows it, and what is said of it. */
  room: { may: ['board', 'clock', 'connection', 'rules', 'wire', 'words'] },
  premove: { may: ['board', 'room', 'rules', 'wire'] },
  chat: { may: ['room', 'wire', 'words'] },
  lobby: { may: ['clock', 'room', 'wire', 'words'] },
  /** What one hears: knocks, and the words for those who do not see the board. */
  sound: { may: ['chat', 'clock', 'room', 'wire', 'words'] },
  /** Signs and colours. */
  design: { may: ['board'], svelte: true },
  /** Addresses. */
  routes: {},
  /** A page at work: it joins the parts above to the browser. */
  page: { may: ['board', 'chat', 'clock', 'connection', 'kept', 'lobby', 'premove', 'room', 'routes', 'rules', 'sound', 'wire', 'words'], svelte: true },
  views: { may: ['board', 'chat', 'clock', 'connection', 'design', 'kept', 'lobby', 'page', 'premove', 'room', 'routes', 'rules', 'sound', 'wire', 'words'], svelte: true },
  /** The board in other sites' frames. */
  embed: { may: ['board', 'clock', 'connection', 'design', 'room', 'wire', 'words'] },
  /** What begins a document. */
  App: { may: ['page', 'routes', 'views', 'wire', 'words'], svelte: true },
  main: { may: ['App', 'app', 'design', 'words'], svelte: true },
};
/** The documents of the lobby and of a room are begun by files of these parts' names. */
const begins = ['lobby.ts', 'room.ts'];

interface File {
  path: string;
  text: string;
}

const src = new URL('.', import.meta.url);
const files: File[] = (readdirSync(src, { recursive: true }) as string[])
  .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith('.test.ts') && !begins.includes(path) && path !== 'words/sources.ts')
  .map((path) => ({ path, text: readFileSync(new URL(path, src), 'utf8') }));

const part = (path: string): string => path.split('/')[0]!.replace(/\..*$/, '');

/** breaches are what a file does that its part may not. */
function breaches({ path, text }: File): string[] {
  const from = part(path);
  const rules = parts[from];
  if (!rules) return [`${path} belongs to no part`];
  const known = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!);
  const strangers = known.filter((name) => name.startsWith('.')).map((name) => part(posix.join(posix.dirname(path), name)));
  const all = [...new Set(strangers)].filter((to) => to !== from && !rules.may?.includes(to)).map((to) => `${path} knows ${to}`);
  const views = /\.svelte(\.ts)?$/.test(path) || known.some((name) => /^svelte(\/|$)|\.svelte$/.test(name));
  return views && !rules.svelte ? [...all, `${path} needs Svelte`] : all;
}

describe('the client’s parts', () => {
  it('know those they may know, and rules do without Svelte', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(breaches)).toEqual([]);
  });

  it('know none that comes after them, so that nothing goes round', () => {
    const order = Object.keys(parts);
    for (const [i, name] of order.entries()) for (const to of parts[name]!.may ?? []) expect(to === 'app' || order.indexOf(to) < i, `${name} knows ${to}`).toBe(true);
  });

  it.each<[string, string, string, string[]]>([
    ['a connection that knows a room', 'connection/connection.ts', "import type { Game } from '../room/game';", ['connection/connection.ts knows room']],
    ['a protocol that knows anybody', 'wire/index.ts', "export * from '../words/words';", ['wire/index.ts knows words']],
    ['a page that knows a view', 'page/site.svelte.ts', "const load = () => import('../views/Help.svelte');", ['page/site.svelte.ts knows views']],
    ['a rule that looks at the screen', 'premove/premove.ts', "import { tick } from 'svelte';", ['premove/premove.ts needs Svelte']],
    ['a rule with state of its own', 'clock/now.svelte.ts', 'let now = $state(0);', ['clock/now.svelte.ts needs Svelte']],
    ['a new part', 'tools/index.ts', '', ['tools/index.ts belongs to no part']],
    ['a part that knows itself', 'room/status.ts', "import { turn } from './game';", []],
  ])('of %s it is told', (_, path, text, want) => expect(breaches({ path, text })).toEqual(want));
});
