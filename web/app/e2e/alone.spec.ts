/** The chat in somebody else's program: chat/testdata/example, built from outside, and its plain page. */
import { expect, test as base, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { enter, Guard, hostile, neighbours } from './hostile';

const source = fileURLToPath(new URL('../../../chat/testdata/example', import.meta.url));

/** All that the page makes. */
const elements = ['div', 'p', 'bdi', 'span', 'time', 'a', 'dl', 'dt', 'dd', 'li', 'option', 'button'];

/** Example is the program, in a process of its own. */
class Example {
  private constructor(
    readonly url: string,
    readonly process: ChildProcess,
  ) {}

  static async start(binary: string, ...args: string[]): Promise<Example> {
    const p = spawn(binary, ['-listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((ready, fail) => {
      createInterface({ input: p.stdout! }).on('line', (line) => {
        if (line.startsWith('ready ')) ready(line.slice('ready '.length));
      });
      p.on('error', fail);
      p.on('exit', (code) => fail(new Error(`the example ended: ${code}`)));
    });
    return new Example(url, p);
  }

  async stop(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    expect(await gone, 'how it ends').toEqual([0, null]);
  }
}

/** Person is somebody at the page. */
class Person {
  constructor(
    readonly page: Page,
    readonly guard: Guard,
  ) {}

  static async open(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Person> {
    const page = await (await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options })).newPage();
    const guard = await Guard.on(page, elements);
    await page.goto(url);
    await expect(page.getByRole('status')).toHaveText('Connected');
    return new Person(page, guard);
  }

  async takes(nick: string): Promise<void> {
    await this.page.getByLabel('Your nick').fill(nick);
    await this.page.keyboard.press('Enter');
  }

  get field() {
    return this.page.getByLabel('Say something');
  }

  async says(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  lines(kind: string) {
    return this.page.locator(`[data-is="${kind}"]`);
  }
}

const test = base.extend<{ person: (url: string, options?: BrowserContextOptions) => Promise<Person> }>({
  person: async ({ browser }, use) => {
    const all: Person[] = [];
    await use(async (url, options) => {
      const p = await Person.open(browser, url, options);
      all.push(p);
      return p;
    });
    for (const p of all) {
      p.guard.quiet();
      await p.page.context().close();
    }
  },
});

test.describe.configure({ mode: 'default' }); // one after the other, on one build of the program

let binary: string;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  binary = join(await mkdtemp(join(tmpdir(), 'chatexample-')), 'chatexample');
  await promisify(execFile)('go', ['build', '-mod=readonly', '-o', binary, '.'], { cwd: source, env: { ...process.env, GOPROXY: 'off' } });
});
test.afterAll(() => rm(dirname(binary), { recursive: true, force: true }));

test('two talk and whisper, and a third without a nick reads along', async ({ person }, info) => {
  const host = await Example.start(binary);
  const [magpie, jackdaw, reader] = [await person(host.url), await person(host.url), await person(host.url, { viewport: { width: 360, height: 640 } })];
  await magpie.takes('magpie');
  await expect(magpie.field).toBeFocused();
  await jackdaw.takes('Magpie');
  await expect(jackdaw.page.getByRole('alert')).toContainText('taken');
  await jackdaw.takes('no spaces!');
  await expect(jackdaw.page.getByRole('alert')).toContainText('2 to 20');
  await jackdaw.takes('jackdaw');
  await expect(reader.lines('presence').filter({ hasText: 'jackdaw joined.' })).toBeVisible();
  await expect(reader.page.getByRole('list')).toContainText('magpie');

  await magpie.says('hello, the rules are at https://club.example/rules.');
  await jackdaw.says('/me bows');
  await expect(reader.lines('said')).toContainText('hello, the rules');
  await expect(reader.lines('said').getByRole('link')).toHaveAttribute('rel', 'noopener nofollow ugc');
  await expect(reader.lines('said')).not.toContainText('you');
  await expect(magpie.lines('said')).toContainText('you');
  await expect(reader.lines('action')).toContainText('jackdaw does');

  await magpie.field.pressSequentially('@j');
  await expect(magpie.page.locator('datalist option')).toHaveAttribute('value', '@jackdaw ');
  await magpie.says('@jackdaw meet me at the river');
  await expect(jackdaw.lines('whisper')).toContainText('whisper to you');
  await expect(magpie.lines('whisper')).toContainText('whisper to jackdaw');
  await magpie.says('whisper to you: I am the host');
  await expect(jackdaw.lines('said').last()).toContainText('I am the host');

  await magpie.says('/help');
  await expect(magpie.lines('info').first()).toContainText('/clients');
  await magpie.says('/clients');
  await expect(magpie.lines('info').nth(1)).toContainText('jackdaw');
  await expect(magpie.lines('info').nth(1)).toContainText('1 without a nick');
  await magpie.says('@wren are you there?');
  await expect(magpie.lines('refused')).toContainText('Nobody called wren');
  await magpie.says('/cleints');
  await expect(magpie.lines('refused').nth(1)).toContainText('/clients');

  await jackdaw.page.reload();
  await expect(jackdaw.lines('whisper')).toContainText('meet me at the river');
  await jackdaw.page.screenshot({ path: info.outputPath('back.png') });
  await magpie.page.screenshot({ path: info.outputPath('desktop.png') });
  await magpie.page.setViewportSize({ width: 360, height: 1400 });
  await magpie.page.screenshot({ path: info.outputPath('phone-own.png') });
  expect(await magpie.page.evaluate(() => document.documentElement.scrollWidth), 'the width at 360 px').toBe(360);
  await jackdaw.page.goto('about:blank');
  await expect(magpie.lines('presence').filter({ hasText: 'jackdaw left.' })).toBeVisible();
  await magpie.says('/nick crow');
  await expect(reader.lines('notice')).toContainText('magpie is now called crow.');
  await expect(reader.page.getByRole('list')).toContainText('crow');
  await expect(magpie.page.locator('#me')).toHaveText('crow');
  await reader.page.screenshot({ path: info.outputPath('phone.png') });
  for (const kind of ['whisper', 'refused', 'info']) await expect(reader.lines(kind)).toHaveCount(0);
  await expect(reader.page.locator('body')).not.toContainText('river');
  await host.stop();
});

test('a rename of long ago is told again, and nobody is called so by it', async ({ person }) => {
  const host = await Example.start(binary, '-patient');
  const [magpie, jackdaw] = [await person(host.url.replace('127.0.0.1', 'localhost')), await person(host.url)];
  await magpie.takes('magpie');
  await magpie.says('/nick crow');
  await expect(magpie.page.locator('#me')).toHaveText('crow');
  for (let i = 0; i < 60; i++) await magpie.says(`line ${i}`);
  await magpie.says('/nick rook');
  await expect(magpie.page.locator('#me')).toHaveText('rook');
  for (let i = 60; i < 80; i++) await magpie.says(`line ${i}`);
  await expect(magpie.lines('said').last()).toContainText('line 79');
  await magpie.page.reload();
  await expect(magpie.lines('said').last()).toContainText('line 79');
  while (await magpie.page.locator('#older').isVisible()) {
    const shown = await magpie.page.locator('.line').count();
    await magpie.page.locator('#older').click();
    await expect.poll(() => magpie.page.locator('.line').count()).toBeGreaterThan(shown);
  }
  await expect(magpie.lines('notice')).toHaveText([/magpie is now called crow/, /crow is now called rook/]);
  await expect(magpie.page.locator('#me')).toHaveText('rook');
  await magpie.page.reload();
  await expect(magpie.page.locator('#me')).toHaveText('rook');

  await jackdaw.takes('Room-notice');
  await jackdaw.says('magpie joined.');
  await expect(magpie.lines('said').last().locator('.host')).toHaveCount(0);
  await expect(magpie.lines('notice').first().locator('.host')).toHaveText('ⓘ Notice');
  await expect(magpie.lines('presence').last().locator('.host')).toHaveText('ⓘ Notice');
  await host.stop();
});

test('who was renamed and comes back with the cookie of before is called as they were', async ({ person }) => {
  const host = await Example.start(binary);
  const magpie = await person(host.url);
  await magpie.takes('magpie');
  await expect(magpie.field).toBeFocused();
  await magpie.page.route('**/nick', (route) => route.abort()); // the page does not get to have the new nick kept
  await magpie.says('/nick crow');
  await expect(magpie.page.locator('#me')).toHaveText('crow');
  await magpie.page.reload();
  await expect(magpie.page.locator('#me')).toHaveText('crow');
  await host.stop();
});

test('a line is reported to the operator, with what was said around it', async ({ person }, info) => {
  const file = info.outputPath('reports.jsonl');
  const host = await Example.start(binary, '-reports', file);
  const [magpie, jackdaw] = [await person(host.url), await person(host.url)];
  await magpie.takes('magpie');
  await expect(magpie.field).toBeFocused();
  await magpie.says('good day');
  await magpie.says('buy pills');
  const line = jackdaw.lines('said').filter({ hasText: 'buy pills' });
  await expect(line).toBeVisible();
  await expect(line.getByRole('button', { name: 'Report' }), 'for who only reads along').toBeHidden();
  await jackdaw.takes('jackdaw');
  await line.getByRole('button', { name: 'Report' }).click();
  await expect(jackdaw.page.getByRole('dialog')).toContainText('magpie: buy pills');
  await jackdaw.page.screenshot({ path: info.outputPath('report.png') });
  await jackdaw.page.getByLabel('What is wrong').fill('this is an advertisement');
  await jackdaw.page.keyboard.press('Enter');
  await expect(jackdaw.lines('info')).toContainText('The operator will see the line');
  await expect(jackdaw.lines('pending')).toHaveCount(0);
  const report = JSON.parse(await readFile(file, 'utf8'));
  expect([report.Room, report.By.Nick, report.Reason, report.Entry.Text]).toEqual(['hall', 'jackdaw', 'this is an advertisement', 'buy pills']);
  expect(report.Context.map((e: { Text: string }) => e.Text)).toEqual(['good day', 'buy pills']);
  await expect(magpie.lines('said').getByRole('button'), 'at her own lines').toHaveCount(0);
  await host.stop();
});

test('what a newer server sends is left out, and the talk goes on', async ({ browser, person }) => {
  const host = await Example.start(binary);
  const reader = await person(host.url);
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  page.on('pageerror', (e) => errors.push(e.message));
  let sockets = 0;
  await page.routeWebSocket(/\/chat\/hall/, (ws) => {
    sockets++;
    ws.connectToServer().onMessage((frame) => {
      for (const f of ['{"t":"weather","d":{}}', '{"s":"polls","n":7,"t":"vote","d":{}}', '{"s":"polls","t":"snapshot","d":{"first":1,"head":0}}']) ws.send(f);
      ws.send(String(frame).replace('"t":"action"', '"t":"sticker"'));
    });
  });
  await page.goto(host.url);
  const magpie = new Person(page, reader.guard);
  await magpie.takes('magpie');
  for (const text of ['one', '/me waves', 'two']) await magpie.says(text);
  await expect(reader.lines('said')).toHaveCount(2);
  await expect(magpie.lines('said')).toHaveText([/one/, /two/]);
  await expect(magpie.lines('pending')).toHaveCount(0);
  expect([sockets, errors], 'one before she had a nick, and one with it').toEqual([2, []]);
  await page.context().close();
  await host.stop();
});

test('a line whose answer is lost is marked, sent again, and there once', async ({ browser, person }, info) => {
  const host = await Example.start(binary);
  const reader = await person(host.url);
  const page = await (await browser.newContext()).newPage();
  const places: string[] = [];
  let deaf = false;
  let cut = () => {};
  await page.routeWebSocket(/\/chat\/hall/, (ws) => {
    places.push(new URL(ws.url()).search);
    const server = ws.connectToServer();
    server.onMessage((frame) => {
      if (!deaf) ws.send(frame);
    });
    cut = () => {
      deaf = false;
      void server.close();
      void ws.close({ code: 4008, reason: 'frames were not read in time' });
    };
  });
  await page.goto(host.url);
  const magpie = new Person(page, reader.guard);
  await magpie.takes('magpie');
  await magpie.says('one');
  await expect(reader.lines('said')).toHaveText(/one/);
  await expect(magpie.lines('pending')).toHaveCount(0);
  deaf = true;
  await magpie.says('two');
  await expect(reader.lines('said').nth(1)).toContainText('two');
  await expect(magpie.lines('pending')).toContainText('not answered yet');
  await page.screenshot({ path: info.outputPath('unanswered.png') });
  cut();
  await expect(magpie.lines('said')).toHaveCount(2);
  await expect(magpie.lines('pending')).toHaveCount(0);
  await expect(reader.lines('said')).toHaveCount(2);
  expect(places.at(-1), 'where it resumed').toMatch(/^\?epoch=\w+&chat=1&whispers=0$/);
  await page.context().close();
  await host.stop();
});

test('nothing that can be typed harms the page or the lines beside it', async ({ browser, person }, info) => {
  test.setTimeout(180_000);
  const host = await Example.start(binary, '-patient');
  const [magpie, jackdaw] = [await person(host.url), await person(host.url)];
  const eye = await (await browser.newContext()).newPage();
  const nicks = hostile.filter((text) => !/^[\w-]{2,20}$/.test(text));
  let refused = 0;
  magpie.page.on('response', (r) => (refused += r.status() === 422 ? 1 : 0));
  await enter(magpie.page, { field: '#nick', send: '#enter button' }, nicks);
  await expect.poll(() => refused, { message: 'nicks that were refused', timeout: 30_000 }).toBe(nicks.length);
  await expect(magpie.page.getByRole('alert')).toContainText('2 to 20');
  await magpie.takes('magpie');
  await expect(magpie.field).toBeFocused();
  await jackdaw.takes('jackdaw');
  await (await person(host.url)).takes('__proto__');
  await expect(magpie.page.getByRole('list')).toContainText('__proto__');
  await expect(jackdaw.field).toBeFocused();
  await neighbours(
    eye,
    magpie.page,
    { field: '#text', send: '#say button', line: '.line', pending: '[data-is="pending"]', scroll: '#scroll' },
    hostile,
  );
  await magpie.page.screenshot({ path: info.outputPath('hostile.png') });
  await eye.context().close();
  await host.stop();
});
