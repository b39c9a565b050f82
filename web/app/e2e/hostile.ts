/** Hostile text through a page's own fields: what a page must withstand, for any page with lines in it. */
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

/** hostile are the strings of testdata/chat/hostile.json, some of which are not even Unicode. */
export const hostile: readonly string[] = JSON.parse(readFileSync(new URL('../../../testdata/chat/hostile.json', import.meta.url), 'utf8'));

/** Guard sees what a page must not do: dialogs, breaches of its policy, elements it has no use for, other pages. */
export class Guard {
  readonly #seen: string[] = [];

  private constructor(
    readonly page: Page,
    readonly elements: readonly string[],
  ) {}

  /** on begins to watch a page before it is loaded; elements are the names of all that the page itself makes. */
  static async on(page: Page, elements: readonly string[]): Promise<Guard> {
    const guard = new Guard(page, elements);
    page.on('dialog', (d) => {
      guard.#seen.push(`a dialog: ${d.type()}`);
      void d.dismiss();
    });
    page.on('popup', () => guard.#seen.push('another page'));
    page.on('pageerror', (e) => guard.#seen.push(`an error: ${e.message}`));
    page.on('request', (r) => {
      if (r.isNavigationRequest() && r.frame() !== page.mainFrame()) guard.#seen.push('a frame');
      if (/report/.test(new URL(r.url()).pathname)) guard.#seen.push(`a report: ${r.postData() ?? ''}`);
    });
    await page.exposeFunction('hostileSeen', (what: string) => guard.#seen.push(what));
    await page.addInitScript((known) => {
      const tell = (window as unknown as { hostileSeen(what: string): void }).hostileSeen;
      document.addEventListener('securitypolicyviolation', (e) => tell(`a breach of ${e.effectiveDirective}: ${e.blockedURI} ${e.sample}`));
      const look = (node: Node) => {
        if (!(node instanceof Element)) return;
        for (const e of [node, ...node.querySelectorAll('*')]) {
          if (!known.includes(e.localName)) tell(`an element ${e.localName}`);
          for (const { name } of e.attributes) if (/^on|^srcdoc$/.test(name)) tell(`an attribute ${name}`);
          if (e instanceof HTMLAnchorElement && e.href && !/^https?:/.test(e.href)) tell(`a link ${e.href}`);
        }
      };
      addEventListener('DOMContentLoaded', () => {
        new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach(look))).observe(document, { childList: true, subtree: true });
      });
    }, elements);
    return guard;
  }

  /** quiet fails if anything was seen. */
  quiet(): void {
    expect(this.#seen, 'what hostile text has done').toEqual([]);
  }
}

/** Field is a text field and the button that sends what is in it, in selectors. */
export interface Field {
  field: string;
  send: string;
}

/** Lines is how a page takes and shows what is said, in selectors. */
export interface Lines extends Field {
  line: string; // of any sort
  pending: string; // that is not answered
  scroll: string; // what scrolls the lines
}

const NEIGHBOUR = 'a plain neighbour, number';
const neighbour = (i: number) => `${NEIGHBOUR} ${i}`;
const BURST = 30; // lines; a room's queue holds 64

/** parts are the texts, so many at a time: every line that comes has a page do something for each line it shows. */
export const parts = (texts: readonly string[], size = 100): string[][] => Array.from({ length: Math.ceil(texts.length / size) }, (_, i) => texts.slice(i * size, (i + 1) * size));

/**
 * neighbours says each text beside a plain line, in a talk that is empty, and sees that those are of one size,
 * stay in place and have the same pixels whether the text beside them is painted
 * or not. The eye, a blank page, compares the pictures.
 */
export async function neighbours(eye: Page, page: Page, lines: Lines, texts: readonly string[]): Promise<void> {
  const size = page.viewportSize()!;
  const said = texts.flatMap((text, i) => (i % 2 === 0 ? [neighbour(i / 2), text] : [text]));
  const plainLines = Math.ceil(texts.length / 2);
  // A few at a time, so that the server takes them in their order: what is beside what is part of the test.
  for (let i = 0; i < said.length; i += BURST) {
    await enter(page, lines, said.slice(i, i + BURST));
    const last = new RegExp(`${said.slice(0, i + BURST).findLast((text) => text.startsWith(NEIGHBOUR))!}(?!\\d)`);
    // Counted: for what is not there yet and has to be seen, each look would have Playwright describe all of the page.
    await expect(page.locator(lines.line).filter({ hasText: last })).not.toHaveCount(0, { timeout: 30_000 });
  }
  await expect(page.locator(lines.pending)).toHaveCount(0, { timeout: 60_000 });
  await page.setViewportSize({ width: 700, height: 4000 }); // few pictures, which cost more than their size
  await drawn(page); // the talk has gone to its end, as it does when its size changes
  const devtools = await page.context().newCDPSession(page);
  const scroll = page.locator(lines.scroll);
  const clip = { ...(await scroll.boundingBox())!, scale: 1 };
  const picture = async () => (await devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, clip })).data;
  const heights = new Set<number>();
  const seen = new Set<string>();
  await scroll.evaluate((e) => (e.scrollTop = 0));
  await drawn(page);
  for (let more = true; more; ) {
    const plain = await scroll.evaluate(rectangles, lines.line);
    for (const p of plain) {
      heights.add(p.height);
      seen.add(p.text);
    }
    const before = await picture();
    await scroll.evaluate(paint, { line: lines.line, on: false });
    const after = await picture();
    const moved = await scroll.evaluate(rectangles, lines.line);
    await scroll.evaluate(paint, { line: lines.line, on: true });
    expect(moved, 'where the neighbours are').toEqual(plain);
    const changed = await eye.evaluate(compare, { before, after, plain: plain.map((p) => ({ ...p, x: p.x - clip.x, y: p.y - clip.y })) });
    expect(changed, 'neighbours that look different beside hostile text').toEqual([]);
    more = await scroll.evaluate((e) => {
      const was = e.scrollTop;
      e.scrollTop += e.clientHeight - 100;
      return e.scrollTop > was;
    });
  }
  await devtools.detach();
  await page.setViewportSize(size);
  expect(seen.size, 'plain neighbours that were seen').toBe(plainLines);
  expect([...heights], 'the height of a plain line').toHaveLength(1);
}

const drawn = (page: Page): Promise<number> => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** enter puts each text into the field as an editor does, and presses the button. */
export async function enter(page: Page, { field, send }: Field, texts: readonly string[]): Promise<void> {
  await page.evaluate(type, { field, send, texts });
}

function type({ field, send, texts }: Field & { texts: readonly string[] }): void {
  for (const text of texts) {
    const box = document.querySelector<HTMLInputElement>(field)!;
    box.focus();
    box.select();
    document.execCommand('insertText', false, text);
    document.querySelector<HTMLButtonElement>(send)!.click();
  }
}

/** Form is a field that may have to be opened, and that may close when a text is taken. */
export interface Form {
  field: string;
  /** What sends it; without one, it is its form's only field. */
  send?: string;
  /** What shows that a text was judged, if the field is still there. */
  judged: string;
  /** What says why it was refused. */
  why?: string;
  /** What opens the field, step by step: selectors, and their words. */
  open?: readonly (readonly [selector: string, words: string])[];
}

/** Judged is how many texts were taken, and what was said of each of the others. */
export interface Judged {
  taken: number;
  refused: string[];
}

/** each puts one text after the other into a form and waits until the page and its server have judged it. */
export async function each(page: Page, form: Form, texts: readonly string[]): Promise<Judged> {
  return await page.evaluate(fill, { form, texts });
}

async function fill({ form, texts }: { form: Form; texts: readonly string[] }): Promise<Judged> {
  const q = <E extends HTMLElement>(selector: string) => document.querySelector<E>(selector) ?? undefined;
  // A task of its own, so that what was done takes effect first; a timer would be held back after a few.
  const after = new MessageChannel();
  const task = () =>
    new Promise((go) => {
      after.port1.onmessage = go;
      after.port2.postMessage(0);
    });
  let changed = () => {};
  const changes = new MutationObserver(() => changed());
  changes.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  /** within looks at each change of the page, for so long, for what is not false. */
  const within = async <T>(ms: number, f: () => T): Promise<T> => {
    for (const end = performance.now() + ms; ; ) {
      const change = new Promise<void>((go) => {
        changed = go;
        setTimeout(go, 50);
      });
      await task();
      const is = f();
      if (is || performance.now() >= end) return is;
      await change;
    }
  };
  const steps = () => form.open?.map(([selector, words]) => [...document.querySelectorAll<HTMLElement>(selector)].find((e) => e.textContent?.trim() === words)) ?? [];
  const last = () => steps().findLastIndex((e) => e);
  /** open goes step by step to the field; what a step opens may take a moment, and a second click would close it. */
  const open = async (): Promise<HTMLInputElement> => {
    for (const end = performance.now() + 20_000; performance.now() < end; ) {
      const there = q<HTMLInputElement>(form.field);
      if (there) return there;
      const from = last();
      steps()[from]?.click();
      await within(100, () => q(form.field) || last() !== from);
    }
    throw new Error(`waited in vain for ${form.field}`);
  };
  let taken = 0;
  const refused: string[] = [];
  for (const text of texts) {
    const field = await open();
    field.focus();
    field.select();
    document.execCommand('insertText', false, text);
    if (field.value === '') continue; // a field of one line takes no line break
    if (form.send) q(form.send)!.click();
    else field.form!.requestSubmit();
    const judged = await within(20_000, () => !field.isConnected || q(form.judged));
    if (!judged) throw new Error(`waited in vain for a judgement of ${JSON.stringify(text)}`);
    if (!field.isConnected) taken++;
    else refused.push((form.why && q(form.why)?.textContent) || '');
  }
  changes.disconnect();
  return { taken, refused };
}

interface Rectangle {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** rectangles are those of the plain lines that are wholly in view. */
function rectangles(scroll: Element, line: string): Rectangle[] {
  const view = scroll.getBoundingClientRect();
  return [...scroll.querySelectorAll(line)].flatMap((l) => {
    const text = /a plain neighbour, number \d+/.exec(l.textContent ?? '')?.[0];
    const r = l.getBoundingClientRect();
    return text && r.height > 0 && r.top >= view.top && r.bottom <= view.bottom ? [{ text, x: r.x, y: r.y, width: r.width, height: r.height }] : [];
  });
}

/** paint shows or hides the lines that are not plain; they keep their places. */
function paint(scroll: Element, { line, on }: { line: string; on: boolean }): void {
  for (const l of scroll.querySelectorAll<HTMLElement>(line)) {
    if (!/a plain neighbour, number \d+/.test(l.textContent ?? '')) l.style.visibility = on ? '' : 'hidden';
  }
}

/** compare gives the texts of the rectangles in which two pictures differ. It runs in a page of its own. */
async function compare({ before, after, plain }: { before: string; after: string; plain: Rectangle[] }): Promise<string[]> {
  const read = async (png: string) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d', { willReadFrequently: true })!;
    canvas.drawImage(picture, 0, 0);
    return canvas;
  };
  const [one, two] = [await read(before), await read(after)];
  return plain
    .filter(({ x, y, width, height }) => {
      const at = [Math.ceil(x), Math.ceil(y), Math.floor(width) - 1, Math.floor(height) - 1] as const;
      const [a, b] = [one.getImageData(...at).data, two.getImageData(...at).data];
      return a.some((v, i) => Math.abs(v - b[i]!) > 32); // rounded borders differ by up to 15 between two paints of one page
    })
    .map((p) => p.text);
}
