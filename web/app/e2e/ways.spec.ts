/** From page to page: where one was, and what there is while the server is away. */
import { expect, open, pair, replay, still, test } from './visitor';

test('who goes back stands where he was, and the lobby opens by itself when the server answers again', async ({ visitor, server }, info) => {
  const one = await visitor({ viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true });
  await one.called('magpie');
  await one.visit();
  const down = () => one.page.evaluate(() => Math.round(scrollY));
  await expect(one.page.getByRole('heading', { name: /^Here now/ })).toBeVisible();
  await expect.poll(() => one.page.evaluate(() => (scrollTo(0, 500), Math.round(scrollY))), 'its lists make it that long').toBe(500);
  await one.command('link', { control: { base: 300, inc: 3 }, side: 'white' });
  const room = await one.seated();
  expect(await down()).toBe(0);
  await one.page.goBack();
  await expect(one.page.getByRole('heading', { name: /^Here now/ })).toBeVisible();
  await expect.poll(down).toBe(500);

  // Somebody who came by the room's own address has not got the lobby yet.
  const two = await visitor();
  const lobby = /assets\/(for-l-|LobbyView)/;
  await two.page.route(lobby, (route) => route.abort('connectionrefused'));
  await two.visit(room);
  await expect(two.page.getByRole('region', { name: 'Free seat' })).toBeVisible();
  await server.kill();
  await two.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(two.page.getByText('The server cannot be reached. This page opens by itself when it answers.')).toBeVisible();
  await two.picture(info, 'away.png');
  await two.page.unroute(lobby);
  await server.again();
  await expect(two.page.locator('.tile').first()).toBeVisible({ timeout: 20_000 });
});

test('a network that goes takes no move with it, and when it is back nobody waits for the next try', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  for (const v of [one, two]) await v.page.clock.install();
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4']);
  for (const [mover, other, uci, san, plies] of [[black, white, 'e7e5', '1... e5', 2], [white, black, 'g1f3', '2. Nf3', 3]] as const) {
    const { page } = mover;
    const line = page.locator('.room');
    await page.context().setOffline(true);
    await mover.move(uci);
    await page.clock.fastForward(16_000); // longer than any line may be silent
    await expect(mover.status).toContainText('Reconnecting');
    await expect(page.locator('.status .mark')).toHaveText(`${san} not saved yet`);
    await mover.picture(info, `offline-${plies}.png`);
    // The page's time stands: there is no next try, unless the browser says that the network is back.
    await still(page);
    await expect(line).toHaveAttribute('data-line', 'waiting');
    await other.says(`are you there, at move ${plies}?`);
    await expect(other.page.getByRole('log')).toContainText(`at move ${plies}?`);
    await page.context().setOffline(false);
    await expect(line).toHaveAttribute('data-line', 'open');
    for (const v of [mover, other]) await v.sees(plies);
    await expect(page.getByRole('log')).toContainText(`at move ${plies}?`);
    await page.clock.resume();
  }
});

test('each address opens its view, and back and forward lead between them', async ({ visitor, browser, server }) => {
  const one = await visitor();
  await one.called('magpie');
  await one.command('link', { control: { base: 300, inc: 3 }, side: 'white' });
  const { room } = await one.seat();
  const stranger = await open(browser, server.url);
  const { page } = stranger;
  const heading = (name: string | RegExp) => page.getByRole('heading', { name });
  const ways = [
    ['/', 'Rookery', heading('You are the first one here.')],
    [room, 'Rookery', heading('This seat is free')],
    [`${room}/#move`, 'Rookery', heading('This seat is free')],
    [`${room}?from=a%20link`, 'Rookery', heading('This seat is free')],
    ['/continue', 'Continue here · Rookery', heading('There is no code in this address.')],
    ['/rooms/nowhere', 'No room here · Rookery', heading('There is no room here.')],
    ['/rooms/%ff', 'No room here · Rookery', heading('There is no room here.')],
    ['/settings', 'No page here · Rookery', heading('There is no page here.')],
    [room.replace('rooms', 'embed'), 'A game at Rookery', page.getByText('One seat is free')],
    ['/api', 'Rookery for programmers', heading('Rookery for programmers')],
  ] as const;
  for (const [path, title, view] of ways) {
    await page.goto(server.url + path);
    await expect(view).toBeVisible();
    await expect(page).toHaveTitle(title);
  }
  for (const [, title, view] of ways.toReversed().slice(1)) {
    await page.goBack();
    await expect(view).toBeVisible();
    await expect(page).toHaveTitle(title);
  }
  await page.goForward();
  await expect(heading('This seat is free')).toBeVisible();

  // Within the page it is the same, and no document is loaded for it.
  await page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(page.locator('.tile').first()).toBeVisible();
  await page.goBack();
  await expect(heading('This seat is free')).toBeVisible();
  await page.goForward();
  await expect(page.locator('.tile').first()).toBeVisible();
  expect(stranger.wrong, 'errors in the page').toEqual([]);
  await page.context().close();
});
