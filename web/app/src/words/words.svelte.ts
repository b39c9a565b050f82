/** The words as views say them: what stands on the page is said anew when the language changes. */
import { locale, within, type Spoken } from './words';

export * from './words';

class Cell {
  now: Spoken = $state.raw() as unknown as Spoken;
}

within(new Cell());

/** tongue is the language that is spoken, without its country. */
export const tongue = (): string => locale().split('-')[0]!;
