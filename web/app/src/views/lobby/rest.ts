/** What the lobby shows beside the way to a game. */
export { default as Finished } from './Finished.svelte';
export { default as Lists } from './Lists.svelte';
export { default as Minis } from './Minis.svelte';
