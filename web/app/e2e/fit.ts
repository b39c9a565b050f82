/** Whether a view is fit for all: by axe at a desk and on a phone held either way, and what axe does not see, by hand. */
import type axe from 'axe-core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page, TestInfo } from '@playwright/test';
import { contrasts } from './contrast';
import { expect, Visitor } from './visitor';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'dark', 'contrast'] as const;
/** Where a view is looked at, and the least width of that layout, in which nothing may be wider than its window: the smallest phone, and a desk at 200 %. */
const PLACES = {
  lying: { size: { width: 844, height: 390 }, least: { width: 720, height: 450 } },
  phone: { size: { width: 375, height: 667 }, least: { width: 320, height: 568 } },
  desk: { size: { width: 1440, height: 900 }, least: undefined },
} as const;
type Place = keyof typeof PLACES;
const EVERYWHERE = Object.keys(PLACES) as Place[];

/** What axe says that it cannot tell, beside the contrast of what `contrasts` measures, and why it may stand. */
const TOLD_ELSEWHERE = {
  'color-contrast': [
    '.board :is(.rank, .file)', // design/contrast.test.ts has them on every board
    '.gutter .move:not(.first)', // not seen until it is pointed at, and then as the first is
  ],
  'aria-valid-attr-value': [
    '[aria-haspopup][aria-expanded=true]', // its menu is open: axe does not look for it
  ],
};

/** drawn waits until the page stands as its styles have it. */
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** sized gives a page another window, unless it has that one. */
async function sized(page: Page, size: { width: number; height: number }): Promise<void> {
  const { width, height } = page.viewportSize()!;
  if (width === size.width && height === size.height) return;
  await page.setViewportSize(size);
  await drawn(page);
}

/** dressed puts a page into a theme, or back into the one that its reader chose. */
const dressed = (page: Page, theme?: string) => page.evaluate((to) => {
  const { dataset } = document.documentElement;
  if (to) dataset['theme'] = to;
  else delete dataset['theme'];
}, theme);

const program = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** ready gives a page axe, once: to read its program costs more than to run it. */
async function ready(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(program);
}

/** faults are what axe finds by all its rules, and what it cannot tell and nobody else does. */
function faults(page: Page, without: readonly string[]): Promise<string[]> {
  return page.evaluate(async ([exclude, tags, elsewhere]) => {
    const { axe: here, judged } = globalThis as unknown as { axe: typeof axe; judged: WeakSet<Element> };
    const { violations, incomplete } = await here.run({ exclude: [...exclude] }, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations', 'incomplete'],
      preload: false,
      iframes: false,
      elementRef: true,
    });
    const told = (rule: string, el: Element) => (rule === 'color-contrast' && judged.has(el)) || elsewhere[rule as keyof typeof elsewhere]?.some((s) => el.matches(s));
    const all = [...violations, ...incomplete.map((v) => ({ ...v, nodes: v.nodes.filter((n) => !told(v.id, n.element!)) }))];
    return all.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${[...n.any, ...n.all, ...n.none][0]?.message ?? ''}`));
  }, [without, TAGS, TOLD_ELSEWHERE] as const);
}

/** measured names what can be pressed and is less than 24 px, unless it stands in a sentence, and, where it is asked for, what shows no focus. */
function measured(page: Page, focus: boolean): Promise<string[]> {
  return page.evaluate((focus) => {
    const out: string[] = [];
    const alone = document.querySelector('dialog[open], .chooser');
    const before = document.activeElement as HTMLElement | null;
    const all = [...(alone ?? document).querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex="0"]')].filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.closest('[inert], .unseen, .copying'));
    const name = (e: HTMLElement) => `${e.tagName.toLowerCase()}.${e.className.toString().split(' ')[0]} “${e.getAttribute('aria-label') ?? e.textContent?.trim().slice(0, 24)}”`;
    for (const e of all) {
      const box = (e instanceof HTMLInputElement && ['radio', 'checkbox'].includes(e.type) ? (e.closest('label') ?? e) : e instanceof HTMLInputElement ? (e.closest('.nick, .input, .field') ?? e) : e).getBoundingClientRect();
      const inline = getComputedStyle(e).display === 'inline' || !!e.closest('p, li, dd, .body')?.textContent?.replace(e.textContent ?? '', '').trim();
      if ((box.width < 24 || box.height < 24) && !inline && !e.matches('.without')) out.push(`small ${name(e)} ${Math.round(box.width)}×${Math.round(box.height)}`);
      if (!focus || e.tabIndex < 0 || (e instanceof HTMLInputElement && e.type === 'radio' && !e.checked)) continue;
      e.focus({ preventScroll: true, focusVisible: true } as FocusOptions);
      if (document.activeElement !== e) continue;
      const shows = (el: Element | null | undefined) => {
        if (!el) return false;
        const s = getComputedStyle(el);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow.includes('inset');
      };
      if (![e, e.parentElement, e.parentElement?.parentElement, e.nextElementSibling].some(shows)) out.push(`no focus ${name(e)}`);
    }
    if (focus) before?.focus({ preventScroll: true });
    return out;
  }, focus);
}

/** wide says by how much a page, or the dialog over it, is wider than what it has. */
async function wide(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => {
    const dialog = document.querySelector('dialog[open]');
    return Math.max(document.documentElement.scrollWidth - innerWidth, dialog ? dialog.scrollWidth - dialog.clientWidth : 0);
  });
  return over > 0 ? [`${over} px too wide`] : [];
}

/** shown keeps a view as it looks in every theme, at a desk and on a phone, for people to see who ask for it with PICTURES=1. */
async function shown(page: Page, info: TestInfo, what: string): Promise<void> {
  const before = page.viewportSize()!;
  for (const { size } of Object.values(PLACES)) {
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

interface How {
  /** Where all of axe's rules are run, if not everywhere. */
  at?: readonly Place[];
  /** A page of the server's own has none. */
  themes?: readonly string[];
  /** What axe sees at other stops, and need not look at here: a board takes as long as all the rest. */
  without?: readonly string[];
  /** How it is written, if not as its language is. */
  dir?: 'rtl';
}

/** fits measures a view in the state it is in. */
export async function fits(v: Visitor | Page, info: TestInfo, what: string, { at = EVERYWHERE, themes = THEMES, without = ['.board'], dir }: How = {}): Promise<void> {
  const page = v instanceof Visitor ? v.page : v;
  if (process.env.PICTURES) await shown(page, info, what.replace(/\W+/g, '-').replace(/^-|-$/g, ''));
  await page.keyboard.press('F9'); // whose hand is on the keyboard is shown where it is
  await page.mouse.move(0, 0);
  await ready(page);
  const written = (to = '') => page.evaluate((to) => (document.documentElement.dir = to), to);
  if (dir) await written(dir);
  const before = page.viewportSize()!;
  const found: string[] = [];
  const see = async (where: string, ...looks: (() => Promise<string[]>)[]) => {
    for (const look of looks) found.push(...(await look()).map((f) => `${where}: ${f}`));
  };
  for (const place of at) {
    const { size, least } = PLACES[place];
    if (least) {
      await sized(page, least);
      await see(`${least.width} px`, () => wide(page));
    }
    await sized(page, size);
    await see(place, () => wide(page), () => page.evaluate(contrasts, themes), () => faults(page, without), () => measured(page, place === at.at(-1)));
  }
  await sized(page, before);
  if (dir) await written();
  expect.soft(found, what).toEqual([]);
}
