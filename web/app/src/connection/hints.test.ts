import { beforeEach, describe, expect, it } from 'vitest';
import { bindHints } from './hints';

describe('a line is given a hint', () => {
  let [page, sight] = [new EventTarget(), Object.assign(new EventTarget(), { visibilityState: 'visible' })];
  let hints = 0;
  let end = () => {};
  const after = (at: EventTarget, type: string) => {
    hints = 0;
    at.dispatchEvent(new Event(type));
    return hints;
  };

  beforeEach(() => {
    page = new EventTarget();
    sight = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    end = bindHints(page as never, sight as never, () => hints++);
  });

  it('when the network is back, seen or not', () => {
    expect(after(page, 'online')).toBe(1);
    sight.visibilityState = 'hidden';
    expect(after(page, 'online')).toBe(1);
  });

  it('when the page comes back out of the browser’s memory, or is looked at again', () => {
    expect(after(page, 'pageshow')).toBe(1);
    expect(after(sight, 'visibilitychange')).toBe(1);
  });

  it('but not by a page that is not seen', () => {
    sight.visibilityState = 'hidden';
    expect(after(page, 'pageshow')).toBe(0);
    expect(after(sight, 'visibilitychange')).toBe(0);
  });

  it('and none after its end', () => {
    end();
    expect(after(page, 'online') + after(page, 'pageshow') + after(sight, 'visibilitychange')).toBe(0);
  });
});
