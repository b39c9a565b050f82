import { encode } from 'uqr';

/** A QR code as one path on a grid of `size` modules a side, without its margin. */
interface Qr {
  size: number;
  d: string;
}

/** The blank margin that a reader needs on each side, in modules (ISO/IEC 18004, 6.3.8). */
export const QUIET = 4;

/** qr draws a text; each run of dark modules in a row is one rectangle. */
export function qr(text: string): Qr {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const runs = data.flatMap((row, y) => [...row.map((dark) => (dark ? '1' : '0')).join('').matchAll(/1+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`));
  return { size, d: runs.join('') };
}
