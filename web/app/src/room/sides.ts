import type { Colour, Side } from '../wire';
import { t } from '../words/words';

/** sideName is a side as the name of who plays it: "White". */
export const sideName = (c: Colour): string => (c === 'white' ? t('White') : t('Black'));

/** choice is a side as one chooses it: "White", "By lot". */
export const choice = (s: Side): string => (s === 'random' ? t('By lot') : sideName(s));

/** lowSide is a side as an attribute: "white". */
export const lowSide = (c: Colour): string => (c === 'white' ? t('white') : t('black'));
