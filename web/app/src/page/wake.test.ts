import { expect, it } from 'vitest';
import { keepAwake } from './wake';

const turn = () => new Promise((r) => setTimeout(r));

function page() {
  const heard = new Set<() => void>();
  const p = { visibilityState: 'visible' as DocumentVisibilityState, addEventListener: (_: string, f: unknown) => void heard.add(f as () => void), removeEventListener: (_: string, f: unknown) => void heard.delete(f as () => void) };
  const to = (state: DocumentVisibilityState) => {
    p.visibilityState = state;
    heard.forEach((f) => f());
    return turn();
  };
  return { p: p as never, to };
}

it('the screen is kept on, asked again on the way back, and let go at the end', async () => {
  const { p, to } = page();
  let [asked, let_go] = [0, 0];
  const end = keepAwake(p, { request: async () => ({ release: async () => void let_go++, n: asked++ }) });
  await turn();
  expect([asked, let_go]).toEqual([1, 0]);
  await to('hidden');
  expect(asked).toBe(1);
  await to('visible');
  expect(asked).toBe(2);
  end();
  expect(let_go).toBe(2);
  await to('visible');
  expect(asked).toBe(2);
});

it('a browser that refuses is left alone', async () => {
  const { p } = page();
  const end = keepAwake(p, { request: () => Promise.reject(new Error('low battery')) });
  await turn();
  end();
});
