/** A challenge that comes in a room: a row of its sheet, which covers nothing. */
import { expect, pair, replay, test, type Visitor } from './visitor';

const mate = ['f2f3', 'e7e5', 'g2g4', 'd8h4'];
const phone = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };
const asked = (v: Visitor) => v.page.getByRole('region', { name: 'For you' });

/** covers names what of the board, the result, its actions, the clocks and the composer is under the row; what has scrolled away is not. */
const covers = (v: Visitor) =>
  v.page.evaluate(() => {
    const card = document.querySelector('.foryou')!.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('.board-host, .over :is(h2, .why, .button), .bar .clock, .composer')]
      .filter((el) => el.checkVisibility())
      .filter((el) => {
        const box = el.getBoundingClientRect();
        return box.width > 1 && box.right > card.left + 1 && box.left < card.right - 1 && box.bottom > card.top + 1 && box.top < card.bottom - 1;
      })
      .map((el) => el.className);
  });

async function challenge(from: Visitor, to: string) {
  await from.seek('custom');
  const dialog = from.page.getByRole('dialog');
  await dialog.getByText('Someone', { exact: true }).click();
  await dialog.getByLabel('Name of the person').fill(to);
  await dialog.getByRole('button', { name: 'Challenge', exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

test('a challenge after a game covers neither the board nor the result, and declining it leaves the keyboard at the result', async ({ visitor }, info) => {
  const [one, two, knot, wren] = [await visitor(), await visitor(phone), await visitor(), await visitor()];
  const { white, black } = await pair(one, two);
  await replay(white, black, mate);
  for (const [v, nick] of [[knot, 'knot'], [wren, 'wren']] as const) {
    await v.visit();
    await v.name(nick);
  }
  await one.page.route(/assets\/ForYou-.*js/, (route) => route.abort('connectionrefused'), { times: 1 });
  await challenge(knot, 'magpie');
  await expect(asked(one)).toContainText('knot challenges you'); // it came at the second try
  await challenge(knot, 'jackdaw');
  await expect(asked(two)).toContainText('knot challenges you');
  await challenge(wren, 'jackdaw');
  await expect(asked(two)).toContainText('1 more after this');
  await expect(asked(two).getByRole('button', { name: 'Accept knot’s challenge' })).toHaveCount(1); // the first stays
  const sizes = (v: Visitor, list: [number, number][]) => list.map(([width, height]) => ({ v, width, height }));
  const all = [...sizes(two, [[320, 568], [667, 375], [844, 390], [375, 667]]), ...sizes(one, [[1920, 1080], [1440, 900], [1200, 768], [1024, 700]])];
  for (const { v, width, height } of all) {
    await v.page.setViewportSize({ width, height });
    await asked(v).scrollIntoViewIfNeeded();
    await v.picture(info, `asked-${width}.png`);
    await expect.poll(() => covers(v), `${width}`).toEqual([]);
    await expect(asked(v).getByRole('button', { name: 'Accept' }), `${width}`).toBeInViewport({ ratio: 1 });
    if (width >= 1024) await v.page.getByRole('button', { name: /^Rematch/ }).click({ trial: true });
    await expect(asked(v).getByRole('combobox'), `${width}`).toBeInViewport({ ratio: 1 });
  }
  await asked(two).getByRole('button', { name: 'Decline knot’s challenge' }).press('Enter');
  await expect(asked(two)).toContainText('wren challenges you');
  await asked(two).getByRole('button', { name: 'Decline wren’s challenge' }).press('Enter');
  await expect(asked(two)).toHaveCount(0);
  await expect(two.page.getByRole('region', { name: 'Result' }).getByRole('heading')).toBeFocused();
});

test('a replay on a phone shows the board with the button that holds it, whatever panel is open', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor(phone)];
  const { white, black } = await pair(one, two);
  await replay(white, black, mate);
  await two.page.locator('.tab[data-panel="chat"]').click();
  await two.page.locator('.room').evaluate((el) => el.scrollTo(0, el.scrollHeight));
  await two.page.getByRole('button', { name: 'Replay', exact: true }).click();
  const pause = two.page.getByRole('button', { name: 'Pause', exact: true });
  await expect(pause).toBeInViewport({ ratio: 1 });
  await expect(two.page.locator('.board-host')).toBeInViewport({ ratio: 1 });
  await two.picture(info, 'replay-375.png');
  await pause.click();
  await two.page.getByRole('button', { name: 'Play on', exact: true }).click();
  await expect(two.page.getByRole('button', { name: 'Replay', exact: true })).toBeVisible({ timeout: 20_000 });
});

test('a link’s room on a small phone has the field to talk in sight, and who withdraws it has no game to copy', async ({ visitor }, info) => {
  const host = await visitor(phone);
  await host.visit();
  await host.name('magpie');
  await host.seek('custom');
  await host.page.getByRole('dialog').getByText('A friend', { exact: true }).click();
  await host.page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click();
  await host.seated();
  await expect(host.page.getByText('first presses “Take this seat”')).toBeVisible();
  await host.picture(info, 'link-375.png');
  await expect(host.page.locator('.composer')).toBeInViewport({ ratio: 1 });
  await host.page.getByRole('button', { name: 'Withdraw' }).click();
  const result = host.page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText('The link was withdrawn');
  await expect(result).toContainText('Nobody had taken the other seat.');
  for (const name of ['Copy PGN', 'Replay']) await expect(result.getByRole('button', { name })).toHaveCount(0);
  await host.picture(info, 'withdrawn-375.png');
});
