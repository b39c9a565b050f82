/** How much a page loads before it can be used, compressed. */
import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, replay, test } from './visitor';

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

/** paid is what of a game counts: its document and all that it loads, not only what the document names, but not what is the lobby's alone, nor what is for paper: it comes when a room has stood for ten seconds, and whether this test takes as long is chance. */
const paid = (all: Response[], others: Response[]) => all.filter((r) => r === all[0] || (coded(r) && !/\/(sv-views-lobby|print)-/.test(path(r)) && !others.some((o) => path(o) === path(r))));

/** swedish is what only a reader of Swedish loads. */
const swedish = (r: Response) => /\/sv-/.test(path(r));

/** both are the sizes for a reader of English and for one of Swedish, who loads the same and the words. */
async function both(all: Response[]): Promise<[english: number, swedish: number]> {
  return [await kilobytes(all.filter((r) => !swedish(r))), await kilobytes(all)];
}

test('the lobby loads 60 KB before it can be used, a game 110 KB at most, for who watches and for who plays it to its end', async ({ visitor }, info) => {
  const SWEDISH = { locale: 'sv-SE' };
  const [one, two] = [await visitor(SWEDISH), await visitor()];
  const [played, inEnglish] = [heard(one.page), heard(two.page)];
  for (const [v, nick] of [[one, 'kaja'], [two, 'jackdaw']] as const) {
    await v.called(nick);
    await v.command('search', { pool: '5+3' });
  }
  const { room, side } = await one.seat();
  for (const v of [one, two]) {
    await v.visit(room);
    await v.seated();
  }
  const [white, black] = side === 'white' ? [one, two] : [two, one];

  const guest = await visitor(SWEDISH);
  const lobby = heard(guest.page);
  await guest.visit();
  await expect(guest.page.locator('.tile').first()).toBeVisible();
  await guest.page.waitForLoadState('networkidle');
  const needed = await named(lobby[0]!);
  const first = await kilobytes(lobby.filter((r) => r === lobby[0] || needed(r)));
  const quiet = await both(lobby.filter((r) => r === lobby[0] || coded(r)));

  const watcher = await visitor(SWEDISH);
  const seen = heard(watcher.page);
  await watcher.visit(room);
  await watcher.seated();
  await watcher.page.waitForLoadState('networkidle');
  // A room fetches the lobby, too, when nobody waits any more for what the game needs.
  const ours = await named(seen[0]!);
  const others = lobby.filter((r) => needed(r) && !ours(r));
  expect(others.map(path).filter((name) => /for-l-/.test(name)), 'the lobby is not paid for by a game').toHaveLength(2);
  const watched = await both(paid(seen, others));

  await replay(white, black, ['f2f3', 'e7e5', 'g2g4', 'd8h4']);
  await expect(two.button(/^Rematch/)).toBeVisible();
  await expect(one.page.locator('.over')).toBeVisible();
  await one.page.waitForLoadState('networkidle');
  const game = await both(paid(played, others));
  const line = ([english, swedish]: [number, number]) => `${english.toFixed(1)} (${swedish.toFixed(1)} in Swedish)`;
  info.annotations.push({ type: 'KB', description: `first page ${first.toFixed(1)}, ${line(quiet)} with all it fetches; a game ${line(watched)} to watch, ${line(game)} to play to its end` });
  expect(inEnglish.filter(swedish), 'who reads English does not load Swedish').toEqual([]);
  const most: [what: string, kilobytes: number, most: number][] = [
    ['the first page, before it can be used', first, 60],
    ['all that it fetches', quiet[0], 72],
    ['the same in Swedish', quiet[1], 76.5],
    ['a game that is watched', watched[0], 110],
    ['a game that is played', game[0], 110],
    ['the same in Swedish', game[1], 123],
  ];
  for (const [what, kilobytes, bound] of most) expect(kilobytes, `KB of ${what}`).toBeLessThanOrEqual(bound);
  const sizes = [40, first, quiet[0], quiet[1], watched[0], watched[1], game[1]];
  expect(sizes, 'each is more than the one before').toEqual(sizes.toSorted((a, b) => a - b));
});
