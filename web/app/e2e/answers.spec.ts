/** What the room answers when something cannot be done, or not yet; and where the keyboard is afterwards. */
import type { Locator } from '@playwright/test';
import { expect, meet, pair, replay, test, type Visitor } from './visitor';

const start = ['e2e4', 'e7e5', 'g1f3', 'b8c6'];
const promoting = '1r5k/P7/8/8/8/8/8/K7 w - - 0 1';
const nearly = '7k/8/5K2/8/8/8/6Q1/8 w - - 99 121';
const field = (v: Visitor) => v.page.getByLabel('Type a move');
const actions = (v: Visitor) => v.page.getByRole('group', { name: 'Actions' });
const button = (v: Visitor, name: string | RegExp) => v.page.locator('.sheet').getByRole('button', { name, exact: typeof name === 'string' });
const result = (v: Visitor) => v.page.getByRole('region', { name: 'Result' });
const man = (v: Visitor, square: string) => v.square(square).getAttribute('aria-label');

/** key presses a button with the keyboard alone. */
async function key(v: Visitor, name: string): Promise<void> {
  await expect(v.button(name)).toBeEnabled();
  await v.button(name).focus();
  await v.page.keyboard.press('Enter');
}

/** linked has the host make a link, with what `choose` chooses, and the guest take the seat. The host plays White. */
async function linked(host: Visitor, guest: Visitor, choose: (dialog: Locator) => Promise<void> = async () => {}): Promise<void> {
  await host.visit();
  await host.name('magpie');
  await host.page.locator('.offer.friend').getByRole('button').click();
  const dialog = host.page.getByRole('dialog');
  await choose(dialog);
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const room = await host.seated();
  await guest.visit(room);
  await guest.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await guest.press('Take this seat');
  await expect(guest.page.locator('.bar.own')).toContainText('you');
}
const from = (fen: string) => (dialog: Locator) => dialog.getByLabel(/^Position/).fill(fen);

test('out of turn nothing goes out and no man moves, with the line and without', async ({ visitor, server }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4']);
  const before = await man(white, 'e7');
  for (const text of ['Ke5', 'hello', 'Nd4']) {
    await white.types(text);
    await expect(white.status).toHaveText(`“${text}” was not played: no man of yours could go there`);
    await expect(field(white)).toHaveValue(text);
    await expect(white.page.locator('.moves .unsaved')).toHaveCount(0);
  }
  expect(await man(white, 'e7')).toBe(before);
  await replay(white, black, ['e7e5'], 1);
  await expect(white.status).not.toContainText('was not played'); // it is one's turn now
  await expect(field(white)).not.toHaveAttribute('aria-invalid');

  await server.kill();
  await expect(black.status).toContainText('Reconnecting');
  await black.types('Nf3');
  await expect(black.status).toHaveText('“Nf3” was not played: no man of yours could go there');
  await expect(black.page.locator('.moves .unsaved')).toHaveCount(0);
  await white.types('hello');
  await expect(white.page.locator('.moves .unsaved')).toHaveCount(0);
  await white.types('Nf3');
  await expect(field(white)).toHaveValue('Nf3');
  await expect(white.status).toHaveText('“Nf3” was not played: your last move is not saved yet');
  await server.again();
  await expect(white.status).toContainText('“hello” was not played');
  await white.types('Nf3');
  await black.sees(3);
});

test('what is typed is read as it is meant, and a longer text is not cut', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await linked(one, two, from(promoting));
  await one.types('a8=');
  await expect(one.status).toHaveText('“a8=” was not played: say what the pawn becomes, as in e8=Q');
  await one.types('axb8=R+               Kg7 Kb1');
  await expect(one.status).toContainText('it is too long for one move');
  await one.sees(0);
  await one.types('A7B8R');
  await two.sees(1);
});

test('an offer is named beside a refusal, and beside an opponent who is gone', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await white.types('Nf9');
  await expect(white.status).toContainText('that is not a move');
  await black.press('Draw');
  await black.press('Offer a draw');
  await expect(white.status).toHaveText(/ offers a draw\. “Nf9” was not played: that is not a move/);
  await black.page.close();
  await expect(white.status).toContainText(/offers a draw\. .* is gone\. You can claim in/, { timeout: 15_000 });
  for (const name of ['Decline', 'Accept', 'Resign']) await expect(button(white, name)).toBeEnabled();
  await white.press('Decline');
  await expect(actions(white)).toContainText('is gone.');
  await white.press('Resign');
  await white.press('Yes, resign');
  await expect(result(white)).toContainText('resigned');
});

test('beside one’s own offer an absent opponent can be claimed against, and the offer withdrawn', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await white.press('Draw');
  await white.press('Offer a draw');
  await expect(black.status).toContainText('offers a draw');
  await black.page.close();
  await expect(white.status).toContainText(/You offer a draw\. .* is gone/, { timeout: 15_000 });
  for (const name of ['Withdraw the offer', 'Resign']) await expect(button(white, name)).toBeEnabled();
  await expect(button(white, 'Claim win')).toBeEnabled({ timeout: 45_000 });
  await white.page.setViewportSize({ width: 320, height: 568 });
  await white.picture(info, 'all-at-once.png');
  await white.press('Withdraw');
  await expect(white.page.locator('[data-is="event"]')).toContainText(['offers a draw', 'withdraws the draw offer']);
  await white.picture(info, 'claim.png');
  await expect(button(white, 'Resign')).toBeEnabled();
  await white.press('Claim win');
  await expect(result(white)).toBeVisible();
});

test('a link that nobody took leads to another link, not to a rematch', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await v.name('magpie');
  await v.page.locator('.offer.friend').getByRole('button').click();
  const dialog = v.page.getByRole('dialog');
  await dialog.getByLabel('Minutes').fill('7');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await v.seated();
  await v.press('Withdraw');
  await expect(result(v)).toContainText('Nobody had taken the other seat.');
  await expect(v.page.getByRole('button', { name: /ematch/ })).toHaveCount(0);
  await v.press('Make another link');
  await expect(dialog.getByLabel('Minutes')).toHaveValue('7');
  await expect(dialog.getByRole('radio', { name: 'A friend' })).toBeChecked();
});

test('a new opponent is looked for with the same clock', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await meet(one, two, async (dialog) => {
    await dialog.getByText('Delay', { exact: true }).click();
    await dialog.getByLabel('Minutes').fill('7');
    await dialog.getByLabel('Seconds of delay').fill('4');
  });
  await one.press('Abort');
  await one.press('Yes, abort');
  await one.press('New opponent');
  const dialog = one.page.getByRole('dialog');
  await expect(dialog.getByRole('status').first()).toHaveText('7 min, 4 s delay · Rapid');
  await expect(dialog.getByRole('radio', { name: 'Anyone' })).toBeChecked();
});

test('a rematch with the house knows that it is the house, and the keyboard is led into it', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await v.page.getByRole('button', { name: 'Play the house' }).click();
  const room = await v.seated();
  await v.press('Abort');
  await key(v, 'Yes, abort');
  await expect(result(v).getByRole('heading')).toBeFocused();
  await v.page.getByRole('button', { name: /^Rematch as/ }).focus();
  await v.page.keyboard.press('Enter');
  await v.page.waitForURL((url) => url.pathname !== room);
  await expect(v.page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(v.page.locator('.meta')).toContainText('against the house');
  await v.press('Abort');
  await v.press('Yes, abort');
  await expect(button(v, 'New game')).toBeVisible();
});

test('who waits for a rematch hears that the other has left', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await pair(one, two);
  await one.press('Abort');
  await one.press('Yes, abort');
  await one.page.getByRole('button', { name: /^Rematch as/ }).click();
  await expect(result(one)).toContainText(/jackdaw can accept until \d\d:\d\d\./);
  await two.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(result(one)).toContainText(/jackdaw has left\. Your offer stands until \d\d:\d\d\./, { timeout: 15_000 });

  // The offer finds him there, and leads back; he says no, and asks himself; and takes that back.
  const card = two.page.getByRole('article', { name: 'Rematch with magpie' });
  await expect(card).toContainText('magpie would play you again, with the colours changed.');
  await expect(card.getByRole('button', { name: 'Accept magpie’s rematch' })).toBeVisible();
  await card.getByRole('link', { name: 'See the game' }).click();
  await expect(two.button(/^Accept, as/)).toBeVisible();
  await expect(card).toHaveCount(0);
  await two.press('Decline');
  await expect(one.page.getByRole('region', { name: 'For you' })).toContainText('Your offer to play again was declined.');
  await expect(one.button(/^Rematch as/)).toBeEnabled();
  await two.press(/^Rematch as/);
  await expect(one.button(/^Accept, as/)).toBeVisible();
  await two.press('Withdraw the offer');
  await expect(one.button(/^Rematch as/)).toBeVisible();
});

test('an offer of a rematch that nobody took lapses, whatever the readers’ clocks show', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const hour = 3_600_000;
  await one.page.clock.install({ time: Date.now() - hour });
  await two.page.clock.install({ time: Date.now() + hour });
  await pair(one, two);
  await one.press('Abort');
  await one.press('Yes, abort');
  await one.page.getByRole('button', { name: /^Rematch as/ }).click();
  await expect(button(one, 'Withdraw the offer')).toBeEnabled();
  await expect(button(two, /^Accept, as/)).toBeEnabled();
  const hours = await one.page.evaluate(() => [540_000, 600_000].map((ms) => String(new Date(Date.now() + ms).getHours()).padStart(2, '0')));
  await expect(result(one), 'by the reader’s own clock').toContainText(new RegExp(`can accept until (${hours.join('|')}):`));
  for (const v of [one, two]) {
    await v.page.context().setOffline(true); // or the server would tell how little time has passed
    await v.page.clock.fastForward('10:05');
    await expect(result(v)).toContainText('The offer to play again has lapsed.');
    await expect(v.page.getByRole('button', { name: /^Rematch as/ })).toBeEnabled();
  }
});

test('who watched finds the way to the rematch', async ({ visitor }) => {
  const [one, two, watcher] = [await visitor(), await visitor(), await visitor()];
  const { room } = await pair(one, two);
  await watcher.visit(room);
  await one.press('Abort');
  await one.press('Yes, abort');
  await expect(result(watcher)).toBeVisible();
  await one.page.getByRole('button', { name: /^Rematch as/ }).click();
  await two.page.getByRole('button', { name: /^Accept, as/ }).click();
  await one.page.waitForURL((url) => url.pathname !== room);
  await watcher.page.getByRole('link', { name: 'To the rematch' }).click();
  expect(await watcher.seated()).toBe(new URL(one.page.url()).pathname);
  await expect(watcher.status).toContainText('first move');
});

test('to take a seat with a new name loses nothing, and says nothing of it', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await two.page.addInitScript(() => {
    new MutationObserver(() => {
      if (/Back\.|Reconnecting/.test(document.querySelector('.status')?.textContent ?? '')) document.documentElement.dataset['back'] = 'said';
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await linked(one, two);
  await one.types('e4');
  await two.sees(1);
  await expect(two.page.locator('html')).not.toHaveAttribute('data-back');
});

test('who has asked waits before asking again; without clocks there is no time to give', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await linked(one, two, async (dialog) => dialog.getByText('No clock', { exact: true }).click());
  await expect(button(one, '+15 s')).toHaveCount(0);
  await replay(one, two, start);
  await one.press('Takeback');
  await expect(two.status).toContainText('asks for a takeback');
  await two.press('Decline');
  await expect(button(one, 'Takeback')).toBeDisabled();
  await expect(button(one, 'Takeback')).toHaveAttribute('title', /again in 0:\d\d/);
  await expect(button(one, 'Draw')).toBeEnabled();
  await expect(button(one, 'Takeback')).toBeEnabled({ timeout: 12_000 });
});

test('the keyboard keeps its place when buttons go', async ({ visitor }) => {
  test.setTimeout(90_000);
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await key(white, 'Takeback');
  await expect(button(white, 'Withdraw the offer')).toBeFocused();
  await key(black, 'Decline');
  await expect(button(black, 'Takeback')).toBeFocused();
  await expect(button(white, 'Draw')).toBeFocused(); // a takeback cannot be asked for again just now
  await key(white, 'Draw');
  await key(white, 'Offer a draw');
  await expect(button(white, 'Withdraw the offer')).toBeFocused();
  await key(white, 'Withdraw the offer');
  await expect(black.page.getByRole('log')).toContainText('withdraws the draw offer');
  await expect(button(white, '+15 s')).toBeFocused();

  await key(white, 'First position');
  await expect(button(white, 'One move on')).toBeFocused();
  for (let i = 0; i < 4; i++) await white.page.keyboard.press('Enter');
  await expect(button(white, 'One move back')).toBeFocused();
  await white.page.keyboard.press('Enter');
  await key(white, 'Live');
  await expect(button(white, 'One move back')).toBeFocused();

  for (const [ask, text] of [['Draw', 'Offer a draw?'], ['Resign', 'Resign this game?']] as const) {
    await key(black, ask);
    await expect(black.page.getByText(text)).toBeVisible();
    await black.page.keyboard.press('Escape');
    await expect(black.page.getByText(text)).toHaveCount(0);
    await expect(button(black, ask)).toBeFocused();
  }
  await key(black, 'Resign');
  await key(black, 'Yes, resign');
  await expect(result(black).getByRole('heading')).toBeFocused();
});

test('a takeback is told as one, not as a move', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await black.press('Takeback');
  await white.press('Accept');
  await white.sees(3);
  const nick = black === one ? 'magpie' : 'jackdaw';
  await expect(white.page.locator('[data-heard=polite]')).toContainText(`Taken back to move 2, as ${nick} asked`);
  await expect(white.page.getByRole('log')).toContainText(`Taken back to move 2, as ${nick} asked`);
});

test('a position that the server refuses is refused where it stands', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await v.name('magpie');
  await v.page.locator('.offer.friend').getByRole('button').click();
  const dialog = v.page.getByRole('dialog');
  const position = dialog.getByLabel(/^Position/);
  for (const fen of ['8/8/8/3kK3/8/8/8/8 w - - 0 1', 'hello']) {
    await position.fill(fen);
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await expect(position).toBeFocused();
    await expect(position).toHaveAttribute('aria-invalid', 'true');
    await expect(dialog).not.toContainText('White to move.');
  }
});

test('commands pressed while the line is down say what becomes of them', async ({ visitor, server }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await server.kill();
  await expect(white.status).toContainText('Reconnecting');
  await white.press('+15 s');
  await expect(white.page.getByText('+15 s will be sent when the line is back.')).toBeVisible();
  await white.press('+15 s');
  await expect(white.page.getByText('+15 s is waiting already.')).toBeVisible();
  await white.press('Takeback');
  await expect(white.page.getByText('Takeback will be sent when the line is back.')).toBeVisible();
  await server.again();
  await expect(black.status).toContainText('asks for a takeback', { timeout: 15_000 });
  await expect(black.page.getByRole('log')).toContainText('gives 15 s');
});

test('a draw is claimed with the first move of a position that allows it', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await linked(one, two, from(nearly));
  await one.press('More');
  await one.page.getByRole('menuitem', { name: /^Claim a draw/ }).click();
  const claim = one.page.getByLabel('Claim a draw with', { exact: true });
  await claim.fill('Qg3              Kh7 Qg7');
  await claim.press('Enter');
  await expect(one.status).toHaveText('That is more than one move.');
  await claim.fill('G2G3');
  await claim.press('Enter');
  await expect(result(one)).toContainText('claimed with Qg3');
});

test('an absent opponent has the time on the bar', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, start);
  await black.page.close();
  await expect(white.page.locator('.bar.their .away')).toHaveText(/^gone 0:\d\d$/, { timeout: 15_000 });
});
