/** What people type to do harm, through every text field of the pages and to the server itself: nothing comes of it but text. */
import type { BrowserContext, Page } from '@playwright/test';
import { expect, pair, replay, test, type Visitor } from './visitor';
import { each, Guard, hostile, neighbours, parts } from './hostile';

/** All that the pages make. */
const elements = [
  'a', 'article', 'b', 'bdi', 'br', 'button', 'dd', 'dialog', 'div', 'dl', 'dt', 'fieldset', 'form', 'g', 'h1', 'h2', 'h3', 'header', 'i', 'input',
  'label', 'legend', 'li', 'link', 'main', 'nav', 'ol', 'option', 'p', 'path', 'section', 'select', 'small', 'span', 'strong', 'svg', 'textarea',
  'time', 'title', 'ul', 'use',
];
const lines = { field: '.composer [role="combobox"]', send: '.composer .send', line: '.entry', pending: '.waiting', scroll: '.lines' };
// Windows that are soon painted.
const small = { viewport: { width: 700, height: 400 } };
const medium = { viewport: { width: 1024, height: 768 } };
const guard = ({ page }: { page: Page }) => Guard.on(page, elements);

/** plain expects that what people typed has no element in it, whatever it is an element of. */
const plain = ({ page }: { page: Page }) => expect(page.locator('bdi :not(.said > a), .says span *')).toHaveCount(0);

/** cleared has somebody's view of the talk emptied; who comes and goes may be told at any moment. */
async function cleared(v: Visitor): Promise<void> {
  await v.says('/clear');
  await expect(v.page.locator(`${lines.line}:not([data-is="came"], [data-is="left"])`)).toHaveCount(0);
}

test.use({
  args: ['--chat-length=5000', '--chat-bytes=24576', '--chat-pace=100000/1s,1ms', '--play-budget=100000/1s', '--watch-budget=100000/1s', '--lobby-budget=100000/1s'],
});

const ways: readonly { form: string; typed: (text: string) => string; shown: string }[] = [
  { form: 'a line or a command', typed: (text) => text, shown: 'line' },
  { form: 'a whisper', typed: (text) => `@jackdaw ${text}`, shown: 'whisper' },
  { form: 'a command that there is not', typed: (text) => `/${text}`, shown: 'refused' },
];
for (const { form, typed, shown } of ways) {
  test(`${form} harms neither the page nor the lines beside it`, async ({ browser, visitor }, info) => {
    test.setTimeout(180_000);
    const [one, two] = [await visitor(small), await visitor(small)];
    const watching = [await guard(one), await guard(two)];
    const eye = await (await browser.newContext()).newPage();
    const { white, black } = await pair(one, two);
    await replay(white, black, ['e2e4', 'e7e5']); // a game that nobody begins ends by itself
    let count = 0;
    for (const texts of parts(hostile.map(typed))) {
      await neighbours(eye, one.page, lines, texts);
      count += await one.page.locator(`[data-is="${shown}"]`).count();
      await one.picture(info, 'hostile.png');
      for (const v of [one, two]) await plain(v);
      for (const v of [one, two]) await cleared(v);
    }
    expect(count).toBeGreaterThan(200);
    for (const w of watching) w.quiet();
    await eye.context().close();
  });
}

const seen = (text: string) => text.trim() !== '';

test('a name and a position are refused, or are what they say', async ({ visitor }) => {
  test.setTimeout(180_000);
  const host = await visitor(medium);
  const watching = await guard(host);
  await host.visit();
  await host.name('wren');
  await host.seek('5+3');
  await expect(host.page.locator('.tile[data-pool="5+3"]')).toHaveAttribute('aria-pressed', 'true');
  await host.seek('5+3');
  await host.page.getByRole('button', { name: 'Change it' }).click();
  const names = hostile.filter((text) => seen(text) && !/^[\w-]{2,20}$/.test(text.slice(0, 20).trim()));
  expect(await each(host.page, { field: '.nick input', send: '.naming .button', judged: '.nick [role="alert"]' }, names)).toMatchObject({ taken: 0 });
  await plain(host);
  await host.page.locator('.offer.friend').getByRole('button').click();
  await expect(host.page.getByRole('dialog').getByLabel(/^Position/)).toBeVisible();
  expect(await each(host.page, { field: 'dialog textarea', send: 'dialog .primary', judged: 'dialog textarea[aria-invalid="true"]' }, hostile.filter(seen))).toMatchObject({ taken: 0 });
  await plain(host);
  watching.quiet();
});

test('a move and a claim are refused, or are what they say', async ({ visitor }) => {
  test.setTimeout(180_000);
  const [one, two] = [await visitor(medium), await visitor(medium)];
  const watching = [await guard(one), await guard(two)];
  const { white, black } = await pair(one, two);
  // What begins as a whisper or a command goes to the talk, and the field is empty again.
  await each(white.page, { field: '.type input', judged: '.type input:is([aria-invalid="true"], :placeholder-shown)' }, hostile.filter(seen));
  for (const v of [white, black]) await plain(v);
  await replay(white, black, ['e2e4', 'e7e5']);
  await white.press('More');
  await white.page.getByRole('menuitem', { name: /^Claim a draw/ }).click();
  await expect(white.page.locator('#intended')).toBeFocused();
  await each(white.page, { field: '#intended', judged: '#intended[aria-invalid="true"]' }, hostile.filter(seen));
  await plain(white);
  await white.page.keyboard.press('Escape');
  await white.types('Nf3');
  await black.sees(3);
  for (const w of watching) w.quiet();
});

/** comesLate has somebody who was not there open the room, and read what was said until so many mutes are in view. */
async function comesLate(context: BrowserContext, address: string, mutes: number): Promise<void> {
  const page = await context.newPage();
  const watching = await guard({ page });
  await page.goto(address);
  const muted = page.locator('[data-is="muted"]');
  await expect(muted.first()).toBeVisible();
  for (let seen = await muted.count(); seen < mutes; seen = await muted.count()) {
    await page.getByRole('button', { name: 'Earlier lines' }).click();
    await expect(muted.nth(seen)).toBeAttached();
  }
  await plain({ page });
  watching.quiet();
  await page.close();
}

for (const what of ['mute', 'report'] as const) {
  test(`the reason of a ${what} is text to all who read it`, async ({ visitor }, info) => {
    test.setTimeout(180_000);
    const [one, two, watcher] = [await visitor(medium), await visitor(small), await visitor(small)];
    const watching = [await guard(one), await guard(two), await guard(watcher)];
    const { white, black, room } = await pair(one, two);
    await replay(white, black, ['e2e4', 'e7e5']);
    await two.page.close();
    await watcher.visit(room);
    await watcher.page.locator('.composer').getByLabel('Name', { exact: true }).fill('wren');
    await watcher.press('Join the talk');
    await watcher.says('a line');
    await expect(one.page.locator('[data-is="line"]')).toContainText('a line');
    const item = '.about [role="menuitem"]';
    const open = {
      mute: [['.people button.name', 'wren'], [item, 'Unmute'], [item, 'Mute…']],
      report: [['[data-is="line"] button.name', 'wren'], [item, 'Report this line…']],
    } as const;
    const form = { field: '.about input:not([type="number"])', send: '.about .primary', judged: '.about .primary[aria-disabled="false"]', why: '.about .refused', open: open[what] };
    let taken = 0;
    const refused: string[] = [];
    for (const texts of parts(hostile)) {
      const judged = await each(one.page, form, texts);
      taken += judged.taken;
      refused.push(...judged.refused);
      for (const v of [one, watcher]) await plain(v);
      if (what === 'mute') {
        await comesLate(two.page.context(), two.origin + room, judged.taken);
        for (const v of [one, watcher]) await cleared(v);
      }
    }
    if (what === 'mute') expect(taken).toBeGreaterThanOrEqual(200);
    else {
      // Somebody has to read reports, so the server takes one of each line: what could have been the reason of one more is told from what is no text.
      const again = refused.filter((why) => why === 'You have reported this line already.');
      expect(taken).toBe(1);
      expect(again.length).toBeGreaterThanOrEqual(200);
      for (const why of refused) expect(why).toMatch(/^(You have reported this line already|Not sent: .+)\.$/);
    }
    await one.picture(info, `${what}.png`);
    for (const v of [one, watcher]) await plain(v);
    for (const w of watching) w.quiet();
  });
}
