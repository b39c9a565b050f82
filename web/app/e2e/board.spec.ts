/**
 * The board alone in a real browser, under the content policy it ships with: every way of moving a man, and that the
 * squares have their colours.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test, type Locator, type Page } from '@playwright/test';
import { build } from 'vite';
import { pieces } from '../pieces/pieces.ts';
import { fingers, hands, points } from './hands';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const root = fileURLToPath(new URL('..', import.meta.url));

test.describe.configure({ mode: 'default' }); // one after the other, on one build of the page

let out: string;
let server: Server;
let origin: string;

test.beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'rookery-board-'));
  await build({
    root,
    configFile: false, // the site's is about what its documents share
    plugins: [pieces()],
    logLevel: 'error',
    publicDir: false,
    build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, outDir: out, emptyOutDir: true, rolldownOptions: { input: join(root, 'e2e/board/index.html') } },
  });
  server = createServer((q, a) => {
    const path = normalize(new URL(q.url!, 'http://x').pathname);
    a.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain', 'Content-Security-Policy': policy });
    createReadStream(join(out, path)).on('error', () => a.end()).pipe(a);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  server.close();
  await rm(out, { recursive: true });
});

interface Alone extends Window {
  moves: string[];
  play(uci: string): void;
  show(change: object): void;
}

const castling = 'r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1';
const promoting = '1r5k/P7/8/8/8/8/7p/K7 w - - 0 1';

async function open(page: Page, ask: Record<string, string> = {}): Promise<void> {
  const wrong: string[] = [];
  page.on('console', (m) => m.type() === 'error' && wrong.push(m.text()));
  page.on('pageerror', (e) => wrong.push(String(e)));
  await page.goto(`${origin}/e2e/board/index.html?${new URLSearchParams(ask)}`);
  await expect(page.getByRole('grid', { name: 'Board' }).getByRole('button')).toHaveCount(64);
  expect(wrong.filter((w) => !w.includes('data:,'))).toEqual([]);
}

const square = (page: Page, at: string): Locator => page.locator(`[data-square=${at}]`);
const made = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as Alone).moves);

async function centre(page: Page, at: string): Promise<{ x: number; y: number }> {
  const box = (await square(page, at).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: string, to: string): Promise<void> {
  const [a, b] = [await centre(page, from), await centre(page, to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 4 });
  await page.mouse.up();
}

test('two clicks move a man', async ({ page }) => {
  await open(page);
  await square(page, 'e2').click();
  await expect(square(page, 'e2')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.mark.dot')).toHaveCount(2);
  await square(page, 'e4').click();
  expect(await made(page)).toEqual(['e2e4']);
  await expect(page.getByRole('button', { name: 'e4, white pawn', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'e2', exact: true })).toBeVisible();
  await expect(page.locator('.mark.dot')).toHaveCount(0);
});

test('a click on another man of one’s own takes that one, a click beside the targets none', async ({ page }) => {
  await open(page);
  await square(page, 'e2').click();
  await square(page, 'g1').click();
  await expect(square(page, 'g1')).toHaveAttribute('aria-pressed', 'true');
  await square(page, 'g6').click();
  await expect(page.locator('[aria-pressed]')).toHaveCount(0);
  await square(page, 'g1').click();
  await square(page, 'g1').click();
  await expect(page.locator('[aria-pressed]')).toHaveCount(0);
  expect(await made(page)).toEqual([]);
});

test('a drag by mouse moves a man, and one to an illegal square brings it home', async ({ page }) => {
  await open(page);
  await drag(page, 'b1', 'b4');
  expect(await made(page)).toEqual([]);
  await drag(page, 'b1', 'c3');
  expect(await made(page)).toEqual(['b1c3']);
  await expect(square(page, 'c3')).toHaveAttribute('aria-label', 'c3, white knight');
});

test('a dragged man is under the pointer', async ({ page }) => {
  await open(page, { from: 'black' });
  const [a, b] = [await centre(page, 'e2'), await centre(page, 'd5')];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x + 7, b.y - 3, { steps: 3 });
  const man = (await page.locator('.man.held').boundingBox())!;
  expect(Math.abs(man.x + man.width / 2 - b.x - 7)).toBeLessThan(1);
  expect(Math.abs(man.y + man.height / 2 - b.y + 3)).toBeLessThan(1);
  await page.mouse.up();
  await expect(page.locator('.man.held')).toHaveCount(0);
});

test('Esc, the other button, a second finger and a lost window end a drag without a move', async ({ page }) => {
  await open(page);
  const [a, b] = [await centre(page, 'e2'), await centre(page, 'e4')];
  const endings = [
    () => page.keyboard.press('Escape'),
    () => page.mouse.down({ button: 'right' }),
    () => page.evaluate(() => window.dispatchEvent(new Event('blur'))),
  ];
  for (const end of endings) {
    await page.mouse.move(a.x, a.y);
    await page.mouse.down();
    await page.mouse.move(b.x, b.y, { steps: 3 });
    await expect(page.locator('.man.held')).toHaveCount(1);
    await end();
    await expect(page.locator('.man.held')).toHaveCount(0);
    await page.mouse.up();
    await page.mouse.up({ button: 'right' });
    await page.keyboard.press('Escape');
  }
  const touch = await page.context().newCDPSession(page);
  await fingers(touch, 'touchStart', [a]);
  await fingers(touch, 'touchMove', [b]);
  await fingers(touch, 'touchStart', [b, await centre(page, 'g5')]);
  await expect(page.locator('.man.held')).toHaveCount(0);
  await fingers(touch, 'touchEnd', []);
  expect(await made(page)).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 392, height: 800 }, hasTouch: true, isMobile: true });

  test('two taps move a man', async ({ page }) => {
    await open(page);
    await square(page, 'd2').tap();
    await expect(page.locator('.mark.dot')).toHaveCount(2);
    await square(page, 'd4').tap();
    expect(await made(page)).toEqual(['d2d4']);
  });

  test('a finger drags a man, and the page stays where it is', async ({ page }) => {
    await open(page);
    const touch = await page.context().newCDPSession(page);
    const [a, b] = [await centre(page, 'g1'), await centre(page, 'f3')];
    await fingers(touch, 'touchStart', [a]);
    for (const t of [0.3, 0.6, 1]) await fingers(touch, 'touchMove', [{ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) }]);
    await expect(page.locator('.man.held')).toHaveCount(1);
    await fingers(touch, 'touchEnd', []);
    expect(await made(page)).toEqual(['g1f3']);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });

  test('the tap that brings the pawn to its last square does not choose the queen', async ({ page }) => {
    await open(page, { fen: promoting });
    await square(page, 'a7').tap();
    await square(page, 'a8').tap();
    const chooser = page.getByRole('group', { name: 'Promote to' });
    await expect(chooser).toBeVisible();
    expect(await made(page)).toEqual([]);
    await chooser.getByRole('button', { name: 'bishop' }).tap();
    expect(await made(page)).toEqual(['a7a8b']);
  });

  test('a trembling finger is a tap', async ({ page }) => {
    await open(page);
    const touch = await page.context().newCDPSession(page);
    const a = await centre(page, 'g1');
    await fingers(touch, 'touchStart', [a]);
    await fingers(touch, 'touchMove', [{ x: a.x + 5, y: a.y - 5 }]);
    await fingers(touch, 'touchEnd', []);
    await expect(square(page, 'g1')).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('.man.held')).toHaveCount(0);
  });
});

test('a move by keyboard alone: one tab stop, arrows, Enter and Space, Esc', async ({ page }) => {
  await open(page);
  await page.locator('#before').focus();
  await page.keyboard.press('Tab');
  await expect(square(page, 'e2')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(square(page, 'e2')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(square(page, 'e3')).toHaveAttribute('aria-description', 'can move here');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  expect(await made(page)).toEqual(['e2e4']);
  await expect(square(page, 'e4')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(square(page, 'a4')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('#after')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(square(page, 'a4')).toBeFocused();
});

// A short game with everything that is not a plain move: en passant, both ways of castling, a pawn that becomes a queen and one a knight.
const everything = ['e2e4', 'g8f6', 'e4e5', 'd7d5', 'e5d6', 'b8c6', 'd6c7', 'c8g4', 'c7d8q', 'a8d8', 'g1f3', 'a7a5', 'f1e2', 'a5a4', 'e1g1', 'a4a3', 'd2d4', 'a3b2', 'd4d5', 'b2a1n'];
const uncastled = 'r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1';

test.describe('a whole game', () => {
  test.use({ hasTouch: true });

  /** drawn is what a square is called when the screen has been drawn again. */
  const drawn = (page: Page, at: string): Promise<string | null> =>
    page.evaluate((at) => new Promise((is) => requestAnimationFrame(() => is(document.querySelector(`[data-square=${at}]`)!.getAttribute('aria-label')))), at);
  for (const [how, hand] of Object.entries(hands)) {
    test(`is played ${how}`, async ({ page }) => {
      for (const [fen, moves] of [[undefined, everything], [uncastled, ['e1c1', 'e8g8']]] as const) {
        await open(page, fen ? { fen } : {});
        await page.evaluate(() => {
          // A man that is put down is there when the screen is next drawn.
          const late: string[] = [];
          addEventListener('pointerup', () => {
            const { moves } = window as unknown as { moves: string[] };
            const made = moves.length;
            requestAnimationFrame(() => {
              const to = moves[made - 1]?.slice(2, 4);
              if (to && moves.length === made && document.querySelector(`[data-square=${to}]`)!.getAttribute('aria-label') === to) late.push(to);
            });
          });
          Object.assign(window, { late });
        });
        await page.locator('.squares [tabindex="0"]').focus();
        const at = await points(page);
        for (const uci of moves) {
          await hand(page, uci.slice(0, 2), uci.slice(2, 4), (square) => at[square]!);
          if (uci[4]) await page.keyboard.press(uci[4]);
          expect(await drawn(page, uci.slice(0, 2)), 'the square that was left, in the next frame').toBe(uci.slice(0, 2));
        }
        expect(await made(page)).toEqual(moves);
        expect(await page.evaluate(() => (window as unknown as { late: string[] }).late)).toEqual([]);
      }
    });
  }
});

test('seen from Black, arrows go where the eye goes', async ({ page }) => {
  await open(page, { from: 'black' });
  await square(page, 'e7').focus();
  await page.keyboard.press('ArrowUp');
  await expect(square(page, 'e6')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(square(page, 'f6')).toBeFocused();
});

test('the king castles two squares away or onto his own rook, by click and by drag', async ({ page }) => {
  for (const [to, move] of [['g1', 'e1g1'], ['h1', 'e1g1'], ['c1', 'e1c1'], ['a1', 'e1c1']] as const) {
    await open(page, { fen: castling });
    await square(page, 'e1').click();
    await square(page, to).click();
    expect(await made(page)).toEqual([move]);
    await open(page, { fen: castling });
    await drag(page, 'e1', to);
    expect(await made(page)).toEqual([move]);
  }
  await expect(square(page, 'd1')).toHaveAttribute('aria-label', 'd1, white rook');
});

test('promotion: by click, by key, and given up', async ({ page }) => {
  await open(page, { fen: promoting });
  const chooser = page.getByRole('group', { name: 'Promote to' });
  await square(page, 'a7').click();
  await square(page, 'a8').click();
  await expect(chooser.getByRole('button', { name: 'queen' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chooser).toHaveCount(0);
  await expect(square(page, 'a8')).toBeFocused();
  await drag(page, 'a7', 'b8');
  await expect(chooser).toBeVisible();
  await square(page, 'e4').click();
  await expect(chooser).toHaveCount(0);
  expect(await made(page)).toEqual([]);
  await drag(page, 'a7', 'b8');
  await chooser.getByRole('button', { name: 'knight' }).click();
  await expect(square(page, 'b8')).toHaveAttribute('aria-label', 'b8, white knight');
  await square(page, 'h2').click();
  await square(page, 'h1').click();
  await page.keyboard.press('r');
  expect(await made(page)).toEqual(['a7b8n', 'h2h1r']);
  await expect(chooser).toHaveCount(0);
});

test('what is selected stays selected while the opponent moves, and its targets are new', async ({ page }) => {
  await open(page, { plays: 'black' });
  await square(page, 'd7').click();
  await expect(square(page, 'd7')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.mark.dot')).toHaveCount(0);
  await page.evaluate(() => (window as unknown as Alone).play('e2e4'));
  await expect(square(page, 'd7')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.mark.dot')).toHaveCount(2);
  await square(page, 'd5').click();
  expect(await made(page)).toEqual(['d7d5']);
});

test('a spectator’s board moves nothing', async ({ page }) => {
  await open(page, { plays: 'none' });
  await square(page, 'e2').click();
  await drag(page, 'e2', 'e4');
  await square(page, 'e2').press('Enter');
  await expect(page.locator('[aria-pressed]')).toHaveCount(0);
  expect(await made(page)).toEqual([]);
});

test('turning the board keeps the men, the names and the keyboard’s square', async ({ page }) => {
  await open(page);
  await square(page, 'e2').focus();
  const low = (await square(page, 'e2').boundingBox())!;
  await page.evaluate(() => (window as unknown as Alone).show({ orientation: 'black' }));
  const high = (await square(page, 'e2').boundingBox())!;
  expect(high.y).toBeLessThan(low.y);
  await expect(square(page, 'e2')).toHaveAttribute('tabindex', '0');
  await drag(page, 'e2', 'e4');
  expect(await made(page)).toEqual(['e2e4']);
});

test.describe('men', () => {
  const slides = (page: Page) => page.evaluate(() => (window as unknown as { slides: string[] }).slides.splice(0));

  /** Notes which men are set in motion. */
  const watch = (page: Page) =>
    page.addInitScript(() => {
      const slides: string[] = [];
      const animate = Element.prototype.animate;
      Object.assign(window, { slides });
      Element.prototype.animate = function (this: Element, ...how) {
        slides.push(this.className);
        return animate.apply(this, how);
      };
    });

  test('that are clicked or moved by the other side slide; a dropped one is there already', async ({ page }) => {
    await watch(page);
    await open(page);
    expect(await slides(page)).toEqual([]);
    await square(page, 'e2').click();
    await square(page, 'e4').click();
    expect(await slides(page)).toEqual(['man wp']);
    await page.evaluate(() => (window as unknown as Alone).play('d7d5'));
    expect(await slides(page)).toEqual(['man bp']);
    await drag(page, 'b1', 'c3');
    expect(await slides(page)).toEqual([]);
    await page.evaluate(() => (window as unknown as Alone).show({ animate: false, orientation: 'black' }));
    expect(await slides(page)).toEqual([]);
    await expect(page.locator('.board:not(.mini) .man')).toHaveCount(32);
  });

  test('jump where motion is not welcome', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await watch(page);
    await open(page);
    await square(page, 'e2').click();
    await square(page, 'e4').click();
    expect(await made(page)).toEqual(['e2e4']);
    expect(await slides(page)).toEqual([]);
  });

  test('that lost lie down, a move not yet saved and one refused are marked, the refusal for 2 s', async ({ page }) => {
    await open(page);
    const refused = page.locator('.mark.refused');
    const fresh = await page.evaluate(() => {
      (window as unknown as Alone).show({ down: 'black', pending: ['e2', 'e4'], refused: ['d2', 'd4'] });
      return getComputedStyle(document.querySelector('.mark.refused')!, '::after').opacity;
    });
    expect(fresh).toBe('1');
    await expect(page.locator('.man.bk.down')).toHaveCount(1);
    await expect(page.locator('.mark.pending')).toHaveCount(2);
    await expect(refused).toHaveCount(2);
    const opacity = () => refused.first().evaluate((el) => getComputedStyle(el, '::after').opacity);
    await expect.poll(opacity, { timeout: 4000 }).toBe('0');
  });
});

test('a1 is dark and h1 light, from both sides, on a board to play and one to look at', async ({ page }) => {
  for (const from of ['white', 'black']) {
    await open(page, { from, fen: '8/8/8/8/8/8/8/K6k w - - 0 1' });
    const empty = { a3: 'dark', h3: 'light', a4: 'light', d4: 'dark', e4: 'light', h8: 'dark', a8: 'light' };
    const points = await Promise.all(Object.keys(empty).map((at) => centre(page, at)));
    const mini = (await page.locator('#mini').boundingBox())!;
    const file = mini.width / 8;
    points.push(...[2, 1].map((i) => ({ x: mini.x + file * (i + 0.5), y: mini.y + file / 2 })));
    expect(await shades(page, points), `from ${from}`).toEqual([...Object.values(empty), 'light', 'dark']);
  }
});

/** shades reads the colours of some points from a picture of the page. Eggshell is #EFECDF and #7FA29D. */
async function shades(page: Page, points: { x: number; y: number }[]): Promise<string[]> {
  const png = await page.screenshot();
  const eye = await page.context().newPage(); // without our policy
  const colours = await eye.evaluate(async ({ base64, points }) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    canvas.drawImage(bitmap, 0, 0);
    return points.map(({ x, y }) => canvas.getImageData(Math.floor(x), Math.floor(y), 1, 1).data.slice(0, 3).join());
  }, { base64: png.toString('base64'), points });
  await eye.close();
  return colours.map((rgb) => ({ '239,236,223': 'light', '127,162,157': 'dark' })[rgb] ?? rgb);
}
