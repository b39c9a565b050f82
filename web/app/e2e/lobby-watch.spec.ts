/** There is always something to look at in the lobby, and nothing that moves under the pointer. */
import { begun, expect, pair, replay, test, type Visitor } from './visitor';

const featured = (v: Visitor) => v.page.locator('.watch article');
const minis = (v: Visitor) => v.page.getByRole('region', { name: /^Also playing/ });

test('with nobody playing the house plays itself, and gives way to the first game', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await expect(featured(v)).toContainText('The house plays itself until somebody plays');
  await expect(featured(v).getByRole('link')).toHaveCount(0);
  const before = await v.page.locator('.watch .board').first().innerHTML();
  await expect.poll(() => v.page.locator('.watch .board').first().innerHTML(), { timeout: 8_000 }).not.toBe(before);
  const { white, black } = await pair(await visitor(), await visitor());
  await replay(white, black, ['e2e4', 'e7e5']);
  await expect(featured(v)).toContainText(/Featured 5\+3.* casual, move 2/);
  await featured(v).getByRole('link').click();
  await v.seated();
  await v.sees(2);
});

test('what is large stays under the pointer; the others move, and are filtered by a speed that is remembered', async ({ visitor }) => {
  test.setTimeout(120_000);
  const v = await visitor();
  await v.visit();
  const slow = await pair(await visitor(), await visitor(), '15+10');
  const link = featured(v).getByRole('link', { name: /^Watch (magpie|jackdaw)/ });
  await expect(link).toHaveAttribute('href', slow.room);
  await v.page.evaluate((room) => Object.assign(window, { socket: new WebSocket(`ws://${location.host}${room}/socket`, 'rookery.v1') }), slow.room);
  await expect(featured(v)).toContainText('1 watching');
  await link.hover();
  const fast = await begun(await visitor(), await visitor(), '1+0', ['wren', 'tern']);
  await expect(minis(v).getByRole('link')).toHaveAttribute('href', fast);
  await expect(minis(v).getByRole('link')).toHaveAccessibleName(/^Watch (wren against tern|tern against wren), 1 min, move 1$/);
  await slow.white.press('Abort');
  await slow.white.press('Yes, abort');
  await expect(featured(v)).toContainText('Just finished');
  await expect(featured(v).getByRole('link')).toHaveAttribute('href', slow.room);
  await v.page.mouse.move(5, 5);
  await expect(featured(v).getByRole('link')).toHaveAttribute('href', fast);
});

test('a filter of the live list is remembered', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await begun(await visitor(), await visitor(), '15+10');
  await begun(await visitor(), await visitor(), '1+0', ['wren', 'tern']);
  await expect(minis(v).getByRole('link')).toHaveCount(1);
  await minis(v).getByLabel('Speed of games to watch').selectOption('Classical');
  await expect(minis(v)).toContainText('No game of this speed is under way.');
  await v.page.reload();
  v.documents--; // this one was asked for
  await expect(minis(v).getByLabel('Speed of games to watch')).toHaveValue('Classical');
  await expect(minis(v)).toContainText('0 of 1 game');
});

test('a delayed game says so in the lobby', async ({ visitor }) => {
  const [host, guest, watcher] = [await visitor(), await visitor(), await visitor()];
  await host.visit();
  await host.name('magpie');
  await host.seek('custom');
  const dialog = host.page.getByRole('dialog');
  await dialog.getByText('Anyone', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByLabel('seconds later').fill('3');
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await guest.visit();
  await guest.name('jackdaw');
  await guest.page.getByRole('button', { name: /^Join magpie/ }).click();
  await host.seated();
  await guest.seated();
  await watcher.visit();
  await expect(featured(watcher)).toContainText('shown 3 s late');
});

test('who hides is counted and not named, and it is remembered', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  for (const [v, nick] of [[one, 'magpie'], [two, 'jackdaw']] as const) {
    await v.visit();
    await v.name(nick);
    const tile = v.page.locator('.tile[data-pool="5+0"]');
    await v.seek('5+0');
    await expect(tile).toHaveAttribute('aria-pressed', 'true');
    await v.seek('5+0');
    await expect(tile).toHaveAttribute('aria-pressed', 'false');
  }
  const here = (v: Visitor) => v.page.getByRole('region', { name: /^Here now/ });
  await expect(here(two)).toContainText('magpie');
  const hide = one.page.getByRole('checkbox', { name: /^Keep me out of lists/ });
  await hide.check();
  await expect(here(two)).not.toContainText('magpie');
  await expect(here(two)).toContainText('Here now 2');
  await one.page.reload();
  one.documents--; // this one was asked for
  await expect(hide).toBeChecked();
  await hide.uncheck();
  await expect(here(two)).toContainText('magpie');
});

test('whom one follows is seen in the lobby, and followed no longer; who waits for a game stands above what is to be watched', async ({ visitor }) => {
  const [fan, one] = [await visitor(), await visitor()];
  await one.visit();
  await one.name('magpie');
  await one.seek('5+3');
  await expect(one.page.getByText('magpie', { exact: true }).first()).toBeVisible();
  const followed = JSON.stringify({ people: [await one.page.evaluate(async () => (await fetch('/api/me')).json()), { id: 'of-a-bird-that-has-flown', nick: 'heron' }] });
  await fan.page.addInitScript((list) => sessionStorage.setItem('rookery.follow', list), followed);
  await fan.visit();
  const here = fan.page.getByRole('region', { name: /^Here now/ });
  await expect(here.getByRole('listitem').first()).toContainText(/magpie\s*free/);
  await expect(here.getByRole('listitem').nth(1)).toContainText(/heron\s*not here/);
  await here.getByRole('button', { name: 'Stop following heron' }).press('Enter');
  await expect(here.getByRole('button', { name: 'Follow heron again' }), 'what was pressed stays in place').toBeFocused();
  const box = await here.getByRole('button', { name: 'Follow heron again' }).boundingBox();
  await here.getByRole('button', { name: 'Stop following magpie' }).click();
  await expect(here.getByRole('button', { name: 'Follow magpie again' })).toBeVisible();
  await expect.poll(() => here.getByRole('button', { name: 'Follow heron again' }).boundingBox()).toEqual(box);
  await fan.page.mouse.click(5, 5);
  await expect(here).not.toContainText('heron');
  await expect(here).not.toContainText('again');
  await fan.page.setViewportSize({ width: 768, height: 1024 });
  const top = (name: string) => fan.page.locator(name).evaluate((e) => e.getBoundingClientRect().top);
  await expect.poll(async () => (await top('.tiles')) < (await top('.open')) && (await top('.open')) < (await top('.watch')) && (await top('.watch')) < (await top('.here'))).toBe(true);
  await expect.poll(() => fan.page.locator('.watch .board').first().evaluate((e) => e.getBoundingClientRect().height / innerHeight)).toBeLessThanOrEqual(0.45);
});
