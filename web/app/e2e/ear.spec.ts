/** Whole games for who does not see the board, or has the keyboard alone: what pages are to a screen reader, and what is said. */
import type { Locator, Page } from '@playwright/test';
import { expect, meet, test, type Visitor } from './visitor';

/** tabTo presses Tab until the keyboard is on what one looks for. */
async function tabTo(page: Page, wanted: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, wanted)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not come to ${wanted}`);
}

/** hand is a player's who has the keyboard alone, and looks twice at each move. Nothing gives the board the focus but keys. */
function hand(v: Visitor, side: 'white' | 'black') {
  const { keyboard } = v.page;
  const [right, left, up, down] = side === 'white' ? ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowUp'];
  /** walk brings the keyboard from the square it is on to another. */
  const walk = async (to: string) => {
    const from = (await v.page.evaluate(() => (document.activeElement as HTMLElement).dataset['square']))!;
    const [files, ranks] = [0, 1].map((i) => to.charCodeAt(i) - from.charCodeAt(i)) as [number, number];
    for (let i = 0; i < Math.abs(files); i++) await keyboard.press(files > 0 ? right! : left!);
    for (let i = 0; i < Math.abs(ranks); i++) await keyboard.press(ranks > 0 ? up! : down!);
  };
  return {
    /** puts goes to a man, takes it up and puts it down. */
    async puts(uci: string): Promise<void> {
      await expect(v.page.locator('.board-side [data-turn="true"]')).toBeVisible();
      await walk(uci.slice(0, 2));
      await keyboard.press('Enter');
      await walk(uci.slice(2, 4));
      await keyboard.press('Space');
    },
    /** sure says yes to the move that waits, or no, and has the board again. */
    async sure(to: string, key: 'Enter' | 'Escape' = 'Enter'): Promise<void> {
      await expect(v.button('Play')).toBeFocused();
      await keyboard.press(key);
      await expect(v.square(to)).toBeFocused();
    },
    async plays(uci: string): Promise<void> {
      await this.puts(uci);
      await this.sure(uci.slice(2, 4));
    },
  };
}

const heard = (v: Visitor, how?: 'assertive' | 'polite'): Locator => v.page.locator(how ? `[data-heard=${how}]` : '[data-heard]');

/** hears waits until something has been said, in whichever region: what is urgent waits for what is urgent, too. */
const hears = (v: Visitor, text: string | RegExp) => expect(heard(v).getByText(text, { exact: true }).first()).toBeAttached();

/** writes gives the text page a command. */
async function writes(v: Visitor, text: string): Promise<void> {
  const field = v.page.getByLabel('Move or command');
  await field.fill(text);
  await field.press('Enter');
}

test('a whole game is played by keyboard alone, and read by its names', async ({ visitor }) => {
  test.setTimeout(120_000);
  const [white, black] = [await visitor(), await visitor()];
  // Both look twice at each move: where the keyboard was before the question, it is after it.
  for (const v of [white, black]) await v.page.addInitScript(() => localStorage.setItem('rookery.confirmMoves', 'true'));
  await meet(white, black, async () => {});
  const { page } = white;
  await hears(white, 'You play White against jackdaw, 5 min + 3 s. Your turn');
  await page.evaluate(() => { // the keyboard begins where a page begins
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Play without the board' })).toBeFocused();
  await tabTo(page, '[role=grid] button');

  await tabTo(black.page, '[role=grid] button');
  const [w, b] = [hand(white, 'white'), hand(black, 'black')];
  await expect(page.getByRole('grid', { name: 'Board' })).toMatchAriaSnapshot(`
    - grid "Board":
      - row:
        - gridcell "a8, black rook"
        - gridcell "b8, black knight"
        - gridcell "c8, black bishop"
        - gridcell "d8, black queen"
        - gridcell "e8, black king"
        - gridcell "f8, black bishop"
        - gridcell "g8, black knight"
        - gridcell "h8, black rook"
  `);

  await w.puts('d2d4');
  await w.sure('d4', 'Escape');
  await expect(white.square('d4')).toHaveAccessibleName('d4');
  const game = ['e2e4', 'd7d5', 'e4d5', 'c7c6', 'd5c6', 'h7h6', 'c6b7', 'h6h5'];
  for (const [i, uci] of game.entries()) {
    await (i % 2 ? b : w).plays(uci);
    await black.sees(i + 1);
    await white.sees(i + 1);
  }
  await hears(white, 'h5');
  await hears(white, 'c takes b7, saved');
  await hears(black, 'c takes b7');

  // The pawn becomes a queen: the choice is at its square, and has the keyboard.
  await w.puts('b7a8');
  await expect(page.getByRole('group', { name: 'Promote to' })).toMatchAriaSnapshot(`
    - group "Promote to":
      - button "queen"
      - button "rook"
      - button "bishop"
      - button "knight"
  `);
  await expect(page.getByRole('group', { name: 'Promote to' }).getByRole('button', { name: 'queen' })).toBeFocused();
  await page.keyboard.press('q');
  await w.sure('a8');
  await hears(black, 'b takes a8, becomes a queen');
  await page.keyboard.press('o');
  await hears(white, /You [45]:\d\d, jackdaw [45]:\d\d/);

  await black.types('clock');
  await hears(black, /^You [45]:\d\d, magpie [45]:\d\d$/);
  await tabTo(black.page, '[role=grid] button', 'Shift+Tab');
  await b.plays('h5h4');
  await white.sees(10);
  await w.plays('f1b5');
  await hears(black, 'Bishop b5, check');
  await expect(black.page.getByRole('grid')).toMatchAriaSnapshot(`
    - row:
      - gridcell
      - gridcell
      - gridcell
      - gridcell "e8, black king":
        - button "e8, black king"
  `);
  await expect(black.page.locator('[data-square=e8]')).toHaveAccessibleDescription('in check');
  await b.plays('b8d7');
  await white.sees(12);
  await w.plays('a8c6');
  await black.sees(13);
  // A move begun on the board is written into its field, though its letter is a key elsewhere.
  await expect(black.page.locator('.board-side [data-turn="true"] :focus')).toBeAttached();
  await black.page.keyboard.type('f5');
  await expect(black.page.getByLabel('Type a move')).toHaveValue('f5');
  await black.page.keyboard.press('Enter');
  await expect(black.button('Play')).toBeFocused();
  await black.page.keyboard.press('Enter');
  await white.sees(14);
  await w.plays('c6g6');
  await black.sees(15);
  await expect(heard(black).getByText('Checkmate. White wins.')).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Result' })).toMatchAriaSnapshot(`
    - region "Result":
      - heading "White wins" [level=2]
      - text: 1–0
      - paragraph: Checkmate at move 8. Saved, and yours to keep.
      - button "Rematch as Black"
  `);
});

test('two play a whole game without a board, with talk, a whisper, an offer, the result and a rematch', async ({ visitor, server }, info) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  await one.visit();
  for (const v of [one, two]) {
    if (v === two) await two.visit();
    await expect(v.page.locator('.tile').first()).toBeVisible();
    await v.page.keyboard.press('Tab');
    await v.page.keyboard.press('Enter');
    await expect(v.page.getByText('Games open without the board now.')).toBeVisible();
    await v.name(v === one ? 'magpie' : 'jackdaw');
    await v.seek('5+3');
  }
  for (const v of [one, two]) await expect(v.page.getByRole('heading', { level: 1, name: /against/ })).toBeVisible();
  const isWhite = /^magpie/.test((await one.page.getByRole('heading', { level: 1 }).textContent())!);
  const [white, black] = isWhite ? [one, two] : [two, one];
  const [w, b] = isWhite ? ['magpie', 'jackdaw'] : ['jackdaw', 'magpie'];

  const main = (v: Visitor) => v.page.getByRole('main');
  await expect(main(white)).toMatchAriaSnapshot(`
    - main "Game":
      - heading "${w} against ${b}, 5 min + 3 s" [level=1]
      - region "Status":
        - heading "Status" [level=2]
        - paragraph: /Your first move, \\d+:\\d\\d left for it/
        - paragraph: No move has been made.
        - list:
          - listitem: White ${w} you
          - listitem: Black ${b}
        - button "Say the clocks"
      - region "Command":
        - heading "Command" [level=2]
        - text: Move or command
        - textbox "Move or command"
        - button "Enter"
      - region "Actions":
        - heading "Actions" [level=2]
        - group "Actions":
          - button "Abort"
      - region "Moves":
        - heading "Moves" [level=2]
      - region "Board":
        - heading "Board" [level=2]
        - table "The position now":
          - rowgroup:
            - row:
              - cell
              - columnheader "a"
              - columnheader "h"
          - rowgroup:
            - row:
              - rowheader "8"
              - cell "a8, black rook"
      - region "Pieces":
        - heading "Pieces" [level=2]
        - heading "White" [level=3]
        - list:
          - listitem: king e1
          - listitem: queen d1
          - listitem: rooks a1, h1
  `);

  await writes(white, 'e4');
  await white.sees(1);
  await hears(white, 'e4, saved');
  await hears(black, 'e4');
  await writes(black, 'e7e5');
  await black.sees(2);
  await white.sees(2);

  // Talk, a whisper, what is so, and an offer.
  await writes(white, 'say good luck');
  await expect(heard(black, 'polite')).toContainText(`${w}: good luck`);
  await writes(black, `@${w} and to you alone`);
  await expect(heard(white, 'polite')).toContainText(`${b} whispers: and to you alone`);
  // On paper the talk is there without what was whispered.
  await expect(white.page.locator('.chat [data-is=whisper]')).toBeVisible();
  await white.page.emulateMedia({ media: 'print' });
  await expect(white.page.locator('.chat [data-is=whisper]')).toBeHidden();
  await expect(white.page.locator('.chat [data-is=line]')).toBeVisible();
  await white.page.emulateMedia({ media: 'screen' });
  const answer = (v: Visitor) => v.page.getByLabel('Answers').locator('dd').last();
  for (const [asked, told] of [
    ['clock', new RegExp(`^You \\d:\\d\\d, ${b} \\d:\\d\\d$`)],
    ['last', 'Move 1, Black: e5.'],
    ['pieces queen', 'White: queen d1. Black: queen d8.'],
    ['? h5', 'h5, empty, light. Attacked by White’s queen d1.'],
    ['people', /magpie/],
    ['resign', /^Resign this game\?/],
    ['no', 'You play on.'],
  ] as const) {
    await writes(white, asked);
    await expect(answer(white)).toHaveText(told);
  }
  await writes(white, 'draw');
  await expect(heard(black, 'polite')).toContainText(`${w} offers a draw`);
  await expect(black.page.getByRole('group', { name: 'Actions' })).toMatchAriaSnapshot(`
    - group "Actions":
      - button "Decline"
      - button "Accept"
      - button "Resign"
  `);
  await writes(black, 'decline');
  await expect(heard(white, 'polite')).toContainText('The draw is declined');

  // The line goes and comes back: each thing is said once.
  await server.kill();
  await expect(heard(white, 'polite')).toContainText('Reconnecting');
  await server.again();
  await expect(heard(white, 'polite')).toContainText('Back. Nothing was lost.');
  await expect(heard(white, 'polite').getByText('Back. Nothing was lost.')).toHaveCount(1);
  await expect(heard(white).getByText('The draw is declined')).toHaveCount(1);

  // The board as a table: keys go from man to man, and a man is taken up and put down.
  await white.page.locator('table [data-square=e1]').focus();
  await white.page.keyboard.press('Shift+Q');
  await expect(white.page.locator('table [data-square=d1]')).toBeFocused();
  await white.page.keyboard.press('x');
  await expect(answer(white)).toHaveText('d1, white queen. Attacked by White’s king e1.');
  await white.page.keyboard.press('Enter');
  await expect(answer(white)).toHaveText('Picked up. d1 can go to e2, f3, g4, h5.');
  for (const key of ['ArrowUp', '5', 'Shift+Digit8']) await white.page.keyboard.press(key);
  await expect(white.page.locator('table [data-square=h5]')).toBeFocused();
  await white.page.keyboard.press('Enter');
  await white.sees(3);
  await white.page.screenshot({ path: info.outputPath('text.png'), fullPage: true });
  for (const [v, move] of [[black, 'Nc6'], [white, 'Bc4'], [black, 'Nf6'], [white, 'Qxf7']] as const) {
    await expect(v.page.locator('.status')).toContainText('Your turn');
    await writes(v, move);
  }
  for (const v of [white, black]) {
    await expect(heard(v).getByText('Checkmate. White wins.')).toHaveCount(1);
    await expect(v.page.getByRole('region', { name: 'Result' })).toMatchAriaSnapshot(`
      - region "Result":
        - heading "White wins" [level=2]
        - text: 1–0
        - paragraph: Checkmate at move 4. Saved, and yours to keep.
    `);
  }
  await expect(white.page.getByRole('region', { name: 'Moves' })).toMatchAriaSnapshot(`
    - region "Moves":
      - heading "Moves" [level=2]
      - list:
        - listitem:
          - button "e4"
          - button "e5"
        - listitem:
          - button "Queen h5"
          - button "Knight c6"
        - listitem:
          - button "Bishop c4"
          - button "Knight f6"
        - listitem:
          - button "Queen takes f7, checkmate"
  `);

  await writes(white, 'rematch');
  await expect(heard(black, 'polite')).toContainText(`${w} would play again.`);
  await writes(black, 'accept');
  for (const v of [white, black]) {
    await expect(v.page.getByRole('heading', { level: 1, name: `${b} against ${w}, 5 min + 3 s` })).toBeVisible();
    await expect(v.page.locator('[data-last]')).toHaveText('No move has been made.');
  }
  await black.page.getByRole('button', { name: 'Show the board' }).click();
  await expect(black.page.getByRole('grid')).toBeVisible();
  await black.move('d2d4');
  await white.sees(1);
});
