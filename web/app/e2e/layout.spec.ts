/** Where things stand: whatever the size of the window, nothing lies over a control and no text is wider than its place. */
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Visitor } from './visitor';

const sizes = [[320, 568], [360, 780], [600, 960], [844, 390], [640, 360], [720, 450], [1280, 720], [1920, 1080]] as const;
const controls = 'a[href], button:not(:disabled), input, textarea';
const texts = '.clock, .clock .time, .clock .next, .move, .over .button, .score, .act, .button, .tab, .watching, .pace, .question, .ask';

/** covered names the controls in `within` whose middle is out of sight or under something else; with `scroll` they are brought into sight first. */
function covered(page: Page, within: string, scroll = false): Promise<string[]> {
  return page.evaluate(async ([within, controls, scroll]) => {
    const out: string[] = [];
    if (scroll) for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); // a panel that has just opened goes to its end first
    for (const part of document.querySelectorAll<HTMLElement>(within as string)) {
      for (const e of [...(part.matches('.clock, .status') ? [part] : []), ...part.querySelectorAll<HTMLElement>(controls as string)]) {
        if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('.unseen')) continue;
        if (scroll) e.scrollIntoView({ block: 'nearest' });
        if (scroll && e.closest('.lines')) await new Promise(requestAnimationFrame); // the talk shows whole lines when it has heard of it
        const r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        if (!top || !(e.contains(top) || top.contains(e) && top.matches('label, .field, form'))) out.push(`${e.getAttribute('aria-label') ?? e.textContent?.trim()} (${Math.round(r.left)} ${Math.round(r.top)} ${Math.round(r.width)}×${Math.round(r.height)}) under ${top?.className}`);
      }
    }
    if (scroll) for (const e of document.querySelectorAll('.room, .rest')) e.scrollTop = 0;
    return out;
  }, [within, controls, scroll] as const);
}

/** wide names texts that are wider than their box, and boxes that reach out of the window. */
function wide(page: Page): Promise<string[]> {
  return page.evaluate((texts) => [...document.querySelectorAll<HTMLElement>(texts)].filter((e) => {
    if (!e.checkVisibility() || e.clientWidth <= 1) return false; // for the ear
    const r = e.getBoundingClientRect();
    const inside = document.createRange();
    inside.selectNodeContents(e);
    const t = inside.getBoundingClientRect();
    return e.scrollWidth > Math.ceil(r.width) + 1 || (t.right > r.right + 1 && !e.matches('.act, .question')) || r.right > innerWidth + 0.5;
  }).map((e) => `${e.className}: ${e.textContent?.trim()} (${e.scrollWidth} in ${Math.round(e.getBoundingClientRect().width)})`), texts);
}

function inSight(e: Element): boolean {
  const r = e.getBoundingClientRect();
  const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  return !!top && (e.contains(top) || top.contains(e) && !top.matches('.room, html'));
}

/** out names what is not whole in the window, and what has been scrolled. */
function out(page: Page, ...wanted: string[]): Promise<string[]> {
  return page.evaluate((wanted) => {
    const cut = wanted.flatMap((s) => [...document.querySelectorAll<HTMLElement>(s)].filter((e) => {
      const r = e.getBoundingClientRect();
      return e.checkVisibility() && (r.top < -0.5 || r.left < -0.5 || r.bottom > innerHeight + 0.5 || r.right > innerWidth + 0.5);
    }).map((e) => `${s} ${JSON.stringify(e.getBoundingClientRect())}`));
    const gone = wanted.filter((s) => ![...document.querySelectorAll(s)].some((e) => e.checkVisibility())).map((s) => `no ${s}`);
    return [...cut, ...gone, ...[...document.querySelectorAll('html, .room, .rest')].filter((e) => e.scrollTop).map((e) => `${e.className} scrolled by ${e.scrollTop}`)];
  }, wanted);
}

/**
 * missed names what a finger can press in less than 44 px each way. It may be less in a sentence, on the board, and beside
 * a line of the talk, whose move is in the list of moves as well.
 */
function missed(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const little: string[] = [];
    const all = (document.querySelector('dialog[open]') ?? document).querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [role=option]');
    const scrolled = [...document.querySelectorAll('*')].filter((e) => e.scrollTop).map((e) => [e, e.scrollTop] as const);
    for (const e of all) {
      if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('.squares, .gutter, [inert], .unseen, .copying, .without')) continue;
      if (getComputedStyle(e).display === 'inline' && e.parentElement?.textContent?.replace(e.textContent ?? '', '').trim()) continue;
      const part = e.closest('label') ?? e.closest('.nick, .input, .field') ?? e;
      part.scrollIntoView({ block: 'center' });
      const r = part.getBoundingClientRect();
      const [x, y] = [r.left + r.width / 2, r.top + r.height / 2];
      const hit = ([dx, dy]: readonly [number, number]) => {
        const top = document.elementFromPoint(x + dx, y + dy);
        return !!top && (part.contains(top) || e.contains(top));
      };
      const cut = (size: number, ends: readonly (readonly [number, number])[]) => size < 43.5 && !ends.every(hit);
      if (cut(r.width, [[-21, 0], [21, 0]]) || cut(r.height, [[0, -21], [0, 21]])) little.push(`${e.tagName.toLowerCase()}.${e.className} “${e.getAttribute('aria-label') ?? e.textContent?.trim().slice(0, 24)}” ${Math.round(r.width)}×${Math.round(r.height)}`);
    }
    for (const e of document.querySelectorAll('*')) if (e.scrollTop) e.scrollTop = 0;
    for (const [e, y] of scrolled) e.scrollTop = y;
    return little;
  });
}

async function at(v: Visitor, [width, height]: readonly [number, number]): Promise<string> {
  await v.page.setViewportSize({ width, height });
  await v.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  return `${width}×${height}`;
}

/** asked opens the dialog for a game with a friend under the longest of names. */
async function asked(host: Visitor) {
  await host.visit();
  await host.name('anotherlongnickname1');
  await host.seek('custom');
  const dialog = host.page.getByRole('dialog');
  await dialog.getByText('A friend', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  return dialog;
}

/** joins takes the seat of the room that the host has just made. */
async function joins(guest: Visitor, path: string): Promise<void> {
  await guest.visit(path);
  await guest.page.getByRole('region', { name: 'Free seat' }).getByLabel('Name', { exact: true }).fill('WWWWWWWWkeyboardbird');
}

/** fills the dialog in with as many stages as there may be. */
async function staged(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Add a stage' }).click();
  await dialog.getByRole('button', { name: 'Add a stage' }).click();
  for (const [i, [moves, minutes, seconds]] of stages.entries()) {
    if (moves) await dialog.locator(`[data-field=moves${i}]`).fill(String(moves));
    await dialog.locator(`[data-field=minutes${i}]`).fill(String(minutes));
    await dialog.locator(`[data-field=seconds${i}]`).fill(String(seconds));
  }
}

const stages = [[40, 5, 3], [20, 30, 3], [undefined, 30, 3]] as const;

test('a game of three stages, from the dialog to its result, at every size', async ({ visitor }, info) => {
  test.setTimeout(120_000);
  const host = await visitor();
  const guest = await visitor({ hasTouch: true, isMobile: true, viewport: { width: 844, height: 390 } });
  const shot = (v: Visitor, name: string) => v.picture(info, `${name}.png`);
  const dialog = await asked(host);
  await staged(dialog);
  for (const size of sizes) {
    const name = await at(host, size);
    expect.soft(await covered(host.page, 'dialog .ways'), `dialog ${name}`).toEqual([]);
    await shot(host, `dialog-${name}`);
  }
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const path = await host.seated();
  await joins(guest, path);
  for (const size of sizes) {
    for (const v of [host, guest]) {
      const name = `${v === host ? 'host' : 'seat'}-${await at(v, size)}`;
      await shot(v, name);
      expect.soft(await covered(v.page, '.seat'), name).toEqual([]);
      if (v === guest && size[0] < 800) expect.soft(await missed(v.page), name).toEqual([]);
      expect.soft(await wide(v.page), name).toEqual([]);
    }
  }
  await guest.press('Take this seat');
  await host.types('e4');
  await guest.sees(1);
  await guest.types('e5');
  await host.sees(2);
  for (const size of sizes) {
    const name = await at(host, size);
    await host.press('More');
    await expect(host.page.getByRole('menuitem').first()).toBeFocused();
    expect.soft(await covered(host.page, '.menu'), `menu ${name}`).toEqual([]);
    await host.page.keyboard.press('Escape');
    await host.press('Resign');
    await expect(host.page.getByText('Resign this game?')).toBeVisible();
    await shot(host, `resign-${name}`);
    expect.soft(await covered(host.page, '.actions'), `resign ${name}`).toEqual([]);
    expect.soft(await wide(host.page), `resign ${name}`).toEqual([]);
    await host.press('Keep playing');
  }
  await guest.press('Draw');
  await guest.press('Offer a draw');
  await expect(host.page.getByRole('button', { name: 'Accept' })).toBeVisible();
  for (const size of sizes) {
    for (const v of [host, guest]) {
      const name = `${v === host ? 'offer' : 'touch'}-${await at(v, size)}`;
      if (v === host) await expect.soft(v.page.locator('.accept .word'), `in words ${name}`).toHaveCSS('clip-path', 'none');
      await shot(v, name);
      expect.soft(await covered(v.page, '.actions, .bar .clock, .tabs, .status'), name).toEqual([]);
      expect.soft(await wide(v.page), name).toEqual([]);
      for (const tab of ['Moves', 'People', 'Chat']) {
        const button = v.page.locator('.tabs').getByRole('button', { name: tab });
        if (await button.isVisible()) await button.click();
        if (tab === 'Moves' && size[0] < 800) await shot(v, `${name}-moves`);
        for (const e of [".composer input", ".moves .type input"].map((s) => v.page.locator(s))) {
          if (await e.isVisible()) expect.soft(await e.evaluate(inSight), `${tab} ${name}`).toBe(true);
        }
      }
      expect.soft(await covered(v.page, '.room', true), name).toEqual([]);
    }
  }
  await host.press('Accept');
  await expect(guest.page.getByRole('region', { name: 'Result' })).toBeVisible();
  for (const size of sizes) {
    for (const v of [host, guest]) {
      const name = `${v === host ? 'over' : 'over-touch'}-${await at(v, size)}`;
      await shot(v, name);
      expect.soft(await covered(v.page, '.room', true), name).toEqual([]);
      expect.soft(await wide(v.page), name).toEqual([]);
    }
  }
  expect(guest.wrong).toEqual([]);
});

test('an open game of three stages is read whole in the lobby', async ({ visitor }, info) => {
  const [host, guest] = [await visitor(), await visitor({ hasTouch: true, isMobile: true })];
  const dialog = await asked(host);
  await staged(dialog);
  await dialog.getByText('Anyone', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await guest.called('keyboardplayer22bird');
  await guest.visit();
  await expect(guest.page.getByRole('button', { name: 'Continue on another device' }).last()).toBeVisible();
  for (const size of sizes) {
    const name = await at(guest, size);
    if (size[0] < 800) expect.soft(await missed(guest.page), `pressed ${name}`).toEqual([]);
    const row = guest.page.locator('.seek').first();
    await row.scrollIntoViewIfNeeded();
    await guest.picture(info, `${name}.png`);
    expect.soft(await row.evaluate((e) => [e, e.querySelector('.what')!].every((p) => p.scrollWidth <= p.clientWidth && p.scrollHeight <= p.clientHeight)), name).toBe(true);
  }
});

test('on a small phone clocks, board and field stay in sight, whatever is tapped, and all can be tapped', async ({ visitor }, info) => {
  const v = await visitor({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  const tab = (name: string) => v.page.locator('.tabs').getByRole('button', { name });
  await v.visit();
  await expect(v.page.getByRole('link', { name: 'For programmers' })).toBeVisible();
  expect.soft(await missed(v.page), 'the lobby').toEqual([]);
  const name = v.page.getByLabel('Name', { exact: true });
  await name.fill('');
  await expect(v.page.locator('.nick label'), 'an empty field says what it is for').toHaveCSS('clip-path', 'none');
  await name.fill('magpie');
  await v.seek('custom');
  const dialog = v.page.getByRole('dialog');
  await dialog.getByText('The house', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  await dialog.locator('[data-field=minutes0]').fill('90');
  expect.soft(await missed(v.page), 'to create a game').toEqual([]);
  await dialog.getByRole('button', { name: 'Sit down' }).click();
  await v.seated();
  await v.move('e2e4', 'tap');
  await v.sees(2);
  await v.says('good luck');
  await expect(v.page.locator('.lines .own')).toBeVisible();
  for (const [width, height, side] of [[375, 667, 360], [360, 640, 336], [393, 660, 352], [320, 568, 264], [667, 375, 352], [568, 320, 304], [1024, 768, 520]] as const) {
    const size = [width, height] as const;
    const name = await at(v, size);
    expect.soft((await v.page.locator('.board-host').boundingBox())!.width, `the board ${name}`).toBe(side);
    for (const [panel, part] of [['Moves', '.moves .type input'], ['People', '.people li'], ['Chat', '.composer input']] as const) {
      const wide = !(await tab(panel).isVisible());
      if (!wide) await tab(panel).tap();
      if (!wide) await expect(tab(panel)).toHaveAttribute('aria-pressed', 'true');
      await expect.poll(() => out(v.page, '[role=timer]', '.board-side', '.status', '.actions', ...(size[0] < 1024 ? ['.tabs'] : []), part), `${panel} ${name}`).toEqual([]);
      await v.picture(info, `${panel}-${name}.png`);
    }
    expect.soft(await wide(v.page), `an hour and a half ${name}`).toEqual([]);
    expect.soft(await v.page.locator('.lines').evaluate((e) => e.clientHeight), `the talk ${name}`).toBeGreaterThan(size[0] < 1024 ? 26 : 100);
  }
  // The keyboard takes its part of the page, or lies over it.
  const seen = (height: number) => v.page.evaluate((height) => {
    Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
    visualViewport!.dispatchEvent(new Event('resize'));
  }, height);
  for (const over of [false, true]) {
    for (const [panel, field] of [['Chat', v.page.getByRole('combobox')], ['Moves', v.page.getByLabel('Type a move')]] as const) {
      const name = `${panel}, ${over ? 'under' : 'above'} a keyboard`;
      await at(v, [320, 568]);
      if (over) await seen(568);
      await tab(panel).tap();
      await field.tap();
      if (over) await seen(315);
      else await at(v, [320, 315]);
      await expect(v.page.locator('.tabs')).toBeHidden();
      await v.picture(info, `keyboard-${panel}-${over}.png`);
      await expect(field).toBeFocused();
      for (const e of [field, v.page.getByRole('timer').first(), v.page.getByRole('timer').last(), v.square('a1'), v.square('h8')]) {
        expect.soft(await e.evaluate(inSight), name).toBe(true);
        expect.soft(await e.evaluate((el) => el.getBoundingClientRect().bottom), name).toBeLessThanOrEqual(315);
      }
      expect.soft(await v.square('a8').evaluate((e) => e.getBoundingClientRect().top), name).toBeGreaterThanOrEqual(0);
      await field.blur();
    }
  }
  await seen(568);
  const sides = [[320, 568], [667, 375], [768, 1024], [1024, 768]] as const;
  for (const size of sides) {
    const name = await at(v, size);
    for (const panel of ['Moves', 'People', 'Chat']) {
      if (await tab(panel).isVisible()) await tab(panel).tap();
      expect.soft(await missed(v.page), `${panel} ${name}`).toEqual([]);
    }
    for (const [press, role, end] of [['More', 'menuitem', 'Escape'], ['Resign', 'button', 'Escape']] as const) {
      await v.press(press);
      await expect(v.page.locator('.actions').getByRole(role).nth(1)).toBeVisible();
      await v.picture(info, `${press}-${name}.png`);
      expect.soft([...(await missed(v.page)), ...(await out(v.page, '[role=timer]', '.actions button'))], `${press} ${name}`).toEqual([]);
      await v.page.keyboard.press(end);
    }
  }
  await at(v, [320, 568]);
  await v.page.emulateMedia({ forcedColors: 'active' }); // whose clock runs is said by a shape
  await expect(v.page.locator('.clock.moving .pointer')).toHaveCSS('clip-path', /polygon/);
  await expect(v.page.locator('.clock.moving .pointer')).toHaveCSS('background-color', 'rgb(0, 0, 0)');
  await v.page.emulateMedia({ forcedColors: 'none' });
  await v.page.getByRole('button', { name: 'Settings' }).tap();
  await expect(dialog).toBeVisible();
  expect.soft(await missed(v.page), 'the settings').toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).tap();
  await v.press('Resign');
  await v.press('Yes, resign');
  await expect(v.page.getByRole('region', { name: 'Result' })).toBeVisible();
  for (const size of sides) {
    const name = await at(v, size);
    expect.soft(await missed(v.page), `result ${name}`).toEqual([]);
    await v.picture(info, `result-${name}.png`);
    if (size[1] < 400 || size[0] >= 1024) continue;
    // The result and the tabs are in sight, and a tab brings its panel.
    await expect.poll(() => out(v.page, '.over', '.tabs', '.board-side'), `result ${name}`).toEqual([]);
    expect.soft(await covered(v.page, '.over'), `result ${name}`).toEqual([]);
    await tab('Chat').tap();
    await expect(v.page.getByRole('combobox')).toBeInViewport({ ratio: 1 });
    expect.soft(await covered(v.page, '.composer'), `talk after ${name}`).toEqual([]);
    await v.page.locator('.room').evaluate((e) => (e.scrollTop = 0));
  }
  // On paper there is the game, and nothing to press, nor what the server told this reader alone.
  await v.says('/resing');
  await expect(v.page.locator('[data-is=refused]')).toBeVisible();
  await v.page.emulateMedia({ media: 'print' });
  for (const part of ['[data-is=refused]', '.composer', '.tabs', '.over .pair']) await expect(v.page.locator(part)).toBeHidden();
  for (const part of ['h1', '.board-host', '.over h2', '.moves ol', '.lines .own']) await expect(v.page.locator(part)).toBeVisible();
});

test('without a clock the words fit in its place', async ({ visitor }, info) => {
  const v = await visitor();
  await v.visit();
  await v.seek('custom');
  const dialog = v.page.getByRole('dialog');
  await dialog.getByText('The house', { exact: true }).click();
  await dialog.getByText('No clock', { exact: true }).click();
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Sit down' }).click();
  await v.seated();
  for (const size of sizes) {
    const name = await at(v, size);
    expect.soft(await wide(v.page), name).toEqual([]);
    await v.picture(info, `none-${name}.png`);
    if (size[0] < 1280) continue;
    const [board, sheet] = [(await v.page.locator('.board-host').boundingBox())!, (await v.page.locator('.rest').boundingBox())!];
    expect.soft([sheet.y, sheet.height], `board and sheet ${name}`).toEqual([board.y, board.height]);
  }
});

test('long moves stand apart, and a pending one takes no more height', async ({ server, visitor }, info) => {
  const [host, guest] = [await visitor(), await visitor()];
  const dialog = await asked(host);
  await dialog.getByLabel(/^Position/).fill('r3k2r/1P4p1/8/8/8/8/1p4P1/R3K2R w KQkq - 0 40');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await joins(guest, await host.seated());
  await guest.press('Take this seat');
  const moves = ['bxa8=Q+', 'Kf7', 'O-O+', 'Kg6', 'Qxh8', 'bxa1=Q'];
  for (const [i, move] of moves.entries()) {
    const mover = i % 2 ? guest : host;
    await mover.types(move);
    for (const v of [host, guest]) await v.sees(i + 1);
  }
  for (const size of [[1440, 900], ...sizes] as const) {
    const name = await at(host, size);
    const tab = host.page.locator('.tabs').getByRole('button', { name: 'Moves' });
    if (await tab.isVisible()) await tab.click();
    expect.soft(await wide(host.page), name).toEqual([]);
    await host.picture(info, `moves-${name}.png`);
  }
  await at(host, [1440, 900]);
  const list = () => host.page.locator('.moves li').evaluateAll((rows) => rows.map((r) => r.getBoundingClientRect().height));
  await server.asleep(async () => {
    await host.types('Qxg7+');
    await expect(host.page.locator('.moves .unsaved')).toBeVisible();
    await host.picture(info, 'pending.png');
    const fits = await host.page.locator('.moves .unsaved').evaluate((e) => [e.getBoundingClientRect().height <= e.parentElement!.getBoundingClientRect().height, e.scrollWidth <= e.clientWidth]);
    expect(fits).toEqual([true, true]);
    expect(new Set(await list())).toEqual(new Set([27]));
  });
});
