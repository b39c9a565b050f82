/** The lobby finds one a game: pools, open games, challenges, and the house beside a search that takes long. */
import type { Locator } from '@playwright/test';
import { expect, replay, test, Visitor } from './visitor';

const tile = (v: Visitor, pool: string) => v.page.locator(`.tile[data-pool="${pool}"]`);
const dialog = (v: Visitor) => v.page.getByRole('dialog');
const forYou = (v: Visitor) => v.page.getByRole('region', { name: 'For you' });
const rows = (v: Visitor) => v.page.getByRole('region', { name: /^Open games/ }).getByRole('listitem');

/** enters has somebody come to the lobby and have a name. */
async function enters(v: Visitor, nick: string): Promise<Visitor> {
  await v.called(nick);
  await v.visit();
  await expect(v.page.getByRole('region', { name: /^Here now/ })).toContainText(nick);
  return v;
}

/** makes opens the dialog, chooses whom the game is for, lets `choose` have its way, and asks for the game. */
async function makes(v: Visitor, way: string, go: string, choose: (d: Locator) => Promise<void> = async () => {}): Promise<void> {
  await v.seek('custom');
  await dialog(v).getByText(way, { exact: true }).click();
  await choose(dialog(v));
  await dialog(v).getByRole('button', { name: go, exact: true }).click();
}

/** answers presses a button of the corner as soon as it may be pressed. */
async function answers(v: Visitor, name: string | RegExp): Promise<void> {
  await v.page.locator('.foryou:not(.settling)').getByRole('button', { name }).click();
}

test('a search outlasts a reload, and ends in a room wherever one is; another tab stays at what it shows', async ({ visitor }, info) => {
  const [one, two, knot] = [await visitor(), await enters(await visitor(), 'jackdaw'), await visitor()];
  await knot.called('knot');
  await knot.command('house', { control: { base: 300, inc: 3 }, side: 'white', level: 1 });
  await enters(one, 'magpie');
  await tile(one, '3+2').dblclick(); // is one search, whether the first has its answer or not
  await expect(tile(one, '3+2')).toContainText('Seeking');
  await expect(tile(two, '3+2').getByLabel('1 waiting')).toBeVisible();
  await one.page.reload();
  one.documents--; // this one was asked for
  await expect(tile(one, '3+2')).toContainText('Seeking');
  const aside = new Visitor(await one.page.context().newPage(), one.origin);
  const { room: watched } = await knot.seat();
  await aside.visit(watched);
  const field = aside.page.getByRole('combobox');
  await field.fill('half a li');
  const parts = aside.page.locator('.board-host, .moves, .composer, .status, .actions, .bar');
  const boxes = async () => {
    const all: string[][] = [];
    for (const [width, height] of [[375, 667], [667, 375], [844, 390], [800, 1100], [1440, 900]] as const) {
      await aside.page.setViewportSize({ width, height });
      await aside.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await aside.picture(info, `elsewhere-${width}.png`);
      all.push(await parts.evaluateAll((es) => es.map((e) => [e.classList[0], ...Object.values(e.getBoundingClientRect().toJSON() as object)].join())));
      const under = await field.evaluate((e) => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('.composer, .foryou')?.className;
      });
      expect(under, `the field to talk at ${width}`).toContain('composer');
    }
    return all;
  };
  const before = await boxes();
  await one.page.getByRole('button', { name: 'Help' }).first().click(); // a dialog is no reason to miss a game
  await two.seek('3+2');
  const room = await one.seated();
  expect(await two.seated()).toBe(room);
  await expect(forYou(aside)).toContainText('Your game goes on against jackdaw');
  await expect(field).toHaveValue('half a li');
  expect(await boxes()).toEqual(before);
  await aside.page.locator('.foryou:not(.settling)').getByRole('link', { name: 'Go there now' }).click();
  expect(await aside.seated()).toBe(room);
  await aside.page.goBack();
  await expect(field).toHaveValue('half a li');
  expect(new URL(aside.page.url()).pathname).toBe(watched);
  expect(aside.wrong).toEqual([]);
});

test('a pool of any clock is searched by two who do not know of each other', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  await makes(one, 'A pool', 'Search', async (d) => {
    await d.getByText('Delay', { exact: true }).click();
    await d.getByLabel('Minutes').fill('7');
  });
  await expect(dialog(one)).toHaveCount(0);
  await expect(tile(one, 'custom')).toContainText('Seeking');
  await expect(tile(one, 'custom')).toContainText('7 min, 3 s delay');
  await one.seek('custom');
  await expect(tile(one, 'custom')).toContainText('any clock');
  await makes(one, 'A pool', 'Search', (d) => d.getByLabel('Minutes').fill('7'));
  await two.page.getByRole('button', { name: 'Search 7 min + 3 s too' }).click();
  expect(await one.seated()).toBe(await two.seated());
});

test('whatever comes or goes, no tile moves, and the house is offered in sight', async ({ visitor }) => {
  test.setTimeout(120_000);
  const [one, two] = [await visitor(), await visitor()];
  const sizes = [[1440, 900], [667, 375], [375, 667], [320, 568]] as const;
  /** everywhere is what a look gives at every size. */
  async function everywhere<T>(look: () => Promise<T>): Promise<T[]> {
    const seen: T[] = [];
    for (const [width, height] of [...sizes].reverse()) {
      await one.page.setViewportSize({ width, height });
      await expect(one.page.locator('.tile')).toHaveCount(width < 600 ? 6 : 12);
      seen.push(await look());
    }
    return seen;
  }
  const tiles = () => everywhere(() => one.page.locator('.tile').evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).map((r) => [r.x, r.y + scrollY, r.width, r.height].join(' ')))); // in the page, wherever it is scrolled to
  const long = 'W'.repeat(20);
  await one.visit();
  await expect(one.page.locator('.here')).toBeVisible();
  const still = await tiles();
  expect(new Set(still.flat()).size).toBeGreaterThan(20);

  await one.name('no such name!');
  await one.page.getByRole('button', { name: 'Play 5+3' }).click();
  await expect(one.page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  expect(await tiles(), 'a name is refused').toEqual(still);
  await one.name(long);
  await one.seek('10+5');
  await expect(tile(one, '10+5')).toHaveAttribute('aria-pressed', 'true');
  expect(await tiles(), 'a long name, and a search').toEqual(still);
  expect(await everywhere(() => one.page.locator('.here, .open, html').evaluateAll((all) => all.map((e) => e.scrollWidth - e.clientWidth))), 'nothing is wider than its place').toEqual(sizes.map(() => [0, 0, 0]));

  // With the keyboard the name becomes a field, and again a name.
  const change = one.page.getByRole('button', { name: 'Change it' });
  await change.press('Enter');
  await expect(one.page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(one.page.getByRole('button', { name: `Keep ${long}` })).toBeVisible();
  expect(await tiles(), 'a name that is changed').toEqual(still);
  await one.page.keyboard.press('Escape');
  await expect(change).toBeFocused();

  const level = one.page.getByLabel('The house plays as');
  await level.selectOption({ index: 1 });
  const offer = one.page.getByRole('main').getByRole('listitem').filter({ hasText: 'Nobody yet.' });
  await expect(offer).toBeVisible({ timeout: 20_000 });
  await expect(tile(one, '10+5')).toContainText(/Seeking 0:(1[5-9]|[2-5])/);
  expect(await tiles(), 'the house is offered').toEqual(still);
  await everywhere(() => expect(offer.getByRole('button')).toBeInViewport({ ratio: 1 }));
  await offer.getByRole('button', { name: 'Play the house' }).click();
  await one.seated();
  await expect.poll(() => one.frames.some((f) => f.includes('"how":"house"') && f.includes('"base":600,"inc":5') && f.includes('"level":2'))).toBe(true);
  await one.page.goBack();
  await expect(level).toHaveValue('2');
  await expect(one.page.getByRole('link', { name: /^Your game goes on/ })).toBeVisible();
  expect(await tiles(), 'our game goes on').toEqual(still);

  // What was searched last is what the loud button looks for; a game that ends says so where it stood.
  await enters(two, 'jackdaw');
  await two.seek('10+5');
  await one.page.getByRole('button', { name: 'Play 10+5' }).click();
  const room = await one.seated();
  await two.seated();
  const [white, black] = (await one.plays()) === 'white' ? [one, two] : [two, one];
  await replay(white, black, ['e2e4', 'e7e5']);
  await one.page.goBack();
  const game = one.page.locator(`a.going[href="${room}"]`);
  await expect(game).toContainText('Your game goes on');
  await two.press('Resign');
  await two.press('Yes, resign');
  await expect(game).toContainText('You won your game against jackdaw, 10+5');
  expect(await tiles(), 'our game is over').toEqual(still);
  await one.seek('3+0');
  await expect(game).toHaveCount(0);
});

test('several open games, of which the first that is taken closes the rest', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  const name = two.page.getByRole('button', { name: 'Challenge magpie' });
  const box = await name.boundingBox();
  await makes(one, 'Anyone', 'Show it in the lobby', (d) => d.getByLabel('Minutes').fill('1'));
  await expect(one.page.getByText('Your 1+3 is open.')).toBeVisible();
  await expect(rows(one)).toHaveCount(1);
  await makes(one, 'Anyone', 'Show it in the lobby', async (d) => {
    await d.getByText('Bronstein', { exact: true }).click();
    await d.getByLabel('Rating at least').fill('1400');
    await d.getByLabel('and at most').fill('1600');
    await d.getByText('White', { exact: true }).click();
    await d.getByLabel('seconds later').fill('20');
  });
  await expect(rows(two)).toHaveCount(2);
  expect(await name.boundingBox(), 'who is here stays in place').toEqual(box);
  await expect(rows(two).last()).toContainText('Blitz, casual, you play Black, for 1400 to 1600, shown 20 s late');
  await two.page.getByLabel('Speed of open games').selectOption('Bullet');
  await expect(rows(two)).toHaveCount(0);
  await expect(two.page.getByText('2 of another are open.')).toBeVisible();
  await two.page.getByLabel('Speed of open games').selectOption('Blitz');
  await expect(rows(two)).toHaveCount(2); // one minute and three seconds is blitz, too
  await two.page.getByRole('button', { name: /^Join magpie, 5 min, 3 s Bronstein/ }).click();
  expect(await one.seated()).toBe(await two.seated());
  expect(await one.plays()).toBe('white');
  await two.page.goBack();
  await expect(two.page.getByText('No open games.')).toBeVisible();
});

test('a row that goes stays in its place while it is pointed at', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  for (const minutes of ['3', '20']) {
    await makes(one, 'Anyone', 'Show it in the lobby', (d) => d.getByLabel('Minutes').fill(minutes));
    await expect(dialog(one)).toHaveCount(0);
  }
  await expect(rows(two)).toHaveCount(2);
  const second = two.page.getByRole('button', { name: /^Join magpie, 20 min/ });
  await second.hover();
  const box = await second.boundingBox();
  await one.page.getByRole('button', { name: /^Withdraw your game, 3 min/ }).click();
  await expect(rows(two).first()).toContainText('no longer open');
  expect(await second.boundingBox()).toEqual(box);
  await two.page.mouse.move(300, 300);
  await expect(rows(two)).toHaveCount(1);
});

test('who opens a game may choose who plays it', async ({ visitor }) => {
  const [one, two, three] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw'), await enters(await visitor(), 'wren')];
  await makes(one, 'Anyone', 'Show it in the lobby', (d) => d.getByText('I choose who plays').click());
  for (const v of [two, three]) {
    await v.page.getByRole('button', { name: /^Ask magpie/ }).click();
    await expect(rows(v).first()).toContainText('Asked, waiting for magpie');
  }
  await expect(rows(one).first()).toContainText('2 would play');
  await answers(one, 'Turn down jackdaw');
  await expect(forYou(two)).toContainText('magpie has chosen not to play this game with you.');
  await expect(rows(two).first()).not.toContainText('Asked');
  await answers(two, /^Close/);
  await expect(forYou(two)).toHaveCount(0);
  await answers(one, 'Play wren');
  expect(await one.seated()).toBe(await three.seated());
});

test('a person is challenged from the list, by name, and from a position, and says no with a reason', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  await one.page.getByRole('button', { name: 'Challenge jackdaw' }).click();
  await expect(dialog(one).getByLabel('Name of the person')).toHaveValue('jackdaw');
  await dialog(one).getByLabel('Minutes').fill('1');
  await dialog(one).getByLabel('Seconds a move').fill('0');
  await dialog(one).getByRole('button', { name: 'Challenge', exact: true }).click();
  await expect(rows(one).first()).toContainText('You challenge jackdaw');
  await expect(rows(two)).toHaveCount(0); // nobody else sees it, and he sees it elsewhere
  await two.page.getByRole('button', { name: 'Create' }).focus();
  await expect(forYou(two)).toContainText(/magpie challenges you: 1\+0.* Bullet, casual, sides by lot\./);
  await expect(two.page.getByRole('button', { name: 'Create' }), 'the focus is not taken').toBeFocused();
  await forYou(two).getByLabel(/if you decline/).selectOption('too fast for me');
  await answers(two, 'Decline magpie’s challenge');
  await expect(forYou(two)).toHaveCount(0);
  await expect(forYou(one)).toContainText('jackdaw declined your challenge: “too fast for me”.');
  await expect(rows(one)).toHaveCount(0);
  await answers(one, /^Close/);

  await makes(one, 'Someone', 'Challenge', async (d) => {
    await d.getByLabel('Name of the person').fill('Jackdaw');
    await d.getByLabel(/^Position/).fill('4k3/8/8/8/8/8/4P3/4K3 w - - 0 1');
    await d.getByText('White', { exact: true }).click();
  });
  // Who has just been declined waits a little until the same person can be asked again.
  await expect(async () => {
    if (await dialog(one).count()) await dialog(one).getByRole('button', { name: 'Challenge', exact: true }).click();
    await expect(dialog(one)).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await expect(forYou(two)).toContainText('you play Black, from a position');
  await answers(two, 'Accept magpie’s challenge');
  expect(await two.seated()).toBe(await one.seated());
  await one.types('e4');
  await two.sees(1);
});

test('what is wrong is told at its field, and the first of them has the focus', async ({ visitor }) => {
  const v = await enters(await visitor(), 'magpie');
  await makes(v, 'Someone', 'Challenge');
  const name = dialog(v).getByLabel('Name of the person');
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('Say who: the name of somebody who is here.');
  await name.fill('nobody-here');
  await dialog(v).getByRole('button', { name: 'Challenge', exact: true }).click();
  await expect(name).toHaveAccessibleDescription('There is no such person.');
  await expect(name).toBeFocused();
  await dialog(v).getByText('Anyone', { exact: true }).click();
  await dialog(v).getByLabel('Rating at least').fill('1800');
  await dialog(v).getByLabel('and at most').fill('1400');
  await dialog(v).getByLabel('seconds later').fill('61');
  await dialog(v).getByRole('button', { name: 'Show it in the lobby' }).click();
  await expect(dialog(v).getByLabel('and at most')).toBeFocused();
  await expect(dialog(v).getByLabel('and at most')).toHaveAccessibleDescription(/The greatest rating is below the least one\./);
  await expect(dialog(v).getByLabel('seconds later')).toHaveAccessibleDescription(/0 to 60/);
  await expect(dialog(v).getByRole('checkbox', { name: 'Rated' })).toBeDisabled();
  await expect(dialog(v).getByRole('checkbox', { name: 'Rated' })).toHaveAccessibleDescription('Guests have no rating, so their games are casual.');
  // Of a position the server alone tells what is wrong.
  await dialog(v).getByText('A friend', { exact: true }).click();
  await dialog(v).getByLabel('seconds later').fill('0');
  const position = dialog(v).getByLabel(/^Position/);
  await position.fill('4k3/4R3/8/8/8/8/8/4K3 w - - 0 1');
  await dialog(v).getByRole('button', { name: 'Make a link' }).click();
  await expect(position).toBeFocused();
  await expect(position).toHaveAttribute('aria-invalid', 'true');
  await position.fill('4k3/8/8/8/8/8/4P3/4K3 w - - 0 1');
  await expect(position).not.toHaveAttribute('aria-invalid');
});

test('a link is for guests alone, and seen later', async ({ visitor }) => {
  const v = await enters(await visitor(), 'magpie');
  await makes(v, 'A friend', 'Make a link', async (d) => {
    await d.getByText('Guests', { exact: true }).click();
    await d.getByLabel('seconds later').fill('15');
    await expect(d.getByRole('checkbox', { name: 'Players talk apart' })).toBeChecked();
  });
  await v.seated();
  await expect.poll(() => v.frames.some((f) => f.includes('"for":"guests"') && f.includes('"delay":15'))).toBe(true);
});

test('with the keyboard alone one challenges, and one accepts', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  await one.page.getByRole('button', { name: 'Challenge jackdaw' }).focus();
  await one.page.keyboard.press('Enter');
  await dialog(one).getByLabel('Name of the person').press('Enter');
  await expect(dialog(one)).toHaveCount(0);
  await expect(one.page.getByRole('button', { name: 'Challenge jackdaw' }), 'the focus is where it was').toBeFocused();
  await two.page.locator('.foryou:not(.settling)').waitFor();
  for (let i = 0; i < 80; i++) {
    await two.page.keyboard.press('Tab');
    if (await forYou(two).getByRole('button', { name: /^Accept/ }).evaluate((e) => e === document.activeElement)) break;
  }
  await two.page.keyboard.press('Enter');
  expect(await two.seated()).toBe(await one.seated());
});

test('a game that one cannot take says so in its row, and what is refused is said there', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  await makes(one, 'Anyone', 'Show it in the lobby', (d) => d.getByLabel('Rating at least').fill('1700'));
  await expect(rows(two).first()).toContainText('You count as 1500');
  await expect(rows(two).getByRole('button')).toHaveCount(0);
});

test('the focus stays near when what had it goes', async ({ visitor }) => {
  const [one, two] = [await enters(await visitor(), 'magpie'), await enters(await visitor(), 'jackdaw')];
  await makes(one, 'Anyone', 'Show it in the lobby');
  await one.page.getByRole('button', { name: /^Withdraw your game/ }).press('Enter');
  await expect(one.page.getByRole('button', { name: 'Create' })).toBeFocused();
  await one.page.getByRole('button', { name: 'Challenge jackdaw' }).click();
  await dialog(one).getByRole('button', { name: 'Challenge', exact: true }).click();
  const decline = forYou(two).getByRole('button', { name: /^Decline/ });
  await decline.waitFor();
  await two.page.getByRole('button', { name: 'Create' }).focus();
  await decline.press('Enter');
  await expect(forYou(two)).toHaveCount(0);
  await expect(two.page.getByRole('button', { name: 'Create' })).toBeFocused();
});

test('several challenges: what comes moves no button, and more than two wait', async ({ visitor }) => {
  const all = [];
  for (const nick of ['magpie', 'jackdaw', 'wren', 'tern']) all.push(await enters(await visitor(), nick));
  const [one, ...others] = all as [Visitor, ...Visitor[]];
  const accept = forYou(one).getByRole('button', { name: 'Accept jackdaw’s challenge' });
  let box: Awaited<ReturnType<Locator['boundingBox']>> = null;
  for (const v of others) {
    await v.page.getByRole('button', { name: 'Challenge magpie' }).click();
    await dialog(v).getByRole('button', { name: 'Challenge', exact: true }).click();
    await expect(dialog(v)).toHaveCount(0);
    await accept.waitFor();
    box ??= await accept.boundingBox();
  }
  await expect(forYou(one).getByRole('button', { name: '1 more for you' })).toBeVisible();
  expect(await accept.boundingBox()).toEqual(box);
  await expect(forYou(one).getByRole('article')).toHaveCount(2);
  await forYou(one).getByRole('button', { name: '1 more for you' }).click();
  await expect(forYou(one).getByRole('article')).toHaveCount(3);
});

test('what cannot be chosen says why', async ({ visitor }) => {
  const v = await enters(await visitor(), 'magpie');
  await v.seek('custom');
  await dialog(v).getByText('A friend', { exact: true }).click();
  await expect(dialog(v).getByRole('radio', { name: 'Accounts' })).toBeDisabled();
  await expect(dialog(v).getByRole('radio', { name: 'Accounts' })).toHaveAccessibleDescription('For accounts alone: not yet, there are none.');
  const unlimited = dialog(v).getByRole('radio', { name: 'No clock' });
  await expect(unlimited).toBeEnabled();
  await dialog(v).getByText('Anyone', { exact: true }).click();
  await expect(unlimited).toBeEnabled();
  await dialog(v).getByText('A pool', { exact: true }).click();
  await expect(unlimited).toBeDisabled();
  await expect(unlimited).toHaveAccessibleDescription(/^A pool needs a clock\./);
});
