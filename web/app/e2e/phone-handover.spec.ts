/** A seat moves to another device: by a code that is good once, shown as a picture. */
import { expect, pair, test } from './visitor';

const phone = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

test('a player goes on on the phone, and both devices play one game', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  const nick = white === one ? 'magpie' : 'jackdaw';
  await white.move('e2e4');
  await black.move('e7e5');
  await white.sees(2);

  await white.press('More');
  await white.page.getByRole('menuitem', { name: 'Continue on another device' }).click();
  const dialog = white.page.getByRole('dialog', { name: 'Continue on another device' });
  await expect(dialog.getByRole('img', { name: 'QR code of this seat' })).toBeVisible();
  await expect(dialog.getByRole('timer')).toHaveText(/^Good once, for [12]:\d\d$/);
  const address = await dialog.getByLabel('Address of this seat').inputValue();
  expect(address).toMatch(new RegExp(`/continue#[\\w-]{22}\\.${nick}$`));
  await white.picture(info, 'code.png');

  const mobile = await visitor(phone);
  await mobile.visit(address.slice(mobile.origin.length));
  await expect(mobile.page.getByRole('heading', { name: `Continue as ${nick} here?` })).toBeVisible();
  await mobile.picture(info, 'continue.png');
  await mobile.page.getByRole('button', { name: `Continue as ${nick} here` }).click();
  expect(await mobile.seated()).toBe(room);
  expect(await mobile.plays()).toBe('white');
  expect(await mobile.page.evaluate(() => location.hash)).toBe('');
  await expect(dialog.getByRole('status').filter({ hasText: 'The other device' })).toBeVisible();
  await white.picture(info, 'used.png');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await mobile.move('g1f3');
  await white.sees(3);
  await black.sees(3);
  await black.move('b8c6');
  await white.move('f1b5');
  await mobile.page.locator('.tab[data-panel="moves"]').click();
  await mobile.sees(5);
  await mobile.picture(info, 'phone.png');

  // The code is used up, and says so.
  const late = await visitor(phone);
  await late.visit(address.slice(late.origin.length));
  await late.page.getByRole('button', { name: /^Continue as/ }).click();
  await expect(late.page.getByRole('alert')).toHaveText(/wrong, used up or too old/);
  await late.picture(info, 'refused.png');
  await late.page.getByRole('link', { name: 'Go to the lobby' }).click();
  await expect(late.page).toHaveURL(/\/$/);
});

test('from the lobby it leads to the lobby, and a device that was somebody else is told so', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor(phone)];
  await one.visit();
  await expect(one.page.getByRole('button', { name: 'Continue on another device' })).toHaveCount(0); // nobody yet
  await one.name('magpie');
  await one.seek('5+3');
  await expect(one.page.getByText('Seeking')).toBeVisible();
  await one.seek('5+3');
  await one.page.getByRole('button', { name: 'Continue on another device' }).press('Enter');
  const address = await one.page.getByLabel('Address of this seat').inputValue();

  const made = await two.page.request.post(two.origin + '/api/me', { data: { nick: 'jackdaw' }, headers: { origin: two.origin } });
  expect(made.ok()).toBe(true);
  await two.visit(address.slice(two.origin.length));
  await expect(two.page.getByText('It is jackdaw now, and forgets that name.')).toBeVisible();
  await two.picture(info, 'somebody.png');
  await two.page.getByRole('button', { name: 'Continue as magpie here' }).press('Enter');
  await expect(two.page).toHaveURL(/\/$/);
  expect(await two.page.evaluate(async () => (await (await fetch('/api/me')).json()).nick)).toBe('magpie');
});

test('an address without a code says where to get one', async ({ visitor }, info) => {
  const v = await visitor(phone);
  await v.visit('/continue');
  await expect(v.page.getByRole('heading', { name: 'There is no code in this address.' })).toBeVisible();
  await v.picture(info, 'none.png');
});

test('a link for a friend has a QR code', async ({ visitor, server }, info) => {
  const host = await visitor();
  await host.visit();
  await host.name('magpie');
  await host.page.locator('.offer.friend').getByRole('button', { name: 'Make a link' }).click();
  await host.page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click();
  const room = await host.seated();
  await host.picture(info, 'seat.png');
  await host.page.getByRole('button', { name: 'QR code' }).click();
  const dialog = host.page.getByRole('dialog', { name: 'This room' });
  await expect(dialog.getByRole('img', { name: 'QR code of this room' })).toBeVisible();
  await expect(dialog.getByLabel('Address of this room')).toHaveValue(server.url + room);
  await expect(dialog.getByText('No other device can reach this address')).toBeVisible();
  await host.picture(info, 'share.png');
  await host.page.keyboard.press('Escape');
  await expect(host.page.getByRole('button', { name: 'QR code' })).toBeFocused(); // where it was
  const dark = await visitor({ ...phone, colorScheme: 'dark' });
  await dark.page.context().addCookies(await host.page.context().cookies());
  await dark.visit(room);
  await dark.page.getByRole('button', { name: 'QR code' }).click();
  await expect(dark.page.getByRole('img', { name: 'QR code of this room' })).toBeVisible();
  await dark.picture(info, 'share-375-dark.png');
});

test('a code that is not whole says so at once', async ({ visitor }) => {
  const v = await visitor(phone);
  await v.visit('/continue#nonsense');
  await expect(v.page.getByRole('heading', { name: 'The code in this address is not whole.' })).toBeVisible();
  await expect(v.page.getByRole('button', { name: /^Continue/ })).toHaveCount(0);
});

// Whoever writes an address writes the name in it, too.
test('an address with one’s own name leads to nobody else’s seat', async ({ visitor }) => {
  const v = await visitor(phone);
  await v.page.request.post(v.origin + '/api/me', { data: { nick: 'magpie' }, headers: { origin: v.origin } });
  await v.visit('/continue#' + 'A'.repeat(22) + '.magpie');
  await expect(v.page.getByRole('heading', { name: 'This device is magpie already.' })).toBeVisible();
  await expect(v.page.getByRole('button', { name: /^Continue/ })).toHaveCount(0);
});
