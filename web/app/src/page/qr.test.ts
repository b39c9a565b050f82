import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qr } from './qr';

/** dark reads the path back into rows of modules. */
function dark({ size, d }: { size: number; d: string }): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, n] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) rows[Number(y)]!.fill(true, Number(x), Number(x) + Number(n));
  return rows;
}

describe('a QR code', () => {
  const url = 'https://chess.example.org/continue#q3Jt-_8xYzAbCdEfGhIjKl.magpie';

  it('is drawn module by module', () => expect(dark(qr(url))).toEqual(encode(url, { ecc: 'M', border: 0 }).data));

  it('has its three finders in their corners', () => {
    const rows = dark(qr(url));
    const n = rows.length;
    for (const [y, x] of [[0, 0], [0, n - 7], [n - 7, 0]] as const) {
      expect(rows[y]!.slice(x, x + 7)).toEqual(Array(7).fill(true));
      expect(rows[y + 1]!.slice(x, x + 7)).toEqual([true, ...Array(5).fill(false), true]);
    }
    expect((n - 17) % 4).toBe(0);
  });
});
