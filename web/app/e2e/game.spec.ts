/** Whole games through the real server, as people play them. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, meet, pair, replay, searched, test, type Visitor } from './visitor';

const opera = readFileSync(new URL('../../../testdata/pgn/opera.uci', import.meta.url), 'utf8').trim().split(/\s+/);
const start = ['e2e4', 'e7e5', 'g1f3', 'b8c6'];

test('a master game is played to mate before a watcher, with talk and a whisper', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const moving = { reducedMotion: 'no-preference' } as const; // the men slide, as for most people
  const [one, two, watcher] = [await visitor(moving), await visitor(moving), await visitor(moving)];
  for (const v of [one, two]) await acts(v.page);
  const { white, black, room } = await searched(one, two);
  for (const v of [one, two]) expect(await v.page.evaluate(() => (window as unknown as { acts: string[] }).acts), 'a name and a tile, and one plays').toEqual(['input', 'click']);
  await watcher.visit(room);
  await expect(watcher.status).toContainText('first move');

  await replay(white, black, opera.slice(0, 12));
  await watcher.sees(12);

  await white.says('good luck');
  for (const v of [black, watcher]) await expect(v.page.getByRole('log')).toContainText('good luck');
  const secret = 'that bishop is worth a queen';
  const [whiteNick, blackNick] = white === one ? ['magpie', 'jackdaw'] : ['jackdaw', 'magpie'];
  await white.says(`@${blackNick} ${secret}`);
  await expect(white.page.locator('[data-is="whisper"]')).toContainText(`you → ${blackNick} only`);
  await expect(black.page.locator('[data-is="whisper"]')).toContainText(`${whiteNick} → you only`);
  await expect(black.page.locator('[data-is="whisper"]')).toContainText(secret);
  await black.says('thank you, watch this');

  await replay(white, black, opera.slice(12, 32), 12);
  await white.picture(info, 'player.png');
  await watcher.picture(info, 'watcher.png');
  if (process.env.ROOKERY_PICTURE) await white.page.screenshot({ path: process.env.ROOKERY_PICTURE });
  await replay(white, black, opera.slice(32), 32);

  for (const v of [white, black, watcher]) {
    await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('White wins');
    await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('Checkmate at move 17');
    await expect(v.page.locator('.moves')).toContainText('Rd8#');
  }
  await white.picture(info, 'over.png');
  await expect(watcher.page.getByRole('log')).toContainText('thank you, watch this');
  await expect(watcher.page.locator('body')).not.toContainText(secret);
  expect(watcher.frames.join('\n')).not.toContain(secret);
  for (const v of [white, black, watcher]) expect(v.openSockets, 'one WebSocket a room page').toEqual([expect.stringContaining(`${room}/socket`)]);
});

/** acts notes what somebody does on a page from now on: each press, and each text that is put into a field. */
const acts = (page: Page) =>
  page.addInitScript(() => {
    const acts: string[] = [];
    Object.assign(window, { acts });
    for (const kind of ['click', 'input']) addEventListener(kind, () => acts.push(kind), true);
  });

/**
 * framed notes, at the end of the frame in which a pointer goes up or a frame of the line comes in, which man stands or
 * is on his way where: what is in the page when a frame's own work is done is what that frame shows.
 */
const framed = (page: Page) =>
  page.addInitScript(() => {
    const shown: { on: 'pointer' | 'line'; of: string; men: Record<string, string>; moving: string[] }[] = [];
    Object.assign(window, { shown });
    const note = (on: 'pointer' | 'line', of = '') =>
      requestAnimationFrame(() => {
        const men: Record<string, string> = {};
        for (const b of document.querySelectorAll<HTMLElement>('.board-side [data-square]')) {
          const [at, piece] = b.getAttribute('aria-label')!.split(', ');
          if (piece) men[at!] = piece;
        }
        const moving = [...document.querySelectorAll('.board-side .man')].filter((m) => m.getAnimations().length > 0).map((m) => m.className);
        shown.push({ on, of, men, moving });
      });
    addEventListener('pointerup', () => note('pointer'), true);
    const Line = window.WebSocket;
    window.WebSocket = class extends Line {
      constructor(...how: ConstructorParameters<typeof Line>) {
        super(...how);
        this.addEventListener('message', (e) => note('line', String(e.data)));
      }
    };
  });
const shown = (v: Visitor) => v.page.evaluate(() => (window as unknown as { shown: { on: string; of: string; men: Record<string, string>; moving: string[] }[] }).shown.splice(0));

test('a move is on the board in the frame in which the pointer goes up, and on the other’s, on its way, in the frame it comes in', async ({ visitor }) => {
  const [one, two] = [await visitor({ reducedMotion: 'no-preference' }), await visitor({ reducedMotion: 'no-preference' })];
  for (const v of [one, two]) await framed(v.page);
  const { white, black } = await pair(one, two);
  for (const v of [white, black]) await shown(v);
  await white.move('e2e4');
  await black.sees(1);
  const pressed = (await shown(white)).filter(({ on }) => on === 'pointer');
  expect(pressed.map(({ men }) => men['e4'])).toEqual([undefined, 'white pawn']); // the first picks it up
  expect(pressed[1]!.moving).toEqual(['man wp']);
  const came = (await shown(black)).find(({ of }) => of.includes('"e2e4"'))!;
  expect(came.men).toMatchObject({ e4: 'white pawn' });
  expect(came.men['e2']).toBeUndefined();
  expect(came.moving).toEqual(['man wp']);

  await black.page.locator('.board-side [data-turn="true"]').waitFor();
  const [from, to] = [(await black.square('g8').boundingBox())!, (await black.square('f6').boundingBox())!];
  await black.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await black.page.mouse.down();
  await black.page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 3 });
  await black.page.mouse.up();
  await white.sees(2);
  const dropped = (await shown(black)).find(({ on }) => on === 'pointer')!;
  expect(dropped.men).toMatchObject({ f6: 'black knight' });
  expect(dropped.moving).toEqual([]); // who let go of it there sees it there
});

test('a lone newcomer plays the house within 30 seconds', async ({ visitor }, info) => {
  const v = await visitor();
  const began = Date.now();
  await v.visit();
  await expect(v.page.getByRole('heading', { name: 'You are the first one here.' })).toBeVisible();
  await v.picture(info, 'lobby-alone.png');
  await v.page.getByRole('button', { name: 'Play the house' }).click();
  await v.seated();
  if ((await v.plays()) === 'white') {
    await v.move('e2e4');
    await expect(v.page.locator('.moves button[data-ply="2"]')).toBeVisible(); // the house answers
  } else {
    await expect(v.page.locator('.moves button[data-ply="1"]')).toBeVisible();
    await v.move('g8f6');
    await expect(v.page.locator('.moves')).toContainText('Nf6');
  }
  expect(Date.now() - began).toBeLessThan(30_000);
});

test('the server is killed in the middle of a game and nothing is lost', async ({ server, visitor }, info) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const { white, black, room } = await searched(one, two); // by the lobby, which is then at hand without a server
  await watcher.visit(room);
  await replay(white, black, start);
  await black.says('before the crash');
  await expect(white.page.getByRole('log')).toContainText('before the crash');
  await watcher.sees(4);

  await server.kill();
  for (const v of [white, black, watcher]) await expect(v.status).toContainText('Reconnecting');
  await white.picture(info, 'reconnecting.png');
  await white.move('f1b5'); // made while the line is down, kept until it is back
  await expect(white.page.locator('.status .mark')).toContainText('3. Bb5 not saved yet');
  await server.again();

  for (const v of [white, black, watcher]) {
    await v.sees(5);
    await expect(v.page.getByRole('log')).toContainText('before the crash');
    await expect(v.page.locator('.moves')).toContainText('Bb5');
  }
  await replay(white, black, ['a7a6', 'b5a4'], 5);
  await watcher.sees(7);
  await white.says('after the crash');
  await expect(watcher.page.getByRole('log')).toContainText('after the crash');
  expect(white.openSockets).toHaveLength(1);

  await server.kill(); // what has not gone out does not go in silence with the page
  await expect(black.status).toContainText('Reconnecting');
  await black.move('b7b5');
  await black.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(black.page.getByText('You left before it was sent.')).toBeVisible();
});

test('a draw is offered, declined and agreed in place', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await white.press('Draw');
  await expect(white.page.getByText('Offer a draw?')).toBeVisible();
  await white.picture(info, 'question.png');
  await white.press('Offer a draw');
  await expect(black.status).toContainText('offers a draw');
  await black.picture(info, 'offer.png');
  await black.press('Decline');
  await expect(black.page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await black.press('Draw');
  await black.press('Offer a draw');
  await white.press('Accept');
  for (const v of [white, black]) await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('Draw agreed');
});

test('a move is taken back, time is given, and the game is resigned', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await black.press('Takeback');
  await white.press('Accept');
  for (const v of [white, black]) await v.sees(3);
  await black.move('g8f6');
  await white.sees(4);
  await white.press('+15 s');
  await expect(black.page.getByRole('log')).toContainText('gives 15 s');
  await black.press('Resign');
  await expect(black.page.getByText('Resign this game?')).toBeVisible();
  await black.press('Keep playing');
  await expect(black.page.getByText('Resign this game?')).toHaveCount(0);
  await black.press('Resign');
  await black.press('Yes, resign');
  for (const v of [white, black]) await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('White wins');
});

test('a game nobody wants is aborted, and another room is a rematch with colours swapped', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await white.press('Abort');
  await white.press('Yes, abort');
  for (const v of [white, black]) await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('No result');
  await white.press('Rematch as Black');
  await expect(black.page.getByRole('region', { name: 'Result' })).toContainText('would play again');
  await black.press(/^Accept, as White/);
  for (const v of [white, black]) {
    await v.page.waitForURL((u) => u.pathname !== room && u.pathname.startsWith('/rooms/'));
    await expect(v.page.locator('.bar.own')).toContainText('you');
  }
  await expect.poll(() => white.plays()).toBe('black');
  await black.move('d2d4');
  await white.sees(1);
  expect(white.openSockets).toHaveLength(1);
  await black.page.goBack();
  await black.page.getByRole('link', { name: 'To the rematch' }).click();
  await black.sees(1);
});

test('a position that stands for the third time is claimed as a draw', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['b1c3', 'b8c6', 'c3b1', 'c6b8']);
  await expect(white.page.getByRole('button', { name: 'Claim draw' })).toHaveCount(0);
  await replay(white, black, ['b1c3', 'b8c6', 'c3b1', 'c6b8'], 4);
  await white.press('Claim draw');
  for (const v of [white, black]) await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('Threefold repetition');
});

test('a game is claimed from an opponent who is gone', async ({ visitor }) => {
  test.setTimeout(90_000);
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await black.page.close();
  await expect(white.status).toContainText(/jackdaw is gone|magpie is gone/);
  const claim = white.page.getByRole('button', { name: 'Claim win' });
  await expect(claim).toBeDisabled();
  await expect(claim).toBeEnabled({ timeout: 40_000 });
  await white.press('Claim win');
  await expect(white.page.getByRole('region', { name: 'Result' })).toContainText('White wins');
});

test('a flag falls on the server alone', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await meet(one, two, async (dialog) => {
    await dialog.getByLabel('Minutes').fill('0');
    await dialog.getByLabel('Seconds a move').fill('1');
  });
  await replay(one, two, ['e2e4', 'e7e5']);
  for (const v of [one, two]) await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('magpie ran out of time');
});

test('the PGN of a game is copied', async ({ visitor }) => {
  const [one, two] = [await visitor({ permissions: ['clipboard-read', 'clipboard-write'] }), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await one.page.getByRole('button', { name: 'More' }).click();
  await one.page.getByRole('menuitem', { name: 'Copy PGN' }).click();
  await expect(one.page.getByText('PGN copied')).toBeVisible();
  expect(await one.page.evaluate(() => navigator.clipboard.readText())).toMatch(/\[White "\w+"\][\s\S]*1\. e4 .*e5/);
});
