/** Whether a view is fit for all: by axe in all three themes, and what axe does not see, by hand. */
import axe from 'axe-core';
import type { Page, TestInfo } from '@playwright/test';
import { expect, Visitor } from './visitor';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'dark', 'contrast'] as const;
const SIZES = [{ width: 1440, height: 900 }, { width: 375, height: 667 }];

/** drawn waits until the page stands as its styles have it. */
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** dressed puts a page into a theme, or back into the one that its reader chose. */
const dressed = (page: Page, theme?: string) => page.evaluate((to) => {
  const { dataset } = document.documentElement;
  if (to) dataset['theme'] = to;
  else delete dataset['theme'];
}, theme);

/** ready gives a page axe, once: to read its program costs more than to run it. */
async function ready(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
}

/** faults are what axe finds: all its rules once, and contrast in each theme, which is all that a theme changes. */
async function faults(page: Page, theme: string): Promise<string[]> {
  const all = theme === 'light';
  const found = await page.evaluate(async ([all, tags]) => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await here.run(all ? document : { exclude: ['.squares'] }, { // there is no text on them
      runOnly: all ? { type: 'tag', values: tags } : { type: 'rule', values: ['color-contrast'] },
      resultTypes: ['violations'],
      iframes: false,
      elementRef: false,
    });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${[...n.any, ...n.all, ...n.none][0]?.message ?? ''}`));
  }, [all, TAGS] as const);
  return found.map((f) => `${theme} ${f}`);
}

/** measured names what can be pressed and is less than 24 px, unless it stands in a sentence, and what shows no focus. */
function measured(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const out: string[] = [];
    const alone = document.querySelector('dialog[open], .chooser');
    const before = document.activeElement as HTMLElement | null;
    const all = [...(alone ?? document).querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex="0"]')].filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.closest('[inert], .unseen, .copying'));
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

/** shown keeps a view as it looks in every theme, at a desk and on a phone, for people to see who ask for it with PICTURES=1. */
async function shown(page: Page, info: TestInfo, what: string): Promise<void> {
  const before = page.viewportSize()!;
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      await dressed(page, theme);
      await drawn(page);
      await page.screenshot({ path: info.outputPath(`${what}-${size.width}-${theme}.png`) });
    }
  }
  await dressed(page);
  await page.setViewportSize(before);
  await drawn(page);
}

/** fits measures a view in the state it is in. A page of the server's own has no themes. */
export async function fits(v: Visitor | Page, info: TestInfo, what: string, themes: readonly string[] = THEMES): Promise<void> {
  const page = v instanceof Visitor ? v.page : v;
  if (process.env.PICTURES) await shown(page, info, what.replace(/\W+/g, '-').replace(/^-|-$/g, ''));
  await page.keyboard.press('F9'); // whose hand is on the keyboard is shown where it is
  await page.mouse.move(0, 0);
  await ready(page);
  const found: string[] = [];
  for (const theme of themes) {
    await dressed(page, theme);
    await drawn(page);
    found.push(...(await faults(page, theme)));
  }
  await dressed(page);
  expect.soft([...found, ...(await measured(page)), ...(await wide(page))], what).toEqual([]);
}
