import { expect, it, vi } from 'vitest';
import type { ServerFrame } from '../wire';
import { tell, type Listener } from './listener';

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
