/** Every command of a game that the other files do not play already, each with its control in the room. */
import { begun, expect, pair, replay, test, type Visitor } from './visitor';

const dance = ['b1c3', 'b8c6', 'c3b1', 'c6b8'];
const result = (v: Visitor) => v.page.getByRole('region', { name: 'Result' });
const opening = (v: Visitor) => v.page.locator('.meta .opening');

test('a game is played by typing alone, in every spelling, and what is no move is refused in words', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  const typed = ['e4', 'e7e5', 'Ng1f3', 'Nb8-c6', 'Bf1-c4', 'N8f6', '0-0', 'Bc5', 'd3', 'o-o'];
  for (const [i, move] of typed.entries()) {
    const [mover, other] = i % 2 === 0 ? [white, black] : [black, white];
    await mover.types(move);
    await mover.sees(i + 1);
    await other.sees(i + 1);
  }
  await expect(white.page.locator('.moves')).toContainText(/Nf3.*Nc6.*Bc4.*Nf6.*O-O.*Bc5.*d3.*O-O/s);
  const field = white.page.getByLabel('Type a move');
  for (const [move, why] of [['Nf9', 'that is not a move'], ['Qh5', 'that move is not legal here'], ['Nd2', 'more than one piece can make that move']] as const) {
    await white.types(move);
    await expect(white.status).toHaveText(`“${move}” was not played: ${why}${move === 'Nd2' ? ': say which' : ''}`);
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(move);
    await expect(field).toHaveAccessibleDescription(/was not played/);
  }
  await white.picture(info, 'refused.png');
  await white.types('Nbd2');
  await black.sees(11);
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  await white.types('Nb7'); // out of turn what can be a move is a premove, and what cannot is none
  await expect(white.status).toContainText('no man of yours could go there');
  const [his, hers] = [white, black].map((v) => v.page.getByRole('log'));
  await black.says('Re8');
  await expect(hers!).toContainText('This is a move.');
  await black.page.getByRole('combobox').fill('/mo');
  await expect(black.page.getByRole('option')).toHaveText(/\/move Nf3\s*plays a move/);
  await black.says('/move Re8');
  await white.sees(12);
  await expect(his!).not.toContainText('Re8');
  await white.types('/clients');
  await expect(his!).toContainText('2 with a name');
});

test('the opening is named, and goes back with the reader and with a takeback', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4', 'e7e5', 'g1f3', 'b8c6', 'f1b5', 'a7a6']);
  for (const v of [white, black]) await expect(opening(v)).toHaveText(/C70.*Ruy Lopez: Morphy Defense/);
  const box = await white.page.locator('.meta').boundingBox();
  await white.page.locator('.moves [data-ply="5"]').click();
  await expect(opening(white)).toHaveText(/C60.*Ruy Lopez$/);
  await white.page.locator('.moves [data-ply="1"]').click();
  await expect(opening(white)).toHaveText(/B00/);
  await white.page.getByRole('button', { name: 'First position' }).click();
  await expect(opening(white)).toHaveCount(0);
  expect(await white.page.locator('.meta').boundingBox()).toEqual(box);
  await expect(white.page.getByRole('button', { name: 'Live' })).toBeVisible();
  await white.types('Ba4'); // for the position that stands: one looks at it again
  await black.sees(7);
  await expect(opening(white)).toHaveText(/C70/);
  await black.types('Nf6');
  await white.sees(8);
  await white.press('Takeback');
  await black.press('Accept');
  await white.sees(6);
  await black.press('Takeback');
  await white.press('Accept');
  for (const v of [white, black]) {
    await v.sees(5);
    await expect(opening(v)).toHaveText(/C60.*Ruy Lopez$/);
  }
  await black.types('Nf6');
  await white.sees(6);
  await expect(opening(white)).toHaveText(/C65.*Berlin/);
  await white.page.setViewportSize({ width: 390, height: 844 });
  await expect(white.page.locator('.head .opening')).toBeVisible();
  await white.picture(info, 'phone.png');
  await white.page.setViewportSize({ width: 844, height: 390 });
  await expect(white.page.locator('.meta .opening')).toBeVisible();
  await expect(white.page.getByLabel('Type a move')).toBeVisible();
  await white.picture(info, 'landscape.png');
});

test('offers are withdrawn and declined', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4', 'e7e5', 'g1f3', 'b8c6']);
  await white.press('Draw');
  await white.press('Offer a draw');
  await expect(black.status).toContainText('offers a draw');
  await white.press('Withdraw the offer');
  await expect(black.page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await black.press('Takeback');
  await expect(white.status).toContainText('asks for a takeback');
  await white.press('Decline');
  await expect(black.page.getByRole('log')).toContainText('The takeback is declined');
  await white.press('Takeback');
  await expect(black.status).toContainText('asks for a takeback');
  await white.press('Withdraw the offer');
  await expect(black.page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  for (const v of [white, black]) await v.sees(4);
});

test('a draw is claimed with the move that would bring it about', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, [...dance, ...dance.slice(0, 3)]);
  const more = black.page.getByRole('button', { name: 'More' });
  await more.focus();
  await black.page.keyboard.press('Enter');
  await expect(black.page.getByRole('menuitem', { name: /^Claim a draw/ })).toBeFocused();
  await black.page.keyboard.press('Escape');
  await expect(black.page.getByRole('menu')).toHaveCount(0);
  await expect(more).toBeFocused();
  await black.page.keyboard.press('Enter');
  await expect(black.page.getByRole('menuitem', { name: /^Claim a draw/ })).toBeFocused();
  await black.page.keyboard.press('Enter');
  const field = black.page.getByLabel('Claim a draw with', { exact: true });
  await expect(field).toBeFocused();
  await field.fill('a6');
  await field.press('Enter');
  await expect(black.status).toHaveText('There is nothing to claim here.');
  await expect(field).toHaveAccessibleDescription('There is nothing to claim here.');
  await black.picture(info, 'claim.png');
  await field.fill('Nb8');
  await field.press('Enter');
  for (const v of [white, black]) {
    await expect(result(v)).toContainText('Draw');
    await expect(result(v)).toContainText('Threefold repetition, claimed with Nb8');
    await v.sees(7); // the move was not played
  }
  await white.picture(info, 'claimed.png');
});

test('a draw is claimed from an opponent who is gone', async ({ visitor }) => {
  test.setTimeout(90_000);
  const [one, two] = [await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, ['e2e4', 'e7e5', 'g1f3', 'b8c6']);
  await black.page.close();
  const claim = white.page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Draw', exact: true });
  await expect(white.page.getByText(/is gone\. You can claim in/)).toBeVisible();
  await expect(claim).toBeEnabled({ timeout: 45_000 });
  await white.press('Draw');
  await expect(result(white)).toContainText('One player left, the other claimed a draw');
});

test('the menu goes with a click beside it and with Tab, and is walked with arrows', async ({ visitor }) => {
  const one = await visitor();
  await one.visit(await begun(one, await visitor()));
  await one.plays();
  const menu = one.page.getByRole('menu');
  await one.press('More');
  await expect(one.page.getByRole('menuitem', { name: 'Turn the board' })).toBeFocused(); // nothing can be claimed yet
  await one.page.keyboard.press('ArrowDown');
  await expect(one.page.getByRole('menuitem', { name: 'Copy PGN' })).toBeFocused();
  await one.page.keyboard.press('End');
  await expect(one.page.getByRole('menuitem', { name: 'Continue on another device' })).toBeFocused();
  await one.page.getByRole('log').click({ position: { x: 20, y: 20 } });
  await expect(menu).toHaveCount(0);
  await one.press('More');
  await expect(one.page.getByRole('menuitem', { name: 'Turn the board' })).toBeFocused();
  await one.page.keyboard.press('Tab');
  await expect(menu).toHaveCount(0);
});
