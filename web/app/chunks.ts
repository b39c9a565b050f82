/** Which code is loaded together. */
import { join } from 'node:path';
import type { Rolldown } from 'vite';

/** What the documents begin with: the lobby's, a room's, and the board's for other sites. */
const entries = { l: 'src/lobby.ts', r: 'src/room.ts', e: 'src/embed/main.ts' };
/** What the lobby fetches in any case, behind its first view: of what a room begins with it needs no more than that. */
const lists = 'src/views/lobby/rest.ts';
/** What of Svelte no game needs, and the lobby does; the graph of modules has all of Svelte in one place. */
const gameless = /svelte\/src\/internal\/client\/dom\/elements\/bindings\/select\.js$/;

/**
 * together names a module's chunk by the documents that need it at once, so that each loads what it needs, nothing else,
 * and in few files; what none needs at once is left to the bundler.
 *
 * Decision: told here, because the bundler also tells apart by what is loaded later, and made forty files of the first page.
 */
export function together(root: string): Rolldown.CodeSplittingNameFunction {
  const needs = new Map<string, Set<string>>(); // by letter
  let listed = new Set<string>();
  return (id, graph) => {
    if (needs.size === 0) {
      for (const [letter, entry] of Object.entries(entries)) needs.set(letter, reached(graph, join(root, entry)));
      listed = reached(graph, join(root, lists));
    }
    const by = Object.keys(entries).filter((letter) => needs.get(letter)!.has(id));
    const begins = Object.values(entries).some((entry) => id === join(root, entry)); // and who loads a view later begins nothing
    if (by.length === 0 || begins || gameless.test(id)) return null;
    return `for-${by.includes('l') || !listed.has(id) ? '' : 'l'}${by.join('')}`;
  };
}

/** reached are a module and all that is loaded with it. */
function reached(graph: Parameters<Rolldown.CodeSplittingNameFunction>[1], entry: string): Set<string> {
  const all = new Set([entry]);
  for (const id of all) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) all.add(next);
  return all;
}
