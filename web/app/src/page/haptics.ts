import type { Happening } from '../sound/happened';

/** buzz is how the device shakes at what has happened, in ms on and off; undefined if it does not. */
export function buzz(h: Happening): number[] | undefined {
  switch (h.is) {
    case 'refused':
      return [40, 60, 40];
    case 'low':
      return [120];
    case 'move':
    case 'capture':
    case 'check':
      return h.theirs ? [30] : undefined;
    default:
      return undefined;
  }
}
