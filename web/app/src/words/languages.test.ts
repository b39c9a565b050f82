import { beforeEach, describe, expect, it, vi } from 'vitest';
import { localeOf, wanted, type Begun, type Language } from './languages';
import { sign, type Part } from './words';

describe('the language that is spoken', () => {
  it.each<[chosen: string | undefined, browser: string[], language: Language]>([
    [undefined, ['sv-FI', 'en'], 'sv'],
    [undefined, ['de-AT', 'SV'], 'sv'],
    [undefined, ['de', 'fr'], 'en'],
    [undefined, [], 'en'],
    ['en', ['sv'], 'en'],
    ['sv', ['en-GB'], 'sv'],
    ['xx', ['sv'], 'sv'],
  ])('chosen %s in a browser of %j is %s', (chosen, browser, language) => expect(wanted(chosen, browser)).toBe(language));
});

describe('times and numbers are written', () => {
  it.each<[language: Language, browser: string[], locale: string]>([
    ['en', ['en-GB', 'en'], 'en-GB'],
    ['en', ['de-AT', 'en-CA'], 'en-CA'],
    ['sv', ['en-GB', 'sv-FI'], 'sv-FI'],
    ['sv', ['en-GB'], 'sv'],
    ['en', [], 'en'],
  ])('in %s of a browser of %j as in %s', (language, browser, locale) => expect(localeOf(language, browser)).toBe(locale));
});

describe('a page whose words come in parts', () => {
  /** fetched is something that comes when it is told to, or fails. */
  const fetched = <T>(what: T) => {
    let [come, fail] = [() => {}, () => {}];
    const promise = new Promise<T>((resolve, reject) => ([come, fail] = [() => resolve(what), () => reject(new Error('offline'))]));
    return { get: vi.fn(() => promise), come, fail };
  };
  const says = (english: string, swedish: string): Part => ({ words: { [sign(english)]: swedish } });

  const stored = new Map<string, string>();
  const document = { documentElement: { lang: 'en' } };
  beforeEach(() => {
    vi.resetModules();
    stored.clear();
    vi.stubGlobal('localStorage', { getItem: (k: string) => stored.get(k) ?? null, setItem: (k: string, v: string) => void stored.set(k, v) });
    vi.stubGlobal('navigator', { languages: ['en'] });
    vi.stubGlobal('document', document);
    return () => vi.unstubAllGlobals();
  });

  /** open is a page in English, for which Swedish waits until it is let come; of its parts two do, and what the server says does not. */
  const open = async () => {
    const parts = { talk: fetched(says('Talk', 'Prat')), menu: fetched(says('Block', 'Blockera')) };
    const heard: Part = { words: {}, hear: (text) => text.replace('Nobody called', 'Ingen som heter') };
    const sv = fetched<Begun>({ ...says('Play', 'Spela'), parts: { talk: parts.talk.get, menu: parts.menu.get, heard: async () => heard } });
    const [page, words] = [await import('./languages'), await import('./words')];
    await page.speakFirst({ sv: sv.get });
    return { ...page, ...words, sv, parts, now: () => [document.documentElement.lang, stored.get('rookery.language'), words.t('Play')] };
  };

  it('speaks the language that was chosen last, whichever comes first', async () => {
    const { choose, sv, now } = await open();
    const first = choose('sv');
    await choose('en');
    sv.come();
    await first;
    expect(now()).toEqual(['en', 'en', 'Play']);
    await choose('sv');
    expect(now()).toEqual(['sv', 'sv', 'Spela']);
  });

  it('goes on in what it spoke, and keeps no choice, when the words cannot be had', async () => {
    const { choose, sv, now } = await open();
    sv.fail();
    await expect(choose('sv')).rejects.toThrow('offline');
    expect(now()).toEqual(['en', undefined, 'Play']);
  });

  it('has the words of every part that is there, fetched at once, and of those that come meanwhile', async () => {
    const { choose, withWords, sv, parts, t } = await open();
    expect(await withWords('talk', Promise.resolve('code'))).toBe('code');
    await withWords('menu', Promise.resolve());
    const chosen = choose('sv');
    sv.come();
    await vi.waitFor(() => expect([parts.talk.get.mock.calls.length, parts.menu.get.mock.calls.length]).toEqual([1, 1]));
    const heard = withWords('heard', Promise.resolve());
    parts.menu.come();
    parts.talk.come();
    await Promise.all([chosen, heard]);
    expect([t('Play'), t('Talk'), t('Block')]).toEqual(['Spela', 'Prat', 'Blockera']);
    const { heard: hears } = await import('./words');
    expect(hears('Nobody called jackdow is here.')).toBe('Ingen som heter jackdow is here.');
  });

  it('learns what a part says before it shows it, and what the server says', async () => {
    const { choose, withWords, understand, sv, parts, t, heard } = await open();
    sv.come();
    await choose('sv');
    parts.talk.come();
    await withWords('talk', Promise.resolve());
    expect([t('Play'), t('Talk')]).toEqual(['Spela', 'Prat']);
    await understand();
    expect(heard('Nobody called jackdow is here.')).toBe('Ingen som heter jackdow is here.');
  });

  it('learns nothing of a language that is no longer spoken', async () => {
    const { choose, withWords, sv, parts, t } = await open();
    sv.come();
    await choose('sv');
    const talk = withWords('talk', Promise.resolve());
    await choose('en');
    parts.talk.come();
    await talk;
    expect(t('Talk')).toBe('Talk');
  });
});
