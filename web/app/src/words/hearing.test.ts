import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signed } from '../../catalogues';
import { hearing } from './hearing';
import * as sv from './sv';
import { heard, known, sign, speak, type Catalogue } from './words';

const all: Catalogue = { ...sv.words, ...sv.heard, ...sv.closed };
const open = Object.entries(sv.heard).filter(([s]) => s.includes('{'));

beforeAll(() => speak('sv', { words: signed(Object.fromEntries(Object.entries(all).filter(([s]) => !(s in sv.heard) || !s.includes('{')))), hear: hearing(Object.fromEntries(open), known) }));
afterAll(() => speak('en', { words: {} }));

test.each([
  ['It is not your turn.', 'Du är inte vid draget.'],
  ['Nobody called jackdow is here. Did you mean jackdaw?', 'Ingen som heter jackdow är här. Menade du jackdaw?'],
  ['Nobody called jackdow is here.', 'Ingen som heter jackdow är här.'],
  ['There is no /resing. Did you mean /resign?', 'Det finns inget /resing. Menade du /resign?'],
  ['There is no such command. /help lists what there is.', 'Det finns inget sådant kommando. /help visar vad som finns.'],
  ['Nothing was changed. Write /mute nick minutes reason.', 'Inget ändrades. Skriv /mute namn minuter skäl.'],
  ['Not sent: you are muted for another 4 minutes. The reason given: 3 minutes of noise.', 'Inte skickat: du är tystad i 4 minuter till. Skälet som angavs: 3 minutes of noise.'],
  ['Not sent: this line has 612 characters, and 500 fit.', 'Inte skickat: raden har 612 tecken, och 500 får plats.'],
  ['toString', 'toString'],
  ['A sentence of a newer server.', 'A sentence of a newer server.'],
])('%s', (said, swedish) => expect(heard(said)).toBe(swedish));

describe('a name that gives a sentence the sign of another', () => {
  const signs = new Set(Object.keys(all).map(sign));
  /** striking is the first sentence, of a thousand and more with one name or another, that has the sign of one of ours. */
  const striking = (says: (name: string) => string) => {
    for (let i = 0; ; i++) if (signs.has(sign(says(`bird${i}`)))) return `bird${i}`;
  };
  const filled = (text: string, value: string) => text.replaceAll(/\{\w+\}/g, value);

  test.each(['jackdaw187', 'knot557', 'stork51'])('does not make it that one: %s', (nick) => {
    expect(signs).toContain(sign(`Nobody called ${nick} is here.`));
    expect(heard(`Nobody called ${nick} is here.`)).toBe(`Ingen som heter ${nick} är här.`);
  });

  test.each(open)('nor in any other that has a name in it: %s', (english, swedish) => {
    const name = striking((name) => filled(english, name));
    expect(heard(filled(english, name)).replace(/^./, (c) => c.toLowerCase())).toBe(filled(swedish, name).replace(/^./, (c) => c.toLowerCase()));
  });

  test('nor in two sentences that are one refusal', () => {
    const says = (name: string) => `Nobody called ${name} is here. Did you mean jackdaw?`;
    const name = striking(says);
    expect(heard(says(name))).toBe(`Ingen som heter ${name} är här. Menade du jackdaw?`);
  });
});
