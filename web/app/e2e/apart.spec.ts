/** A game by link in which the players talk apart from those who watch. */
import { expect, replay, test, type Visitor } from './visitor';

const phone = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const lines = (v: Visitor) => v.page.locator('[data-is="line"] .said');
const note = (v: Visitor) => v.page.locator('.chat > header .note');

test('players who talk apart are not heard by those who watch, nor hear them, until the result', async ({ visitor }, info) => {
  const [host, guest, watcher] = [await visitor(), await visitor(), await visitor({ ...phone, colorScheme: 'dark' })];
  await host.visit();
  await host.name('magpie');
  await host.seek('custom');
  const dialog = host.page.getByRole('dialog');
  const apart = dialog.getByRole('checkbox', { name: /^Players talk apart/ });
  await dialog.getByText('The house', { exact: true }).click();
  await expect(apart).toHaveCount(0); // with the house nobody has to be kept apart
  await dialog.getByText('A friend', { exact: true }).click();
  await expect(apart).not.toBeChecked();
  await expect(apart).toHaveAccessibleDescription(/Until the result, players and watchers cannot read each other/);
  await apart.focus();
  await host.page.keyboard.press('Space');
  await expect(apart).toBeChecked();
  await host.picture(info, 'dialog.png');
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const room = await host.seated();
  await watcher.visit(room);
  await expect(watcher.page.getByRole('region', { name: 'Free seat' })).toContainText('players and watchers cannot read each other');
  await watcher.picture(info, 'free-seat-phone-dark.png');
  await guest.visit(room);
  await guest.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await guest.press('Take this seat');
  for (const v of [host, guest]) await expect(note(v)).toHaveText('the players only, until the result');
  await expect(note(watcher)).toHaveText('the players cannot read this until the result');
  await watcher.page.locator('.composer').getByLabel('Name', { exact: true }).fill('wren');
  await watcher.page.getByRole('button', { name: 'Join the talk' }).click();

  await expect(host.page.getByRole('combobox')).toHaveAttribute('placeholder', 'Talk to your opponent');
  await expect(watcher.page.getByRole('combobox', { name: 'Talk to those who watch' })).toBeVisible();
  await replay(host, guest, ['e2e4', 'e7e5']);
  await host.says('good luck, between us');
  await guest.says('and to you');
  await watcher.says('White is better');
  for (const v of [host, guest]) await expect(lines(v)).toHaveText(['good luck, between us', 'and to you']);
  await expect(lines(watcher)).toHaveText(['White is better']);
  await host.picture(info, 'player.png');
  await watcher.picture(info, 'watcher-phone-dark.png');
  expect(watcher.frames.join()).not.toMatch(/between us|and to you/);
  for (const v of [host, guest]) expect(v.frames.join()).not.toContain('White is better');
  await watcher.says('@magpie take the knight');
  await expect(watcher.page.locator('[data-is="refused"]')).toContainText('those who watch among themselves');

  await guest.press('Resign');
  await guest.press('Yes, resign');
  for (const v of [host, guest, watcher]) {
    await expect(note(v)).toHaveText('everyone here');
    await expect(lines(v)).toHaveText(['good luck, between us', 'and to you', 'White is better']);
  }
  await watcher.says('a fine game');
  await expect(lines(host)).toHaveText([/good luck/, /and to you/, /White/, 'a fine game']);
  await host.picture(info, 'after.png');
});
