/**
 * People at their browsers, and what every test expects of a page.
 *
 * A test fails by chance when it acts on what is not there yet, or looks once at what is about to change. So:
 *  - Before an act, name in its selector the state it needs, as `move` and `press` do: a click waits for its element, and
 *    for nothing else. A page that has no sign of a state gets one, in a class or a `data-`.
 *  - After an act, expect what it brings about before the next: `sees`, `seated`, an expectation. What one person did is
 *    at another's page when that page shows it, and at the server when a page shows it.
 *  - `expect(locator)` and `expect.poll` look again; `expect(await …)` looks once, and is for what cannot change any more.
 *  - Expect what stays, not what passes by: a toast, a spinner, a man on its way. What passes is slow on a busy machine,
 *    or gone.
 *  - Time that the page measures is the test's: `page.clock`, installed before the first page. `waitForTimeout` is too
 *    short on a busy machine, and too long on every other.
 *  - The server may go at any moment only if nothing is loading: what is fetched late is awaited before `kill`.
 * And a test is fast that opens few pages (a second of a core each), moves few men, and keeps a picture only by `picture`.
 */
import { expect, test as base, type Browser, type BrowserContextOptions, type Locator, type Page, type TestInfo } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { Server } from './server';

/** One person's browser with one page, and all that its sockets have brought. */
export class Visitor {
  readonly frames: string[] = [];
  readonly sockets: { url: string; open: boolean }[] = [];
  readonly wrong: string[] = [];
  documents = 0;

  constructor(
    readonly page: Page,
    readonly origin: string,
  ) {
    page.on('websocket', (ws) => {
      const socket = { url: ws.url(), open: true };
      this.sockets.push(socket);
      ws.on('close', () => (socket.open = false));
      ws.on('framereceived', (f) => this.frames.push(String(f.payload)));
    });
    page.on('pageerror', (e) => this.wrong.push(e.message));
    page.on('console', (m) => {
      // A socket that finds no server, or no network, is the browser's own message, not the page's.
      if (m.type() === 'error' && !/WebSocket connection|net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INTERNET_DISCONNECTED)|status of 4\d\d/.test(m.text())) this.wrong.push(m.text());
    });
    page.on('request', (r) => {
      if (r.isNavigationRequest() && r.frame() === page.mainFrame()) this.documents++;
    });
  }

  get openSockets(): string[] {
    return this.sockets.filter((s) => s.open).map((s) => s.url);
  }

  async visit(path = '/'): Promise<void> {
    await this.page.goto(this.origin + path);
  }

  /** called gives a person a name before any page is open. */
  async called(nick: string): Promise<void> {
    await this.#post('/api/me', { nick });
  }

  /** me is who the server takes the person for. */
  async me(): Promise<{ id: string; nick: string }> {
    return (await this.page.request.get(this.origin + '/api/me')).json();
  }

  /** command sends one of the lobby's commands as a program does, from who has a name and needs no page for it. */
  async command(t: string, d: object): Promise<void> {
    await this.#post('/api/commands', { cid: randomUUID(), t, d });
  }

  async #post(path: string, data: object): Promise<void> {
    const answer = await this.page.request.post(this.origin + path, { data, headers: { origin: this.origin } });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  }

  /** seat is the newest that the person was given. */
  async seat(): Promise<{ room: string; side: 'white' | 'black' }> {
    const { events } = (await (await this.page.request.get(this.origin + '/api/me/notices')).json()) as { events: { t: string; d: { room: string; side: 'white' | 'black' } }[] };
    const { room, side } = events.findLast((e) => e.t === 'seated')!.d;
    return { room: `/rooms/${room}`, side };
  }

  /** name types a nick into the lobby's field. */
  async name(nick: string): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(nick);
  }

  /** seek presses a pool's tile, as soon as the press before it has its answer: until then the same press is no second one. */
  async seek(pool: string): Promise<void> {
    await this.page.locator(`.tile[data-pool="${pool}"]:not([data-asked])`).click();
  }

  async seated(): Promise<string> {
    await this.page.waitForURL(/\/rooms\//);
    await expect(this.page.getByRole('grid')).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  async plays(): Promise<'white' | 'black'> {
    const own = this.page.locator('.bar.own .unseen').first();
    await expect(this.page.locator('.bar.own')).toContainText('you');
    return (await own.textContent())!.trim() as 'white' | 'black';
  }

  square(name: string) {
    return this.page.locator(`.board-side [data-square="${name}"]`);
  }

  /** move plays a move in UCI by two clicks, as soon as it is this player's turn: before that a click is lost, or a premove. */
  async move(uci: string, by: 'click' | 'tap' = 'click'): Promise<void> {
    const board = this.page.locator('.board-side [data-turn="true"]');
    await board.locator(`[data-square="${uci.slice(0, 2)}"].own`)[by]();
    await board.locator(`[data-square="${uci.slice(2, 4)}"].goal`)[by]();
  }

  /** premove picks a man up and puts it down while the other side is to move. */
  async premove(uci: string): Promise<void> {
    const board = this.page.locator('.board-side [data-turn="false"]');
    await board.locator(`[data-square="${uci.slice(0, 2)}"].own`).click();
    await board.locator(`[data-square="${uci.slice(2, 4)}"].goal`).click();
  }

  /** types writes a move into its field and presses Enter. */
  async types(move: string): Promise<void> {
    const field = this.page.getByLabel('Type a move');
    await field.fill(move);
    await field.press('Enter');
  }

  /** sees waits until so many moves are in the list, all of them saved. */
  async sees(plies: number): Promise<void> {
    await expect(this.page.locator('.moves button[data-ply]')).toHaveCount(plies);
    await expect(this.page.locator('.moves .unsaved')).toHaveCount(0);
  }

  async says(text: string): Promise<void> {
    const field = this.page.getByRole('combobox');
    await field.fill(text);
    await field.press('Enter');
  }

  /** button is a button of the room that does what it says: one that has just come does nothing for a moment. */
  button(name: string | RegExp): Locator {
    return this.page.locator('.sheet').getByRole('button', { name, exact: typeof name === 'string' }).and(this.page.locator(':not(.settling *)'));
  }

  /** press presses a button of the room as soon as it may be pressed. */
  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  /** picture keeps how the page looks, for people to see who ask for it with PICTURES=1. It judges nothing. */
  async picture(info: TestInfo, file: string): Promise<void> {
    if (process.env.PICTURES) await this.page.screenshot({ path: info.outputPath(file) });
  }

  get status() {
    return this.page.locator('.status .says');
  }
}

interface Fixtures {
  /** The server's arguments. */
  args: string[];
  server: Server;
  visitor: (options?: BrowserContextOptions) => Promise<Visitor>;
}

export const test = base.extend<Fixtures>({
  args: [[], { option: true }],
  server: async ({ args }, use) => {
    const server = await Server.start(...args);
    await use(server);
    await server.stop();
  },
  visitor: async ({ browser, server }, use) => {
    const all: Visitor[] = [];
    await use(async (options) => {
      const v = await open(browser, server.url, options);
      all.push(v);
      return v;
    });
    for (const v of all) {
      expect(v.wrong, 'errors in the page').toEqual([]);
      expect(v.documents, 'pages loaded: no reload, ever').toBeLessThanOrEqual(1);
      await v.page.context().close();
    }
  },
});

/** open has somebody open a browser. Men jump, unless the options say otherwise: to slide them costs more than all else of a move. */
export async function open(browser: Browser, origin: string, options?: BrowserContextOptions): Promise<Visitor> {
  // A desk's window that is soon painted; what is to be seen on others asks for them.
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce', ...options });
  return new Visitor(await context.newPage(), origin);
}

/** begun is the room of a game that two people have asked for, neither of whom has a page open: for who looks at it from elsewhere. */
export async function begun(one: Visitor, two: Visitor, pool = '5+3', nicks: readonly [string, string] = ['magpie', 'jackdaw']): Promise<string> {
  for (const [i, v] of [one, two].entries()) {
    await v.called(nicks[i]!);
    await v.command('search', { pool });
  }
  return (await one.seat()).room;
}

/**
 * pair has two people meet in a pool; it tells them apart by their colour. They ask for the game without a page and open its
 * room, which takes half the time. What becomes of the lobby's page when a game begins is for `searched` to show.
 */
export async function pair(one: Visitor, two: Visitor, pool = '5+3'): Promise<{ white: Visitor; black: Visitor; room: string }> {
  const room = await begun(one, two, pool);
  const { side } = await one.seat();
  for (const v of [one, two]) {
    await v.visit(room);
    await v.plays();
  }
  return side === 'white' ? { white: one, black: two, room } : { white: two, black: one, room };
}

/** searched is a pair that met in the lobby, each by a click on the pool. */
export async function searched(one: Visitor, two: Visitor, pool = '5+3'): Promise<{ white: Visitor; black: Visitor; room: string }> {
  await one.visit();
  await one.name('magpie');
  await one.seek(pool);
  await two.visit();
  await two.name('jackdaw');
  await two.seek(pool);
  const room = await one.seated();
  expect(await two.seated()).toBe(room);
  return (await one.plays()) === 'white' ? { white: one, black: two, room } : { white: two, black: one, room };
}

/** meet has one make a game with the create dialog, in which `choose` has its way, and two join it from the lobby. The one plays White. */
export async function meet(one: Visitor, two: Visitor, choose: (dialog: Locator) => Promise<void>): Promise<void> {
  await one.visit();
  await one.name('magpie');
  await one.seek('custom');
  const dialog = one.page.getByRole('dialog');
  await choose(dialog);
  await dialog.getByText('White', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Show it in the lobby' }).click();
  await two.visit();
  await two.name('jackdaw');
  await two.page.getByRole('button', { name: /^Join magpie/ }).click();
  await one.seated();
  await two.seated();
}

/** still stops the time of a page. On a busy machine the instant that was asked for may have passed: the page stands then, and has time for the next. */
export async function still(page: Page): Promise<void> {
  await expect(async () => page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000)).toPass();
}

/** replay has both play moves in UCI, beginning with White, after so many already made. */
export async function replay(white: Visitor, black: Visitor, moves: string[], made = 0): Promise<void> {
  for (const [i, uci] of moves.entries()) {
    const ply = made + i;
    const [mover, other] = ply % 2 === 0 ? [white, black] : [black, white];
    await mover.move(uci);
    await mover.sees(ply + 1);
    await other.sees(ply + 1);
  }
}

export { expect };
