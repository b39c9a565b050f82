/** The server is replaced by one with another client while people play: nothing is lost, and nothing reloads by itself. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from './server';
import { expect, pair, replay, test } from './visitor';

/** rebuilt is the server's program with another client: its documents say another word, and the code of the help has another name. */
async function rebuilt(folder: string): Promise<string> {
  let program = await readFile(binary, 'latin1');
  const help = /assets\/Help-([\w-]{8})\.js/.exec(program)![1]!;
  for (const [old, now] of [['Rookery needs JavaScript', 'Rookery wants JavaScript'], [`Help-${help}.js`, `Help-${help.slice(0, -1)}${help.endsWith('0') ? '1' : '0'}.js`]] as const) {
    expect(program.includes(old)).toBe(true);
    program = program.replaceAll(old, now); // as long as before: nothing in the program moves
  }
  const path = join(folder, 'rookery');
  await writeFile(path, program, 'latin1');
  await chmod(path, 0o755);
  return path;
}

test('a new version of the server: the game goes on, and the new page is loaded when one says so', async ({ server, visitor }) => {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-rebuilt-'));
  try {
    const { white, black } = await pair(await visitor(), await visitor());
    const [notice, its] = [white, black].map((v) => v.page.getByRole('region', { name: 'New version' }));
    await replay(white, black, ['e2e4', 'e7e5']);

    await server.kill();
    await server.again(await rebuilt(folder));
    await expect(white.page.locator('.room')).toHaveAttribute('data-line', 'open');
    await expect(black.page.locator('.room')).toHaveAttribute('data-line', 'open');
    await replay(white, black, ['g1f3', 'b8c6'], 2);
    await expect(notice!).toBeHidden();

    // What the old page lacks is not there any more: who asks for it is told why.
    await black.page.getByRole('button', { name: 'Help' }).click();
    await expect(its!).toContainText('A new version is here.');

    await white.press('Resign');
    await white.press('Yes, resign');
    await expect(notice!).toContainText('A new version is here.');
    await notice!.getByRole('button', { name: 'Later' }).click();
    await expect(notice!).toBeHidden();
    expect([white.documents, black.documents]).toEqual([1, 1]);

    await its!.getByRole('button', { name: 'Load it' }).click();
    await expect.poll(() => black.documents).toBe(2);
    await black.sees(4);
    await expect(black.page.locator('.room')).toHaveAttribute('data-line', 'open');
    await expect(its!).toBeHidden();
    black.documents = 1; // the one that was asked for
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
