/** The languages that the page speaks, and which of them the reader wants. */
import { keep, KEPT, kept } from '../kept';
import { learn, speak, type Part } from './words';

/** Each language names itself. */
export const LANGUAGES = { en: 'English', sv: 'Svenska' } as const;
export type Language = keyof typeof LANGUAGES;

const known = (tag: string | undefined): Language | undefined => (Object.keys(LANGUAGES) as Language[]).find((l) => l === tag?.split('-')[0]!.toLowerCase());

/** wanted is the language to speak: the one chosen by hand, else the first of the browser's that is spoken here. */
export const wanted = (chosen: string | undefined, browser: readonly string[]): Language => known(chosen) ?? known(browser.find(known)) ?? 'en';

/** localeOf is how the reader writes times and numbers in a language: as in their country, if the browser says so. */
export const localeOf = (language: Language, browser: readonly string[]): string => browser.find((tag) => known(tag) === language) ?? language;

/** A language as a document begins with it: what is said there, and how to have what other parts of the client say, by their signs. */
export interface Begun extends Part {
  parts: Readonly<Record<string, () => Promise<Part>>>;
}
/** Begins are the languages other than English, for one document. */
export type Begins = Readonly<Record<Exclude<Language, 'en'>, () => Promise<Begun>>>;

let begins: Begins;
let begun: Begun | undefined; // none of English, which is written where it is said
const here = new Set<string>(); // the parts that have come, which every language has to know

let latest = 0;

/**
 * begin speaks a language, and tells whether it does; its words are fetched first. Where they cannot be had, it goes on in
 * the one that was spoken, and so it does where another has been asked for meanwhile.
 */
async function begin(language: Language): Promise<boolean> {
  const mine = ++latest;
  const next = language === 'en' ? undefined : await begins[language]();
  let parts: (Part | undefined)[] = [];
  while (parts.length < here.size) parts = await Promise.all(Array.from(here, (part) => next?.parts[part]?.())); // those too that come meanwhile
  if (mine !== latest) return false;
  begun = next;
  speak(localeOf(language, navigator.languages), Object.assign({}, next, ...parts, { words: Object.assign({}, next?.words, ...parts.map((part) => part?.words)) }) as Part);
  document.documentElement.lang = language;
  return true;
}

/**
 * withWords is a part of the client together with its words. The build writes it around whatever is fetched later, so
 * that nothing is shown in English first.
 */
export async function withWords<M>(part: string, code: Promise<M>): Promise<M> {
  here.add(part);
  const language = begun;
  const words = language?.parts[part]?.().then((words) => {
    if (language === begun) learn(words);
  });
  return (await Promise.all([code, words]))[0];
}

/** understand fetches what the server's answers are in the reader's language. It need not be there before something is asked. */
export const understand = (): Promise<void> => withWords('heard', Promise.resolve());

/** The name under which the choice is kept: another tab may make it. */
export const CHOSEN = `${KEPT}language`;

/** speakFirst speaks the reader's language, if it can be had. */
export async function speakFirst(of: Begins = begins): Promise<void> {
  begins = of;
  const language = wanted(kept('language'), navigator.languages);
  // Times and numbers are the reader's also in English, for which there is nothing to wait for.
  await begin(language).catch(() => undefined);
}

/** choose speaks a language by the reader's hand, and remembers it. */
export async function choose(language: Language): Promise<void> {
  if (await begin(language)) keep('language', language);
}
