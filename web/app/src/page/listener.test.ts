import { describe, expect, it, test, vi } from 'vitest';
import type { ServerFrame } from '../wire';
import { behind, holding, resuming, tell, type Held, type Listener } from './listener';

it('a listener that throws misses a frame alone, and hears the next', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const heard: string[] = [];
  const hears = (name: string, take = (): void => {}): Listener => ({
    take: (f) => {
      if ('t' in f && f.t === 'goaway') take();
      heard.push(name);
    },
    held: () => undefined,
  });
  const fault = new Error('of one part');
  const all = [hears('board'), hears('premoves', () => { throw fault; }), hears('talk')];
  const goaway: ServerFrame = { t: 'goaway', d: { ms: 1 } };
  tell(all, goaway, 0);
  expect(heard).toEqual(['board', 'talk']);
  expect(said.mock.calls).toEqual([[fault]]);
  tell(all, { t: 'heads', d: { heads: {} } }, 1);
  expect(heard.slice(2)).toEqual(['board', 'premoves', 'talk']);
});

describe('where a page goes on', () => {
  const held = (epoch: string | undefined, positions: Held['positions']): Held => ({ epoch, stale: false, positions });

  test('is told of all of its parts in one question', () => {
    expect(resuming([held('e', { game: 7 }), held('e', { chat: 3, whispers: 0 }), held('e', { notices: 12 })])).toBe('?epoch=e&game=7&chat=3&whispers=0&notices=12');
  });
  test('is the beginning for a page that holds nothing yet, and for a part with other data', () => {
    expect(resuming([held(undefined, {}), held(undefined, {})])).toBe('');
    expect(resuming([held(undefined, {}), held('new', { chat: 3 }), held('old', { notices: 12 })])).toBe('?epoch=new&chat=3');
  });
  test('a part that has broken is not among them', () => {
    const broken: Listener = { take: () => {}, held: () => undefined };
    const well: Listener = { take: () => {}, held: () => held('e', { game: 1 }) };
    expect(holding([broken, well])).toEqual([held('e', { game: 1 })]);
  });
});

describe('a page is behind', () => {
  const at = (positions: Held['positions']): Held[] => [{ stale: false, positions }];

  test('when it lacks what was told a round before, not what is told now', () => {
    expect(behind({}, { game: 5 }, at({ game: 4 }))).toBe(false);
    expect(behind({ game: 5 }, { game: 5 }, at({ game: 4 }))).toBe(true);
    expect(behind({ game: 5 }, { game: 6 }, at({ game: 5 }))).toBe(false);
  });
  test('not for streams that the round is not about, or that it does not hold', () => {
    expect(behind({ notices: 9 }, { game: 5 }, at({ notices: 8, game: 5 }))).toBe(false);
    expect(behind({ players: 9 }, { players: 9 }, at({ game: 5 }))).toBe(false);
  });
});
