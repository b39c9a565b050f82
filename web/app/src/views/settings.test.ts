import { expect, it } from 'vitest';
import { names, SETTINGS } from '../page/settings';
import { sections } from './settings';

const rows = sections().flatMap((s) => s.rows);

it('every setting is in the dialog, once', () => {
  expect(rows.map((r) => r.name).sort()).toEqual([...names].sort());
});

it.each(rows.map((r) => [r.name, r] as const))('every choice of %s can be told from the others by its word', (name, row) => {
  const words = Object.values(row.words ?? {});
  expect(new Set(words).size).toBe(words.length);
  if (row.words) expect(Object.keys(row.words)).toEqual([...SETTINGS[name]].map(String));
});
