import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { contents, cut, reach, read, signed, type Sources } from '../../catalogues';
import { closed, heard, words } from './sv';
import { sign, type Catalogue } from './words';

/** site is a client of a few files: what each says, what comes with it, and what later. */
const site = (files: Record<string, [says: string, loads?: string, later?: string]>): Sources =>
  new Map(Object.entries(files).map(([file, [says, loads = '', later = '']]) => [file, { says: list(says), with: list(loads), later: list(later) }]));
const list = (names: string) => names.split(' ').filter(Boolean);
const brought = (files: Sources, begins: string[]) => Object.fromEntries([...cut(files, begins)].map(([part, says]) => [part, [...says].join(' ')]));

describe('a part of the client brings its sentences', () => {
  test('with all that is loaded with it, and without what is there already', () =>
    expect(brought(site({ lobby: ['Play', 'nav', 'dialog'], nav: ['Home', '', 'help'], help: ['Keys Home'], dialog: ['Create Play Close'] }), ['lobby']))
      .toEqual({ lobby: 'Play Home', dialog: 'Create Close', help: 'Keys' }));

  test('also those that are there on one way to it, and not on another', () =>
    expect(brought(site({ lobby: ['Play Name', '', 'menu'], room: ['Draw Name', '', 'menu'], menu: ['Name Play Draw Block'] }), ['lobby', 'room'])['menu'])
      .toBe('Play Draw Block'));

  test('when parts fetch each other, too', () =>
    expect(brought(site({ lobby: ['Name', '', 'room'], room: ['Draw Name', '', 'review'], review: ['Best Draw', '', 'room'] }), ['lobby']))
      .toEqual({ lobby: 'Name', room: 'Draw', review: 'Best' }));
});

describe('of two sentences with one sign', () => {
  test('the build is told', () =>
    expect(() => signed({ 'Play Ka5, then Rf8.': 'Spela Ka5, sedan Tf8.', 'Play Ka8, then Rd7.': 'Spela Ka8, sedan Td7.' })).toThrow('have one sign'));

  test('there are none in Swedish', () => expect(() => signed({ ...words, ...heard, ...closed })).not.toThrow());
});

describe('the client', () => {
  const files = read(join(import.meta.dirname, '..'));
  const modules = contents('sv', files);
  const said = (name: string) => (/words = (\{.*\});$/m.exec(modules.get(name) ?? '') ? (JSON.parse(RegExp.$1) as Catalogue) : {});

  test.each(['lobby', 'room', 'embed/main'])('of %s says all it begins with in Swedish, and why the line is closed', (begins) => {
    const needs = [...reach(files, `${begins}.ts`)].flatMap((file) => files.get(file)!.says);
    expect(needs.length).toBeGreaterThan(50);
    expect([...needs, ...Object.keys(closed)].filter((s) => !(sign(s) in said(begins.replace('/', '-'))))).toEqual([]);
  });

  test('has every sentence in one of its parts', () => {
    const all = new Set([...modules.keys()].flatMap((name) => Object.keys(said(name))));
    expect(Object.keys({ ...words, ...closed }).filter((s) => !all.has(sign(s)))).toEqual([]);
  });
});
