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
async function kilobytes(responses: Response[]): Promise<number> {
  let bytes = 0;
  for (const r of responses) bytes += gzipSync(await r.body()).length;
  return bytes / 1000;
}

const path = (r: Response) => new URL(r.url()).pathname;

/** named is what a document names: what it needs before it can be used. */
async function named(document: Response): Promise<(r: Response) => boolean> {
  const names = [...(await document.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!);
  return (r) => names.includes(path(r));
}

test('the lobby loads 60 KB at most, a game 110 KB', async ({ browser, server, visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { room } = await pair(one, two);

  const guest = await open(browser, server.url);
  const lobby = heard(guest.page);
  await guest.visit();
  await expect(guest.page.locator('.tile').first()).toBeVisible();
  await guest.page.waitForLoadState('networkidle');
  const needed = await named(lobby[0]!);
  const first = await kilobytes(lobby.filter((r) => r === lobby[0] || needed(r)));
  await guest.page.context().close();

  // Of a game all counts that is loaded until it stands still, not only what its document names.
  const watcher = await open(browser, server.url);
  const all = heard(watcher.page);
  await watcher.visit(room);
  await watcher.seated();
  await watcher.page.waitForLoadState('networkidle');
  const files = all.filter((r) => r === all[0] || /\.(js|css|svg)$/.test(path(r)));
  const game = await kilobytes(files);
  info.annotations.push({ type: 'KB', description: `first page ${first.toFixed(1)}, game ${game.toFixed(1)}` });
  expect(first, 'KB of the first page').toBeGreaterThan(40);
  expect(first).toBeLessThanOrEqual(60);
  expect(game).toBeGreaterThan(first);
  expect(game).toBeLessThanOrEqual(110);
  expect(files.map(path).filter((name) => /for-l-|Create/.test(name)), 'the lobby is not paid for by a game').toEqual([]);
  await watcher.page.context().close();
});
