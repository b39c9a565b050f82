/**
 * What the page says, in the reader's language. The English sentence is written where it is said and is the key of
 * every other catalogue.
 *
 * Decision: keys are sentences, as in gettext. English costs no bytes and reads in the code as on the page, and what a
 * catalogue lacks is still said in English. Rejected: names for sentences, which cost a lookup on each reading and
 * twice the bytes for most readers.
 * Decision: the catalogue is the one thing here that outlives its arguments. There is one reader to a page, and plain
 * functions deep in a reducer say sentences too.
 */

/** A catalogue: for each English sentence what to say; for one with a number, what to say by the plural's category. */
export type Catalogue = Readonly<Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>>;
export type Values = Readonly<Record<string, string | number>>;

let catalogue: Catalogue = $state.raw({});
let plural = new Intl.PluralRules('en');

/** speak changes the language of everything that is said from now on, also of what stands on the page. */
export function speak(language: string, words: Catalogue): void {
  plural = new Intl.PluralRules(language);
  catalogue = words;
}

/** t is a sentence in the reader's language, with {name} replaced by the value of that name. */
export function t(text: string, values?: Values): string {
  const found = catalogue[text];
  return filled(typeof found === 'string' ? found : text, values);
}

/** tn is a sentence about n things: one when there is one, other for every other number; {n} is the number. The catalogue's key is `other`. */
export function tn(n: number, one: string, other: string, values?: Values): string {
  const found = catalogue[other];
  const forms = typeof found === 'object' ? found : { one, other };
  return filled(forms[plural.select(n)] ?? forms.other ?? other, { n, ...values });
}

function filled(text: string, values: Values | undefined): string {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text;
}
