import { spelled } from '../clock/pace';
import type { Challenged } from '../wire';
import type { Notices } from './notices';
import { terms } from './open';
import { t } from '../words/words';

/** invitation says what a challenge to us is about, after its clock. */
export const invitation = (c: Challenged): string => terms(c, true);

/** spoken is the newest of what came for us, for the ear. */
export function spoken(n: Notices): string {
  const told = n.told.at(-1);
  if (told) return told.says();
  const c = n.challenges.at(-1);
  const a = n.answers.at(-1);
  if (a) return t('{nick} would play your game. Answer under For you.', { nick: a.person.nick });
  return c ? t('{nick} challenges you: {clock}, {terms}. Answer under For you.', { nick: c.from.nick, clock: spelled(c.control), terms: invitation(c) }) : '';
}
