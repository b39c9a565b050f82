/** Every view in every state is fit for all: the walk that `fits` measures at each stop. */
import { existsSync } from 'node:fs';
import { contrasts } from './contrast';
import { fits } from './fit';
import { expect, open, pair, replay, test } from './visitor';

const stockfish = ['/usr/games/stockfish', '/usr/bin/stockfish', '/usr/local/bin/stockfish'].find((p) => existsSync(p));
const control = { base: 300, inc: 3 };

test.describe.configure({ timeout: 120_000 }); // with pictures

test('the lobby is fit for all: alone, its dialogs, and what comes', async ({ visitor }, info) => {
  const [one, two, three] = [await visitor(), await visitor(), await visitor()];
  await one.visit();
  await expect(one.page.getByRole('heading', { name: 'You are the first one here.' })).toBeVisible();
  await fits(one, info, 'the lobby, alone');
  const dialog = one.page.getByRole('dialog');
  for (const [name, title] of [['Settings', 'Settings'], ['Help', 'How it works']] as const) {
    await one.page.getByRole('button', { name, exact: true }).first().click();
    await expect(dialog.getByRole('heading', { name: title })).toBeVisible();
    await fits(one, info, name);
    await one.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await one.name('magpie');
  await one.seek('custom');
  for (const way of ['Someone', 'A friend', 'The house', 'Anyone']) {
    await dialog.getByText(way, { exact: true }).click();
    await fits(one, info, `to create a game with ${way}`);
  }
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await two.visit();
  await two.name('jackdaw');
  await expect(two.page.getByRole('button', { name: /^Join magpie/ })).toBeVisible();
  await fits(two, info, 'the lobby, with a game that is open');

  await three.called('wren');
  await three.command('seek', { control, side: 'random', to: 'magpie' });
  await expect(one.page.getByRole('article', { name: 'Challenge from wren' })).toBeVisible();
  await fits(one, info, 'the lobby, challenged');
  await two.page.getByRole('button', { name: /^Join magpie/ }).click();
  await one.seated();
  await two.seated();
  await one.page.goBack();
  await expect(one.page.getByRole('link', { name: /^Your game goes on/ })).toBeVisible();
  await fits(one, info, 'the lobby, while our game goes on');
  const men = one.page.locator('.featured .mini .man');
  await expect(men.first()).toBeVisible();
  await one.page.getByRole('button', { name: 'Settings', exact: true }).first().click();
  await dialog.getByRole('switch', { name: 'Blindfold' }).click();
  await expect(men.first(), 'who plays blindfold does not see the game in the lobby').toBeHidden();
});

test('a room is fit for all: who plays, who watches, what is asked, and a line that is down', async ({ visitor, server }, info) => {
  const watcher = await visitor();
  const { white, black, room } = await pair(await visitor(), await visitor());
  const { page } = white;
  const other = (await black.page.locator('.bar.own .name').textContent())!.trim();
  await replay(white, black, ['e2e4', 'e7e5']);
  await watcher.visit(room);
  await watcher.seated();
  await white.says('good luck');
  await white.says(`@${other} to you alone`);
  await white.says('/nothing');
  await white.says('/help');
  await expect.poll(() => page.locator('[data-is=help] dl').evaluate((e) => e.getBoundingClientRect().width), 'a box in the talk is as wide as the talk').toBeGreaterThan(200);
  await fits(white, info, 'a room, for who plays');
  await fits(watcher, info, 'a room, for who watches');
  await white.press('More');
  await expect(page.getByRole('menu')).toBeVisible();
  await fits(white, info, 'the menu of a room');
  await page.keyboard.press('Escape');
  await page.locator('.people').getByRole('button', { name: other }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await fits(white, info, 'the menu of a person');
  await page.keyboard.press('Escape');
  await black.press('Draw');
  await fits(black, info, 'a question');
  await black.page.keyboard.press('Escape'); // or it has gone by itself
  await black.press('Draw');
  await black.press('Offer a draw');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await fits(white, info, 'an offer');
  await white.press('Decline');
  await white.types('Ke5');
  await expect(white.status).toContainText('was not played');
  await fits(white, info, 'a refusal');
  for (const [name, title] of [['Continue on another device', 'Continue on another device'], ['Settings', 'Settings']] as const) {
    await page.getByRole('button', { name, exact: true }).first().click();
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await fits(white, info, `${name}, in a room`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await watcher.page.getByRole('button', { name: 'Play without the board' }).focus();
  await watcher.page.keyboard.press('Enter');
  await expect(watcher.page.getByRole('heading', { level: 1, name: /against/ })).toBeVisible();
  await fits(watcher, info, 'a room without its board, for who watches');

  await server.kill();
  await expect(white.status).toContainText('Reconnecting');
  await fits(white, info, 'a room without its line');
});

test('a seat is fit for all: free, taken, and at its board or without one', async ({ visitor }, info) => {
  const [host, guest] = [await visitor(), await visitor()];
  await host.called('magpie');
  await host.command('link', { control, side: 'white', fen: '7k/P7/6K1/8/8/8/8/8 w - - 0 1' });
  const { room } = await host.seat();
  await host.page.addInitScript(() => localStorage.setItem('rookery.confirmMoves', 'true'));
  await host.visit(room);
  await expect(host.page.getByRole('heading', { name: 'Your link is open' })).toBeVisible();
  await fits(host, info, 'a free seat, for who made the link');
  await host.press('QR code');
  await expect(host.page.getByRole('dialog').getByRole('img')).toBeVisible();
  await fits(host, info, 'the link of a room');
  await host.page.keyboard.press('Escape');
  await guest.visit(room);
  const seat = guest.page.getByRole('region', { name: 'Free seat' });
  await seat.getByLabel('Name', { exact: true }).fill('jackdaw');
  await fits(guest, info, 'a free seat, for who has the link');
  await guest.press('Take this seat');
  await guest.plays();
  await guest.page.getByRole('button', { name: 'Play without the board' }).focus();
  await guest.page.keyboard.press('Enter');
  await expect(guest.page.getByRole('heading', { level: 1, name: /against/ })).toBeVisible();
  await fits(guest, info, 'a room without its board, for who plays');

  await host.move('a7a8');
  await expect(host.page.getByRole('group', { name: 'Promote to' }).getByRole('button', { name: 'queen' })).toBeFocused();
  await fits(host, info, 'a promotion');
  await host.page.keyboard.press('q');
  await expect(host.button('Play')).toBeFocused();
  await fits(host, info, 'a move that waits for its word');
  await host.press('Play');
  await expect(guest.page.getByRole('region', { name: 'Result' })).toBeVisible();
  await fits(guest, info, 'a result without a board');
});

test('the end of a game is fit for all: the result, what comes after it, and the review', async ({ visitor }, info) => {
  const [one, two, fan] = [await visitor(), await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await replay(white, black, ['f2f3', 'e7e5', 'g2g4', 'd8h4']);
  await expect(one.button('Other settings…')).toBeVisible();
  await fits(one, info, 'a result');
  await one.press('Other settings…');
  await expect(one.page.getByRole('dialog')).toBeVisible();
  await fits(one, info, 'a rematch with other settings');
  await one.page.keyboard.press('Escape');

  // Whoever follows a player, and has an older page than the server's.
  const followed = await one.page.evaluate(async () => (await fetch('/api/me')).json());
  await fan.page.addInitScript((p) => sessionStorage.setItem('rookery.follow', p), JSON.stringify({ people: [followed] }));
  await fan.page.routeWebSocket(/socket/, (ws) => {
    const server = ws.connectToServer();
    server.onMessage((m) => ws.send(String(m).replace(/"build":"[^"]+"/, '"build":"newer"')));
  });
  await fan.visit(room);
  const version = fan.page.getByRole('region', { name: 'New version' });
  await expect(version).toBeVisible();
  await fits(fan, info, 'a new version');
  await version.getByRole('button', { name: 'Later' }).click();
  await fan.page.getByLabel('Name', { exact: true }).fill('chough'); // who writes is not led away
  await one.press(/^Rematch/);
  await two.press(/^Accept/);
  await expect(fan.page.getByRole('article', { name: 'Following' })).toContainText('You stay until you are free.');
  await fits(fan, info, 'somebody to follow');

  await (stockfish ? test.step : test.step.skip)('the review, where there is an engine', async () => {
    await fan.press('Review');
    await expect(fan.page.getByRole('region', { name: 'Review' }).getByRole('img')).toBeVisible({ timeout: 30_000 });
    await fits(fan, info, 'a review');
  });
});

test('what stands alone is fit for all: a frame, what is not there, what opens, and what is closed for good', async ({ browser, server, visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  for (const [v, nick] of [[one, 'magpie'], [two, 'jackdaw']] as const) {
    await v.called(nick);
    await v.command('search', { pool: '5+3' });
  }
  const { room } = await one.seat();
  const lone = await open(browser, server.url);
  await lone.visit(room.replace('rooms', 'embed'));
  await expect(lone.page.locator('.board')).toBeVisible();
  await fits(lone, info, 'the board in a frame');
  for (const [path, themes] of [['/continue'], ['/rooms/nowhere'], ['/nowhere'], ['/api', ['light']]] as [string, string[]?][]) {
    await lone.visit(path);
    await expect(lone.page.getByRole('heading').first()).toBeVisible();
    await fits(lone, info, `page${path}`, themes && { themes, at: ['phone'] });
  }
  await lone.page.emulateMedia({ colorScheme: 'dark' }); // that page goes by the device alone
  expect(await lone.page.evaluate(contrasts, ['dark']), 'page/api, in the dark').toEqual([]);
  await lone.page.emulateMedia({ colorScheme: 'light' });
  await lone.page.routeWebSocket(/socket/, () => {}); // nothing is ever said on it
  for (const [path, name] of [['/', 'Take a seat.'], [room, 'Board']] as const) {
    await lone.visit(path);
    await expect(lone.page.getByRole(path === '/' ? 'heading' : 'grid', { name }).first()).toBeVisible();
    await fits(lone, info, `${path === '/' ? 'the lobby' : 'a room'}, being opened`);
  }
  for (const [code, says, why] of [
    [4505, 'This server speaks another version of the protocol.', 'an older page'],
    [4508, 'You have opened this in too many places; the newest goes on.', 'a page that another has taken the place of'],
  ] as const) {
    await lone.page.routeWebSocket(/socket/, (ws) => ws.close({ code }));
    await lone.visit(room);
    await expect(lone.status).toHaveText(says);
    await expect(lone.page.getByRole('button', { name: 'Connect again' })).toHaveCount(code === 4505 ? 0 : 1);
    await fits(lone, info, why);
  }
  expect(lone.wrong, 'errors in the page').toEqual([]);
  await lone.page.context().close();
});
