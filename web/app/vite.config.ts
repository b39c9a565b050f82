import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

import { pieces } from './pieces/pieces.ts';

// The server that `npm run dev` talks to.
const server = process.env.ROOKERY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [pieces(), svelte()],
  build: {
    target: 'es2022',
    // The content policy has no data: scripts and no inline anything; an asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
    // The client, and the board that other sites frame.
    rolldownOptions: { input: ['index.html', 'embed.html'] },
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
