import { describe, expect, it, vi } from 'vitest';
import { once } from './once';

describe('what is loaded once', () => {
  it('is not loaded again', async () => {
    const load = vi.fn(async () => 'a view');
    const view = once(load);
    expect([await view(), await view()]).toEqual(['a view', 'a view']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is not loaded at all if it came with the document', () => {
    const load = vi.fn(async () => 'a view');
    expect(once(load, 'it')()).toBe('it');
    expect(load).not.toHaveBeenCalled();
  });

  it('is not loaded again if it gives nothing', async () => {
    const load = vi.fn(async () => undefined);
    const begun = once(load);
    expect([await begun(), await begun()]).toEqual([undefined, undefined]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is loaded again after it could not be', async () => {
    const load = vi.fn(async () => 'a view').mockRejectedValueOnce(new Error('offline'));
    const view = once(load);
    await expect(view()).rejects.toThrow('offline');
    expect(await view()).toBe('a view');
  });

  it('is there at once when it has come', async () => {
    const view = once(async () => 'a view');
    await view();
    expect(view()).toBe('a view');
  });
});
