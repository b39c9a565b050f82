/** What is fetched late may not come: no view waits for it without a word on what is shown then. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const views = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.svelte'));

/** uncaught are the awaits of a view that have no catch of their own, each by what it waits for. */
function uncaught(source: string): string[] {
  const open: { awaits: string; caught: boolean }[] = [];
  const bare: string[] = [];
  for (const [tag, awaits] of source.matchAll(/\{#await ([^}]*)\}?|\{:catch|\{\/await/g)) {
    if (awaits !== undefined) open.push({ awaits, caught: false });
    else if (tag === '{:catch') open.at(-1)!.caught = true;
    else if (!open.at(-1)!.caught) bare.push(open.pop()!.awaits);
    else open.pop();
  }
  return bare;
}

describe('what comes late', () => {
  it.each(views)('is missed with a word in %s', (file) => expect(uncaught(readFileSync(root + file, 'utf8'))).toEqual([]));

  it('has a catch of its own', () => {
    expect(uncaught("{#await import('./A.svelte') then A}{#await b then B}<B />{:catch}{/await}{/await}")).toEqual(["import('./A.svelte') then A"]);
    expect(uncaught('{#await a then A}{#await b then B}<B />{/await}{:catch}{/await}')).toEqual(['b then B']);
  });
});
