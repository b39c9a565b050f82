/** The page in another language, and written from right to left. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test, type Visitor } from './visitor';

const SWEDISH = { locale: 'sv-SE', timezoneId: 'Europe/Stockholm' };

/** The English sentences of the catalogue that Swedish says otherwise, without those with values in them. */
const english = [...readFileSync(fileURLToPath(new URL('../src/words/sv.ts', import.meta.url)), 'utf8').matchAll(/^ {2}'((?:[^'\\]|\\.)*)': '((?:[^'\\]|\\.)*)',$/gm)]
  .map(([, key, word]) => [key!.replaceAll("\\'", "'"), word!] as const)
  .filter(([key, word]) => key !== word && /\p{L}{3}/u.test(key) && !key.includes('{'))
  .map(([key]) => key);

/** left are the English sentences that stand on a page, each by itself: as text, or as what a control is called. */
async function left(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const all: string[] = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) all.push(walk.currentNode.textContent ?? '');
    for (const el of document.querySelectorAll('*')) for (const name of ['aria-label', 'aria-description', 'title', 'placeholder']) all.push(el.getAttribute(name) ?? '');
    return all.map((s) => s.trim());
  });
  return english.filter((e) => said.includes(e));
}

/** hands has both players sit where they are found by what they see, in any language. */
async function hands(one: Visitor, two: Visitor): Promise<{ white: Visitor; black: Visitor }> {
  for (const v of [one, two]) {
    await v.seated();
    await expect(v.page.locator('.bar.own .plate').first()).toBeVisible();
  }
  const own = await one.page.locator('.bar.own .unseen').first().textContent();
  return /white|vit/.test(own!) ? { white: one, black: two } : { white: two, black: one };
}

test('a reader of Swedish plays, whispers and is refused in Swedish, and changes the language in the middle of it', async ({ visitor }) => {
  test.setTimeout(120_000); // two people, and the page twice
  const [kaja, jackdaw] = [await visitor(SWEDISH), await visitor()];
  await kaja.visit();
  await expect(kaja.page.locator('html')).toHaveAttribute('lang', 'sv');
  await kaja.page.getByLabel('Namn', { exact: true }).fill('kaja');
  await kaja.seek('5+3');
  await jackdaw.visit();
  await jackdaw.name('jackdaw');
  await jackdaw.seek('5+3');
  const { white, black } = await hands(kaja, jackdaw);
  await white.move('e2e4');
  await black.move('e7e5');
  await kaja.sees(2);
  await jackdaw.sees(2);
  await kaja.says('@jackdaw lycka till');
  await expect(jackdaw.page.locator('.whisper')).toContainText('kaja → you only');
  await expect(kaja.page.locator('.whisper')).toContainText('du → bara jackdaw');
  await kaja.says('@jackdow hej');
  await expect(kaja.page.locator('.lines .refused').last()).toContainText('Ingen som heter jackdow är här. Menade du jackdaw?');
  await expect(kaja.page.locator('.status .says')).toHaveText(kaja === white ? 'Ditt drag' : 'jackdaw är vid draget');
  await expect(kaja.square('e4')).toHaveAttribute('aria-label', 'e4, vit bonde');
  expect(await kaja.page.locator('nav .item').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent))).toEqual([]);
  expect(await left(kaja.page)).toEqual([]);

  // What stands there is said anew; what is being written stays.
  const field = kaja.page.getByRole('combobox');
  await field.fill('ett ögonblick');
  await kaja.page.getByRole('button', { name: 'Utseende', exact: true }).or(kaja.page.getByRole('button', { name: 'Inställningar', exact: true })).first().click();
  await kaja.page.getByText('English', { exact: true }).click();
  await kaja.page.keyboard.press('Escape');
  await expect(kaja.page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(kaja.page.locator('.lines .refused').last()).toContainText('Nobody called jackdow is here. Did you mean jackdaw?');
  await expect(kaja.page.locator('.whisper')).toContainText('you → jackdaw only');
  await expect(kaja.status).toHaveText(kaja === white ? 'Your turn' : 'jackdaw to move');
  await expect(field).toHaveValue('ett ögonblick');
  await expect(kaja.page.locator('.moves button[data-ply]')).toHaveCount(2);
  expect(kaja.openSockets).toHaveLength(1);
  expect(kaja.documents).toBe(1);

  // The choice is kept, whatever the browser would have.
  await kaja.visit();
  kaja.documents--; // this one was asked for
  await expect(kaja.page.getByText('Your game goes on')).toBeVisible();
  expect(await kaja.page.evaluate(() => document.documentElement.lang)).toBe('en');
});

/** passing keeps every text that ever comes to stand on a page. */
function passing(): void {
  const all = ((window as unknown as { texts: Set<string> }).texts = new Set<string>());
  const read = (at: Node): void => {
    if (at instanceof Text) all.add(at.data.trim());
    at.childNodes.forEach(read);
  };
  new MutationObserver((changes) => changes.forEach((c) => [c.target, ...c.addedNodes].forEach(read))).observe(document, { subtree: true, childList: true, characterData: true });
}

test('a lobby in Swedish has no English left, and what is fetched late is not in English first', async ({ visitor }) => {
  const v = await visitor(SWEDISH);
  await v.page.addInitScript(passing);
  await v.visit();
  await expect(v.page.getByRole('heading', { name: 'Öppna partier', level: 2 })).toBeVisible();
  await v.seek('custom');
  await expect(v.page.getByRole('dialog')).toContainText('Skapa ett parti');
  expect(await left(v.page)).toEqual([]);
  await v.page.keyboard.press('Escape');
  await v.page.getByRole('button', { name: 'Hjälp' }).first().click();
  await expect(v.page.getByRole('dialog')).toContainText('Tangenter');
  const texts = await v.page.evaluate(() => [...(window as unknown as { texts: Set<string> }).texts]);
  expect(texts).toContain('Skapa ett parti');
  expect(english.filter((e) => texts.includes(e))).toEqual([]);
});

test('from right to left all is there, and the board stands as it is', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor({ viewport: { width: 375, height: 667 } })];
  const turn = (v: Visitor) => v.page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const fits = (v: Visitor) => expect.poll(() => v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 'px beside the window').toBeLessThanOrEqual(0);
  for (const v of [one, two]) {
    await v.visit();
    await turn(v);
    await expect(v.page.getByRole('heading', { name: 'Open games', level: 2 })).toBeAttached();
    await fits(v);
  }
  await one.picture(info, 'lobby-wide.png');
  await two.picture(info, 'lobby-phone.png');
  for (const [v, nick] of [[one, 'magpie'], [two, 'jackdaw']] as const) {
    await v.name(nick);
    await v.seek('5+3');
  }
  const { white, black } = await hands(one, two);
  await white.move('g1f3');
  await black.move('g8f6');
  await one.says('@jackdaw good luck');
  await expect(two.page.locator('.whisper')).toBeVisible();
  // From who whispers to who hears it: to the left, as one reads.
  const arrow = two.page.locator('.whisper .arrow');
  expect(await arrow.evaluate((el) => getComputedStyle(el).transform)).toBe('matrix(-1, 0, 0, 1, 0, 0)');
  expect((await two.page.locator('.whisper .label .name').boundingBox())!.x, 'who whispers comes first').toBeGreaterThan((await arrow.boundingBox())!.x);
  for (const v of [one, two]) {
    await v.sees(2);
    await fits(v);
    const [a1, h1] = await Promise.all(['a1', 'h1'].map(async (s) => (await v.square(s).boundingBox())!.x));
    const [from, to] = v === white ? [a1!, h1!] : [h1!, a1!];
    expect(from, 'White’s a file is on the left').toBeLessThan(to);
  }
  // Whispers have their edge at the side where a line begins.
  const edge = await one.page.locator('.whisper').evaluate((el) => [getComputedStyle(el).borderRightWidth, getComputedStyle(el).borderLeftWidth].map(parseFloat));
  expect(edge[0]).toBeGreaterThan(edge[1]!);
  await one.picture(info, 'room-wide.png');
  await two.picture(info, 'room-phone.png');
});
