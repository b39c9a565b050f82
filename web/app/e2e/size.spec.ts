/** How much a page loads before it can be used, compressed. */
import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, pair, replay, test } from './visitor';

/** heard collects what a page is sent from now on. */
function heard(page: Page): Response[] {
  const all: Response[] = [];
  page.on('response', (r) => all.push(r));
  return all;
}

/** kilobytes is the compressed size, in 1000 bytes, of what was loaded of the site itself; once of each file, for some browsers ask for a tab's icon whenever it changes. */
async function kilobytes(responses: Response[]): Promise<number> {
  let bytes = 0;
  for (const r of new Map(responses.map((r) => [path(r), r])).values()) bytes += gzipSync(await r.body()).length;
  return bytes / 1000;
}

const path = (r: Response) => new URL(r.url()).pathname;

/** named is what a document names: what it needs before it can be used. */
async function named(document: Response): Promise<(r: Response) => boolean> {
  const names = [...(await document.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!);
  return (r) => names.includes(path(r));
}

const coded = (r: Response) => /\.(js|css|svg)$/.test(path(r));

/** paid is what of a game counts: its document and all that it loads, not only what the document names, but not what is the lobby's alone. */
const paid = (all: Response[], others: Response[]) => all.filter((r) => r === all[0] || (coded(r) && !others.some((o) => path(o) === path(r))));

test('the lobby loads 60 KB at most, a game 110 KB, for who watches and for who plays it to its end', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const played = heard(one.page);
  const { white, black, room } = await pair(one, two);

  const guest = await visitor();
  const lobby = heard(guest.page);
  await guest.visit();
  await expect(guest.page.locator('.tile').first()).toBeVisible();
  await guest.page.waitForLoadState('networkidle');
  const needed = await named(lobby[0]!);
  const first = await kilobytes(lobby.filter((r) => r === lobby[0] || needed(r)));
  const lists = await kilobytes(lobby.filter((r) => /\/rest-/.test(path(r))));

  const watcher = await visitor();
  const seen = heard(watcher.page);
  await watcher.visit(room);
  await watcher.seated();
  await watcher.page.waitForLoadState('networkidle');
  // A room fetches the lobby, too, when nobody waits any more for what the game needs.
  const ours = await named(seen[0]!);
  const others = lobby.filter((r) => needed(r) && !ours(r));
  expect(others.map(path).filter((name) => /for-l-/.test(name)), 'the lobby is not paid for by a game').toHaveLength(2);
  const watched = await kilobytes(paid(seen, others));

  await replay(white, black, ['f2f3', 'e7e5', 'g2g4', 'd8h4']);
  await expect(one.button(/^Rematch/)).toBeVisible();
  await one.page.waitForLoadState('networkidle');
  const game = await kilobytes(paid(played, others));
  info.annotations.push({ type: 'KB', description: `first page ${first.toFixed(1)}, and ${lists.toFixed(1)} for its lists; a game ${watched.toFixed(1)} to watch, ${game.toFixed(1)} to play to its end` });
  expect(first, 'KB of the first page').toBeGreaterThan(40);
  expect(first).toBeLessThanOrEqual(60);
  expect(watched).toBeGreaterThan(first);
  expect(watched).toBeLessThanOrEqual(110);
  expect(game).toBeGreaterThan(watched);
  expect(game, 'KB of a player’s game').toBeLessThanOrEqual(110);
});
