import { describe, expect, it } from 'vitest';

import { perches, wireAt } from './wire';

describe('birds on a wire', () => {
  it('that hangs are all on it, the playing ones first', () => {
    const birds = perches(14, 8, 250, 900, 900, 9);
    expect(birds).toHaveLength(22);
    expect(birds.map((b) => b.playing)).toEqual([...Array(14).fill(true), ...Array(8).fill(false)]);
    for (const b of birds) expect(b.y).toBeCloseTo(wireAt(b.x + 11, 900, 9));
  });

  it('never leave it: where there is no room, both sorts keep their share', () => {
    const birds = perches(300, 100, 0, 400, 400, 0);
    expect(birds.every((b) => b.x >= 0 && b.x + 22 <= 400)).toBe(true);
    expect(birds.filter((b) => b.playing).length / birds.length).toBeCloseTo(0.75, 1);
    expect(perches(3, 3, 100, 90, 120, 0)).toEqual([]);
  });

  it('that is straight sit close and end at its end', () => {
    const birds = perches(0, 7, 0, 400, 400, 0);
    expect(birds.at(-1)!.x).toBe(378);
    expect(birds.every((b) => b.y === 0)).toBe(true);
  });
});
