import { expect, it } from 'vitest';
import { steady, type Row } from './steady';

const id = (s: string) => s;
const rows = (...items: string[]): Row<string>[] => items.map((item) => ({ item, gone: false }));
const written = (list: Row<string>[]) => list.map((r) => (r.gone ? `(${r.item})` : r.item)).join(' ');

it('a list is as it comes while nobody points at it', () => {
  expect(written(steady(rows('ann', 'bob'), ['cy', 'bob'], id, false))).toBe('cy bob');
});
it.each([
  ['one in the middle goes', ['ann', 'cy'], 'ann (bob) cy'],
  ['somebody comes at the top', ['dot', 'ann', 'bob', 'cy'], 'ann bob cy dot'],
  ['the order turns round', ['cy', 'bob', 'ann'], 'ann bob cy'],
  ['all go', [], '(ann) (bob) (cy)'],
])('under the pointer nothing moves when %s', (_, now, want) => {
  expect(written(steady(rows('ann', 'bob', 'cy'), now, id, true))).toBe(want);
});
it('who comes back has their place again', () => {
  const held = steady(rows('ann', 'bob'), ['bob'], id, true);
  expect(written(steady(held, ['bob', 'ann'], id, true))).toBe('ann bob');
});
it('a row shows what is new of it', () => {
  const before = [{ item: { id: '1', move: 3 }, gone: false }];
  expect(steady(before, [{ id: '1', move: 4 }], (g) => g.id, true)[0]!.item.move).toBe(4);
});
