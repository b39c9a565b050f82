/** Every way of moving a man by hand. */
import type { CDPSession, Page } from '@playwright/test';

export type Point = { x: number; y: number };
export type Hand = (page: Page, from: string, to: string, at: (square: string) => Point) => Promise<void>;

/** points are the middles of all squares: the board stands still, and to ask for each anew takes longer than to play. */
export const points = (page: Page): Promise<Record<string, Point>> =>
  page.locator('.board:not(.mini) [data-square]').evaluateAll((all) => Object.fromEntries((all as HTMLElement[]).map((b) => {
    const { x, y, width, height } = b.getBoundingClientRect();
    return [b.dataset['square']!, { x: x + width / 2, y: y + height / 2 }];
  })));

/** fingers are put on a page, moved, and taken away. */
export const fingers = (c: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', at: Point[]) =>
  c.send('Input.dispatchTouchEvent', { type, touchPoints: at.map((p, id) => ({ ...p, id })) });

/** walked brings the keyboard's square to another. */
async function walked(page: Page, at: string): Promise<void> {
  const here = await page.evaluate(() => (document.activeElement as HTMLElement).dataset['square']!);
  const [files, ranks] = [at.charCodeAt(0) - here.charCodeAt(0), at.charCodeAt(1) - here.charCodeAt(1)];
  for (let i = 0; i < Math.abs(files); i++) await page.keyboard.press(files > 0 ? 'ArrowRight' : 'ArrowLeft');
  for (let i = 0; i < Math.abs(ranks); i++) await page.keyboard.press(ranks > 0 ? 'ArrowUp' : 'ArrowDown');
}

export const hands = {
  'by clicks': async (page, from, to, at) => {
    for (const { x, y } of [at(from), at(to)]) await page.mouse.click(x, y);
  },
  'by dragging': async (page, from, to, at) => {
    await page.mouse.move(at(from).x, at(from).y);
    await page.mouse.down();
    await page.mouse.move(at(to).x, at(to).y, { steps: 2 });
    await page.mouse.up();
  },
  'by taps': async (page, from, to, at) => {
    for (const { x, y } of [at(from), at(to)]) await page.touchscreen.tap(x, y);
  },
  'by a finger that drags': async (page, from, to, at) => {
    const touch = await page.context().newCDPSession(page);
    const [a, b] = [at(from), at(to)];
    await fingers(touch, 'touchStart', [a]);
    await fingers(touch, 'touchMove', [{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }]);
    await fingers(touch, 'touchMove', [b]);
    await fingers(touch, 'touchEnd', []);
    await touch.detach();
  },
  'by keys alone': async (page, from, to) => {
    for (const at of [from, to]) {
      await walked(page, at);
      await page.keyboard.press('Enter');
    }
  },
} satisfies Record<string, Hand>;
