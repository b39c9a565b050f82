/** Where birds sit on a wire. */

interface Perch {
  x: number;
  y: number;
  left: boolean;
  playing: boolean;
}

const groups = [3, 4, 2, 4, 3, 2, 3, 3];
const pitch = 22;
const gap = 22;

/** The wire hangs from (0, top) to (width, top) and is `sag` px lower in the middle. */
export const wireAt = (x: number, width: number, sag: number): number =>
  width > 0 ? 4 * sag * (x / width) * (1 - x / width) : 0;

/**
 * perches seats as many birds as there is room for between `from` and `to`, playing ones first, in loose groups; on a
 * straight wire they sit close and end at `to`. They sit the same way every time: nobody looks twice at a bird that stays.
 */
export function perches(playing: number, others: number, from: number, to: number, width: number, sag: number): Perch[] {
  const places: number[] = [];
  let x = from;
  for (let i = 0, group = 0, seated = 0; i < playing + others && x + pitch <= to; i++) {
    places.push(x);
    x += pitch;
    if (sag > 0 && ++seated === groups[group % groups.length]) {
      x += gap;
      seated = 0;
      group++;
    }
  }
  const push = sag > 0 ? 0 : to - x;
  // When not all find room, both sorts keep their share.
  const filled = places.length < playing + others ? Math.round((places.length * playing) / (playing + others)) : playing;
  return places.map((at, i) => ({
    x: at + push,
    y: wireAt(at + push + pitch / 2, width, sag),
    left: i % 3 === 1 || i % 11 === 8,
    playing: i < filled,
  }));
}
