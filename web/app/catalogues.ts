/**
 * The catalogues as they are loaded: cut along what of the client is fetched by itself, so that each part brings its own
 * sentences, and with a short sign in place of the English sentence.
 *
 * Decision: cut by what the sources import, at each build. Rejected: one file for a language, which costs a visitor of the
 * lobby eight times the sentences that are there; files cut by hand, which are wrong at the next sentence that moves.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import type { Heard } from './src/words/hearing.ts';
import { sources } from './src/words/sources.ts';
import * as sv from './src/words/sv.ts';
import { sign, type Catalogue } from './src/words/words.ts';

const LANGUAGES: Readonly<Record<string, { words: Catalogue; heard: Heard; closed: Heard }>> = { sv };

/** What the documents begin with. */
const BEGINS = ['lobby.ts', 'room.ts', 'embed/main.ts'];

/** A source: what it says, the files that are always loaded with it, and those that are fetched later. */
export interface Source {
  says: string[];
  with: string[];
  later: string[];
}
export type Sources = ReadonlyMap<string, Source>;

/** reach is a file and all that is loaded with it. */
export function reach(files: Sources, from: string): Set<string> {
  const all = new Set([from]);
  for (const file of all) for (const next of files.get(file)!.with) all.add(next);
  return all;
}

/**
 * cut tells what sentences each part brings: what a document begins with, or what is fetched later. That is what can be
 * said in it and is not there yet, on whatever way one has come to it.
 */
export function cut(files: Sources, begins: readonly string[]): Map<string, Set<string>> {
  const parts = new Map<string, { says: Set<string>; later: Set<string> }>();
  const find = (part: string) => {
    const all = [...reach(files, part)].map((file) => files.get(file)!);
    parts.set(part, { says: new Set(all.flatMap((s) => s.says)), later: new Set(all.flatMap((s) => s.later)) });
    for (const next of parts.get(part)!.later) if (!parts.has(next)) find(next);
  };
  begins.forEach(find);

  // What is there when a part is fetched: less with each way that leads to it, until nothing changes any more.
  const there = new Map(begins.map((part) => [part, new Set<string>()]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [part, { says, later }] of parts) {
      const before = there.get(part);
      if (!before) continue; // no way has been found to it yet
      const after = new Set([...before, ...says]);
      for (const next of later) {
        const had = there.get(next);
        const has = had ? new Set([...had].filter((s) => after.has(s))) : after;
        if (has.size === had?.size) continue;
        there.set(next, has);
        changed = true;
      }
    }
  }
  return new Map([...parts].map(([part, { says }]) => [part, new Set([...says].filter((s) => !there.get(part)!.has(s)))]));
}

/** signed is a catalogue with signs in place of the English sentences. */
export function signed(words: Catalogue): Catalogue {
  const by = new Map<string, string>();
  for (const text of Object.keys(words)) {
    const other = by.get(sign(text));
    if (other !== undefined) throw new Error(`"${text}" and "${other}" have one sign: write one of them otherwise, or give signs another number to begin with`);
    by.set(sign(text), text);
  }
  return Object.fromEntries(Object.entries(words).map(([text, said]) => [sign(text), said]));
}

/** read finds what the client's sources say and import. */
export function read(root: string): Sources {
  const says = new Map(sources().map((s) => [s.file, s.says.map(({ key }) => key)]));
  const files = new Map<string, Source>();
  const open = [...BEGINS];
  for (const file of open) {
    if (files.has(file)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    const names = (pattern: RegExp) => [...text.matchAll(pattern)].map((m) => found(root, join(file, '..', m[1]!))).filter((f) => f !== undefined);
    const source = { says: says.get(file) ?? [], with: names(/^\s*(?:import|export)\s(?!type\b)[^;]*?'(\.[^']+)'/gm), later: names(LATER) };
    files.set(file, source);
    open.push(...source.with, ...source.later);
  }
  return files;
}

/** Where something is fetched that may speak. */
const LATER = /(?<!typeof )\bimport\(['"](\.[^'"]+)['"]\)/g;

const found = (root: string, name: string): string | undefined => [name, `${name}.ts`, `${name}/index.ts`].find((f) => /\.(ts|svelte)$/.test(f) && existsSync(join(root, f)));

/** named is what the file of a part's words is called. */
const named = (part: string): string => part.replace(/\.\w+$/, '').replaceAll('/', '-');

/** contents are the modules of a language: `words:sv` names the parts, `words:sv-part` has what a part brings. */
export function contents(language: string, files: Sources): Map<string, string> {
  const { words, heard, closed } = LANGUAGES[language]!;
  signed({ ...words, ...heard, ...closed }); // what is said and what is heard are looked for in one place
  const pick = (all: Catalogue, texts: Iterable<string>) => JSON.stringify(signed(Object.fromEntries([...texts].filter((s) => s in all).map((s) => [s, all[s]!]))));

  const modules = new Map<string, string>();
  const parts = cut(files, BEGINS);
  const names = [...parts].filter(([part, says]) => says.size > 0 && !BEGINS.includes(part)).map(([part]) => part);
  modules.set('', `export const parts = {${[...names, 'heard'].map((part) => `'${part === 'heard' ? part : sign(part)}': () => import('words:${language}-${named(part)}')`).join()}};`);
  for (const part of names) modules.set(named(part), `export const words = ${pick(words, parts.get(part)!)};`);

  for (const part of BEGINS) modules.set(named(part), `export { parts } from 'words:${language}';\nexport const words = ${pick({ ...words, ...closed }, [...parts.get(part)!, ...Object.keys(closed)])};`);

  const [whole, open] = [Object.keys(heard).filter((s) => !s.includes('{')), Object.entries(heard).filter(([s]) => s.includes('{'))];
  modules.set('heard', `import { hearing } from '/src/words/hearing';\nimport { known } from '/src/words/words';\nexport const words = ${pick(heard, whole)};\nexport const hear = hearing(${JSON.stringify(Object.fromEntries(open))}, known);`);
  return modules;
}

/** catalogues is a Vite plugin that makes these modules, and has what is fetched later bring its sentences. */
export function catalogues(): Plugin {
  let root = '';
  let files: Sources | undefined;
  const made = new Map<string, Map<string, string>>();
  return {
    name: 'rookery-catalogues',
    configResolved(config) {
      root = join(config.root, 'src');
    },
    resolveId: (id) => (id.startsWith('words:') ? `\0words/${id.slice('words:'.length)}` : undefined),
    load(id) {
      const name = /^\0words\/(\w+)-?(.*)$/.exec(id);
      if (!name) return undefined;
      const [, language, part] = name as unknown as [string, string, string];
      if (!made.has(language)) made.set(language, contents(language, (files ??= read(root))));
      return made.get(language)!.get(part);
    },
    transform(code, id) {
      if (!id.startsWith(root) || code.search(LATER) < 0) return undefined;
      const brought = code.replace(LATER, (whole, name: string) => {
        const part = found(root, relative(root, join(id, '..', name)));
        return part ? `withWords('${sign(part)}', ${whole})` : whole;
      });
      return { code: `import { withWords } from '/src/words/languages';\n${brought}`, map: null };
    },
  };
}
