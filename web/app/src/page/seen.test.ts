import { expect, test } from 'vitest';
import { seeing } from './seen';

class View extends EventTarget {
  height = 664;
  scale = 1;
  becomes(height: number, scale = 1): void {
    Object.assign(this, { height, scale });
    this.dispatchEvent(new Event('resize'));
  }
}

test('the keyboard takes a part of the page, a pinch does not', () => {
  const view = new View();
  const told: number[] = [];
  const end = seeing(view as unknown as VisualViewport, (h) => told.push(h));
  view.becomes(374);
  view.becomes(332, 2);
  end();
  view.becomes(100);
  expect(told).toEqual([664, 374, 664]);
});
