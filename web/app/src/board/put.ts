import type { Place } from './square';

/** shift is the way from the top left square to a place, for something as big as a square. */
export const shift = ({ col, row }: Place): string => `translate(${col * 100}%, ${row * 100}%)`;

/** put stands something on its square, and then turns it as is said. */
export function put(el: HTMLElement, place: Place, then = ''): void {
  const transform = shift(place) + then;
  if (el.style.transform !== transform) el.style.transform = transform;
}
