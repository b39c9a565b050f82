/**
 * The men on the board: Cburnett's set (CC BY-SA 3.0), taken from cm-chessboard's standard.svg when the client is built
 * and laid out as one sprite of six columns, k q r b n p, and two rows, white above black.
 *
 * Decision: one file behind CSS backgrounds. Chromium paints it as vectors at every size, it is one request, and a list
 * of 64 boards costs one element a man. Rejected: <use> of an outside file (a queen is 20 elements more, 64 boards are
 * 30,000), twelve files (twelve requests, men arriving one by one).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const side = 40;
const roles = 'kqrbnp';

/** sprite arranges the men of a cm-chessboard piece file. It fails when one is missing. */
export function sprite(source: string): string {
  const licence = /<!--[\s\S]*?-->/.exec(source)?.[0];
  if (!licence?.includes('CC BY-SA 3.0')) throw new Error('the piece file does not carry the licence we ship it under');
  const men = ['w', 'b'].flatMap((color, row) =>
    [...roles].map((role, col) => `<g transform="translate(${col * side} ${row * side})">${man(source, color + role)}</g>`));
  const [width, height] = [side * roles.length, side * 2];
  return `${licence}\n<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${men.join('\n')}\n</svg>\n`;
}

function man(source: string, name: string): string {
  const found = new RegExp(`^( *)<g id="${name}"[\\s\\S]*?^\\1</g>`, 'm').exec(source)?.[0];
  if (!found) throw new Error(`the piece file has no ${name}`);
  return found.replace(/ id="[^"]*"/g, '').replace(/>\s+</g, '><').replace(/\s+/g, ' ').replace(/ ?\/>/g, '/>').trim();
}

/** pieces is a Vite plugin that writes the sprite beside this file before anything asks for it. */
export function pieces(): Plugin {
  return {
    name: 'rookery-pieces',
    configResolved({ root }) {
      const from = createRequire(join(root, 'package.json')).resolve('cm-chessboard/package.json');
      const to = join(root, 'pieces', 'cburnett.svg');
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, sprite(readFileSync(join(dirname(from), 'assets', 'pieces', 'standard.svg'), 'utf8')));
    },
  };
}
