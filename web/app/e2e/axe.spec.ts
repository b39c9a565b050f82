/**
 * Every view in every state is fit for all: the walk that `fits` measures at each stop. Where a state is the same at every size
 * but for its place, as a dialog is, its stop names where it is looked at; the next stop of its kind has the other sizes.
 */
import { existsSync } from 'node:fs';
import type { WebSocketRoute } from '@playwright/test';
import { contrasts } from './contrast';
import { fits } from './fit';
import { expect, open, pair, replay, test, type Visitor } from './visitor';

const stockfish = ['/usr/games/stockfish', '/usr/bin/stockfish', '/usr/local/bin/stockfish'].find((p) => existsSync(p));
const control = { base: 300, inc: 3 };
const SWEDISH = { locale: 'sv-SE' };

test.describe.configure({ timeout: 120_000 }); // with pictures

/** lasting has what is said in passing stay. */
const lasting = (v: Visitor) => v.page.addInitScript(() => {
  const { setTimeout: wait } = globalThis;
  globalThis.setTimeout = ((f: () => void, ms?: number) => wait(f, ms === 4_000 ? 2 ** 31 - 1 : ms)) as typeof setTimeout;
});

/** absent has a page hear that a player has gone, and in how many ms that may be claimed, as the server would have told it a minute later. */
async function absent(v: Visitor): Promise<(side: 'white' | 'black', claim: number) => void> {
  let tell: (side: 'white' | 'black', claim: number) => void = () => {};
  await v.page.routeWebSocket(/\/rooms\/.*\/socket/, (page) => {
    const server = page.connectToServer();
    let last: { d: Record<string, object> };
    server.onMessage((frame) => {
      const f = JSON.parse(String(frame));
      if (f.t === 'audience') last = f;
      page.send(frame);
    });
    tell = (side, claim) => page.send(JSON.stringify({ ...last, d: { ...last.d, [side]: { ...last.d[side], here: false, claim } } }));
  });
  return (side, claim) => tell(side, claim);
}

test('the lobby is fit for all: alone, its dialogs, and what comes', async ({ visitor }, info) => {
  const [one, two, three] = [await visitor(), await visitor(SWEDISH), await visitor()];
  await lasting(one);
  await one.visit();
  await expect(one.page.getByRole('heading', { name: 'You are the first one here.' })).toBeVisible();
  await fits(one, info, 'the lobby, alone');
  await fits(one, info, 'the lobby, from right to left', { at: ['phone', 'desk'], dir: 'rtl' });
  const dialog = one.page.getByRole('dialog');
  for (const [name, title, at] of [['Settings', 'Settings', 'phone'], ['Help', 'How it works', 'lying']] as const) {
    await one.page.getByRole('button', { name, exact: true }).first().click();
    await expect(dialog.getByRole('heading', { name: title })).toBeVisible();
    await fits(one, info, name, { at: [at] });
    await one.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await one.name('magpie');
  await one.seek('custom');
  for (const [way, at] of [['Someone', 'desk'], ['A friend', 'phone'], ['The house', 'lying'], ['Anyone', 'desk']] as const) {
    await dialog.getByText(way, { exact: true }).click();
    await fits(one, info, `to create a game with ${way}`, { at: [at] });
  }
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await two.called('jackdaw');
  await two.visit();
  await expect(two.page.getByRole('button', { name: /^Spela mot magpie/ })).toBeVisible();
  await fits(two, info, 'the lobby in Swedish, with a game that is open');

  await three.called('wren');
  await three.command('seek', { control, side: 'random', to: 'magpie' });
  await expect(one.page.getByRole('article', { name: 'Challenge from wren' })).toBeVisible();
  await fits(one, info, 'the lobby, challenged');
  await one.command('block', { person: (await three.me()).id, on: true });
  await one.page.getByRole('button', { name: 'Blocked by you: 1' }).click();
  await expect(dialog.getByRole('button', { name: 'Unblock wren' })).toBeVisible();
  await fits(one, info, 'whom one blocks', { at: ['phone'] });
  await one.page.keyboard.press('Escape');
  await two.page.getByRole('button', { name: /^Spela mot magpie/ }).click();
  await one.seated();
  await two.seated();
  await one.page.goBack();
  await expect(one.page.getByRole('link', { name: /^Your game goes on/ })).toBeVisible();
  const men = one.page.locator('.featured .mini .man');
  await expect(men.first()).toBeVisible();
  await one.page.getByRole('button', { name: 'Settings', exact: true }).first().click();
  await dialog.getByRole('switch', { name: 'Blindfold' }).click();
  await expect(men.first(), 'who plays blindfold does not see the game in the lobby').toBeHidden();
  await one.page.keyboard.press('Escape');
  await one.page.keyboard.press('m');
  await expect(one.page.locator('.toast')).toHaveText('Sounds off');
  await fits(one, info, 'the lobby, while our game goes on, and a word in passing', { without: [] });
});

test('a room is fit for all: who plays, who watches, what is asked, and a line that is down', async ({ visitor, server }, info) => {
  const watcher = await visitor(SWEDISH);
  const { white, black, room } = await pair(await visitor(), await visitor());
  const { page } = white;
  const other = (await black.page.locator('.bar.own .name').textContent())!.trim();
  const board = page.locator('.room');
  await replay(white, black, ['e2e4', 'e7e5']);
  await watcher.called('wren');
  await watcher.visit(room);
  await watcher.seated();
  await white.says('good luck');
  await white.says(`@${other} to you alone`);
  await white.says('/nothing');
  await white.says('/help');
  await expect.poll(() => page.locator('[data-is=help] dl').evaluate((e) => e.getBoundingClientRect().width), 'a box in the talk is as wide as the talk').toBeGreaterThan(200);
  await fits(white, info, 'a room, for who plays', { without: [] });
  await fits(white, info, 'a room, from right to left', { at: ['phone', 'desk'], dir: 'rtl' });
  await fits(watcher, info, 'a room in Swedish, for who watches');
  await white.says('/clear');
  await expect(white.page.getByRole('button', { name: 'Earlier lines' })).toBeVisible();
  await watcher.says('hej');

  await white.press('More');
  await expect(page.getByRole('menu')).toBeVisible();
  await fits(white, info, 'the menu of a room', { at: ['lying', 'desk'] });
  await page.getByRole('menuitem', { name: 'Claim a draw with a move…' }).click();
  const intended = page.getByRole('textbox', { name: 'Claim a draw with' });
  await intended.fill('Zz9');
  await intended.press('Enter');
  await expect(intended).toHaveAttribute('aria-invalid', 'true');
  await fits(white, info, 'a claim with a move, refused, and lines that can be fetched');
  await white.press('Cancel');
  const person = page.locator('.about');
  for (const [what, at] of [['Mute', 'lying'], ['Report', 'phone']] as const) {
    await page.locator('[data-is=line]').getByRole('button', { name: 'wren' }).click();
    await expect(person.getByRole('menuitem').first()).toBeFocused();
    if (what === 'Mute') await fits(white, info, 'the menu of a person', { at: ['phone', 'desk'] });
    await person.getByRole('menuitem', { name: new RegExp(`^${what}.*…`) }).click();
    await expect(person.getByRole('button', { name: what })).toBeVisible();
    await fits(white, info, `to ${what.toLowerCase()}`, { at: [at] });
    await page.keyboard.press('Escape');
    await expect(person).toHaveCount(0);
  }

  await black.press('Draw');
  await fits(black, info, 'a question', { at: ['lying', 'phone'] });
  await black.page.keyboard.press('Escape'); // or it has gone by itself
  await black.press('Draw');
  await black.press('Offer a draw');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await page.getByRole('combobox').fill('/re');
  await expect(page.getByRole('option').first()).toBeVisible();
  await fits(white, info, 'an offer, and ways to go on with a line');
  await white.press('Decline');
  await page.getByRole('combobox').fill('');
  await black.press('Takeback');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  const desk = page.viewportSize()!;
  await page.setViewportSize({ width: 375, height: 667 });
  await page.locator('.tab[data-panel=moves]').click();
  await watcher.says('nej');
  await expect(page.locator('.unread')).toHaveText('1');
  await fits(white, info, 'an offer to take a move back, and a line that is not read', { at: ['phone'] });
  await page.locator('.tab[data-panel=chat]').click();
  await page.setViewportSize(desk);
  await black.page.getByRole('button', { name: 'Settings', exact: true }).first().click();
  await black.page.getByRole('dialog').getByText('Svenska').click();
  await expect(black.page.getByRole('dialog', { name: 'Inställ\u00adningar' })).toBeVisible();
  await black.page.getByRole('switch', { name: 'Blindschack' }).click();
  await fits(black, info, 'Settings, in a room', { at: ['desk'] });
  await black.page.keyboard.press('Escape');
  await black.premove('b8c6');
  await black.premove('g8f6');
  await expect(black.page.locator('.status .link')).toContainText('2');
  await fits(black, info, 'a room in Swedish, blindfold, with an offer of one’s own and premoves', { without: [] });
  await white.press('Decline');

  await white.types('Ke5');
  await expect(white.status).toContainText('was not played');
  await page.getByRole('combobox').pressSequentially(`@${other} `);
  await expect(page.locator('.chip')).toBeVisible();
  await fits(white, info, 'a refusal, and a whisper that is being written', { at: ['lying', 'phone'] });
  await page.getByRole('button', { name: 'Continue on another device', exact: true }).first().click();
  await expect(page.getByRole('dialog', { name: 'Continue on another device' })).toBeVisible();
  await fits(white, info, 'Continue on another device, in a room', { at: ['lying'] });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await watcher.page.getByRole('button', { name: 'Spela utan bräde' }).focus();
  await watcher.page.keyboard.press('Enter');
  await expect(watcher.page.getByRole('heading', { level: 1, name: / mot / })).toBeVisible();
  await fits(watcher, info, 'a room without its board, for who watches', { at: ['phone'] });

  await server.kill();
  await expect(white.status).toContainText('Reconnecting');
  await page.getByRole('combobox').fill('to you alone, later');
  await page.keyboard.press('Enter');
  await white.says('are you there');
  await expect(board.locator('.waiting')).toHaveCount(2);
  await fits(white, info, 'a room without its line, and lines that wait');
});

test('a seat is fit for all: free, taken, and at its board or without one', async ({ visitor }, info) => {
  const [host, guest, fan] = [await visitor(), await visitor(), await visitor()];
  await host.called('magpie');
  await host.command('link', { control, side: 'white', fen: '7k/P7/6K1/8/8/8/8/8 w - - 0 1', delay: 5, chat: 'separate' });
  const { room } = await host.seat();
  await host.page.addInitScript(() => localStorage.setItem('rookery.confirmMoves', 'true'));
  await host.visit(room);
  await expect(host.page.getByRole('heading', { name: 'Your link is open' })).toBeVisible();
  await fits(host, info, 'a free seat, for who made the link');
  await host.press('QR code');
  await expect(host.page.getByRole('dialog').getByRole('img')).toBeVisible();
  await fits(host, info, 'the link of a room', { at: ['phone'] });
  await host.page.keyboard.press('Escape');
  await guest.visit(room);
  const seat = guest.page.getByRole('region', { name: 'Free seat' });
  await seat.getByLabel('Name', { exact: true }).fill('jackdaw');
  await fits(guest, info, 'a free seat, for who has the link', { at: ['lying', 'phone'] });
  await guest.press('Take this seat');
  await guest.plays();
  await guest.page.getByRole('button', { name: 'Play without the board' }).focus();
  await guest.page.keyboard.press('Enter');
  await expect(guest.page.getByRole('heading', { level: 1, name: /against/ })).toBeVisible();
  await fits(guest, info, 'a room without its board, for who plays', { at: ['lying', 'desk'] });
  await fan.called('wren');
  await fan.visit(room);
  await expect(fan.status).toContainText('Shown 5 s late.');
  await expect(fan.page.getByRole('combobox', { name: 'Talk to those who watch' })).toBeVisible();
  await fits(fan, info, 'a delayed game, for who watches and talks apart');

  await host.move('a7a8');
  await expect(host.page.getByRole('group', { name: 'Promote to' }).getByRole('button', { name: 'queen' })).toBeFocused();
  await fits(host, info, 'a promotion', { at: ['phone', 'desk'], without: [] });
  await host.page.keyboard.press('q');
  await expect(host.button('Play')).toBeFocused();
  await fits(host, info, 'a move that waits for its word', { at: ['lying', 'phone'] });
  await host.press('Play');
  await expect(guest.page.getByRole('region', { name: 'Result' })).toBeVisible();
  await fits(guest, info, 'a result without a board', { at: ['phone', 'desk'] });
});

test('the end of a game is fit for all: who has gone, the result, what comes after it, and the review', async ({ visitor }, info) => {
  const [one, two, fan] = [await visitor(), await visitor(), await visitor()];
  const goes = await absent(one);
  await lasting(one);
  await one.page.clock.install();
  const { white, black, room } = await pair(one, two);
  await replay(white, black, ['f2f3', 'e7e5', 'g2g4']);
  goes(white === one ? 'black' : 'white', 23_000);
  await expect(one.button('Claim win')).toBeDisabled();
  await fits(one, info, 'an opponent who has gone', { at: ['lying'] });
  goes(white === one ? 'black' : 'white', 0);
  await expect(one.button('Claim win')).toBeEnabled();
  await fits(one, info, 'an opponent against whom one may claim');
  await replay(white, black, ['d8h4'], 3);
  await expect(one.button('Other settings…')).toBeVisible();
  await one.page.keyboard.press('m');
  await expect(one.page.locator('.toast')).toHaveText('Sounds off');
  await fits(one, info, 'a result, and a word in passing', { at: ['lying', 'desk'] });
  await one.press('Other settings…');
  await expect(one.page.getByRole('dialog')).toBeVisible();
  await fits(one, info, 'a rematch with other settings', { at: ['desk'] });
  await one.page.keyboard.press('Escape');

  // Whoever follows a player, and has an older page than the server's.
  await fan.page.addInitScript((p) => sessionStorage.setItem('rookery.follow', p), JSON.stringify({ people: [await one.me()] }));
  await fan.page.routeWebSocket(/socket/, (ws) => {
    const server = ws.connectToServer();
    server.onMessage((m) => ws.send(String(m).replace(/"build":"[^"]+"/, '"build":"newer"')));
  });
  await fan.visit(room);
  const version = fan.page.getByRole('region', { name: 'New version' });
  await expect(version).toBeVisible();
  await fits(fan, info, 'a new version', { at: ['phone', 'desk'] });
  await version.getByRole('button', { name: 'Later' }).click();
  await fan.page.getByLabel('Name', { exact: true }).fill('chough'); // who writes is not led away
  await one.press(/^Rematch/);
  await expect(one.button('Withdraw the offer')).toBeVisible();
  await fits(one, info, 'a rematch that one offers', { at: ['phone'] });
  await expect(two.button(/^Accept/)).toBeVisible();
  await fits(two, info, 'a rematch that one is offered', { at: ['lying', 'desk'] });
  await one.page.clock.fastForward(600_000);
  await expect(one.page.getByRole('region', { name: 'Result' })).toContainText('The offer to play again has lapsed.');
  await fits(one, info, 'a rematch that nobody answered', { at: ['desk'] });
  await two.press(/^Accept/);
  await expect(fan.page.getByRole('article', { name: 'Following' })).toContainText('You stay until you are free.');
  await fits(fan, info, 'somebody to follow', { at: ['lying', 'desk'] });

  await (stockfish ? test.step : test.step.skip)('the review, where there is an engine', async () => {
    await fan.press('Review');
    await expect(fan.page.getByRole('region', { name: 'Review' }).getByRole('img')).toBeVisible({ timeout: 30_000 });
    await fits(fan, info, 'a review');
  });
});

test('what stands alone is fit for all: a frame, what is not there, what has stopped, what opens, and what is closed for good', async ({ browser, server, visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  for (const [v, nick] of [[one, 'magpie'], [two, 'jackdaw']] as const) {
    await v.called(nick);
    await v.command('search', { pool: '5+3' });
  }
  const { room } = await one.seat();
  const lone = await open(browser, server.url);
  await lone.visit(room.replace('rooms', 'embed'));
  await expect(lone.page.locator('.board')).toBeVisible();
  await fits(lone, info, 'the board in a frame', { without: [] });
  for (const [path, at] of [['/continue', ['phone', 'desk']], ['/rooms/nowhere', ['lying', 'phone', 'desk']]] as const) {
    await lone.visit(path);
    await expect(lone.page.getByRole('heading').first()).toBeVisible();
    await fits(lone, info, `page${path}`, { at });
  }
  await lone.visit('/api');
  await expect(lone.page.getByRole('heading').first()).toBeVisible();
  await fits(lone, info, 'page/api', { at: ['phone'], themes: ['light'], without: ['main > :nth-child(n + 80)'] });
  await lone.page.emulateMedia({ colorScheme: 'dark' }); // that page goes by the device alone
  expect(await lone.page.evaluate(contrasts, ['dark']), 'page/api, in the dark').toEqual([]);
  await lone.page.emulateMedia({ colorScheme: 'light' });

  let asked = 0;
  await lone.page.route(/assets\/NoRoom-.*js/, (route) => {
    asked++;
    return route.abort('connectionrefused');
  });
  await lone.visit('/nowhere');
  await expect(lone.page.getByRole('alert')).toContainText('Loading this page has stopped.');
  await fits(lone, info, 'a page that does not come', { at: ['phone'] });
  for (let i = 0; i < 3; i++) {
    const before = asked;
    await lone.page.getByRole('button', { name: 'Try again' }).click(); // in vain; soon after that the page tries by itself
    await expect.poll(() => asked).toBeGreaterThan(before);
  }
  await lone.page.unroute(/assets\/NoRoom-.*js/);
  await expect(lone.page.getByRole('heading', { name: 'There is no page here.' })).toBeVisible();
  await fits(lone, info, 'page/nowhere', { at: ['desk'] });
  expect(lone.wrong.splice(0), 'errors in the page').toEqual([]);
  await lone.page.routeWebSocket(/socket/, (ws) => {
    const server = ws.connectToServer();
    server.onMessage((m) => {
      ws.send(m);
      if (JSON.parse(String(m)).t !== 'lobby') return;
      for (const f of [{ t: 'searching', d: null }, { s: 'notices', t: 'snapshot', d: null }]) ws.send(JSON.stringify(f));
    });
  });
  await lone.visit('/');
  for (const says of ['The lobby has stopped.', 'What others ask of you has stopped.']) await expect(lone.page.getByRole('alert').filter({ hasText: says })).toBeVisible();
  await fits(lone, info, 'a lobby that has stopped', { at: ['lying', 'desk'] });
  expect(lone.wrong.splice(0), 'both parts say what has stopped them').toHaveLength(2);

  const silent: WebSocketRoute[] = [];
  await lone.page.routeWebSocket(/socket/, (ws) => void silent.push(ws)); // nothing is ever said on it
  for (const [path, role, name, at] of [['/', 'heading', 'Take a seat.', ['phone']], [room, 'grid', 'Board', ['lying', 'desk']]] as const) {
    await lone.visit(path);
    await expect(lone.page.getByRole(role, { name }).first()).toBeVisible();
    await fits(lone, info, `${path === '/' ? 'the lobby' : 'a room'}, being opened`, { at });
  }
  for (const [code, says, why, at] of [
    [4508, 'You have opened this in too many places; the newest goes on.', 'a page that another has taken the place of', ['lying', 'desk']],
    [4505, 'This server speaks another version of the protocol.', 'an older page', ['phone']],
  ] as const) {
    await silent.at(-1)!.close({ code });
    await expect(lone.status).toHaveText(says);
    await expect(lone.page.getByRole('button', { name: 'Connect again' })).toHaveCount(code === 4505 ? 0 : 1);
    await fits(lone, info, why, { at });
    if (code === 4508) await lone.press('Connect again');
  }
  expect(lone.wrong, 'errors in the page').toEqual([]);
  await lone.page.context().close();
});
