/** What the lobby shows beside the way to a game. */
export { default as Finished } from './Finished.svelte';
export { default as HereNow } from './HereNow.svelte';
export { default as Minis } from './Minis.svelte';
export { default as OpenGames } from './OpenGames.svelte';
