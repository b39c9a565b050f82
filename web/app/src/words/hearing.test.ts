import { expect, test } from 'vitest';
import { hearing } from './hearing';
import { heard } from './sv';

const table = new Map(Object.entries(heard));
const hear = hearing(Object.fromEntries([...table].filter(([s]) => s.includes('{'))), (text) => table.get(text));

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
])('%s', (said, swedish) => expect(hear(said)).toBe(swedish));
