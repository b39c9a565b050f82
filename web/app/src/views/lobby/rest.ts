/** Who may be played with: what the lobby shows beside the quick ways to a game. */
export { default as HereNow } from './HereNow.svelte';
export { default as OpenGames } from './OpenGames.svelte';
