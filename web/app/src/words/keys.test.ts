import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINAL_CODES, isFinal } from '../wire';
import { closing } from '../connection/closing';
import { source, sources } from './sources';
import { closed, heard, words } from './sv';

const all = sources();
const says = all.flatMap((s) => s.says);
const named = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!))].sort();
const forms = (entry: (typeof words)[string]): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry));

describe('the page', () => {
  test('says nothing that does not go through the catalogue', () => {
    expect(all.flatMap(({ file, bare }) => bare.map((text) => `${file}: ${text}`))).toEqual([]);
  });

  test('gives each sentence the values that are named in it, and no others', () => {
    const wrong = says.filter(({ key, values }) => values && String([...new Set(values.filter((v) => named(key).includes(v)))].sort()) !== String(named(key)));
    expect(wrong.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
  });

  test('is read as it is written: text, attributes, what is said in either case', () => {
    const { bare, says } = source('A.svelte', `<script lang="ts">let on = true;</script><p title="Two words" class="no words">One {on ? 'Three' : t('Four {n}', { n: 4 })}</p>`);
    expect(bare).toEqual(['Two words', 'One', 'Three']);
    expect(says).toEqual([{ file: 'A.svelte', key: 'Four {n}', values: ['n'] }]);
  });
});

describe('Swedish', () => {
  const keys = [...new Set(says.map((s) => s.key))];

  test('has every sentence of the page', () => expect(keys.filter((k) => !(k in words))).toEqual([]));

  test('has none that the page no longer says', () => expect(Object.keys(words).filter((k) => !keys.includes(k))).toEqual([]));

  test('says with each sentence what the English one does', () => {
    const wrong = Object.entries(words).filter(([key, entry]) => forms(entry).some((f) => String(named(f).filter((n) => typeof entry === 'string' || n !== 'n')) !== String(named(key).filter((n) => typeof entry === 'string' || n !== 'n'))));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  test('has a form for one and for many of what is counted', () => {
    const counted = says.filter((s) => s.one !== undefined).map((s) => s.key);
    expect(counted.filter((k) => Object.keys(words[k] ?? {}).sort().join() !== 'one,other')).toEqual([]);
  });

  test('shouts nowhere', () => expect([...Object.values(words), ...Object.values(heard), ...Object.values(closed)].flatMap(forms).filter((w) => w.includes('!'))).toEqual([]));
});

describe('what the server says', () => {
  const marked = (text: string) => text.replaceAll(/\{\w+\}|%s/g, '…').trim();
  const known = Object.keys({ ...heard, ...closed }).map(marked);
  const golden = readFileSync(join(import.meta.dirname, '../../../../testdata/wire/sentences.txt'), 'utf8').split('\n').filter(Boolean);

  test('is known in Swedish, every sentence', () => expect(golden.filter((s) => !known.includes(marked(s)))).toEqual([]));

  test('when it closes the line for good, too', () => {
    const codes = Object.keys(FINAL_CODES).map(Number);
    expect(codes.every(isFinal)).toBe(true);
    const final = codes.map((code) => closing(code, ''));
    expect(final.filter((c) => !c.again && !(c.why in closed))).toEqual([]);
  });

  test('has as many names and numbers in Swedish', () => {
    expect(Object.entries(heard).filter(([english, swedish]) => String(named(english)) !== String(named(swedish))).map(([english]) => english)).toEqual([]);
  });
});
