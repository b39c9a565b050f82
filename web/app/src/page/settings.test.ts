import { describe, expect, it } from 'vitest';
import { chosen, names, SETTINGS, unusual, type Setting } from './settings';

const reading = (kept: Partial<Record<Setting, string>>) => chosen((name) => kept[name]);

describe('what the reader has set', () => {
  it('is the first choice of everything while nothing has been chosen', () => {
    expect(reading({})).toMatchObject({ theme: 'device', board: 'eggshell', pieces: 'cburnett', rail: true, blindfold: false, confirmMoves: false, volume: 60 });
    expect(unusual(reading({}))).toEqual({});
  });

  it('is read as it was kept, each in its own kind', () => {
    const now = reading({ board: 'slate', rail: 'false', volume: '0', blindfold: 'true' });
    expect(now).toMatchObject({ board: 'slate', rail: false, volume: 0, blindfold: true });
    expect(unusual(now)).toEqual({ board: 'slate', rail: 'false', volume: '0', blindfold: 'true' });
  });

  it.each([['board', 'marble'], ['volume', '61'], ['volume', ''], ['rail', 'yes'], ['pieces', 'toString']] as const)('is not taken from a kept %s "%s"', (name, text) => {
    expect(reading({ [name]: text })[name]).toBe(SETTINGS[name][0]);
  });

  it('comes back from every text it is kept as', () => {
    for (const name of names) for (const c of SETTINGS[name]) expect(reading({ [name]: String(c) })[name]).toBe(c);
  });
});
