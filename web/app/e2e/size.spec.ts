/** How much a page loads before it can be used, compressed. */
import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, open, pair, test } from './visitor';

/** heard collects what a page is sent from now on. */
function heard(page: Page): Response[] {
  const all: Response[] = [];
  page.on('response', (r) => all.push(r));
  return all;
}

/** kilobytes is the compressed size, in 1000 bytes, of what was loaded of the site itself. */
async function kilobytes(responses: Response[], kinds: RegExp): Promise<number> {
  let bytes = 0;
  for (const r of responses.filter((r) => kinds.test(new URL(r.url()).pathname))) bytes += gzipSync(await r.body()).length;
  return bytes / 1000;
}

test('the lobby loads 60 KB at most, a game 110 KB', async ({ browser, server, visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { room } = await pair(one, two);
  const watcher = await open(browser, server.url);
  const all = heard(watcher.page);
  await watcher.visit(room);
  await watcher.seated();
  await watcher.page.waitForLoadState('networkidle');
  const game = await kilobytes(all, /\.(js|css|svg)$/);
  // What the first page needs is named in its document; what the room and the dialogs need is fetched behind its back.
  const named = [...(await (await watcher.page.request.get(server.url)).text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!);
  const first = await kilobytes(all.filter((r) => named.includes(new URL(r.url()).pathname)), /\.(js|css)$/);
  info.annotations.push({ type: 'KB', description: `first page ${first.toFixed(1)}, game ${game.toFixed(1)}` });
  expect(first, 'KB of the first page').toBeGreaterThan(20);
  expect(first).toBeLessThanOrEqual(60);
  expect(game).toBeGreaterThan(first);
  expect(game).toBeLessThanOrEqual(110);
  await watcher.page.context().close();
});
