/** What people type to do harm, through every text field of the pages: nothing comes of it but text. */
import { expect, pair, replay, test, type Visitor } from './visitor';
import { enter, Guard, hostile, neighbours } from './hostile';

/** All that the pages make. */
const elements = [
  'a', 'article', 'b', 'bdi', 'br', 'button', 'dd', 'dialog', 'div', 'dl', 'dt', 'fieldset', 'form', 'g', 'h1', 'h2', 'h3', 'header', 'i', 'input',
  'label', 'legend', 'li', 'link', 'main', 'nav', 'ol', 'option', 'p', 'path', 'section', 'select', 'small', 'span', 'strong', 'svg', 'textarea',
  'time', 'title', 'ul', 'use',
];
const composer = { field: '.composer [role="combobox"]', send: '.composer .send' };
const some = (n: number) => hostile.filter((_, i) => i % Math.ceil(hostile.length / n) === 0);
const guard = (v: Visitor) => Guard.on(v.page, elements);

/** plain expects that what people typed has no element in it, whatever it is an element of. */
const plain = (v: Visitor) => expect(v.page.locator('bdi :not(.said > a), .says span *')).toHaveCount(0);

test.use({ trace: 'off' }); // it would take a picture of the page for each of a thousand lines

test('no line harms the page or the lines beside it, in whatever form it comes', async ({ browser, visitor }, info) => {
  test.setTimeout(180_000);
  const [one, two] = [await visitor(), await visitor()];
  const watching = await guard(one);
  // The server would refuse many of these lines, and most for their number: a page withstands them all the same.
  await one.page.routeWebSocket(/\/rooms\/.*\/socket/, (page) => {
    const server = page.connectToServer();
    const [you, wren] = [{ id: '', nick: 'magpie' }, { id: 'w', nick: 'wren' }];
    const last = { chat: 0, whispers: 0 };
    let turn = 0;
    server.onMessage((frame) => {
      const f = JSON.parse(String(frame));
      if (f.t === 'hello') you.id = f.d.you?.id ?? '';
      page.send(frame);
    });
    page.onMessage((frame) => {
      const c = JSON.parse(String(frame));
      if (c.t !== 'say') return server.send(frame);
      const { text } = c.d as { text: string };
      const said = (s: 'chat' | 'whispers', t: string, d: object) => {
        page.send(JSON.stringify({ s, n: ++last[s], t, by: wren.id, at: Date.now(), d: { name: 'wren', text, ply: 0, ...d } }));
        page.send(JSON.stringify({ re: c.cid, s, ok: last[s] }));
      };
      const links = [{ from: 0, to: text.length }];
      const ways = [
        () => said('chat', 'line', { kind: 'said', links }),
        () => said('chat', 'line', { kind: 'action' }),
        () => said('whispers', 'whispered', { from: wren, to: you, links }),
        () => said('chat', 'muted', { whom: { id: 'x', nick: 'tern' }, until: Date.now() + 60_000, reason: text }),
        () => page.send(JSON.stringify({ re: c.cid, no: { code: 'bad_text', text } })),
      ];
      ways[/a plain neighbour/.test(text) ? 0 : turn++ % ways.length]!();
    });
  });
  await pair(one, two);
  await neighbours(browser, one.page, { ...composer, line: '.entry', pending: '.waiting', scroll: '.lines' }, hostile);
  await plain(one);
  expect(await one.page.locator('.entry').count()).toBeGreaterThan(600);
  await one.page.screenshot({ path: info.outputPath('hostile.png') });
  watching.quiet();
});

test('a name, a position and a move are refused, or are what they say', async ({ visitor }) => {
  test.setTimeout(120_000);
  const [host, one, two] = [await visitor(), await visitor(), await visitor()];
  const watching = [await guard(host), await guard(one), await guard(two)];
  await host.visit();
  for (const text of some(12)) {
    await host.name(text);
    await host.seek('5+3');
    await expect(host.page.getByRole('alert')).toContainText(/./);
  }
  await host.name('wren');
  await host.page.locator('.offer.friend').getByRole('button').click();
  const dialog = host.page.getByRole('dialog');
  const position = dialog.getByLabel(/^Position/);
  for (const text of some(60)) {
    await position.fill(text);
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await expect(position).toHaveAttribute('aria-invalid', 'true');
  }
  await plain(host);
  const { white } = await pair(one, two);
  for (const text of some(60)) {
    await white.types(text);
    await expect(white.page.locator('.moves .unsaved')).toHaveCount(0);
  }
  await plain(white);
  await white.types('e4');
  await white.sees(1);
  for (const w of watching) w.quiet();
});

test('the chat and the reasons of a mute and of a report are text to the server and to all', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const watching = [await guard(one), await guard(two), await guard(watcher)];
  const { white, black, room } = await pair(one, two);
  await watcher.visit(room);
  await watcher.page.locator('.composer').getByLabel('Name', { exact: true }).fill('wren');
  await watcher.press('Join the talk');
  await replay(white, black, ['e2e4', 'e7e5']);
  await watcher.says('a line');
  await expect(one.page.locator('[data-is="line"]')).toContainText('a line');
  // The server takes five at once of each; the others wait, and are shown to whoever typed them.
  for (const [i, v] of [one, two, watcher].entries()) await enter(v.page, composer, some(36).slice(i * 12, (i + 1) * 12));
  for (const v of [one, two, watcher]) await expect(v.page.locator('.waiting')).toHaveCount(0, { timeout: 40_000 });
  await one.page.screenshot({ path: info.outputPath('chat.png') });
  const person = one.page.getByRole('log').getByRole('button', { name: 'wren' }).first();
  const reason = one.page.getByLabel(/^Reason/);
  for (const [what, button] of [['Report this line…', 'Report'], ['Mute…', 'Mute']] as const) {
    await person.click();
    await one.page.getByRole('menuitem', { name: what }).click();
    for (const text of some(14)) {
      if (!(await reason.isVisible())) break; // taken
      await reason.fill(text);
      await one.page.getByRole('button', { name: button, exact: true }).click();
      await expect(one.page.locator('.about [aria-disabled="true"]')).toHaveCount(0);
    }
    await one.page.keyboard.press('Escape');
  }
  for (const v of [one, two, watcher]) await plain(v);
  for (const w of watching) w.quiet();
  for (const v of [white, black]) await v.sees(2);
});
