/** Every view in every state, measured: by axe in all three themes, and what axe does not see, by hand. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, open, replay, test, type Visitor } from './visitor';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** drawn waits until the page stands as its styles have it. */
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** faults are what axe finds: all its rules once, and contrast in each theme, which is all that a theme changes. */
async function faults(page: Page): Promise<string[]> {
  const out: string[] = [];
  const themes = page.url().endsWith('/api') ? ['light'] : ['light', 'dark', 'contrast']; // a page of the server's, which has no themes
  await page.mouse.move(0, 0);
  for (const theme of themes) {
    await page.evaluate((t) => (document.documentElement.dataset['theme'] = t), theme);
    await drawn(page);
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const rules = theme === 'light' ? { type: 'tag' as const, values: TAGS } : { type: 'rule' as const, values: ['color-contrast'] };
    axe.options({ runOnly: rules, resultTypes: ['violations'], iframes: false });
    if (theme !== 'light') axe.exclude('.squares'); // there is no text on them
    const found = await axe.analyze();
    for (const v of found.violations) for (const n of v.nodes) out.push(`${theme} ${v.id}: ${n.target.join(' ')} ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''}`);
  }
  await page.evaluate(() => delete document.documentElement.dataset['theme']);
  return out;
}

/** small names what can be pressed and is less than 24 px, unless it stands in a sentence; unseen names what shows no focus. */
function measured(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const out: string[] = [];
    const dialog = document.querySelector('dialog[open]');
    const before = document.activeElement as HTMLElement | null;
    const all = [...(dialog ?? document).querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex="0"]')].filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.closest('[inert], .unseen, .copying'));
    const name = (e: HTMLElement) => `${e.tagName.toLowerCase()}.${e.className.toString().split(' ')[0]} “${e.getAttribute('aria-label') ?? e.textContent?.trim().slice(0, 24)}”`;
    for (const e of all) {
      const box = (e instanceof HTMLInputElement && ['radio', 'checkbox'].includes(e.type) ? (e.closest('label') ?? e) : e instanceof HTMLInputElement ? (e.closest('.nick, .input, .field') ?? e) : e).getBoundingClientRect();
      const inline = getComputedStyle(e).display === 'inline' || !!e.closest('p, li, dd, .body')?.textContent?.replace(e.textContent ?? '', '').trim();
      if ((box.width < 24 || box.height < 24) && !inline && !e.matches('.without')) out.push(`small ${name(e)} ${Math.round(box.width)}×${Math.round(box.height)}`);
      if (e.tabIndex < 0 || (e instanceof HTMLInputElement && e.type === 'radio' && !e.checked)) continue;
      e.focus({ preventScroll: true, focusVisible: true } as FocusOptions);
      if (document.activeElement !== e) continue;
      const shows = (el: Element | null | undefined) => {
        if (!el) return false;
        const s = getComputedStyle(el);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow.includes('inset');
      };
      if (![e, e.parentElement, e.parentElement?.parentElement, e.nextElementSibling].some(shows)) out.push(`no focus ${name(e)}`);
    }
    before?.focus({ preventScroll: true });
    return out;
  });
}

/** wide names the sizes at which a page is wider than its window: 320 px, and a desktop at 200 %. */
async function wide(page: Page): Promise<string[]> {
  const out: string[] = [];
  const before = page.viewportSize()!;
  for (const size of [{ width: 320, height: 568 }, { width: 720, height: 450 }]) {
    await page.setViewportSize(size);
    await drawn(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) out.push(`${size.width} px: ${over} px too wide`);
  }
  await page.setViewportSize(before);
  await drawn(page);
  return out;
}

/** fits measures a view in the state it is in. */
async function fits(v: Visitor | Page, what: string): Promise<void> {
  const page = 'page' in v ? v.page : v;
  await page.keyboard.press('F9'); // whose hand is on the keyboard is shown where it is
  expect.soft([...(await faults(page)), ...(await measured(page)), ...(await wide(page))], what).toEqual([]);
}

test('every view and state is fit for all, in light, dark and high contrast', async ({ browser, server, visitor }) => {
  test.setTimeout(180_000);
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];

  // The lobby: alone, its dialogs, and busy.
  await one.visit();
  await expect(one.page.getByRole('heading', { name: 'You are the first one here.' })).toBeVisible();
  await fits(one, 'the lobby, alone');
  for (const name of ['Settings', 'Help'] as const) {
    await one.page.getByRole('button', { name, exact: true }).first().click();
    await expect(one.page.getByRole('dialog')).toBeVisible();
    await fits(one, name);
    await one.page.keyboard.press('Escape');
    await expect(one.page.getByRole('dialog')).toBeHidden();
  }
  await one.name('magpie');
  await one.seek('custom');
  const dialog = one.page.getByRole('dialog');
  for (const way of ['Anyone', 'A friend', 'The house']) {
    await dialog.getByText(way, { exact: true }).click();
    await fits(one, `to create a game with ${way}`);
  }
  await dialog.getByText('Anyone', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await two.visit();
  await two.name('jackdaw');
  await expect(two.page.getByRole('button', { name: /^Join magpie/ })).toBeVisible();
  await fits(two, 'the lobby, with a game that is open');
  await two.page.getByRole('button', { name: /^Join magpie/ }).click();
  const room = await one.seated();
  await two.seated();

  // A room: who plays, who watches, talk of every kind, an offer, a refusal, no line, the end, the review.
  await replay(one, two, ['e2e4', 'e7e5']);
  await watcher.visit(room);
  await watcher.seated();
  await one.says('good luck');
  await one.says('@jackdaw to you alone');
  await one.says('/nothing');
  await one.says('/help');
  await expect(one.page.locator('[data-is=help]')).toBeVisible();
  await fits(one, 'a room, for who plays');
  await fits(watcher, 'a room, for who watches');
  await one.press('More');
  await fits(one, 'the menu of a room');
  await one.page.keyboard.press('Escape');
  await one.page.locator('.people').getByRole('button', { name: 'jackdaw' }).click();
  await expect(one.page.getByRole('menu')).toBeVisible();
  await fits(one, 'the menu of a person');
  await one.page.keyboard.press('Escape');
  await two.press('Draw');
  await fits(two, 'a question');
  await two.press('Offer a draw');
  await expect(one.page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await fits(one, 'an offer');
  await one.press('Decline');
  await one.types('Ke5');
  await expect(one.status).toContainText('was not played');
  await fits(one, 'a refusal');
  await one.page.getByRole('button', { name: 'Continue on another device' }).click();
  await expect(one.page.getByRole('dialog')).toBeVisible();
  await fits(one, 'to go on at a phone');
  await one.page.keyboard.press('Escape');
  await watcher.page.getByRole('button', { name: 'Play without the board' }).focus();
  await watcher.page.keyboard.press('Enter');
  await expect(watcher.page.getByRole('heading', { level: 1, name: /against/ })).toBeVisible();
  await fits(watcher, 'a room without its board, for who watches');
  const embed = await open(browser, server.url);
  await embed.visit(room.replace('rooms', 'embed'));
  await expect(embed.page.locator('.board')).toBeVisible();
  await fits(embed, 'the board in a frame');
  for (const path of ['/continue', '/rooms/nowhere', '/api']) {
    const lone = await open(browser, server.url);
    await lone.visit(path);
    await expect(lone.page.getByRole('heading').first()).toBeVisible();
    await fits(lone, path);
    await lone.page.context().close();
  }
  await embed.page.context().close();

  await server.kill();
  await expect(one.status).toContainText('Reconnecting');
  await fits(one, 'a room without its line');
  await server.again();
  await expect(one.status).not.toContainText('Reconnecting');
  await replay(one, two, ['d1h5', 'b8c6', 'f1c4', 'g8f6', 'h5f7'], 2);
  await expect(one.page.getByRole('region', { name: 'Result' })).toBeVisible();
  await expect(one.page.getByRole('button', { name: 'Other settings…' })).toBeVisible();
  await fits(one, 'a result');
  await one.press('Other settings…');
  await expect(one.page.getByRole('dialog')).toBeVisible();
  await fits(one, 'a rematch with other settings');
  await one.page.keyboard.press('Escape');
  const review = one.page.getByRole('button', { name: 'Review', exact: true });
  if (await review.isVisible()) {
    await review.click();
    await fits(one, 'a review');
  }
  await watcher.page.getByRole('region', { name: 'Result' }).waitFor();
  await fits(watcher, 'a result without a board');
});
