/** The languages that the page speaks, and which of them the reader wants. */
import { keep, KEPT, kept } from '../kept';
import { speak } from './words';

/** Each language names itself. */
export const LANGUAGES = { en: 'English', sv: 'Svenska' } as const;
export type Language = keyof typeof LANGUAGES;

const known = (tag: string | undefined): Language | undefined => (Object.keys(LANGUAGES) as Language[]).find((l) => l === tag?.split('-')[0]!.toLowerCase());

/** wanted is the language to speak: the one chosen by hand, else the first of the browser's that is spoken here. */
export const wanted = (chosen: string | undefined, browser: readonly string[]): Language => known(chosen) ?? known(browser.find(known)) ?? 'en';

/** localeOf is how the reader writes times and numbers in a language: as in their country, if the browser says so. */
export const localeOf = (language: Language, browser: readonly string[]): string => browser.find((tag) => known(tag) === language) ?? language;

/** begin speaks a language; its words are fetched first. Where they cannot be had, it goes on in the one that was spoken. */
async function begin(language: Language): Promise<void> {
  const { words, hear } = language === 'sv' ? await import('./sv') : { words: {}, hear: undefined };
  speak(localeOf(language, navigator.languages), words, hear);
  document.documentElement.lang = language;
}

/** The name under which the choice is kept: another tab may make it. */
export const CHOSEN = `${KEPT}language`;

/** speakFirst speaks the reader's language, if it can be had. */
export async function speakFirst(): Promise<void> {
  const language = wanted(kept('language'), navigator.languages);
  // Times and numbers are the reader's also in English, for which there is nothing to wait for.
  await begin(language).catch(() => undefined);
}

/** choose speaks a language by the reader's hand, and remembers it. */
export async function choose(language: Language): Promise<void> {
  await begin(language);
  keep('language', language);
}
