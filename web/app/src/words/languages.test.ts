import { describe, expect, it } from 'vitest';
import { localeOf, wanted, type Language } from './languages';

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
