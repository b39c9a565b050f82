/** What a player does for himself: moves for later, arrows and circles, and a second look before a move goes out. */
import type { Page, TestInfo } from '@playwright/test';
import { expect, pair, replay, test, Visitor } from './visitor';

/** facing has two people play from a position; the first has White. */
async function facing(one: Visitor, two: Visitor, fen: string): Promise<void> {
  await one.called('magpie');
  await one.command('link', { control: { base: 300, inc: 3 }, side: 'white', fen });
  const { room } = await one.seat();
  await one.visit(room);
  await two.visit(room);
  await two.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await two.press('Take this seat');
  await expect(one.status).toContainText('first move');
}

/** sent collects the moves that a page sends. */
function sent(page: Page): string[] {
  const moves: string[] = [];
  page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
    const f = JSON.parse(String(payload)) as { t: string; d: { move: string } };
    if (f.t === 'move') moves.push(f.d.move);
  }));
  return moves;
}

const queued = (v: Visitor) => v.page.getByRole('list', { name: 'Premoves' }).getByRole('listitem');
const holds = (v: Visitor, at: string, man: string) => expect(v.square(at)).toHaveAttribute('aria-label', `${at}, ${man}`);

async function centre(v: Visitor, at: string): Promise<{ x: number; y: number }> {
  const box = (await v.square(at).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(v: Visitor, from: string, to: string, button: 'left' | 'right' = 'left'): Promise<void> {
  const [a, b] = [await centre(v, from), await centre(v, to)];
  await v.page.mouse.move(a.x, a.y);
  await v.page.mouse.down({ button });
  await v.page.mouse.move(b.x, b.y, { steps: 3 });
  await v.page.mouse.up({ button });
}

/** pictures keeps one in the light, in the dark and in high contrast. */
async function pictures(v: Visitor, info: TestInfo, name: string): Promise<void> {
  if (!process.env.PICTURES) return;
  for (const theme of ['light', 'dark', 'contrast']) {
    await v.page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await v.picture(info, `${name}-${theme}.png`);
  }
  await v.page.evaluate(() => delete document.documentElement.dataset.theme);
}

test('three premoves by mouse, castling and a promotion among them, are played as their turns come, also over a crash', async ({ server, visitor }, info) => {
  test.setTimeout(120_000);
  const [white, black] = [await visitor(), await visitor()];
  const went = sent(white.page);
  await facing(white, black, '7k/1P6/8/8/8/p7/7P/4K2R w K - 0 1');
  await white.move('h2h3');
  await white.sees(1);
  const heard = black.frames.length;

  await expect(white.page.locator('.board-side .own').first()).toBeVisible();
  await drag(white, 'e1', 'h1'); // onto the rook
  await expect(queued(white)).toHaveText(['O-O']);
  await white.premove('b7b8');
  await expect(white.page.getByRole('group', { name: 'Promote to' }).getByRole('button', { name: 'queen' })).toBeFocused();
  await white.page.keyboard.press('n');
  await drag(white, 'b8', 'c6');
  await expect(queued(white)).toHaveText(['O-O', 'b8=N', 'Nc6']);
  await holds(white, 'g1', 'white king');
  await holds(white, 'f1', 'white rook');
  await holds(white, 'c6', 'white knight');
  await expect(white.square('b8')).toHaveAttribute('aria-description', 'premove to here (2), premove from here (3)');
  await pictures(white, info, 'queued');

  // Nobody else has seen or heard of it.
  await holds(black, 'e1', 'white king');
  expect(black.frames.slice(heard).join()).not.toMatch(/e1g1|b7b8/);
  expect(went).toEqual(['h2h3']);

  // The answer is on its way before the opponent's move is painted.
  await white.page.evaluate(() => {
    const h7 = document.querySelector('.board-side [data-square=h7]')!;
    new MutationObserver(() => Object.assign(window, { told: document.querySelectorAll('.board-side .mark.pending').length })).observe(h7, { attributeFilter: ['aria-label'] });
  });
  await black.move('h8h7');
  for (const v of [white, black]) await v.sees(3);
  expect(await white.page.evaluate(() => (window as unknown as { told: number }).told), 'squares of a move on its way').toBe(2);
  await holds(black, 'f1', 'white rook');
  await expect(queued(white)).toHaveText(['b8=N', 'Nc6']);

  await server.kill();
  await server.again();
  await black.move('h7h6');
  await white.sees(5);
  await black.move('a3a2');
  for (const v of [white, black]) await v.sees(7);
  await holds(black, 'c6', 'white knight');
  await expect(queued(white)).toHaveCount(0);

  // Behind a move that waits for the server.
  await black.move('a2a1');
  await expect(black.page.getByRole('group', { name: 'Promote to' }).getByRole('button', { name: 'queen' })).toBeFocused();
  await black.page.keyboard.press('q');
  for (const v of [white, black]) await v.sees(8);
  await server.kill();
  await expect(white.status).toContainText('Reconnecting');
  await white.move('f1a1');
  await drag(white, 'a1', 'a2');
  await expect(queued(white)).toHaveText(['Ra2']);
  await server.again();
  for (const v of [white, black]) await v.sees(9);
  await black.move('h6h7');
  for (const v of [white, black]) await v.sees(11);
  expect([...new Set(went)]).toEqual(['h2h3', 'e1g1', 'b7b8n', 'b8c6', 'f1a1', 'a1a2']);
});

test('premoves are taken back in every way, one that is not legal goes with a word; arrows and circles are one’s own', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await replay(white, black, ['e2e4', 'e7e5']);
  const cancels: [string, () => Promise<void>][] = [
    ['Esc', () => black.page.keyboard.press('Escape')],
    ['Esc in the talk', () => black.page.getByRole('combobox').press('Escape')],
    ['the other button', () => black.square('a4').click({ button: 'right' })],
    ['a click on an empty square', () => black.square('e6').click()],
    ['a click on a man of the other side', () => black.square('e2').click()],
    ['the row', () => black.page.getByRole('button', { name: 'Cancel 2 premoves' }).click()],
  ];
  for (const [by, cancel] of cancels) {
    await black.premove('g8f6');
    await drag(black, 'f6', 'g4');
    await expect(queued(black), by).toHaveText(['Nf6', 'Ng4']);
    await cancel();
    await expect(queued(black), by).toHaveCount(0);
    await holds(black, 'g8', 'black knight');
  }
  await expect(black.page.locator('.drawn [data-shape]')).toHaveCount(0); // the other button took back, it did not draw

  // Another tab has the queue as soon as a premove is made there.
  const tab = new Visitor(await black.page.context().newPage(), black.origin);
  await tab.visit(room);
  await tab.sees(2);
  await black.premove('g8f6');
  await expect(queued(black)).toHaveText(['Nf6']);
  await tab.premove('b8c6');
  await expect(queued(tab)).toHaveText(['Nc6']);
  await expect(queued(black)).toHaveCount(0);
  await expect(black.status).toHaveText('Premoves are made in another tab now');
  await tab.page.close();

  // By keyboard, and written; what no man could do is refused.
  await black.square('d7').focus();
  for (const key of ['Enter', 'ArrowUp', 'Enter']) await black.page.keyboard.press(key);
  await black.types('Nf6');
  await black.types('Rd5');
  await expect(black.status).toContainText('no man of yours could go there');
  await expect(black.page.getByLabel('Type a move')).toHaveValue('Rd5');
  await expect(queued(black)).toHaveText(['d6', 'Nf6']);
  await expect(black.page.getByText('Premove Nf6', { exact: true }).last()).toBeAttached();
  await white.move('f2f4');
  for (const v of [white, black]) await v.sees(4);

  // Who looks back sees the game, and his premoves are played all the same.
  await black.page.getByRole('button', { name: 'First position' }).click();
  await holds(black, 'g8', 'black knight');
  await white.move('b1c3');
  for (const v of [white, black]) await v.sees(6);
  await black.page.getByRole('button', { name: 'Live' }).click();
  await holds(black, 'f6', 'black knight');

  // The whole queue goes when its first move is not legal, and with a takeback.
  await black.types('exf4');
  await black.types('Be7');
  await white.move('f4e5');
  await white.sees(7);
  await expect(queued(black)).toHaveCount(0);
  await expect(black.status).toHaveText('exf4 is not possible now: 2 premoves are gone');
  await black.move('d6e5');
  for (const v of [white, black]) await v.sees(8);
  await black.types('Kd7');
  await expect(queued(black)).toHaveText(['Kd7']);
  await black.press('Takeback');
  await white.press('Accept');
  await black.sees(7);
  await expect(queued(black)).toHaveCount(0);
  await expect(black.status).toHaveText('Premoves cancelled');

  // Arrows and circles.
  const shapes = white.page.locator('.board-side .drawn [data-shape]');
  const shape = (name: string) => white.page.locator(`.board-side .drawn [data-shape=${name}]`);
  await drag(white, 'g1', 'f3', 'right');
  for (const [key, from, to] of [['Shift', 'f1', 'b5'], ['Alt', 'd8', 'h4']] as const) {
    await white.page.keyboard.down(key);
    await drag(white, from, to, 'right');
    await white.page.keyboard.up(key);
  }
  await white.square('c5').click({ button: 'right' });
  await expect(shapes).toHaveCount(4);
  await expect(shape('g1f3')).toHaveClass('whole');
  await expect(shape('f1b5')).toHaveClass('dashed');
  await expect(shape('d8h4')).toHaveClass('dotted');
  await expect(white.page.getByText('Circle on c5')).toBeAttached();
  await pictures(white, info, 'drawn');
  await drag(white, 'g1', 'f3', 'right'); // once more takes it away
  await expect(shape('g1f3')).toHaveCount(0);
  await expect(black.page.locator('.drawn [data-shape]')).toHaveCount(0);
  await white.square('a3').click();
  await expect(shapes).toHaveCount(0);
  await white.square('c1').focus();
  for (const key of ['Shift+Enter', 'ArrowRight', 'Shift+Enter']) await white.page.keyboard.press(key);
  await expect(shape('c1d1')).toHaveCount(1);
  await black.move('d6e5');
  await white.sees(8);
  await expect(shapes).toHaveCount(0);
});

test('who wants to look twice is asked before a move goes out; a game written move by move', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  await one.page.addInitScript(() => localStorage.setItem('rookery.confirmMoves', 'true'));
  const went = sent(one.page);
  const { white, black } = await pair(one, two);
  const moves = ['e4', 'd5', 'exd5', 'c6', 'dxc6', 'Nf6', 'cxb7', 'Bd7', 'bxa8=Q', 'e5'];
  for (const [i, san] of moves.entries()) {
    const v = i % 2 ? black : white;
    await v.types(san);
    if (v === one) {
      const ask = one.page.getByRole('group', { name: /^Play \d+\./ });
      const play = ask.getByRole('button', { name: 'Play', exact: true });
      await expect(play).toBeFocused();
      expect(went).toHaveLength(Math.floor(i / 2));
      await one.page.keyboard.press('Enter');
      await expect(ask).toHaveCount(0);
      await expect(one.page.getByLabel('Type a move')).toBeFocused(); // where the keyboard was
    }
    for (const v of [white, black]) await v.sees(i + 1);
  }

  // By hand: it stands there, is taken back by Esc, and by the button; nobody else sees it.
  const [move, at] = one === white ? ['g1f3', 'f3'] : ['f8c5', 'c5'];
  if (one === black) {
    await white.types('Nf3');
    await black.sees(11);
  }
  const before = went.length;
  await one.move(move);
  await expect(one.page.locator('.mark.pending')).toHaveCount(2);
  await expect(one.page.locator('.status .mark')).toContainText('not sent');
  await pictures(one, info, 'held');
  // An offer that comes meanwhile is answered beside it.
  await two.press('Draw');
  await two.press('Offer a draw');
  await expect(one.button('Accept')).toBeVisible();
  await expect(one.page.getByRole('group', { name: /^Play \d+\./ }).getByRole('button', { name: 'Play', exact: true })).toBeFocused();
  await one.picture(info, 'held-offer.png');
  await one.press('Decline');
  await expect(one.page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await expect(one.page.locator('.mark.pending')).toHaveCount(2);
  await expect(one.page.locator('.status .mark')).toContainText('not sent');
  await one.page.keyboard.press('Escape');
  await expect(one.square(at)).toHaveAttribute('aria-label', at);
  await one.move(move);
  await one.page.setViewportSize({ width: 667, height: 375 }); // no room for the question, but for the move
  await expect(one.page.locator('.question b')).toBeInViewport({ ratio: 1 });
  await one.picture(info, 'held-667.png');
  await one.page.setViewportSize({ width: 1440, height: 900 });
  await one.page.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(one.square(at)).toHaveAttribute('aria-label', at);
  expect(went).toHaveLength(before);
  await one.move(move);
  await one.page.getByRole('button', { name: 'Play', exact: true }).click();
  for (const v of [white, black]) await v.sees(one === white ? 11 : 12);
});

test.describe('on a phone', () => {
  const phone = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };

  test('premoves by tap and by finger, taken back by a tap and by the row', async ({ visitor }, info) => {
    const [one, two] = [await visitor(phone), await visitor()];
    const { white, black } = await pair(one, two);
    await replay(white, black, one === white ? ['e2e4', 'e7e5', 'd2d4'] : ['e2e4', 'e7e5']);
    const [knight, to, back, then] = one === white ? ['g1', 'f3', 'g5', 'e5d4'] : ['g8', 'f6', 'g4', 'd2d4'];
    const touch = await one.page.context().newCDPSession(one.page);
    const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: { x: number; y: number }[]) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: at });
    for (const cancel of [() => one.square('e6').tap(), () => one.page.getByRole('button', { name: 'Cancel 2 premoves' }).tap({ timeout: 2_000 })]) {
      await one.square(knight).tap();
      await one.square(to).tap();
      const [a, b] = [await centre(one, to), await centre(one, back)];
      await finger('touchStart', [a]);
      await finger('touchMove', [{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }]);
      await finger('touchMove', [b]);
      await finger('touchEnd', []);
      await expect(queued(one)).toHaveCount(2);
      await one.picture(info, 'queued-phone.png');
      const row = (await one.page.getByRole('button', { name: 'Cancel 2 premoves' }).boundingBox())!;
      expect(row.height).toBeGreaterThanOrEqual(24); // and its place is 44 high
      // On a machine that is slow to hear of it a tap is a long press, and no click.
      await expect(async () => {
        await cancel();
        await expect(queued(one)).toHaveCount(0, { timeout: 1_000 });
      }).toPass();
    }
    await one.square(knight).tap();
    await one.square(to).tap();
    await two.move(then);
    for (const v of [white, black]) await v.sees(one === white ? 5 : 4);
  });
});
