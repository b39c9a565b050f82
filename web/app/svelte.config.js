import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// Runes everywhere: a component without any would bring what only the old ones need.
export default { preprocess: vitePreprocess(), compilerOptions: { runes: true } };
