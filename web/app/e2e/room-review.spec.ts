/** A finished game reviewed by an engine, where there is one; and the house's levels. */
import { existsSync } from 'node:fs';
import { expect, pair, replay, test } from './visitor';

const stockfish = ['/usr/games/stockfish', '/usr/bin/stockfish', '/usr/local/bin/stockfish'].find((p) => existsSync(p));
const small = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

// White opens the way to his king: 1. e4 e5 2. Nf3 Nc6 3. Bc4 Nd4 4. Nxe5 Qg5 5. Nxf7 Qxg2 6. Rf1 Qxe4+ 7. Be2 Nf3#
const blackburne = ['e2e4', 'e7e5', 'g1f3', 'b8c6', 'f1c4', 'c6d4', 'f3e5', 'd8g5', 'e5f7', 'g5g2', 'h1f1', 'g2e4', 'c4e2', 'd4f3'];

test.describe('with an engine', () => {
  test.skip(!stockfish, 'no Stockfish on this machine');
  test.use({ args: ['--engine', stockfish ?? ''] });

  test('a game is reviewed: a graph, what turned it, and every move in figures', async ({ visitor }, info) => {
    const [one, two] = [await visitor(), await visitor()];
    const { white, black, room } = await pair(one, two);
    await replay(white, black, blackburne);
    await one.page.getByRole('button', { name: 'Review' }).press('Enter');
    const review = one.page.getByRole('region', { name: 'Review' });
    await expect(review.getByRole('heading', { name: 'Review' })).toBeFocused();
    await expect(review.getByText(/^The engine looks at the game: \d+ of 15 positions$/)).toBeVisible();
    await one.picture(info, 'progress.png');
    await expect(review.getByRole('img')).toHaveAttribute('aria-label', /^White’s winning chances over 14 moves of both sides\. They end at 0 %\. The game turned at /, { timeout: 30_000 });
    const turns = review.getByRole('listitem').getByRole('button');
    expect(await turns.count()).toBeGreaterThan(0);
    expect(await turns.count()).toBeLessThanOrEqual(3);
    await expect(turns.first()).toContainText(/lost \d+ % of the chances; .* was better/);
    await one.picture(info, 'review.png');

    // A turning point leads to its move; the graph is walked by keys.
    await turns.first().press('Enter');
    await expect(turns.first()).toHaveAttribute('aria-current', 'step');
    const at = one.page.locator('.moves [aria-current="step"]');
    const label = (await turns.first().locator('b').textContent())!;
    await expect(at).toHaveText(label.replace(/^\d+\.+ /, ''));
    const graph = review.getByRole('slider', { name: 'Move' });
    await graph.focus();
    await graph.press('Home');
    await expect(graph).toHaveAttribute('aria-valuetext', /^Start: /);
    await graph.press('ArrowRight');
    await expect(graph).toHaveAttribute('aria-valuetext', /^1\. e4: .* White’s chances \d+ %$/);
    await expect(at).toHaveText('e4');
    await review.getByText('Every move in figures').click();
    await expect(review.getByRole('row')).toHaveCount(16);
    await expect(review.getByRole('row').last()).toContainText('7... Nf3#');
    await expect(review.getByRole('row').last()).toContainText('mate');
    await one.picture(info, 'figures.png');
    await review.getByRole('button', { name: 'Close the review' }).click();
    await expect(review).toHaveCount(0);
    await expect(one.page.getByRole('log', { name: 'Chat' })).toBeVisible();
    await expect(one.page.getByRole('button', { name: 'Review' })).toBeFocused();

    // The same review in every room that there may be for it: on a desktop, and on a phone that is turned.
    const [desk, phone] = [await visitor(), await visitor(small)];
    for (const v of [desk, phone]) {
      await v.visit(room);
      await v.page.getByRole('button', { name: 'Review' }).click();
    }
    for (const [name, v, [width, height], look] of [
      ['375', phone, [375, 812], {}],
      ['375-dark', phone, [375, 812], { colorScheme: 'dark' }],
      ['landscape', phone, [844, 390], {}],
      ['dark', desk, [1440, 900], { colorScheme: 'dark' }],
      ['contrast', desk, [1440, 900], { contrast: 'more' }],
      ['tablet', desk, [800, 1000], {}],
      ['low', desk, [1100, 640], {}],
      ['wide', desk, [1920, 1080], {}],
    ] as const) {
      await v.page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', ...look });
      await v.page.setViewportSize({ width, height });
      await expect(v.page.getByRole('region', { name: 'Review' }).getByRole('img')).toBeVisible();
      await v.picture(info, `review-${name}.png`);
      await expect.poll(() => v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is no wider than the page`).toBe(true);
    }
  });

  test('the house says at which level it plays, and plays on a level up', async ({ visitor }, info) => {
    const v = await visitor();
    await v.called('magpie');
    await v.command('house', { control: { base: 300, inc: 3 }, side: 'white', level: 2 });
    await v.visit((await v.seat()).room);
    await v.seated();
    await expect(v.page.locator('.bar.their')).toContainText('level 2');
    await expect(v.page.locator('.meta')).toContainText('against the house, level 2');
    await v.move('e2e4');
    await expect(v.page.locator('.moves button[data-ply]')).toHaveCount(2);
    await v.press('Resign');
    await v.press('Yes, resign');
    await expect(v.page.getByRole('button', { name: 'Level 1, easier' })).toBeVisible();
    await v.picture(info, 'levels.png');
    await v.page.getByRole('button', { name: 'Level 3, harder' }).click();
    await expect(v.page.locator('.bar.their')).toContainText('level 3', { timeout: 15_000 });
  });
});

test.describe('without an engine', () => {
  test.use({ args: ['--engine', 'none'] });

  test('no review is spoken of', async ({ visitor }) => {
    const [one, two] = [await visitor(), await visitor()];
    const { white, black } = await pair(one, two);
    await replay(white, black, ['f2f3', 'e7e5', 'g2g4', 'd8h4']);
    await expect(one.page.getByRole('button', { name: 'Other settings…' })).toBeVisible();
    await expect(one.page.getByRole('button', { name: 'Review' })).toHaveCount(0);
  });
});
