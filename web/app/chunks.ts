/** Which code is loaded together. */
import { join } from 'node:path';
import type { Rolldown } from 'vite';

/** What the documents begin with: the lobby's, a room's, and the board's for other sites. */
const entries = { l: 'src/lobby.ts', r: 'src/room.ts', e: 'src/embed/main.ts' };

/**
 * together names a module's chunk by the documents that need it at once, so that each loads what it needs, nothing else,
 * and in few files; what none needs at once is left to the bundler.
 *
 * Decision: told here, because the bundler also tells apart by what is loaded later, and made forty files of the first page.
 */
export function together(root: string): Rolldown.CodeSplittingNameFunction {
  const needs = new Map<string, string>();
  return (id, graph) => {
    if (needs.size === 0)
      for (const [letter, entry] of Object.entries(entries)) {
        const open = [join(root, entry)];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
          const by = needs.get(at) ?? '';
          if (by.includes(letter)) continue;
          needs.set(at, by + letter);
          open.push(...(graph.getModuleInfo(at)?.importedIds ?? []));
        }
      }
    const by = needs.get(id);
    const begins = Object.values(entries).some((entry) => id === join(root, entry)); // and who loads a view later begins nothing
    return by === undefined || begins ? null : `for-${by}`;
  };
}
