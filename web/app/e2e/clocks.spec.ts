/** Clocks of every kind and games from a position, made with the create dialog as people do it. */
import { expect, meet, pair, still, test, type Visitor } from './visitor';

const white = (v: Visitor) => v.page.locator('.bar', { has: v.page.locator('.unseen', { hasText: 'white' }) }).getByRole('timer');
const meta = (v: Visitor) => v.page.locator('.meta');

/** both play moves by typing them, beginning with the first. */
async function typed(first: Visitor, second: Visitor, moves: string[]): Promise<void> {
  for (const [i, move] of moves.entries()) {
    const [mover, other] = i % 2 === 0 ? [first, second] : [second, first];
    await mover.types(move);
    await mover.sees(i + 1);
    await other.sees(i + 1);
  }
}

test('a clock with a delay stands before it counts', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  for (const v of [one, two]) await v.page.clock.install();
  await meet(one, two, async (dialog) => {
    await dialog.getByText('Delay', { exact: true }).click();
    await dialog.getByLabel('Minutes').fill('1');
    await dialog.getByLabel('Seconds of delay').fill('8');
    await expect(dialog.getByRole('status').first()).toHaveText('1 min, 8 s delay · Blitz');
  });
  await expect(meta(one)).toContainText('1 min, 8 s delay');
  for (const v of [one, two]) await still(v.page);
  await typed(one, two, ['e4', 'e5']);
  for (const v of [one, two]) await expect(white(v)).toHaveAttribute('data-waits', '8');
  await expect(white(one)).toHaveText(/1:00$/);
  await expect(white(one)).toHaveAccessibleName('white: 1 minute, waits 8 s');
  await one.picture(info, 'waits.png');
  for (const v of [one, two]) {
    await v.page.clock.runFor(9_000);
    await expect(white(v)).toHaveText(/^\s*0:5\d$/);
    await expect(white(v)).not.toHaveAttribute('data-waits');
  }
});

test('Bronstein gives back what a move took', async ({ visitor }) => {
  const [one, two] = [await visitor(), await visitor()];
  await meet(one, two, async (dialog) => {
    await dialog.getByText('Bronstein', { exact: true }).click();
    await dialog.getByLabel('Minutes').fill('2');
    await dialog.getByLabel('Seconds at most').fill('20');
  });
  await expect(meta(one)).toContainText('2 min, 20 s Bronstein');
  await typed(one, two, ['e4', 'e5']);
  await expect(white(two)).toHaveText(/1:[0-4]\d|1:5[0-8]/); // two seconds at least are gone
  await one.types('Nf3');
  for (const v of [one, two]) {
    await v.sees(3);
    await expect(white(v)).toHaveText(/2:00/);
  }
});

test('a second stage adds its time when the first has been played', async ({ visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  await meet(one, two, async (dialog) => {
    await dialog.getByLabel('Minutes').fill('2');
    await dialog.getByLabel('Seconds a move').fill('0');
    await dialog.getByRole('button', { name: 'Add a stage' }).click();
    const [first, second] = [dialog.getByRole('group', { name: 'Stage 1' }), dialog.getByRole('group', { name: 'Stage 2' })];
    await expect(first.getByLabel('Moves')).toBeFocused();
    await first.getByLabel('Moves').fill('2');
    await second.getByLabel('Minutes').fill('10');
    await second.getByLabel('Seconds').fill('5');
    await expect(dialog.getByRole('status').first()).toHaveText('2 moves in 2 min, then 10 min + 5 s · Rapid');
  });
  await expect(meta(two)).toContainText('2 moves in 2 min, then 10 min + 5 s');
  await typed(one, two, ['e4', 'e5']);
  await expect(white(one)).toHaveText(/\b1:\d\d/);
  await one.types('Nf3');
  for (const v of [one, two]) await expect(white(v)).toHaveText(/11:\d\d/);
  await one.picture(info, 'stages.png');
});

test('the house plays without a clock', async ({ visitor }) => {
  const v = await visitor();
  await v.visit();
  await v.seek('custom');
  const dialog = v.page.getByRole('dialog');
  await dialog.getByText('No clock', { exact: true }).click();
  await dialog.getByText('The house', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Sit down' }).click();
  await v.seated();
  await expect(meta(v)).toContainText('No clock');
  await v.types('e4');
  await expect(v.page.locator('.moves button[data-ply="2"]')).toBeVisible();
});

test('the dialog says what is wrong with a clock, and is filled in by keyboard alone', async ({ visitor }, info) => {
  const v = await visitor();
  await v.visit();
  await v.seek('custom');
  const { page } = v;
  const dialog = page.getByRole('dialog', { name: 'Create a game' });
  await dialog.getByLabel('Minutes').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('9999');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('Minutes are a number from 0 to 180.');
  await expect(dialog.getByLabel('Minutes')).toBeFocused();
  await expect(dialog.getByLabel('Minutes')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Minutes')).toHaveAccessibleDescription('Minutes are a number from 0 to 180.');
  await v.picture(info, 'wrong.png');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('Minutes are a number from 0 to 180.');
  await page.keyboard.type('7');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Shift+Tab'); // to the kind of clock
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('status').first()).toHaveText('7 min, 3 s delay · Rapid');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: /^Open games/ })).toContainText('7 min, 3 s delay Rapid');
});

test('the dialog fits a small phone in every mode', async ({ visitor }, info) => {
  const v = await visitor({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  await v.visit();
  await v.seek('custom');
  const dialog = v.page.getByRole('dialog');
  const fits = () => dialog.evaluate((d) => [...d.querySelectorAll('input, button, p, textarea')].every((e) => {
    const r = e.getBoundingClientRect();
    return r.width === 0 || (r.left >= 0 && r.right <= innerWidth && e.scrollWidth <= e.clientWidth + 1);
  }) && d.scrollWidth <= d.clientWidth);
  const steps: [string, () => Promise<void>][] = [
    ['increment', async () => {}],
    ['delay', () => dialog.getByText('Delay', { exact: true }).tap()],
    ['bronstein', () => dialog.getByText('Bronstein', { exact: true }).tap()],
    ['stages', async () => {
      await dialog.getByRole('button', { name: 'Add a stage' }).tap();
      await dialog.getByRole('button', { name: 'Add a stage' }).tap();
    }],
    ['none', () => dialog.getByText('No clock', { exact: true }).tap()],
    ['position', async () => {
      await dialog.getByText('A friend', { exact: true }).tap();
      await dialog.getByLabel(/^Position/).fill('r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3');
    }],
  ];
  for (const [name, step] of steps) {
    await step();
    await expect.poll(fits, name).toBe(true);
    await v.picture(info, `${name}.png`);
  }
});

test('a friend joins a game from a position in which Black begins', async ({ visitor }, info) => {
  const [black, friend] = [await visitor({ permissions: ['clipboard-read', 'clipboard-write'] }), await visitor()];
  await black.visit();
  await black.name('magpie');
  await black.page.locator('.offer.friend').getByRole('button', { name: 'Make a link' }).click();
  const dialog = black.page.getByRole('dialog');
  const position = dialog.getByLabel(/^Position/);
  await dialog.getByText('Black', { exact: true }).click();
  await position.fill('r3k2r/8/8/8/8/8/8/R6R b kq - 3 23');
  await expect(dialog.getByText('Black to move.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Each side needs exactly one king.'); // the server's words
  await expect(position).toBeFocused();
  await position.fill('r3k2r/4R3/8/8/8/8/8/R3K3 w kq - 3 23'); // it is White's turn, and Black stands in check
  await expect(dialog.getByText('White to move.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog.getByRole('alert')).toHaveText(/check/);
  await black.picture(info, 'refused.png');
  await position.fill('r3k2r/pp4pp/8/8/8/8/PP4PP/R3K2R b KQkq - 3 23');
  await expect(dialog.getByText('Black to move.')).toBeVisible();
  await black.picture(info, 'position.png');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const room = await black.seated();
  await friend.visit(room);
  await friend.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await friend.press('Take this seat');
  await expect(black.status).toContainText('Your first move');
  await expect(meta(friend)).toContainText('from a position');

  await black.page.locator('[data-turn="true"] [data-square="e8"].own').click();
  await black.square('h8').click(); // the king onto his rook
  for (const v of [black, friend]) await v.sees(1);
  await expect(friend.page.locator('.moves li').first()).toHaveText(/23\s*…\s*O-O/);
  await expect(black.page.locator('.status .mark')).toHaveText('23... O-O saved');
  await friend.types('e1a1');
  for (const v of [black, friend]) await v.sees(2);
  await expect(friend.page.locator('.moves li').nth(1)).toHaveText(/24\s*O-O-O/);
  await expect(friend.square('d1')).toHaveAccessibleName('d1, white rook');
  await expect(black.page.locator('.bar.own .clock')).toHaveClass(/moving/);
  await expect(black.page.locator('.captured')).toHaveCount(0);

  await friend.page.getByRole('button', { name: 'First position' }).click();
  await expect(friend.square('e8')).toHaveAccessibleName('e8, black king');
  await friend.page.getByRole('button', { name: 'One move on' }).click();
  await expect(friend.square('g8')).toHaveAccessibleName('g8, black king');
  await friend.picture(info, 'room.png');

  await black.press('More');
  await black.page.getByRole('menuitem', { name: 'Copy PGN' }).click();
  await expect(black.page.getByText('PGN copied')).toBeVisible();
  const pgn = await black.page.evaluate(() => navigator.clipboard.readText());
  await black.press('More');
  await black.page.getByRole('menuitem', { name: 'Copy FEN' }).click();
  await expect.poll(() => black.page.evaluate(() => navigator.clipboard.readText())).toBe('r4rk1/pp4pp/8/8/8/8/PP4PP/2KR3R b - - 5 24');
  expect(pgn).toContain('[FEN "r3k2r/pp4pp/8/8/8/8/PP4PP/R3K2R b KQkq - 3 23"]');
  expect(pgn).toMatch(/23\.\.\. O-O[\s\S]*24\. O-O-O/);
});

test('a flag that falls against a lone king is a draw', async ({ visitor }, info) => {
  const [host, friend] = [await visitor(), await visitor()];
  await host.visit();
  await host.name('magpie');
  await host.seek('custom');
  const dialog = host.page.getByRole('dialog');
  await dialog.getByText('A friend', { exact: true }).click();
  await dialog.getByLabel('Minutes').fill('0');
  await dialog.getByLabel('Seconds a move').fill('1');
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByLabel(/^Position/).fill('4k3/8/8/8/8/8/4P3/4K3 w - - 0 1');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await friend.visit(await host.seated());
  await friend.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('jackdaw');
  await friend.press('Take this seat');
  for (const v of [host, friend]) {
    const bars = v.page.locator('.bar').getByRole('timer');
    await expect(bars, 'a clock that is low has tenths, and another look').toHaveText([/^\s*0:03\.0$/, /^\s*0:03\.0$/]);
    await expect(bars).toHaveClass([/\blow\b/, /\blow\b/]);
    await expect(white(v)).toHaveAccessibleName('white: 3 seconds');
  }
  await typed(host, friend, ['e4', 'Kd7']);
  for (const v of [host, friend]) {
    await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('Draw');
    await expect(v.page.getByRole('region', { name: 'Result' })).toContainText('magpie ran out of time, but jackdaw cannot mate');
  }
  await host.picture(info, 'draw.png');
});

/** A line whose ways are never the same for long, and what the server last told of the clocks, which comes later to the page. */
interface Rough {
  told?: { at: number; clock: Record<string, number>; running?: string };
  /** Frames on their way to the page. */
  coming: number;
}

/** What a page has of its own in this test: the time, and for when the timer was set that runs now. */
interface Timed extends Window {
  wall: () => number;
  due: number;
}

/** rough gives a page such a line, and clocks that are minutes wrong and run too fast. */
async function rough({ page }: Visitor): Promise<Rough> {
  await page.addInitScript(() => {
    const w = window as unknown as Timed;
    const [wall, steady, after] = [Date.now.bind(Date), performance.now.bind(performance), setTimeout];
    w.wall = wall;
    Date.now = () => wall() + 420_000;
    let read = 0; // when the page last looked at its clock, from where its timers count: it may be held up in between
    performance.now = () => {
      read = wall();
      return steady() * 1.0003;
    };
    window.setTimeout = ((act: () => void, ms = 0) => {
      const due = read + ms;
      return after(() => {
        w.due = due;
        act();
      }, ms);
    }) as typeof setTimeout;
  });
  const line: Rough = { coming: 0 };
  const ways = [10, 70, 30, 80, 20, 50, 60]; // ms, for 40 ms each; what is sent together comes together
  const way = () => ways[Math.floor(Date.now() / 40) % ways.length]!;
  /** late hands on what it is given, later, and in its order. */
  const late = (hand: (m: string | Buffer) => void) => {
    let last = Promise.resolve();
    return (m: string | Buffer) => {
      const due = new Promise<void>((pass) => setTimeout(pass, way()));
      last = last.then(() => due).then(() => hand(m));
    };
  };
  await page.routeWebSocket(/\/socket/, (ws) => {
    const server = ws.connectToServer();
    const down = late((m) => {
      ws.send(m);
      line.coming--;
    });
    ws.onMessage(late((m) => server.send(m)));
    server.onMessage((m) => {
      const f = JSON.parse(String(m)) as { t?: string; d: Rough['told'] };
      if (f.t === 'clock') line.told = f.d;
      line.coming++;
      down(m);
    });
  });
  return line;
}

/** turned is what the running clock of a page shows next, and when it was to: a busy machine's timers are late, and no fault of the clock's. */
const turned = ({ page }: Visitor) =>
  page.evaluate(() => new Promise<{ shows: string; at: number }>((is) => {
    const time = document.querySelector('.bar .clock.moving .time')!;
    const look = new MutationObserver(() => {
      look.disconnect();
      is({ shows: time.textContent, at: (window as unknown as Timed).due });
    });
    look.observe(time, { subtree: true, childList: true, characterData: true });
  }));

test('what the clocks of a page show is the server’s to 50 ms, on a rough line and beside clocks that are wrong', async ({ visitor }, info) => {
  const both = [await visitor(), await visitor()];
  const lines = await Promise.all(both.map(rough));
  const sides = await pair(both[0]!, both[1]!);
  const off: number[] = [];
  const moves = ['e4', 'e5', 'Nf3', 'Nc6', 'Bb5', 'a6', 'Ba4', 'Nf6', 'O-O', 'Be7', 'Re1', 'b5', 'Bb3', 'd6'];
  for (const [i, move] of moves.entries()) {
    await [sides.white, sides.black][i % 2]!.types(move);
    for (const v of both) await v.sees(i + 1);
    if (i < 8) continue; // first moves are not timed, and the next tell of the line
    for (const line of lines) await expect.poll(() => line.coming).toBe(0);
    for (const [k, { shows, at }] of (await Promise.all(both.map(turned))).entries()) {
      const { clock, running, at: told } = lines[k]!.told!;
      const [minutes, seconds] = shows.split(':').map(Number) as [number, number];
      const left = (60 * minutes + seconds + 1) * 1000; // it has turned just below a full second
      off.push(left - (clock[running!]! - (at - told)));
    }
  }
  const all = off.map(Math.round).join(', ');
  info.annotations.push({ type: 'ms', description: `off by ${all}` });
  expect(Math.max(...off.map(Math.abs)), `ms between what a page shows and what the server counts, of ${all}`).toBeLessThanOrEqual(50);
});

test('a server that stands still is doubted while it does, and gives the time back', async ({ server, visitor }, info) => {
  const [one, two] = [await visitor(), await visitor()];
  const sides = await pair(one, two);
  await typed(sides.white, sides.black, ['e4', 'e5', 'Nf3']);
  const guessed = (v: Visitor) => v.page.locator('.clock.offline .sign', { hasText: '≈' });
  await expect(sides.black.page).toHaveTitle(/^Your turn/);
  await server.asleep(async () => {
    await sides.black.types('Nc6'); // clocks are judged when somebody moves
    for (const v of [sides.black, sides.white]) { // who has asked for something, and who only waits
      await expect(v.status).toHaveText('No answer, asking again');
      await expect(guessed(v)).toHaveCount(2);
      await expect(v.page).toHaveTitle(/^(magpie – jackdaw|jackdaw – magpie) · Rookery$/);
    }
    await expect(sides.black.page.locator('.status .mark')).toHaveText('2... Nc6 not saved yet');
    await sides.black.picture(info, 'doubtful.png');
  });
  for (const v of [one, two]) {
    await v.sees(4);
    await expect(guessed(v)).toHaveCount(0);
    await expect(v.page.getByRole('log')).toContainText(/has \d+(\.\d)? s back: the server had stalled/);
  }
  await expect(sides.white.page).toHaveTitle(/^Your turn/);
  await one.picture(info, 'stall.png');
});
