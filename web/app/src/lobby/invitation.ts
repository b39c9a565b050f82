import { spelled } from '../clock/pace';
import type { Challenged, OwnGame } from '../wire';
import { elsewhere } from './elsewhere';
import { told } from './news';
import type { Notices, Offered } from './notices';
import { terms } from './open';
import { listed, t } from '../words/words';

/** invitation says what a challenge to us is about, after its clock. */
export const invitation = (c: Challenged): string => terms(c, true);

/** again says what a rematch that is offered to us is about: its clock, if that changes, and what we play, if the colours do not just change. */
export const again = ({ control, side }: Offered): string =>
  listed([control && spelled(control), side && { white: t('you play Black'), black: t('you play White'), random: t('sides by lot') }[side]]);

/** spoken is the newest of what came for us, for the ear. */
export function spoken(n: Notices, offers: readonly Offered[] = [], game?: OwnGame): string {
  if (game) return elsewhere(game);
  const news = n.told.at(-1);
  if (news) return told(news);
  const c = n.challenges.at(-1);
  const r = offers.at(-1);
  const a = n.answers.at(-1);
  if (a) return t('{nick} would play your game. Answer under For you.', { nick: a.person.nick });
  if (r) return t('{nick} would play you again. Answer under For you.', { nick: r.from.nick });
  return c ? t('{nick} challenges you: {clock}, {terms}. Answer under For you.', { nick: c.from.nick, clock: spelled(c.control), terms: invitation(c) }) : '';
}
