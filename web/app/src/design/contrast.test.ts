/** Contrast of what stands on a tint that no tool measures, from the tokens themselves: the table of the design. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const rgb = (hex: string): Rgb => {
  const full = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join('') : hex.slice(1);
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as unknown as Rgb;
};
const light = (c: number) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
const contrast = (a: Rgb, b: Rgb) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
/** over lays a colour over another, so much of it. */
const over = (a: Rgb, part: number, b: Rgb): Rgb => a.map((c, i) => c * part + b[i]! * (1 - part)) as unknown as Rgb;

const tokens = read('tokens.css');
/** token is a colour of the page in one of its themes. */
function token(name: string, theme: 'light' | 'dark' | 'contrast'): Rgb {
  if (theme === 'contrast') return rgb(new RegExp(`--more-${name}: var\\(--more\\) (#\\w+);`).exec(tokens)![1]!);
  const [, day, night] = new RegExp(`--${name}: var\\(--more-${name}, light-dark\\((#\\w+), (#\\w+)\\)\\)`).exec(tokens)!;
  return rgb(theme === 'light' ? day! : night!);
}

const THEMES = ['light', 'dark', 'contrast'] as const;
const PAIRS = [
  ['ink', 'sheet'], ['ink', 'bg'], ['ink2', 'sheet'], ['ink2', 'bg'], ['ink2', 'sunk'], ['ink3', 'sheet'], ['ink3', 'bg'], ['ink3', 'sunk'], ['ink3', 'egg-tint'], ['ink3', 'plume-tint'],
  ['on-egg', 'egg'], ['egg', 'sheet'], ['on-straw', 'straw'], ['straw-ink', 'sheet'], ['plume', 'plume-tint'], ['on-rowan', 'rowan'], ['rowan', 'rowan-tint'], ['ink', 'rowan-tint'],
] as const;

describe.each(THEMES)('in the %s theme', (theme) => {
  it.each(PAIRS)('%s is read on %s', (text, ground) => expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5));
  it.each(['sheet', 'bg'] as const)('the edge of a control is seen on %s', (ground) => expect(contrast(token('edge', theme), token(ground, theme))).toBeGreaterThanOrEqual(3));
  it.each(theme === 'dark' ? [0.44, 0.3] : [0.62, 0.44])('what the status row says is read on straw of %s', (part) => expect(contrast(token('ink', theme), over(token('straw', theme), part, token('sheet', theme)))).toBeGreaterThanOrEqual(4.5));
});

const boards = [...read('../board/theme.css').matchAll(/--theme-light: (#\w+); --theme-dark: (#\w+); --theme-on-light: (#\w+); --theme-on-dark: (#\w+); --theme-last: (#\w+)/g)].map((m) => m.slice(1).map(rgb) as [Rgb, Rgb, Rgb, Rgb, Rgb]);

describe('a board', () => {
  it('has its three themes of wood and stone in the table', () => expect(boards).toHaveLength(3));
  it.each(boards.map((b, i) => [i, b] as const))('theme %i: coordinates are read, plain and under the last move', (_i, [pale, dark, onPale, onDark, last]) => {
    for (const [text, ground] of [[onPale, pale], [onDark, dark]] as const) {
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      for (const part of [0.52, 0.72]) expect.soft(contrast(text, over(last, part, ground)), `under ${part} of the last move`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
