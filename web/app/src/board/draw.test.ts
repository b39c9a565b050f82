import { describe, expect, it } from 'vitest';
import { arrow, drawn, strokeOf } from './draw';

const keys = { shiftKey: false, altKey: false, ctrlKey: false };

describe('a drawing', () => {
  it('holds a shape until it is drawn again', () => {
    const one = drawn([], { from: 'e2', to: 'e4', stroke: 'whole' });
    const two = drawn(one, { from: 'e4', to: 'e4', stroke: 'whole' });
    expect(two).toHaveLength(2);
    expect(drawn(two, { from: 'e2', to: 'e4', stroke: 'whole' })).toEqual([{ from: 'e4', to: 'e4', stroke: 'whole' }]);
  });
  it('gives a shape another stroke', () => {
    const one = drawn([], { from: 'e2', to: 'e4', stroke: 'whole' });
    expect(drawn(one, { from: 'e2', to: 'e4', stroke: 'dotted' })).toEqual([{ from: 'e2', to: 'e4', stroke: 'dotted' }]);
  });
  it.each([
    ['no key', keys, 'whole'],
    ['Shift', { ...keys, shiftKey: true }, 'dashed'],
    ['Alt', { ...keys, altKey: true }, 'dotted'],
    ['Ctrl', { ...keys, ctrlKey: true }, 'dotted'],
  ] as const)('with %s is %s', (_, held, stroke) => expect(strokeOf(held)).toBe(stroke));

  it('has arrows that end in the square they point at', () => {
    expect(arrow([0.5, 0.5], [0.5, 3.5])).toEqual({ shaft: 'M0.5 0.8L0.5 3.05', head: 'M0.5 3.45L0.24 3.02L0.76 3.02Z' });
  });
});
