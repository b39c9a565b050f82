/** From page to page: where one was, and what there is while the server is away. */
import { expect, test } from './visitor';

test('who goes back stands where he was, and the lobby opens by itself when the server answers again', async ({ visitor, server }, info) => {
  const one = await visitor({ viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true });
  await one.called('magpie');
  await one.visit();
  const down = () => one.page.evaluate(() => Math.round(scrollY));
  await expect(one.page.getByRole('heading', { name: /^Here now/ })).toBeVisible();
  await one.page.evaluate(() => scrollTo(0, 500));
  await expect.poll(down).toBe(500);
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
