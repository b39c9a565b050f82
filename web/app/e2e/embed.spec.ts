/** The board on a page of another site, and that no other page of ours may be there. */
import { createServer, type Server as Elsewhere } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from '@playwright/test';
import { begun, expect, pair, test } from './visitor';

let elsewhere: Elsewhere;
test.beforeAll(async () => {
  elsewhere = createServer((req, res) => {
    const framed = new URL(req.url!, 'http://club.test').searchParams.get('frame') ?? '';
    res.setHeader('content-type', 'text/html');
    res.end(`<!doctype html><title>The club</title><h1>Our game tonight</h1><iframe title="game" src="${framed}" width="420" height="520"></iframe>`);
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
});
test.afterAll(() => elsewhere.close());

/** framed opens a page of the other site, under a name that the browser's launch has for this machine, with an address of ours in its frame. */
async function framed(page: Page, address: string): Promise<Frame> {
  const port = (elsewhere.address() as AddressInfo).port;
  await page.goto(`http://club.test:${port}/?frame=${encodeURIComponent(address)}`);
  const frame = await (await page.locator('iframe').elementHandle())!.contentFrame();
  return frame!;
}

test('a page of another site shows a live board, with which nobody can act', async ({ visitor, server }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  // A page in the very browser of a player, whose cookie is at hand.
  const club = await white.page.context().newPage();
  const wrong: string[] = [];
  const heard: string[] = [];
  club.on('console', (m) => m.type() === 'error' && wrong.push(m.text()));
  club.on('pageerror', (e) => wrong.push(e.message));
  club.on('websocket', (ws) => ws.on('framereceived', (f) => heard.push(String(f.payload))));
  const frame = await framed(club, server.url + room.replace('/rooms/', '/embed/'));
  const names = white === one ? ['jackdaw', 'magpie'] : ['magpie', 'jackdaw'];
  await expect(frame.locator('.name')).toHaveText(names); // White is below
  await expect(frame.locator('.says')).toHaveText('Live · the game begins');

  await white.move('e2e4');
  await expect(frame.locator('.says')).toHaveText('Live · e4');
  await black.move('e7e5');
  await expect(frame.locator('.running .clock')).toHaveText(/^[45]:\d\d$/);
  await expect(frame.locator('.mini .man')).toHaveCount(32);
  await club.screenshot({ path: info.outputPath('framed.png') });

  const link = frame.getByRole('link', { name: 'Open the room' });
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText(names.toReversed().join(' – '));
  await expect(link).toHaveAttribute('rel', 'noopener');
  const [opened] = await Promise.all([white.page.context().waitForEvent('page'), link.click()]);
  await opened.waitForURL(server.url + room);
  await expect(opened.getByRole('grid')).toBeVisible(); // a page as any other, with its script and its storage
  await opened.close();

  expect(JSON.parse(heard[0]!), 'the frame is nobody').not.toHaveProperty('d.you');
  for (const f of [() => document.cookie, () => String(localStorage.length)]) await expect(frame.evaluate(f)).rejects.toThrow(/sandboxed/);
  expect(await frame.evaluate(() => self.origin)).toBe('null');
  const act = await frame.evaluate(() => fetch('/api/me', { method: 'POST', credentials: 'include', body: '{"nick":"thief"}' }).then((r) => r.status, () => 'refused'));
  expect([403, 'refused']).toContain(act);
  expect(wrong.filter((w) => !/CORS|api\/me|ERR_FAILED|status of 403/.test(w))).toEqual([]);
  await club.close();
});

test('the board can be turned, and says so where there is no game', async ({ visitor, server }) => {
  const [one, two] = [await visitor(), await visitor()];
  const room = await begun(one, two);
  const club = await one.page.context().newPage();
  const id = room.replace('/rooms/', '');
  const names = async (query: string) => {
    const frame = await framed(club, `${server.url}/embed/${id}${query}`);
    await expect(frame.locator('.says')).toContainText('Live');
    return frame.locator('.name').allTextContents();
  };
  expect(await names('?side=black')).toEqual((await names('')).reverse());
  const gone = await framed(club, `${server.url}/embed/0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44`);
  await expect(gone.locator('.says')).toHaveText('There is no such room.');
  await club.close();
});

test('no other page may be framed', async ({ visitor, server }) => {
  const [one, two] = [await visitor(), await visitor()];
  const room = await begun(one, two);
  for (const address of ['/', room, '/continue', '/api', '/api/lobby', `${room}/game.pgn`, '/nowhere']) {
    const club = await one.page.context().newPage();
    const refused = club.waitForEvent('console', (m) => m.text().includes('frame-ancestors'));
    const frame = await framed(club, server.url + address);
    await refused;
    await expect.poll(() => frame.url(), address).toMatch(/^chrome-error:/);
    await club.close();
  }
});

test('the frame loads 25 KB at most', async ({ visitor, server }, info) => {
  const { gzipSync } = await import('node:zlib');
  const [one, two] = [await visitor(), await visitor()];
  const room = await begun(one, two);
  const club = await one.page.context().newPage();
  let bytes = 0;
  const counted: Promise<void>[] = [];
  club.on('response', (r) => {
    if (new URL(r.url()).origin === server.url) counted.push(r.body().then((b) => void (bytes += gzipSync(b).length)));
  });
  const frame = await framed(club, server.url + room.replace('/rooms/', '/embed/'));
  await expect(frame.locator('.says')).toContainText('Live');
  await Promise.all(counted);
  info.annotations.push({ type: 'KB', description: (bytes / 1000).toFixed(1) });
  expect(bytes).toBeGreaterThan(8_000);
  expect(bytes).toBeLessThanOrEqual(25_000);
  await club.close();
});
