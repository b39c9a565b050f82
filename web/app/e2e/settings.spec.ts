/** What a reader can set: boards square by square against the design's colours, one choice in every tab, sounds, keys. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, pair, replay, searched, test, type Visitor } from './visitor';

type Rgb = readonly [number, number, number];
const rgb = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;

/** The colours of the design: light, dark, last move. The diagram's dark squares are hatched. */
const boards = {
  eggshell: ['#EFECDF', '#7FA29D', '#F0BC3E'],
  walnut: ['#EBDAC0', '#A67B55', '#E8C33C'],
  slate: ['#DDE4EC', '#7C93AC', '#F0C64D'],
  diagram: ['#FFFFFF', '#FFFFFF', '#FFD74A'],
} as const;
const pieces = ['cburnett', 'material', 'letters'] as const;

/** A square as it is in a picture: the least and the greatest of each colour at its edge, which no man reaches, and how much of its middle is not as that, and which man of the set it is most like. */
interface Seen {
  low: Rgb;
  high: Rgb;
  man: number;
  like: string;
}

/** squares reads the 64 squares of a picture of a board, from the top left, beside the set of men that should be on it. */
async function squares(eye: Page, png: Buffer, set: Buffer): Promise<Seen[]> {
  return eye.evaluate(async ([base64, svg]) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const sprite = new Image();
    sprite.src = `data:image/svg+xml;base64,${svg}`;
    await sprite.decode();
    const SMALL = 20; // px of a side: enough to tell men apart
    const small = new OffscreenCanvas(SMALL, SMALL).getContext('2d', { willReadFrequently: true })!;
    small.imageSmoothingQuality = 'high';
    const shrunk = (from: CanvasImageSource, x: number, y: number, w: number, h: number) => {
      small.clearRect(0, 0, SMALL, SMALL);
      small.drawImage(from, x, y, w, h, 0, 0, SMALL, SMALL);
      return small.getImageData(0, 0, SMALL, SMALL).data;
    };
    const [width, height] = [sprite.width / 6, sprite.height / 2];
    const men = ['white', 'black'].flatMap((colour, row) => ['king', 'queen', 'rook', 'bishop', 'knight', 'pawn'].map((role, col) => ({ name: `${colour} ${role}`, drawn: shrunk(sprite, col * width, row * height, width, height) })));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })!;
    canvas.drawImage(bitmap, 0, 0);
    const side = bitmap.width / 8;
    const pixels = (x: number, y: number, w: number, h: number) => {
      const { data } = canvas.getImageData(Math.round(x), Math.round(y), Math.round(w), Math.round(h));
      return Array.from({ length: data.length / 4 }, (_, i) => [data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!]);
    };
    return Array.from({ length: 64 }, (_, i) => {
      const [x, y] = [(i % 8) * side, Math.floor(i / 8) * side];
      const corner = pixels(x + side - 18, y + 1, 12, 3); // between the edge and the ticks of a last move
      const edge = (f: (...n: number[]) => number) => [0, 1, 2].map((c) => f(...corner.map((p) => p[c]!))) as unknown as [number, number, number];
      const [low, high] = [edge(Math.min), edge(Math.max)];
      const middle = pixels(x + side * 0.3, y + side * 0.3, side * 0.4, side * 0.4);
      const man = middle.filter((p) => p.some((v, c) => Math.abs(v - low[c]!) > 24 && Math.abs(v - high[c]!) > 24)).length / middle.length;
      const here = shrunk(bitmap, x, y, side, side);
      const unlike = men.map(({ drawn }) => here.reduce((sum, v, k) => {
        if (k % 4 === 3) return sum;
        const seen = drawn[k - (k % 4) + 3]! / 255;
        const under = (low[k % 4]! + high[k % 4]!) / 2;
        return sum + Math.abs(v - drawn[k]! * seen - under * (1 - seen));
      }, 0));
      return { low, high, man, like: men[unlike.indexOf(Math.min(...unlike))]!.name };
    });
  }, [png.toString('base64'), set.toString('base64')] as const);
}

/** tint lays a colour over another, so much of it, under so much light. */
const tint = (under: Rgb, over: Rgb, part: number, light: number): Rgb => under.map((v, c) => (v * (1 - part) + over[c]! * part) * light) as unknown as Rgb;
const near = (a: Rgb, b: Rgb) => a.every((v, c) => Math.abs(v - b[c]!) <= 2);
const dark = (at: string) => (at.charCodeAt(0) + Number(at[1])) % 2 === 0; // a1 is

/** set chooses in another tab of the same browser. */
async function set(other: Page, room: Page, all: Record<string, string>): Promise<void> {
  await other.evaluate((all) => Object.entries(all).forEach(([name, value]) => localStorage.setItem(`rookery.${name}`, value)), all);
  const last = Object.entries(all).at(-1)!;
  await expect.poll(() => room.evaluate((name) => localStorage.getItem(`rookery.${name}`), last[0])).toBe(last[1]);
}

test('every board in every colour of the page is the design’s, square by square, from both sides', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const small = { viewport: { width: 1100, height: 620 } }; // is soon painted
  const [one, two] = [await visitor(small), await visitor(small)];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4', 'd7d5', 'e4d5']);
  const { page } = one;
  const other = await page.context().newPage(); // where the choices are made: any document of ours will do
  await other.goto(one.origin + '/favicon.svg');
  const eye = await page.context().newPage();
  const men = new Map(await page.locator('.squares button[aria-label*=","]').evaluateAll((all) => all.map((b) => b.getAttribute('aria-label')!.split(', ') as [string, string])));
  const sets = Object.fromEntries(pieces.map((name) => [name, readFileSync(new URL(`../pieces/${name}.svg`, import.meta.url))]));
  expect(men.size).toBe(31);

  const looks = [
    ...(['light', 'dark'] as const).flatMap((theme) => Object.keys(boards).map((board) => ({ theme, board, forced: false }))),
    ...['walnut', 'slate', 'eggshell'].map((board) => ({ theme: 'contrast' as const, board, forced: false })),
    ...['slate', 'eggshell', 'walnut'].map((board) => ({ theme: 'device' as const, board, forced: true })),
  ]; // three at least in each theme: every set of men
  const wrong: string[] = [];
  let turn = 0;
  for (const { theme, board, forced } of looks) {
    const made = pieces[turn++ % 3]!;
    await set(other, page, { theme, board, pieces: made });
    const root = page.locator('html');
    if (board !== 'eggshell') await expect(root).toHaveAttribute('data-board', board);
    else await expect(root).not.toHaveAttribute('data-board');
    if (made !== 'cburnett') await expect(root).toHaveAttribute('data-pieces', made);
    else await expect(root).not.toHaveAttribute('data-pieces');
    if (theme !== 'device') await expect(root).toHaveAttribute('data-theme', theme);
    if (forced) await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active', colorScheme: 'light' });
    await page.waitForFunction((name) => performance.getEntriesByType('resource').some((r) => r.name.includes(`/${name}-`)), made);
    for (let side = 0; side < (theme === 'light' ? 2 : 1); side++) { // the others from one side and the other by turns
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press('f');
      const order = await page.locator('.squares button').evaluateAll((all) => all.map((b) => (b as HTMLElement).dataset['square']!));
      const name = `${forced ? 'forced' : theme}-${board}-${made}-${order[0]}`;
      const png = await page.locator('.board-host').screenshot(process.env.PICTURES ? { path: info.outputPath(`${name}.png`) } : {});
      const seen = await squares(eye, png, sets[made]!);
      const diagram = board === 'diagram' || theme === 'contrast' || forced;
      const [pale, deep, mark] = boards[diagram ? 'diagram' : (board as keyof typeof boards)].map(rgb) as unknown as [Rgb, Rgb, Rgb];
      const bright = theme === 'dark' ? 0.93 : 1;
      order.forEach((at, i) => {
        const part = at === 'd5' ? 0.72 : at === 'e4' ? 0.52 : 0;
        const want = tint(dark(at) ? deep : pale, mark, part, bright);
        const s = seen[i]!;
        if (diagram && dark(at)) {
          if (!(near(s.high, want) && s.low[2] < 0.75 * want[2])) wrong.push(`${at} of ${name} is not hatched: ${s.low} to ${s.high}`);
        } else if (!(near(s.low, want) && near(s.high, want))) {
          wrong.push(`${at} of ${name} is ${s.low} to ${s.high}, not ${want}`);
        }
        if ((!diagram || !dark(at)) && s.man > 0.05 !== men.has(at)) wrong.push(`${at} of ${name} should ${men.has(at) ? '' : 'not '}have a man: ${s.man}`);
        if (men.has(at) && s.like !== men.get(at)) wrong.push(`${at} of ${name} looks like a ${s.like}, not a ${men.get(at)}`);
      });
    }
  }
  expect(wrong).toEqual([]);
});

test('the dialog is for the keyboard and a small phone, shows each choice at once, in every tab, and keeps it', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  const { page } = white;
  const root = page.locator('html');
  const icon = page.locator('link[rel=icon]');
  await expect(page).toHaveTitle(/^Your turn · (magpie – jackdaw|jackdaw – magpie) · Rookery$/);
  await expect(icon).toHaveAttribute('href', '/favicon-turn.svg');
  expect((await page.request.get(`${one.origin}/favicon-turn.svg`)).headers()['content-type']).toContain('image/svg+xml');

  // Keys of the page's own, and none while one writes.
  const corner = () => page.locator('.squares button').first().getAttribute('data-square');
  await expect.poll(corner).toBe('a8');
  await page.keyboard.press('f');
  await expect.poll(corner).toBe('h1');
  await page.keyboard.press('f');
  await expect.poll(corner).toBe('a8');
  await page.keyboard.press('t');
  await expect(page.getByLabel('Type a move')).toBeFocused();
  await page.keyboard.type('fmz?');
  await expect(page.getByLabel('Type a move')).toHaveValue('fmz?');
  expect(await corner()).toBe('a8');
  await page.getByLabel('Type a move').fill('');
  await page.getByLabel('Type a move').blur();
  await page.keyboard.press('z');
  await expect(page.getByRole('log')).toBeHidden();
  await white.picture(info, 'calm.png');
  await page.keyboard.press('z');
  await expect(page.getByRole('log')).toBeVisible();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Turn the board');
  await white.picture(info, 'help.png');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Settings' }).first().click();
  await expect(dialog.getByRole('heading', { name: 'Settings' })).toBeVisible();
  for (const [word, theme] of [['Dark', 'dark'], ['High contrast', 'contrast'], ['Light', 'light']] as const) {
    await dialog.getByText(word, { exact: true }).click();
    await expect(root).toHaveAttribute('data-theme', theme);
    await white.picture(info, `dialog-${theme}.png`);
  }
  await dialog.getByRole('radio', { name: 'Eggshell' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(root).toHaveAttribute('data-board', 'walnut');
  await expect(dialog.locator('.shown .board')).toHaveCSS('background-image', /235, 218, 192/);
  await dialog.getByRole('switch', { name: 'Blindfold' }).focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('switch', { name: 'Time rail' }).click();
  for (const [width, height] of [[375, 667], [667, 375]] as const) {
    await page.setViewportSize({ width, height });
    await white.picture(info, `dialog-${width}.png`);
    const fits = () => dialog.evaluate((d) => d.scrollWidth <= d.clientWidth && d.getBoundingClientRect().right <= innerWidth);
    await expect.poll(fits).toBe(true);
    const small = await dialog.locator('.sections label, .end button, input[type=range]').evaluateAll((all) => all.filter((e) => Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height) < 24).map((e) => e.outerHTML));
    expect(small, 'targets of 24 px').toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: 'Done' }).click();

  // Blindfold: nothing is seen, and everything works and is said.
  await expect(page.locator('.board-host > .men')).toHaveCSS('visibility', 'hidden');
  await expect(page.locator('.rail .half')).toHaveCount(0);
  await replay(white, black, ['e2e4', 'e7e5']);
  await expect(page.locator('[data-heard=assertive]')).toContainText('e5');
  await expect(white.square('e5')).toHaveAccessibleName('e5, black pawn');
  await white.picture(info, 'blindfold.png');

  // Another tab has it from the start, and what it changes is seen here.
  const tab = await page.context().newPage();
  await tab.goto(white.origin + room);
  await expect(tab.locator('html')).toHaveAttribute('data-board', 'walnut');
  await tab.getByRole('button', { name: 'Settings' }).first().click();
  await tab.getByRole('switch', { name: 'Blindfold' }).click();
  await expect(page.locator('.board-host > .men')).toHaveCSS('visibility', 'visible');
  await tab.getByRole('group', { name: 'Coordinates' }).getByRole('radio', { name: 'None' }).check();
  await expect(page.locator('.board-host > .coords')).toBeHidden();
  await tab.getByRole('radio', { name: 'On every square' }).check();
  await expect(page.locator('.coords .name').first()).toBeVisible();
  await tab.getByRole('group', { name: 'Motion' }).getByRole('radio', { name: 'None' }).check();
  await tab.getByRole('switch', { name: 'Shortcuts' }).click();
  await expect(root).toHaveAttribute('data-keys', 'false');
  await tab.close();

  await page.keyboard.press('f');
  await page.keyboard.press('ArrowLeft');
  expect(await corner()).toBe('a8');
  await expect(page.getByRole('button', { name: 'Live' })).toHaveCount(0);
  await white.move('g1f3');
  expect(await page.evaluate(() => document.querySelector('.board-host')!.getAnimations({ subtree: true }).length), 'nothing slides').toBe(0);
  await white.sees(3);
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
  await expect(page).toHaveTitle(/^(magpie – jackdaw|jackdaw – magpie) · Rookery$/);
});

interface Heard extends Window {
  tones: number[];
  loud: number[];
  shakes: unknown[];
  awake: number;
}

/** listens counts the tones that a page starts, how loud they are, its buzzes, and how often it asks for the screen. */
function listens(): void {
  const w = window as unknown as Heard;
  [w.tones, w.loud, w.shakes, w.awake] = [[], [], [], 0];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    w.tones.push(this.frequency.value);
    start.call(this, at);
  };
  const ramp = AudioParam.prototype.exponentialRampToValueAtTime;
  AudioParam.prototype.exponentialRampToValueAtTime = function (value, at) {
    if (value < 1 && value > 0.001) w.loud.push(value);
    return ramp.call(this, value, at);
  };
  navigator.vibrate = (pattern) => w.shakes.push(pattern) > 0;
  Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => ({ release: async () => {}, n: w.awake++ }) } });
}

test('a game is heard: each thing once, in one tab, as loud as one likes', async ({ server, visitor }) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  for (const v of [one, two]) await v.page.context().addInitScript(listens);
  const { white, black, room } = await searched(one, two); // by clicks: before one nothing may be heard
  const tones = (p: Page | Visitor) => ('page' in p ? p.page : p).evaluate(() => (window as unknown as Heard).tones.length);
  const since = async (p: Visitor | Page, before: number) => (await tones(p)) - before;
  for (const v of [white, black]) await expect.poll(() => tones(v), 'three notes for the start').toBe(3);
  for (const v of [white, black]) await expect.poll(() => v.page.evaluate(() => (window as unknown as Heard).awake)).toBeGreaterThan(0);

  await replay(white, black, ['e2e4', 'd7d5']);
  for (const v of [white, black]) await expect.poll(() => tones(v), 'a knock for each move').toBe(3 + 2 * 2);
  await replay(white, black, ['e4d5'], 2);
  for (const v of [white, black]) await expect.poll(() => tones(v), 'two for a capture').toBe(11);
  expect(await black.page.evaluate(() => (window as unknown as Heard).shakes)).toEqual([[30], [30]]);
  expect(await white.page.evaluate(() => Math.max(...(window as unknown as Heard).loud))).toBeCloseTo(0.9 * 0.6);

  await white.says('good luck');
  await white.says('@' + (await black.page.locator('.bar.own .name').textContent())!.trim() + ' psst');
  await expect(black.page.getByRole('log')).toContainText('psst');
  await expect.poll(() => tones(black), 'a whisper has two notes, the chat none').toBe(13);
  expect(await tones(white)).toBe(11);

  await server.kill();
  await expect(white.status).toContainText('Reconnecting');
  await server.again();
  for (const v of [white, black]) await expect(v.status).not.toContainText('Reconnecting');
  expect([await tones(white), await tones(black)], 'nothing is heard twice').toEqual([11, 13]);

  const tab = await black.page.context().newPage();
  await tab.goto(black.origin + room);
  await tab.getByRole('grid').waitFor();
  await tab.locator('.bar.own').click(); // the tab used last speaks for both
  await expect.poll(() => tab.evaluate(() => performance.getEntriesByType('resource').some((r) => r.name.includes('sounding')))).toBe(true);
  const before = await tones(black);
  await tab.locator('.board-side [data-turn=true] [data-square=d8].own').click();
  await tab.locator('.board-side [data-turn=true] [data-square=d5].goal').click();
  await white.sees(4);
  await black.sees(4);
  await expect.poll(() => tones(tab)).toBe(4);
  expect(await since(black, before)).toBe(0);
  await tab.close();

  await black.page.locator('.bar.own').click();
  await white.page.locator('.bar.own').click();
  const quiet = await tones(white);
  await white.page.keyboard.press('m');
  await expect(white.page.getByText('Sounds off')).toBeVisible();
  await white.move('b1c3');
  await black.sees(5);
  await expect.poll(() => since(black, before)).toBe(2);
  expect(await since(white, quiet)).toBe(0);
});
