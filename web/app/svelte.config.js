import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true, // everywhere: a component without any would bring what only the old ones need
    cssHash: ({ hash, css }) => `_${hash(css).slice(-5)}`, // short, for it is sent with every element that has a style
  },
};
