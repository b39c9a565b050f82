/** Talk in a room: whispers and replies, blocks, mutes and reports, completion, who is away, links, and lines of long ago. */
import type { WebSocketRoute } from '@playwright/test';
import { begun, expect, pair, replay, test, type Visitor } from './visitor';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const of = (v: Visitor, kind: string) => v.page.locator(`[data-is="${kind}"]`);
const field = (v: Visitor) => v.page.getByRole('combobox');
const chip = (v: Visitor) => v.page.locator('.composer .chip');
const people = (v: Visitor) => v.page.getByRole('region', { name: 'People' });
const menu = (v: Visitor) => v.page.getByRole('menu');
const item = (v: Visitor, name: string) => v.page.getByRole('menuitem', { name });
const toast = (v: Visitor) => v.page.locator('.toast');

/** watch has a third person come in by a name. */
async function watch(v: Visitor, room: string, nick: string): Promise<void> {
  await v.visit(room);
  await v.page.locator('.composer').getByLabel('Name', { exact: true }).fill(nick);
  await v.press('Join the talk');
  await expect(field(v)).toBeVisible();
}

test('a whisper and its reply go to one person, and say so before they are sent', async ({ visitor }, info) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const { room } = await pair(one, two);
  await watch(watcher, room, 'wren');
  await field(one).pressSequentially('/whisper jackdaw ');
  await expect(chip(one)).toHaveText(/to\s+jackdaw only/);
  await expect(field(one)).toHaveAccessibleName('Whisper to jackdaw');
  await field(one).pressSequentially('the exchange is unsound');
  await one.picture(info, 'chip.png');
  await field(one).press('Enter');
  await expect(of(two, 'whisper')).toContainText('magpie');
  await expect(chip(one)).toHaveCount(0);
  await field(two).pressSequentially('/reply ');
  await expect(chip(two)).toHaveText(/to\s+magpie only/);
  await field(two).pressSequentially('I know');
  await two.page.getByRole('button', { name: 'Whisper', exact: true }).click();
  await expect(of(one, 'whisper').nth(1)).toContainText('I know');
  await two.says('/me bows');
  await expect(of(watcher, 'line')).toContainText('bows');
  await expect(of(watcher, 'whisper')).toHaveCount(0);
  expect(watcher.frames.join()).not.toMatch(/unsound|I know/);
  // A command that the server does not have is no whisper, and is not shown as one.
  await field(one).fill('/w jackdaw psst');
  await expect(one.page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  await field(one).press('Enter');
  await expect(of(one, 'refused')).toContainText('/w');
  await watcher.says('/reply hello');
  await expect(of(watcher, 'refused')).toContainText('Nobody has whispered to you here');
  await one.picture(info, 'whispers.png');
});

test('who writes too fast is told how long a line waits, and none is lost', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  for (let i = 1; i <= 6; i++) await one.says(`line ${i}`);
  await expect(one.page.locator('.waiting')).toContainText(/“line 6” A little slower: in \d s\./);
  await one.picture(info, 'slower.png');
  await expect(of(two, 'line')).toHaveText([/line 1/, /line 2/, /line 3/, /line 4/, /line 5/, /line 6/]);
  await expect(one.page.locator('.waiting')).toHaveCount(0);
});

test('a whisper that waits for the line is no public line', async ({ visitor, server }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  await one.says('good luck');
  await expect(of(two, 'line')).toContainText('good luck');
  await expect.poll(() => one.frames.some((f) => f.includes('"ok":1') && f.includes('"chat"'))).toBe(true);
  await server.kill();
  await expect(one.status).toContainText('Reconnecting');
  await field(one).pressSequentially('@ja');
  await expect(one.page.getByRole('option')).toContainText('jackdaw');
  await field(one).press('Enter');
  await field(one).fill('it waits');
  await field(one).press('Enter');
  await one.says('/reply so do I');
  await one.says('for all');
  const waiting = one.page.locator('.waiting');
  await expect(waiting).toHaveText([/to be whispered to jackdaw only/, /to be whispered to one person only/, /Waiting to be sent:/]);
  for (const i of [0, 1]) await expect(waiting.nth(i)).toHaveClass(/private/);
  await one.picture(info, 'waiting.png');
  await server.again();
  await expect(of(two, 'whisper')).toContainText('it waits', { timeout: 20_000 });
  await expect(of(two, 'line').nth(1)).toContainText('for all');
  await expect(waiting).toHaveCount(0);
});

test('whom one blocks is not heard, by keyboard alone, and can be heard again', async ({ visitor }, info) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const { room } = await pair(one, two);
  await watch(watcher, room, 'wren');
  await watcher.says('you play like a beginner');
  await expect(of(one, 'line')).toContainText('beginner');
  const name = of(one, 'line').getByRole('button', { name: 'wren' });
  await name.focus();
  await one.page.keyboard.press('Enter');
  await expect(item(one, 'Whisper')).toBeFocused();
  await one.page.keyboard.press('Escape');
  await expect(menu(one)).toHaveCount(0);
  await expect(name).toBeFocused();
  await one.page.keyboard.press('Enter');
  await expect(item(one, 'Whisper')).toBeFocused();
  await one.picture(info, 'menu.png');
  await one.page.keyboard.press('End');
  await expect(item(one, 'Report this line…')).toBeFocused();
  await one.page.keyboard.press('ArrowUp');
  await expect(item(one, 'Block')).toBeFocused();
  await one.page.keyboard.press('Enter');
  await expect(toast(one)).toContainText('wren is blocked, in every room.');
  await expect(menu(one)).toHaveCount(0);
  await expect(one.page.getByRole('log')).not.toContainText('beginner');
  const shut = one.page.getByRole('button', { name: 'A line from somebody you have blocked' });
  await expect(shut).toBeVisible();
  await one.picture(info, 'blocked.png');
  await shut.click();
  await expect(of(one, 'line')).toContainText('beginner');
  await one.page.getByRole('button', { name: 'Hide this line' }).click();
  await expect(shut).toBeVisible();

  // Whoever is blocked hears what anybody hears who writes to nobody.
  await watcher.says('@magpie psst');
  await watcher.says('@nobodyx psst');
  await expect(of(watcher, 'refused')).toHaveCount(2);
  const texts = await of(watcher, 'refused').locator('.text').allTextContents();
  expect(texts[0]!.replace('magpie', 'X')).toBe(texts[1]!.replace('nobodyx', 'X'));

  await people(one).getByRole('button', { name: 'wren' }).first().click();
  await item(one, 'Unblock').click();
  await expect(of(one, 'line')).toContainText('beginner');
  await one.says('/block wren');
  await expect(shut).toBeVisible();
  await one.says('/unblock wren');
  await expect(shut).toHaveCount(0);
});

test('whom one has blocked is listed in the lobby, and heard again from there', async ({ visitor }, info) => {
  const [one, two] = [await visitor({ colorScheme: 'dark' }), await visitor()];
  const { room } = await pair(one, two);
  await two.says('hello');
  await expect(of(one, 'line')).toContainText('hello');
  await one.says('/block jackdaw');
  await expect(one.page.getByRole('button', { name: 'A line from somebody you have blocked' })).toBeVisible();
  await one.page.getByRole('link', { name: 'Rookery, to the lobby' }).click();
  const opens = one.page.getByRole('button', { name: 'Blocked by you: 1' });
  await opens.click();
  const dialog = one.page.getByRole('dialog', { name: 'Blocked by you' });
  const unblock = dialog.getByRole('button', { name: 'Unblock jackdaw' });
  await expect(unblock).toBeFocused();
  await one.picture(info, 'blocked-dark.png');
  await one.page.setViewportSize({ width: 375, height: 812 });
  await one.picture(info, 'blocked-375-dark.png');
  await one.page.emulateMedia({ colorScheme: 'light' });
  await one.picture(info, 'blocked-375.png');
  await one.page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('You hear jackdaw again.');
  await expect(dialog).toContainText('You block nobody.');
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await one.page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(opens).toHaveCount(0);
  await one.page.locator(`a.going[href="${room}"]`).click();
  await expect(of(one, 'line')).toContainText('hello');
});

test('a player mutes a watcher, who is told why, and lets him speak again', async ({ visitor }, info) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor(phone)];
  const { white, black, room } = await pair(one, two);
  await watch(watcher, room, 'wren');
  await replay(white, black, ['e2e4', 'e7e5']);
  await watcher.says('Nf3 now');
  await expect(of(one, 'line')).toContainText('Nf3 now');
  await people(one).getByRole('button', { name: 'jackdaw' }).click();
  await expect(item(one, 'Whisper')).toBeFocused();
  await expect(item(one, 'Mute…')).toHaveCount(0); // players never mute each other
  await one.page.keyboard.press('Escape');
  await people(one).getByRole('button', { name: 'wren' }).click();
  await item(one, 'Mute…').click();
  await expect(one.page.getByLabel('Minutes', { exact: true })).toBeFocused();
  await one.page.getByLabel('Minutes', { exact: true }).fill('5');
  const reason = one.page.getByLabel(/^Reason/);
  await reason.fill('z\u0336\u0337\u0338\u0335\u0334\u0333\u0332');
  await reason.press('Enter');
  await expect(reason).toHaveAccessibleDescription(/./); // refused in place, with the reason
  await one.picture(info, 'mute.png');
  await reason.fill('no advice, please');
  await reason.press('Enter');
  for (const v of [two, watcher]) await expect(of(v, 'muted')).toContainText(/muted (wren|you) for 5 minutes: no advice, please/);
  await expect(of(one, 'muted')).toContainText('you muted wren');
  await watcher.says('but Nf3');
  await expect(of(watcher, 'refused')).toContainText('no advice, please');
  await watcher.picture(info, 'muted-phone.png');
  await people(one).getByRole('button', { name: 'wren' }).click();
  await one.picture(info, 'muted.png');
  await item(one, 'Unmute').click();
  await expect(of(watcher, 'unmuted')).toContainText('let you speak again');
  await watcher.says('thank you');
  await expect(of(one, 'line').nth(1)).toContainText('thank you');
  await watcher.page.locator('.tab[data-panel="people"]').click();
  await people(watcher).getByRole('button', { name: 'magpie' }).click();
  await expect(item(watcher, 'Mute…')).toHaveCount(0); // a watcher mutes nobody
  await watcher.picture(info, 'menu-phone.png');
  await item(watcher, 'Whisper').click();
  await expect(chip(watcher)).toHaveText(/to\s+magpie only/);
  await expect(field(watcher)).toBeFocused();
});

test('a line and a whisper are reported, with a reason', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  await one.says('a line to report');
  await one.says('@jackdaw a whisper to report');
  await expect(of(two, 'whisper')).toContainText('to report');
  for (const kind of ['line', 'whisper']) {
    await of(two, kind).getByRole('button', { name: 'magpie' }).click();
    await item(two, 'Report this line…').click();
    const reason = two.page.getByLabel(/^Reason/);
    await expect(reason).toBeFocused();
    await reason.fill('for the test');
    await two.picture(info, `report-${kind}.png`);
    await reason.press('Enter');
    await expect(toast(two)).toContainText('Reported to whoever');
    await expect(two.page.getByRole('form')).toHaveCount(0);
    await expect(of(two, kind).getByRole('button', { name: 'magpie' })).toBeFocused();
  }
  expect(one.frames.join(), 'whoever is reported hears nothing of it').not.toContain('for the test');
});

test('/clear empties one’s own view, and earlier lines bring it back', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  await one.says('to be read again');
  await expect(of(two, 'line')).toHaveCount(1); // said in the same millisecond, either could come first
  await one.says('@jackdaw and this');
  await expect(of(two, 'whisper')).toHaveCount(1);
  await two.says('/clear');
  await expect(of(two, 'line')).toHaveCount(0);
  await expect(of(two, 'whisper')).toHaveCount(0);
  await expect(of(one, 'line')).toHaveCount(1);
  await one.says('after it');
  await expect(of(two, 'line')).toHaveText(/after it/);
  await two.page.getByRole('button', { name: 'Earlier lines' }).click();
  await expect(two.page.locator('[data-is="line"], [data-is="whisper"]')).toHaveText([/to be read again/, /and this/, /after it/]);
  await expect(two.page.getByRole('button', { name: 'Earlier lines' })).toHaveCount(0);
});

test('commands and names are completed with arrows, Enter, Tab and Esc', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  const options = one.page.getByRole('option');
  await field(one).pressSequentially('/');
  await expect(options.filter({ hasText: '/reply text' })).toBeVisible();
  await expect(field(one)).toHaveAttribute('aria-expanded', 'true');
  const active = async () => one.page.locator(`#${await field(one).getAttribute('aria-activedescendant')}`);
  await expect(await active()).toHaveAttribute('aria-selected', 'true');
  const before = await (await active()).textContent();
  await one.picture(info, 'commands.png');
  await one.page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await active()).textContent()).not.toBe(before);
  await one.page.keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await field(one).fill('');
  await field(one).pressSequentially('/bl');
  await expect(options).toHaveText(/^\/block/);
  await one.page.keyboard.press('Tab');
  await expect(field(one)).toHaveValue('/block ');
  await expect(options).toHaveText(/jackdaw/);
  await one.page.keyboard.press('Enter');
  await expect(field(one)).toHaveValue('/block jackdaw ');
  await field(one).fill('');
  await field(one).pressSequentially('@ja');
  await one.page.keyboard.press('Enter');
  await expect(chip(one)).toContainText('jackdaw');
  await field(one).press('Backspace');
  await expect(chip(one)).toHaveCount(0);
  await field(one).pressSequentially('/help');
  await expect(options).toHaveCount(1);
  await one.page.keyboard.press('Enter'); // there is nothing to add to it
  await expect(of(one, 'help')).toContainText('/clear');
});

test('who looks elsewhere for a while is away, in words, and is back at once', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await two.page.clock.install();
  await pair(one, two);
  const turn = (to: string) =>
    two.page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, to);
  await turn('hidden');
  await two.page.clock.fastForward(29_000);
  await expect(people(one)).not.toContainText('away');
  await two.page.clock.fastForward(2_000);
  await expect(people(one).getByRole('listitem').filter({ hasText: 'jackdaw' })).toContainText('away');
  await one.says('/clients');
  await expect(of(one, 'clients')).toContainText(/jackdaw playing (White|Black), away/);
  await one.picture(info, 'away.png');
  await turn('visible');
  await expect(people(one)).not.toContainText('away');
});

test('a line leads to its move', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4', 'e7e5']);
  await white.says('so far so good');
  await replay(white, black, ['g1f3', 'b8c6'], 2);
  const move = of(black, 'line').getByRole('button', { name: 'at move 1' });
  await move.click();
  await expect(black.page.locator('.moves [data-ply="2"]')).toHaveAttribute('aria-current', 'step');
  await black.says('indeed');
  await expect(of(black, 'line')).toHaveCount(2);
  await move.focus();
  await black.page.keyboard.press('End');
  await expect(of(black, 'line').nth(1).getByRole('button', { name: 'at move 2' })).toBeFocused();
  // A busy machine's server stalls, and says so between the two lines.
  const between = await black.page.locator('.lines .entry:has(button, a)').evaluateAll((all) => all.length - 1 - all.findIndex((e) => (e as HTMLElement).dataset['is'] === 'line'));
  for (let n = 0; n < between; n++) await black.page.keyboard.press('ArrowUp');
  await expect(move).toBeFocused();
  await expect(of(black, 'line').locator('time').first()).toHaveText(/^\d\d:\d\d$/);
});

/** Lines that the server never had, put between it and the page: it takes too long to say as many. */
async function among(v: Visitor, told: (n: number) => object, first: number, count: number, opened: (page: WebSocketRoute) => void = () => {}): Promise<void> {
  const line = (n: number) => ({ s: 'chat', n, t: 'line', by: 'somebody', at: n * 1000, d: { name: 'wren', kind: 'said', text: `line ${n}`, ply: 0, ...told(n) } });
  const lines = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => line(from + i));
  await v.page.routeWebSocket(/\/rooms\/.*\/socket/, (page: WebSocketRoute) => {
    const server = page.connectToServer();
    opened(page);
    server.onMessage((frame) => {
      const f = JSON.parse(String(frame));
      if (f.s !== 'chat' || f.t !== 'snapshot') {
        if (f.t === 'heads') f.d.heads.chat = first + count - 1;
        return page.send(JSON.stringify(f));
      }
      page.send(JSON.stringify({ ...f, d: { first, head: first + count - 1 } }));
      for (const l of lines(first, first + count)) page.send(JSON.stringify(l));
    });
    page.onMessage((frame) => {
      const c = JSON.parse(String(frame));
      if (c.t !== 'history') return server.send(frame);
      const from = Math.max(1, c.d.before - 50);
      setTimeout(() => page.send(JSON.stringify({ re: c.cid, info: { t: 'page', d: { stream: 'chat', events: lines(from, c.d.before), more: from > 1 } } })), 50);
      if (c.d.before === first) setTimeout(() => page.send(JSON.stringify(line(first + count))), 20);
    });
  });
}

test('earlier lines come without a jump, and are not new', async ({ visitor }, info) => {
  const reader = await visitor();
  const room = await begun(await visitor(), await visitor());
  await among(reader, () => ({}), 101, 60);
  await reader.visit(room);
  const log = reader.page.getByRole('log');
  await expect(of(reader, 'line')).toHaveCount(60);
  await expect(of(reader, 'line').last()).toBeInViewport(); // the talk has gone to its end by itself
  await log.evaluate((el) => (el.scrollTop = 0));
  const at = async () => (await of(reader, 'line').filter({ hasText: 'line 101' }).boundingBox())!.y;
  const y = await at();
  await reader.page.getByRole('button', { name: 'Earlier lines' }).click();
  await expect(of(reader, 'line')).toHaveCount(111);
  expect(Math.abs((await at()) - y)).toBeLessThan(1);
  await expect(reader.page.getByRole('button', { name: '1 new' })).toBeVisible(); // the one that came meanwhile
  await reader.picture(info, 'earlier.png');
  await log.evaluate((el) => (el.scrollTop = 0));
  await reader.page.getByRole('button', { name: 'Earlier lines' }).click();
  await expect(of(reader, 'line')).toHaveCount(161);
  await expect(reader.page.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(reader.page.getByRole('button', { name: 'Earlier lines' })).toHaveCount(0);
  await reader.page.getByRole('button', { name: '1 new' }).click();
  await expect(of(reader, 'line').last()).toBeInViewport();
  await expect(reader.page.getByRole('button', { name: '1 new' })).toHaveCount(0);
});

test('of a long talk the newest lines are kept, and nothing moves under who reads above', async ({ visitor }) => {
  const reader = await visitor();
  const room = await begun(await visitor(), await visitor());
  const [first, count, more] = [101, 990, 40];
  let say = (_: object): void => {};
  await among(reader, () => ({}), first, count, (page) => (say = (f) => page.send(JSON.stringify(f))));
  await reader.visit(room);
  const log = reader.page.getByRole('log');
  const line = (n: number) => log.getByText(`line ${n}`, { exact: true });
  const told = (n: number) => say({ s: 'chat', n, t: 'line', by: 'somebody', at: Date.now(), d: { name: 'wren', kind: 'said', text: `line ${n}`, ply: 0 } });
  await expect(of(reader, 'line')).toHaveCount(count, { timeout: 30_000 });
  await expect(of(reader, 'line').last()).toBeInViewport();
  const end = first + count;
  await line(first + 500).evaluate((el) => el.scrollIntoView());
  const at = async () => (await line(first + 500).boundingBox())!.y;
  await expect.poll(() => log.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight)).toBeGreaterThan(1000);
  const y = await at();
  for (let i = 0; i < more; i++) told(end + i);
  await expect(reader.page.getByRole('button', { name: `${more} new` })).toBeVisible();
  await expect(of(reader, 'line')).toHaveCount(count + more); // nothing goes while one reads above
  expect(Math.abs((await at()) - y)).toBeLessThan(1);
  await reader.page.getByRole('button', { name: `${more} new` }).click();
  told(end + more);
  const all = log.locator('.entry'); // some lines are of who came in
  await expect(all).toHaveCount(1000);
  await expect(of(reader, 'line').last()).toContainText(`line ${end + more}`);
  await expect(of(reader, 'line').last()).toBeInViewport();
  const oldest = Number(/line (\d+)/.exec((await of(reader, 'line').first().textContent())!)![1]);
  expect(oldest).toBeGreaterThan(first);
  await log.evaluate((el) => (el.scrollTop = 0));
  const before = (await line(oldest).boundingBox())!.y;
  await reader.page.getByRole('button', { name: 'Earlier lines' }).click();
  await expect(all).toHaveCount(1050);
  await expect(line(oldest - 50)).toHaveCount(1);
  expect(Math.abs((await line(oldest).boundingBox())!.y - before)).toBeLessThan(1);
});

test('a line whose answer was lost with the connection is shown once', async ({ visitor, server }) => {
  const [one, two] = [await visitor(), await visitor()];
  let deaf = true; // to answers
  await one.page.routeWebSocket(/\/rooms\/.*\/socket/, (page: WebSocketRoute) => {
    const to = page.connectToServer();
    to.onMessage((frame) => {
      if (!(deaf && JSON.parse(String(frame)).re)) page.send(frame);
    });
  });
  await pair(one, two);
  await one.says('good luck');
  await one.says('@jackdaw between us');
  for (const kind of ['line', 'whisper']) await expect(of(one, kind)).toHaveCount(1);
  await server.kill();
  await expect(one.status).toContainText('Reconnecting');
  await one.says('later');
  await expect(one.page.locator('.waiting')).toHaveText([/later/]);
  deaf = false;
  await server.again();
  await expect(of(two, 'line')).toHaveCount(2, { timeout: 20_000 });
  await expect(one.page.locator('.waiting')).toHaveCount(0);
  await expect(of(one, 'line')).toHaveCount(2);
  await expect(of(one, 'whisper')).toHaveCount(1);
});

test('only what the server calls a link, and is one, is a link', async ({ visitor }) => {
  const reader = await visitor();
  const room = await begun(await visitor(), await visitor());
  const texts = ['see https://club.example/rules, please', 'javascript:alert(1)', 'https://not.told.example', '🐦 http://b.example'];
  const links = [[{ from: 4, to: 30 }], [{ from: 0, to: 19 }], undefined, [{ from: 3, to: 19 }]];
  await among(reader, (n) => ({ text: texts[n - 1], links: links[n - 1] }), 1, 4);
  await reader.visit(room);
  await expect(of(reader, 'line')).toHaveCount(4);
  const shown = reader.page.getByRole('log').getByRole('link');
  await expect(shown).toHaveText(['https://club.example/rules', 'http://b.example']);
  for (const i of [0, 1]) {
    await expect(shown.nth(i)).toHaveAttribute('rel', 'noopener nofollow ugc');
    await expect(shown.nth(i)).toHaveAttribute('target', '_blank');
  }
});

test('the talk on a phone, in the dark', async ({ visitor }, info) => {
  const [one, two, watcher] = [await visitor(), await visitor({ ...phone, colorScheme: 'dark' }), await visitor()];
  const { room } = await pair(one, two);
  await watch(watcher, room, 'wren');
  await watcher.says('hello to both');
  await one.says('@jackdaw between us: a rather long whisper that goes over a line or two');
  await two.says('/me waves');
  await one.says('/me waves back');
  await watcher.says('שלום, עולם');
  await expect(of(two, 'line')).toHaveCount(4);
  await two.picture(info, 'phone-dark.png');
  await field(two).pressSequentially('@');
  await expect(two.page.getByRole('option').first()).toBeVisible();
  await two.picture(info, 'phone-completion.png');
  await two.page.getByRole('option').filter({ hasText: 'wren' }).tap();
  await expect(chip(two)).toContainText('wren');
  await expect(field(two)).toBeFocused();
  await two.page.getByRole('button', { name: 'Write to everyone instead' }).tap();
  await expect(chip(two)).toHaveCount(0);
  await expect(field(two)).toBeFocused();
  const whole = await field(two).evaluate((el: HTMLInputElement) => {
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.font = getComputedStyle(el).font;
    return canvas.measureText(el.placeholder).width <= el.clientWidth - 12;
  });
  expect(whole, 'the placeholder is not cut').toBe(true);
  await of(two, 'line').first().getByRole('button', { name: 'wren' }).click();
  await two.picture(info, 'phone-menu.png');
  await item(two, 'Mute…').click();
  await two.picture(info, 'phone-mute.png');
});
