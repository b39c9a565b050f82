import { spelled } from '../clock/pace';
import type { Challenged } from '../wire';
import type { Notices } from './notices';
import { terms } from './open';

/** invitation says what a challenge to us is about, after its clock. */
export const invitation = (c: Challenged): string => terms(c, true);

/** spoken is the newest of what came for us, for the ear. */
export function spoken(n: Notices): string {
  const told = n.told.at(-1);
  if (told) return told.text;
  const c = n.challenges.at(-1);
  const a = n.answers.at(-1);
  if (a) return `${a.person.nick} would play your game. Answer under For you.`;
  return c ? `${c.from.nick} challenges you: ${spelled(c.control)}, ${invitation(c)}. Answer under For you.` : '';
}
