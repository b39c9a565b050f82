/** After the game: a replay with its clocks, a rematch with other settings, players who are followed, the house's levels. */
import { expect, pair, replay, still, test, type Visitor } from './visitor';

const mate = ['f2f3', 'e7e5', 'g2g4', 'd8h4'];
const small = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const ply = (v: Visitor) => v.page.locator('.moves [aria-current="step"]').evaluateAll((all) => (all[0] ? Number((all[0] as HTMLElement).dataset['ply']) : 0));
const clocks = (v: Visitor) => v.page.getByRole('timer').evaluateAll((all) => all.map((c) => c.getAttribute('aria-label')));

test('a finished game replays with both clocks as they stood', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const { clock } = one.page;
  await clock.install();
  const { white, black } = await pair(one, two);
  await replay(white, black, mate);
  await expect(one.page.getByRole('heading', { name: 'Black wins' })).toBeVisible();
  await still(one.page);
  const end = await clocks(one);
  await one.page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect.poll(() => ply(one)).toBe(0);
  await expect.poll(() => clocks(one)).toEqual(['black: 5 minutes', 'white: 5 minutes'].sort(() => (white === one ? 1 : -1)));
  await expect(one.page.getByRole('button', { name: 'Pause the replay' })).toBeVisible();
  await clock.runFor(2_000); // nobody is timed on a first move: a second for each
  await expect.poll(() => ply(one)).toBe(2);
  await one.picture(info, 'replay.png');
  await one.page.getByRole('button', { name: 'Pause the replay' }).click();
  await clock.runFor(6_000);
  expect(await ply(one)).toBe(2);

  // By keys alone: step, to the ends, play and hold.
  const heading = one.page.getByRole('heading', { level: 1 });
  await heading.focus();
  await one.page.keyboard.press('Home');
  await expect.poll(() => ply(one)).toBe(0);
  await one.page.keyboard.press('ArrowRight');
  await expect.poll(() => ply(one)).toBe(1);
  await one.page.keyboard.press('ArrowLeft');
  await expect.poll(() => ply(one)).toBe(0);
  await one.page.keyboard.press(' ');
  await clock.runFor(12_000); // two moves of a second, and two of at most five
  await expect.poll(() => ply(one)).toBe(4);
  await expect(one.page.getByRole('button', { name: 'Play the replay' })).toBeVisible();
  await expect.poll(() => clocks(one)).toEqual(end);

  // In a low window the moves are a panel.
  await one.page.setViewportSize({ width: 1024, height: 600 });
  const mated = one.page.getByRole('button', { name: 'Qh4#', exact: true });
  await expect(mated).toBeHidden();
  await expect.poll(() => one.page.locator('.lines').evaluate((e) => e.clientHeight), 'two lines of the talk').toBeGreaterThan(44);
  await expect.poll(() => one.page.locator('.sheet').evaluate((e) => e.querySelector('.composer')!.getBoundingClientRect().bottom <= e.querySelector('.over')!.getBoundingClientRect().top)).toBe(true);
  await expect(one.page.getByRole('button', { name: 'First position' })).toBeInViewport({ ratio: 1 });
  await one.picture(info, 'over-low-chat.png');
  await one.page.getByRole('group', { name: 'Panels' }).getByRole('button', { name: 'Moves' }).click();
  await expect(mated).toBeInViewport({ ratio: 1 });
  await one.picture(info, 'over-low.png');
});

test('a rematch with other settings says what changes, and is answered with others', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor(small)];
  const { white, black } = await pair(one, two);
  await replay(white, black, mate);
  const [asks, answers] = [one, two];
  await asks.picture(info, 'over.png');
  await answers.picture(info, 'over-375.png');
  await asks.page.getByRole('button', { name: 'Other settings…' }).click();
  const dialog = asks.page.getByRole('dialog', { name: 'Play again with other settings' });
  await dialog.getByLabel('Clock').selectOption({ label: '3+2 Blitz' });
  await dialog.getByText('White', { exact: true }).click();
  await asks.picture(info, 'dialog.png');
  await dialog.getByRole('button', { name: 'Offer this rematch' }).click();
  await expect(asks.page.getByRole('button', { name: 'Withdraw the offer' })).toBeVisible();
  const told = answers.page.getByRole('region', { name: 'Result' }).locator('.why');
  await expect(told).toContainText('would play again: 3+2 Blitz instead of 5+3');
  await expect(told).toContainText(asks === white ? 'you play Black again' : '5+3.');
  await expect(answers.page.getByRole('button', { name: 'Accept, as Black' })).toBeVisible();
  await answers.picture(info, 'offered-375.png');

  // The answer is another offer, which begins with what was offered.
  await answers.page.getByRole('button', { name: 'Other settings…' }).click();
  const other = answers.page.getByRole('dialog', { name: 'Play again with other settings' });
  await expect(other.getByLabel('Clock').locator('option:checked')).toHaveText('3+2 Blitz');
  await other.getByLabel('Clock').selectOption({ label: 'Another clock' });
  await other.getByLabel('minutes', { exact: true }).fill('4');
  await other.getByLabel('seconds a move').fill('1');
  await answers.picture(info, 'dialog-375.png');
  await other.getByRole('button', { name: 'Offer this rematch' }).click();
  await expect(asks.page.getByRole('region', { name: 'Result' }).locator('.why')).toContainText('4+1 Blitz instead of 5+3');
  await asks.page.getByRole('button', { name: 'Accept, as White' }).click();
  await expect(asks.page.locator('.meta')).toContainText('4+1');
  expect(await asks.plays()).toBe('white');
  await answers.seated();
  expect(await answers.plays()).toBe('black');
});

test('who watches follows a player to the next game', async ({ visitor }, info) => {
  const [one, two, fan] = [await visitor(), await visitor(), await visitor()];
  const { white, black, room } = await pair(one, two);
  await fan.page.clock.install();
  await fan.visit(room);
  await fan.seated();
  await fan.page.getByRole('button', { name: 'More', exact: true }).click();
  await fan.picture(info, 'menu.png');
  await fan.page.getByRole('menuitem', { name: 'Follow magpie' }).click();
  await expect(fan.page.locator('.bar').filter({ hasText: 'magpie' })).toContainText('followed');
  await replay(white, black, mate);
  await expect(fan.page.getByRole('button', { name: 'Follow magpie' })).toHaveAttribute('aria-pressed', 'true');
  await fan.picture(info, 'over-watcher.png');
  await one.page.getByRole('button', { name: /^Rematch/ }).click();
  await two.page.getByRole('button', { name: /^Accept/ }).click();
  const notice = fan.page.getByRole('article', { name: 'Following' });
  await expect(notice).toContainText('magpie plays in another room now.');
  await fan.picture(info, 'notice.png');
  await fan.page.clock.runFor(6_000);
  await expect(fan.page).not.toHaveURL(new RegExp(room));
  const second = await one.seated();
  expect(await fan.seated()).toBe(second);

  // It outlasts a reload, and a visitor who is writing is not led away.
  await fan.page.reload();
  await fan.seated();
  fan.documents = 1;
  await expect(fan.page.locator('.bar').filter({ hasText: 'magpie' })).toContainText('followed');
  const [w, b] = (await one.plays()) === 'white' ? [one, two] : [two, one];
  await replay(w, b, mate);
  const name = fan.page.getByLabel('Name', { exact: true }).first();
  await name.fill('chough');
  await one.page.getByRole('button', { name: /^Rematch/ }).click();
  await two.page.getByRole('button', { name: /^Accept/ }).click();
  await expect(notice).toContainText('You stay until you are free.');
  await fan.page.clock.runFor(6_000);
  await expect(fan.page).toHaveURL(new RegExp(second));
  await notice.getByRole('button', { name: 'Stay here' }).click();
  await expect(notice).toHaveCount(0);
  await name.fill('');
  await fan.page.clock.runFor(6_000);
  await expect(fan.page).toHaveURL(new RegExp(second));

  // No is no after a reload, too; and who goes where he likes is not fetched back to a room that he has left.
  await fan.page.reload();
  await fan.seated();
  fan.documents = 1;
  await expect(fan.page.locator('.bar').filter({ hasText: 'magpie' })).toContainText('followed');
  await one.seated();
  const third = new URL(one.page.url()).pathname;
  await fan.page.evaluate((to) => history.pushState(null, '', to), third);
  await fan.page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await expect(fan.page.locator('.meta')).toContainText('5+3');
  await fan.page.getByRole('link', { name: 'Lobby', exact: true }).click();
  await expect(fan.page.locator('.tile').first()).toBeVisible();
  await fan.page.clock.runFor(6_000);
  await expect(notice).toHaveCount(0);
  await expect(fan.page).toHaveURL(fan.origin + '/');

  // On a phone, in the dark.
  const dark = await visitor({ ...small, colorScheme: 'dark' });
  await dark.page.addInitScript((p) => sessionStorage.setItem('rookery.follow', p), JSON.stringify({ people: [await one.page.evaluate(async () => (await fetch('/api/me')).json())] }));
  await dark.visit(second);
  await expect(dark.page.getByRole('article', { name: 'Following' })).toBeVisible();
  await dark.picture(info, 'notice-375-dark.png');
  await dark.page.getByRole('button', { name: 'Go there now' }).click();
  await expect(dark.page).not.toHaveURL(new RegExp(second));
});

test('whoever watches a delayed game is told how late it is shown, and so are the players', async ({ visitor }, info) => {
  const [one, two, fan] = [await visitor(), await visitor(), await visitor()];
  await one.called('magpie');
  await one.command('link', { control: { base: 300, inc: 3 }, side: 'white', delay: 5 });
  const { room } = await one.seat();
  await one.visit(room);
  await two.visit(room);
  await two.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await two.press('Take this seat');
  const began = Date.now();
  await one.move('e2e4');
  await one.sees(1);
  await expect(one.page.locator('.meta')).toContainText('others see it 5 s late');
  await fan.visit(room);
  await expect(fan.status).toContainText('Shown 5 s late.');
  await expect(fan.page.locator('.meta')).toContainText('shown 5 s late');
  await fan.picture(info, 'late.png');
  await one.picture(info, 'late-player.png');
  await fan.sees(1);
  expect(Date.now() - began).toBeGreaterThanOrEqual(5_000);
});

test('somebody in the list of people is followed, also through a restart of the server', async ({ server, visitor }, info) => {
  const [one, two, fan] = [await visitor(), await visitor(), await visitor()];
  const { white, room } = await pair(one, two);
  await fan.visit(room);
  await fan.seated();
  await fan.page.getByLabel('Name', { exact: true }).fill('chough');
  await fan.page.getByRole('button', { name: /^Join the talk/ }).click();
  const name = fan.page.getByRole('region', { name: 'People' }).getByRole('button', { name: 'magpie' });
  await name.press('Enter');
  await fan.picture(info, 'person.png');
  await fan.page.getByRole('menuitem', { name: 'Follow', exact: true }).press('Enter');
  await expect(name).toBeFocused();
  await expect(fan.page.getByText('When magpie begins a game, this page goes there.')).toBeVisible();

  await server.kill();
  await server.again();
  for (const v of [one, two, fan]) await expect(v.page.locator('.room')).toHaveAttribute('data-line', 'open', { timeout: 20_000 });
  await white.press('Abort');
  await white.press('Yes, abort');
  await one.page.getByRole('button', { name: /^Rematch/ }).click();
  await two.page.getByRole('button', { name: /^Accept/ }).click();
  const second = await one.seated();
  await expect(fan.page.getByRole('article', { name: 'Following' })).toBeVisible();
  await expect(fan.page).toHaveURL(new RegExp(second), { timeout: 8_000 });

  // Nobody is led to where they do not want to go any more.
  await name.press('Enter');
  await fan.page.getByRole('menuitem', { name: 'Follow no longer' }).press('Enter');
  await expect(fan.page.locator('.bar').filter({ hasText: 'magpie' })).not.toContainText('followed');
});
