import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const zone = process.env.TZ;
beforeEach(() => vi.resetModules()); // a language's formats are made once
afterEach(() => {
  process.env.TZ = zone;
});

/** here is a page where the reader is. */
async function here(tz: string): Promise<{ times: (at: Date) => string[]; speak: (locale: string) => void }> {
  process.env.TZ = tz;
  const [{ clockTime, dayTime }, { speak }] = [await import('./when'), await import('./words')];
  return { times: (at) => [clockTime(at), dayTime(at).replace(/\s/g, ' ')], speak: (locale) => speak(locale, { words: {} }) };
}

describe('a time', () => {
  const late = new Date('2026-01-02T20:04:05Z');

  it.each([
    ['UTC', '20:04', 'Jan 2, 2026, 8:04:05 PM'],
    ['Asia/Kolkata', '01:34', 'Jan 3, 2026, 1:34:05 AM'],
    ['America/New_York', '15:04', 'Jan 2, 2026, 3:04:05 PM'],
  ])('is written as it is in %s, where the reader is', async (tz, ...written) => expect((await here(tz)).times(late)).toEqual(written));

  it('is written as the reader’s language writes it, at once when that changes', async () => {
    const { times, speak } = await here('Europe/Stockholm');
    expect(times(late)).toEqual(['21:04', 'Jan 2, 2026, 9:04:05 PM']);
    speak('sv');
    expect(times(late)).toEqual(['21:04', '2 jan. 2026 21:04:05']);
  });

  it('of midnight is no hour of the day before', async () => expect((await here('UTC')).times(new Date('2026-01-02T00:00:00Z'))[0]).toBe('00:00'));
});
