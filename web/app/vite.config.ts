import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

import { catalogues } from './catalogues.ts';
import { together } from './chunks.ts';
import { compressed } from './compressed.ts';
import { pieces } from './pieces/pieces.ts';
import { styles } from './styles.ts';

// The server that `npm run dev` talks to.
const server = process.env.ROOKERY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [pieces(), svelte(), catalogues(), styles(), compressed()],
  build: {
    target: 'es2022',
    // Nothing in the styles is rewritten for browsers older than these: :dir() would come to ask for the language.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content policy has no data: scripts and no inline anything; an asset is a file.
    assetsInlineLimit: 0,
    // What every document of ours begins with is not asked for again by what comes later.
    modulePreload: { polyfill: false, resolveDependencies: (_, files, { hostType }) => (hostType === 'html' ? files : files.filter((f) => !/\/(for-lre?|rolldown-runtime)-/.test(f))) },
    chunkSizeWarningLimit: 200,
    rolldownOptions: {
      // The client, which the lobby's document and a room's begin with what each shows, and the board that other sites frame.
      input: ['index.html', 'room.html', 'embed.html'],
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: together(import.meta.dirname) }] } },
      // Svelte does not say so of itself, and would bring what only custom elements and old components need.
      treeshake: { moduleSideEffects: [{ test: /node_modules\/svelte\/src\/(?!internal\/(disclose-version|flags))/, sideEffects: false }] },
    },
  },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: true },
      '^/rooms/[^/]+/game.pgn$': { target: server, changeOrigin: true },
      '^/(lobby|(rooms|embed)/[^/]+)/socket': { target: server, ws: true, changeOrigin: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
