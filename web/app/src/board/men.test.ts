import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { cburnett, letters, material } from '../../pieces/pieces';

const from = createRequire(import.meta.url);
const folder = (name: string) => dirname(from.resolve(`${name}/package.json`));
const assets = join(folder('cm-chessboard'), 'assets', 'pieces');
const source = readFileSync(join(assets, 'standard.svg'), 'utf8');
const icon = (word: string) => readFileSync(join(folder('@mdi/svg'), 'svg', `chess-${word}.svg`), 'utf8');

describe('a sprite of men', () => {
  it.each([
    ['Cburnett', cburnett(source), 'CC BY-SA 3.0'],
    ['Material', material(icon), 'Apache License 2.0'],
    ['Letters', letters(), 'MIT'],
  ])('of %s holds twelve men in six columns and two rows, and their licence', (name, svg, licence) => {
    const places = [...svg.matchAll(/^<g transform="translate\((\d+) (\d+)\)">/gm)].map((m) => [Number(m[1]), Number(m[2])]);
    expect(places).toEqual([0, 40].flatMap((y) => [0, 40, 80, 120, 160, 200].map((x) => [x, y])));
    expect(svg).toContain(name);
    expect(svg).toContain(licence);
    expect(svg).not.toMatch(/ id="/);
    expect(new Set(svg.match(/^<g .*/gm)).size, 'all of them differ').toBe(12);
  });

  it('is not made of a set under another licence, or of one with a man missing', () => {
    expect(() => cburnett(readFileSync(join(assets, 'staunty.svg'), 'utf8'))).toThrow('licence');
    expect(() => cburnett(source.replace('id="bn"', 'id="xx"'))).toThrow('bn');
    expect(() => material((word) => (word === 'rook' ? '<svg/>' : icon(word)))).toThrow('rook');
  });

  it('has a line in NOTICE', () => {
    const notice = readFileSync(new URL('../../../../NOTICE', import.meta.url), 'utf8');
    for (const set of ['Cburnett', 'Material', 'Letters']) expect(notice).toContain(`Chess pieces "${set}"`);
  });
});
