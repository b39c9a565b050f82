/** The room beside the game: links, names, refusals, parts that break, phones, and pages without a secure context. */
import { chromium } from '@playwright/test';
import { hands, points } from './hands';
import { begun, expect, open, pair, replay, searched, test } from './visitor';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

test('a link brings a friend to the free seat', async ({ visitor }, info) => {
  const [host, guest] = [await visitor(), await visitor()];
  await host.visit();
  await host.name('magpie');
  await host.page.locator('.offer.friend').getByRole('button', { name: 'Make a link' }).click();
  await host.page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click();
  const room = await host.seated();
  await expect(host.page.getByLabel('Link of this room', { exact: true })).toHaveValue(new RegExp(`${room}$`));
  await host.picture(info, 'waiting.png');
  await guest.visit(room);
  await expect(guest.page.getByRole('heading', { name: 'This seat is free' })).toBeVisible();
  await expect(guest.page.getByLabel('Name', { exact: true })).toHaveCount(1);
  await expect(guest.page.getByRole('button', { name: /^Join the talk as/ })).toBeVisible();
  await guest.picture(info, 'free-seat.png');
  await guest.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await guest.press('Take this seat');
  const [white, black] = (await host.plays()) === 'white' ? [host, guest] : [guest, host];
  await replay(white, black, ['e2e4', 'e7e5']);
});

test('a game that begins is behind no dialog', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await one.visit();
  await one.name('magpie');
  await one.seek('5+3');
  await one.page.getByRole('button', { name: 'Help' }).click();
  await expect(one.page.getByRole('dialog')).toBeVisible();
  await two.visit();
  await two.name('jackdaw');
  await two.seek('5+3');
  await one.seated();
  await expect(one.page.getByRole('dialog')).toHaveCount(0);
  await expect(one.page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a name that is taken or not allowed is refused in words', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await one.visit();
  await one.name('magpie');
  await one.seek('5+3');
  await expect(one.page.getByText('Seeking')).toBeVisible();
  await one.picture(info, 'seeking.png');
  await two.visit();
  await two.name('Magpie');
  await two.seek('5+3');
  await expect(two.page.getByRole('alert')).toContainText(/taken/i);
  await two.name('no spaces!');
  await two.seek('5+3');
  await expect(two.page.getByRole('alert')).toContainText(/2 to 20/);
  await two.picture(info, 'refused.png');
  await one.seek('5+3');
  await expect(one.page.getByText('Seeking')).toHaveCount(0);
});

test('a room that does not exist says so and leads on', async ({ visitor }, info) => {
  const v = await visitor();
  await begun(await visitor(), await visitor());
  const answer = await v.page.goto(v.origin + '/rooms/00000000-0000-4000-8000-000000000000');
  expect(answer?.status()).toBe(404);
  await expect(v.page.getByRole('heading', { name: 'There is no room here.' })).toBeVisible();
  await expect(v.page.getByRole('heading', { name: /^Or watch/ })).toBeVisible();
  await v.picture(info, 'no-room.png');
  await v.page.getByRole('link', { name: 'Go to the lobby' }).click();
  await expect(v.page.getByRole('heading', { name: 'Take a seat.' })).toBeVisible();
});

test('the chat answers its commands to the asker alone and refuses in words', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await one.says('/help');
  await expect(one.page.locator('[data-is="help"]')).toContainText('/clients');
  await one.says('/clients');
  await expect(one.page.locator('[data-is="clients"]')).toContainText('jackdaw');
  await one.says('@nobody hello');
  await expect(one.page.locator('[data-is="refused"]').first()).toContainText('Not sent');
  await one.says('/resing');
  await expect(one.page.locator('[data-is="refused"]').nth(1)).toContainText('/resing');
  await one.says('<img src=x onerror=alert(1)> \u202e');
  await one.says('<b>bold</b>');
  await expect(two.page.locator('[data-is="line"]')).toContainText('<b>bold</b>');
  await two.page.getByRole('combobox').fill('@ma');
  await expect(two.page.getByRole('option')).toContainText('magpie');
  await two.picture(info, 'completion.png');
  await two.page.keyboard.press('Enter');
  await two.page.getByRole('combobox').fill('only for you');
  await two.picture(info, 'chip.png');
  await two.page.getByRole('button', { name: 'Whisper', exact: true }).click();
  await expect(one.page.locator('[data-is="whisper"]')).toContainText('only for you');
  await one.picture(info, 'chat.png');
  await expect(two.page.locator('[data-is="help"], [data-is="clients"], [data-is="refused"]')).toHaveCount(0);
  await replay(white, black, ['e2e4']);
});

test('a watcher takes a name to join the talk', async ({ visitor }) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await watcher.visit(room);
  await watcher.page.locator('.composer').getByLabel('Name', { exact: true }).fill('chough');
  await watcher.press('Join the talk');
  await watcher.says('hello from the wire');
  await expect(one.page.getByRole('log')).toContainText('hello from the wire');
  await expect(one.page.getByRole('region', { name: 'People' })).toContainText('chough');
  await replay(white, black, ['e2e4']);
  await watcher.sees(1);
  expect(watcher.openSockets).toHaveLength(1);
});

// A part breaks when a browser function that it alone uses throws: the board
// slides men with `animate`, the chat follows its end with `scrollTo`.
const broken = { board: 'animate', chat: 'scrollTo' } as const;

for (const part of ['board', 'chat'] as const) {
  test(`the rest goes on when the ${part} breaks`, async ({ visitor, browser, server }) => {
    const [one, two] = [await open(browser, server.url, { reducedMotion: 'no-preference' }), await visitor()];
    const { white, black } = await pair(one, two);
    await replay(white, black, ['e2e4', 'e7e5']);
    await one.page.evaluate((f) => {
      const proto = Element.prototype as unknown as Record<string, unknown>;
      (window as unknown as Record<string, unknown>).whole = proto[f];
      proto[f] = () => {
        throw new Error('broken for the test');
      };
    }, broken[part]);
    if (part === 'board') {
      await white.move('g1f3'); // one's own move slides, too
      await expect(one.page.getByRole('alert')).toContainText('The board has stopped');
      await one.says('my board is gone');
      await expect(two.page.getByRole('log')).toContainText('my board is gone');
      await two.says('mine is here');
      await expect(one.page.getByRole('log')).toContainText('mine is here');
    } else {
      await two.says('this line breaks it');
      await expect(one.page.getByRole('alert')).toContainText('The chat has stopped');
      await replay(white, black, ['g1f3', 'b8c6'], 2);
    }
    await one.page.evaluate((f) => {
      (Element.prototype as unknown as Record<string, unknown>)[f] = (window as unknown as Record<string, unknown>).whole;
    }, broken[part]);
    await one.page.getByRole('button', { name: 'Try again' }).click();
    await expect(one.page.getByRole('alert')).toHaveCount(0);
    await expect(one.page.getByRole('grid')).toBeVisible();
    await expect(one.page.getByRole('log')).toContainText(part === 'board' ? 'mine is here' : 'this line breaks it');
    await one.page.context().close();
  });
}

test('games are played to mate by taps, by a finger that drags and by dragging, on phones, in the dark', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor({ ...phone, colorScheme: 'dark', reducedMotion: 'no-preference' }), await visitor({ ...phone })];
  let { white, black } = await pair(one, two);
  await one.picture(info, 'phone-dark.png');
  for (const how of ['by taps', 'by a finger that drags', 'by dragging'] as const) {
    for (const [i, uci] of ['f2f3', 'e7e5', 'g2g4', 'd8h4'].entries()) {
      const { page } = i % 2 === 0 ? white : black;
      const [from, to] = [uci.slice(0, 2), uci.slice(2, 4)];
      await page.locator(`.board-side [data-turn="true"] [data-square="${from}"].own`).waitFor();
      const at = await points(page);
      await hands[how](page, from, to, (square) => at[square]!);
      for (const v of [white, black]) await v.sees(i + 1);
    }
    for (const v of [white, black]) await expect(v.page.getByRole('region', { name: 'Result' }), how).toContainText('Black wins');
    if (how === 'by dragging') break;
    const over = new URL(one.page.url()).pathname;
    await white.press('Rematch as Black');
    await black.press(/^Accept, as White/);
    for (const v of [one, two]) await v.page.waitForURL((u) => u.pathname !== over && u.pathname.startsWith('/rooms/'));
    [white, black] = [black, white];
    await expect.poll(() => white.plays()).toBe('white');
    await expect.poll(() => black.plays()).toBe('black');
  }
  for (const v of [white, black]) await v.page.getByRole('button', { name: 'Moves' }).tap();
  await two.page.getByRole('button', { name: 'Chat' }).tap();
  await two.says('on the bus');
  await expect(one.page.locator('.unread')).toHaveText('1');
  await one.picture(info, 'phone-moves-dark.png');
  await two.picture(info, 'phone-chat.png');
});

test('a club’s LAN without https plays and copies', async ({ server }, info) => {
  const browser = await chromium.launch({
    ...info.project.use.launchOptions,
    args: [...(info.project.use.launchOptions?.args ?? []), '--host-resolver-rules=MAP club.test 127.0.0.1'],
  });
  const origin = `http://club.test:${server.port}`;
  const [one, two] = [await open(browser, origin), await open(browser, origin)];
  const { white, black } = await searched(one, two);
  expect(await one.page.evaluate(() => [isSecureContext, typeof navigator.clipboard])).toEqual([false, 'undefined']);
  await replay(white, black, ['e2e4', 'e7e5']);
  await one.says('from the club');
  await expect(two.page.getByRole('log')).toContainText('from the club');
  await one.page.getByRole('button', { name: 'More' }).click();
  await one.page.getByRole('menuitem', { name: 'Copy PGN' }).click();
  await expect(one.page.getByText('PGN copied')).toBeVisible();
  expect([one.wrong, two.wrong, one.documents, two.documents]).toEqual([[], [], 1, 1]);
  await browser.close();
});

test('pages of every size and colour', async ({ visitor }, info) => {
  const sizes = { desktop: [1440, 900], low: [1280, 680], wide: [2200, 1000], tablet: [820, 1180], phone: [390, 844], landscape: [844, 390], small: [320, 568] } as const;
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await replay(white, black, ['e2e4', 'c7c5', 'g1f3', 'd7d6']);
  await white.says('good luck');
  await black.says('and to you');
  const watcher = await visitor();
  await watcher.visit();
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, [width, height]] of Object.entries(sizes)) {
      for (const v of [watcher, one]) {
        await v.page.emulateMedia({ colorScheme: theme });
        await v.page.setViewportSize({ width, height });
        const overflow = () => v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        await expect.poll(overflow, `${name} page scrolls sideways`).toBeLessThanOrEqual(0);
        await v.picture(info, `${v === one ? 'room' : 'lobby'}-${name}-${theme}.png`);
      }
    }
  }
  expect(new URL(one.page.url()).pathname).toBe(room);
});

test('on a laptop the clocks, the actions and the chat are in view', async ({ visitor }, info) => {
  const one = await visitor();
  await one.visit(await begun(one, await visitor()));
  await one.plays();
  for (const [width, height] of [[1366, 650], [1280, 720], [1024, 600], [1024, 768], [1180, 820], [1440, 900], [1600, 700]] as const) {
    await one.page.setViewportSize({ width, height });
    for (const part of ['.bar.own', '.bar:not(.own)', '.actions', '.composer']) {
      const below = () => one.page.locator(`.sheet ${part}`).first().evaluate((e) => {
        const r = e.getBoundingClientRect();
        return r.height < 20 ? 999 : Math.round(Math.max(r.bottom - innerHeight, r.right - innerWidth, -r.top, 0));
      });
      await expect.poll(below, `${part} at ${width}×${height}`).toBe(0);
    }
    await expect.poll(() => one.page.locator('.lines').evaluate((e) => e.clientHeight), `two lines at ${width}×${height}`).toBeGreaterThan(44);
    await one.picture(info, `${width}x${height}.png`);
  }
});
