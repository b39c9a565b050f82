/**
 * What the page says, in the reader's language. The English sentence is written where it is said and is the key of
 * every other catalogue.
 *
 * Decision: keys are sentences, as in gettext. English costs no bytes and reads in the code as on the page, and what a
 * catalogue lacks is still said in English. Rejected: names for sentences, which cost a lookup on each reading and
 * twice the bytes for most readers.
 * Decision: a sentence is whole, with named values in it, because words stand in another order elsewhere; what has a
 * part in bold, or a link, is put together by views/Sentence.svelte. Rejected: a meaning beside the key, for an English
 * word that is two in another language: so far none is, and such a sentence is better written so that it is clear.
 * Decision: a catalogue as it is loaded has a sign in place of each sentence, and is cut by what is loaded together
 * (../../catalogues.ts), so that Swedish costs what Swedish is. Translators write the sentence.
 * Decision: the language is the one thing here that outlives its arguments. There is one reader to a page, and plain
 * functions deep in a reducer say sentences too. This file knows no framework, so that the board in a frame can do
 * without one; words.svelte.ts makes it known to views when the language changes.
 */

/** A catalogue: for each English sentence, or its sign, what to say; for one with a number, what to say by the plural's category. */
export type Catalogue = Readonly<Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>>;
export type Values = Readonly<Record<string, string | number>>;

/** A language that is spoken: its words, what it makes of the server's sentences, and the locale by which times and numbers are written. */
export interface Spoken {
  locale: string;
  words: Record<string, Catalogue[string]>;
  hear: (text: string) => string;
  plural: Intl.PluralRules;
  numbers: Intl.NumberFormat;
}

const spoken = (locale: string, words: Catalogue, hear = (text: string) => text): Spoken => ({
  locale,
  words,
  hear,
  plural: new Intl.PluralRules(locale),
  numbers: new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 2 }),
});

let cell = { now: spoken('en', {}) };

/** within has the language kept in a cell that tells who reads it of a change. */
export function within(other: { now: Spoken }): void {
  other.now = cell.now;
  cell = other;
}

/** What part of the client says, by signs, and what it makes of the server's sentences that have names or numbers in them. */
export interface Part {
  words: Catalogue;
  hear?: Spoken['hear'];
}

/** speak changes the language of everything that is said from now on, also of what stands on the page. */
export function speak(locale: string, { words, hear }: Part): void {
  cell.now = spoken(locale, { ...words }, hear);
}

/** learn adds what a part says, which is not on the page yet; what has been heard is said anew. */
export function learn({ words, hear }: Part): void {
  Object.assign(cell.now.words, words);
  if (hear) cell.now = { ...cell.now, hear };
}

/** sign is what a catalogue knows an English sentence by. */
export function sign(text: string): string {
  let sum = 5381;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum, 33) ^ text.charCodeAt(i);
  return ((sum >>> 0) % 36 ** 4).toString(36);
}

const found = (text: string) => cell.now.words[sign(text)];

/** locale is that of the language that is spoken, for what the browser itself writes. */
export const locale = (): string => cell.now.locale;

/** known is what is said for a sentence, if it is known. */
export function known(text: string): string | undefined {
  const said = found(text);
  return typeof said === 'string' ? said : undefined;
}

/** t is a sentence in the reader's language, with {name} replaced by the value of that name. */
export function t(text: string, values?: Values): string {
  return filled(known(text) ?? text, values);
}

/** tn is a sentence about n things: one when there is one, other for every other number; {n} is the number. The catalogue's key is `other`. */
export function tn(n: number, one: string, other: string, values?: Values): string {
  const said = found(other);
  const forms = typeof said === 'object' ? said : { one, other };
  return filled(forms[cell.now.plural.select(n)] ?? forms.other ?? other, { n, ...values });
}

/**
 * heard is what was said in English, in the reader's language when it is shown: by the server, or by the page, which keeps
 * the key of what it refuses as long as it stands there. What is not known stays as it is. The server's sentences are
 * asked first, for there may be a name in it, by which its sign could be that of another sentence.
 */
export function heard(text: string): string {
  const said = cell.now.hear(text);
  return said === text ? (known(text) ?? text) : said;
}

/** key marks a sentence of a table, which is said later, by t. */
export const key = <S extends string>(text: S): S => text;

/** listed is a list of phrases that stand for themselves: "Blitz, casual, sides by lot". What is missing is left out. */
export const listed = (parts: readonly (string | number | false | null | undefined)[]): string => parts.filter(Boolean).join(t(', '));

function filled(text: string, values: Values | undefined): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === 'number' ? cell.now.numbers.format(value) : value;
  });
}
