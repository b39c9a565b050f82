import { spelled } from '../clock/pace';
import type { OwnGame } from '../wire';
import { t } from '../words/words';

/** elsewhere says that a game of ours goes on in another room. */
export const elsewhere = ({ opponent: { nick }, control }: OwnGame): string => t('Your game goes on against {nick}, {clock}', { nick, clock: spelled(control) });
