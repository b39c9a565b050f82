/**
 * The men on the board, drawn when the client is built: each set is one sprite of six columns, k q r b n p, and two
 * rows, white above black.
 *
 * Decision: one file behind CSS backgrounds. Chromium paints it as vectors at every size, it is one request, and a list
 * of 64 boards costs one element a man. Rejected: <use> of an outside file (a queen is 20 elements more, 64 boards are
 * 30,000), twelve files (twelve requests, men arriving one by one).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const side = 40;
const roles = ['k', 'q', 'r', 'b', 'n', 'p'] as const;
const colours = ['w', 'b'] as const;
type Role = (typeof roles)[number];
type Colour = (typeof colours)[number];

/** Draw draws one man in a box of 40 by 40. */
type Draw = (colour: Colour, role: Role) => string;

/** sprite lays a set out under its licence. */
function sprite(licence: string, draw: Draw): string {
  const men = colours.flatMap((colour, row) =>
    roles.map((role, col) => `<g transform="translate(${col * side} ${row * side})">${draw(colour, role)}</g>`));
  const [width, height] = [side * roles.length, side * 2];
  return `${licence}\n<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${men.join('\n')}\n</svg>\n`;
}

/** cburnett cuts the men of a cm-chessboard piece file apart, to a hundredth of a fortieth of a square. It fails when one is missing, or they are not under the licence we ship them under. */
export function cburnett(source: string): string {
  const licence = /<!--[\s\S]*?-->/.exec(source)?.[0];
  if (!licence?.includes('CC BY-SA 3.0')) throw new Error('the piece file does not carry the licence we ship it under');
  return sprite(licence, (colour, role) => {
    const found = new RegExp(`^( *)<g id="${colour}${role}"[\\s\\S]*?^\\1</g>`, 'm').exec(source)?.[0];
    if (!found) throw new Error(`the piece file has no ${colour}${role}`);
    return found.replace(/ id="[^"]*"/g, '').replace(/>\s+</g, '><').replace(/\s+/g, ' ').replace(/ ?\/>/g, '/>').replace(/\d+\.\d+/g, (n) => `${Number(Number(n).toFixed(2))}`).trim();
  });
}

/** The fill of a man, and the line around it. */
const paint = { w: { fill: '#fff', line: '#14202a' }, b: { fill: '#161b20', line: '#f4f6f4' } };
const words = { k: 'king', q: 'queen', r: 'rook', b: 'bishop', n: 'knight', p: 'pawn' };

/** material draws the men from Material Design's icons, which are one shape each: the line goes behind the shape, so that it takes nothing of it. */
export function material(icon: (word: string) => string): string {
  const licence = '<!-- Chess pieces "Material": Material Design Icons by Pictogrammers, from the package @mdi/svg, Apache License 2.0, outlined in two colours -->';
  return sprite(licence, (colour, role) => {
    const shape = / d="([^"]+)"/.exec(icon(words[role]))?.[1];
    if (!shape) throw new Error(`the icon of a ${words[role]} has no shape`);
    const { fill, line } = paint[colour];
    return `<path transform="translate(2 1.6) scale(1.5)" fill="${fill}" stroke="${line}" stroke-width="${colour === 'w' ? 2.2 : 1.6}" stroke-linejoin="round" paint-order="stroke" d="${shape}"/>`;
  });
}

/** Six capitals as strokes, in the middle of the box. */
const strokes: Record<Role, string> = {
  k: 'M15.5 12v16M26 12 15.5 21.5M19 18.5 26.5 28',
  q: 'M20 11.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4ZM22.4 23.8l4.4 4.6',
  r: 'M15.5 28V12h5.7a4.6 4.6 0 0 1 0 9.2h-5.7M20.8 21.2 26 28',
  b: 'M15.5 28V12h5.4a3.9 3.9 0 0 1 0 7.8h-5.4M20.9 19.8h.5a4.1 4.1 0 0 1 0 8.2h-5.9',
  n: 'M14.8 28V12l10.4 16V12',
  p: 'M16 28V12h5.2a4.7 4.7 0 0 1 0 9.4H16',
};

/** letters draws the men as counters with the letter that the score names them by. They leave the marks of a square room to be seen; a pawn's is smaller. */
export function letters(): string {
  return sprite('<!-- Chess pieces "Letters": the Rookery authors, MIT -->', (colour, role) => {
    const { fill, line } = paint[colour];
    const scale = role === 'p' ? 0.78 : 0.92;
    return `<g transform="translate(20 20) scale(${scale}) translate(-20 -20)"><circle cx="20" cy="20" r="15.4" fill="${fill}" stroke="${line}" stroke-width="1.8"/><path fill="none" stroke="${line}" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round" d="${strokes[role]}"/></g>`;
  });
}

/** pieces is a Vite plugin that writes the sprites beside this file before anything asks for them. */
export function pieces(): Plugin {
  return {
    name: 'rookery-pieces',
    configResolved({ root }) {
      const from = createRequire(join(root, 'package.json'));
      const read = (name: string, ...path: string[]): string => readFileSync(join(dirname(from.resolve(`${name}/package.json`)), ...path), 'utf8');
      const sets = {
        cburnett: cburnett(read('cm-chessboard', 'assets', 'pieces', 'standard.svg')),
        material: material((word) => read('@mdi/svg', 'svg', `chess-${word}.svg`)),
        letters: letters(),
      };
      for (const [name, svg] of Object.entries(sets)) writeFileSync(join(root, 'pieces', `${name}.svg`), svg);
    },
  };
}
