import { describe, expect, it } from 'vitest';

import { walk } from './keys';
import { choiceOf } from './promote';
import type { Color, Square } from './square';

describe('walking by keyboard', () => {
  const cases: [string, Square, Color, Square][] = [
    ['ArrowUp', 'e4', 'white', 'e5'],
    ['ArrowUp', 'e4', 'black', 'e3'],
    ['ArrowLeft', 'e4', 'white', 'd4'],
    ['ArrowLeft', 'e4', 'black', 'f4'],
    ['ArrowRight', 'h4', 'white', 'h4'],
    ['ArrowDown', 'a1', 'white', 'a1'],
    ['Home', 'e4', 'white', 'a4'],
    ['Home', 'e4', 'black', 'h4'],
    ['End', 'e4', 'white', 'h4'],
    ['PageUp', 'e4', 'white', 'e8'],
    ['PageDown', 'e4', 'black', 'e8'],
  ];
  it.each(cases)('%s from %s, seen by %s, leads to %s', (key, from, side, to) => {
    expect(walk(key, from, side)).toBe(to);
  });

  it.each(['Enter', ' ', 'f', 'constructor'])('%s does not walk', (key) => {
    expect(walk(key, 'e4', 'white')).toBeUndefined();
  });
});

describe('promotion keys', () => {
  it.each([['q', 'q'], ['R', 'r'], ['b', 'b'], ['N', 'n'], ['k', undefined], ['Enter', undefined]] as const)('%s means %s', (key, man) => {
    expect(choiceOf(key)).toBe(man);
  });
});
