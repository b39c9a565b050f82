/** The games that the lobby lists: those under way beside the large one, and those just finished. */
export { default as Finished } from './Finished.svelte';
export { default as Minis } from './Minis.svelte';
