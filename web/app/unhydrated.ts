/**
 * Svelte guards what it needs to bring a server's HTML to life, to run old components, and to wait within one, by
 * variables that a bundler should see to be never set. Ours does not, for they are written where they are guarded. Here
 * every page is mounted and every component has runes: as constants they let all of it go, in Svelte and from each view.
 *
 * Decision: whole modules, and of them only what is used. A Svelte that asks for more does not build.
 */
import type { Plugin } from 'vite';

const modules: [end: string, text: string][] = [
  [
    '/svelte/src/internal/client/dom/hydration.js',
    `export const hydrating = false, hydrate_node = undefined;
    const nothing = () => {};
    export { nothing as reset, nothing as next, nothing as hydrate_template, nothing as hydrate_next, nothing as set_hydrating,
      nothing as set_hydrate_node, nothing as skip_nodes, nothing as read_hydration_instruction };`,
  ],
  ['/svelte/src/internal/flags/index.js', 'export const async_mode_flag = false, legacy_mode_flag = false, tracing_mode_flag = false;'],
];

/** unhydrated is a Vite plugin that does so in what is built. */
export const unhydrated = (): Plugin => ({
  name: 'rookery-unhydrated',
  apply: 'build',
  // What a view says to who brings it to life is not said.
  config: () => ({ build: { rolldownOptions: { treeshake: { manualPureFunctions: ['$.reset', '$.next', '$.hydrate_template'] } } } }),
  load: (id) => modules.find(([end]) => id.endsWith(end))?.[1],
});
