import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { sprite } from '../../pieces/pieces';

const assets = join(dirname(createRequire(import.meta.url).resolve('cm-chessboard/package.json')), 'assets', 'pieces');
const source = readFileSync(join(assets, 'standard.svg'), 'utf8');

describe('the sprite of men', () => {
  it('holds twelve men in six columns and two rows, and their licence', () => {
    const svg = sprite(source);
    const places = [...svg.matchAll(/^<g transform="translate\((\d+) (\d+)\)">/gm)].map((m) => [Number(m[1]), Number(m[2])]);
    expect(places).toEqual([0, 40].flatMap((y) => [0, 40, 80, 120, 160, 200].map((x) => [x, y])));
    expect(svg).toContain('CC BY-SA 3.0');
    expect(svg).toContain('Cburnett');
    expect(svg).not.toMatch(/ id="/);
  });

  it('is not made of a set under another licence, or of one with a man missing', () => {
    expect(() => sprite(readFileSync(join(assets, 'staunty.svg'), 'utf8'))).toThrow('licence');
    expect(() => sprite(source.replace('id="bn"', 'id="xx"'))).toThrow('bn');
  });
});
