import { spelled } from '../clock/pace';
import type { Challenged } from '../wire';
import { elsewhere } from './elsewhere';
import { told } from './news';
import type { Offered } from './notices';
import { terms } from './open';
import type { Waiting } from './waiting';
import { listed, t } from '../words/words';

/** invitation says what a challenge to us is about, after its clock. */
export const invitation = (c: Challenged): string => terms(c, true);

/** again says what a rematch that is offered to us is about: its clock, if that changes, and what we play, if the colours do not just change. */
export const again = ({ control, side }: Offered): string =>
  listed([control && spelled(control), side && { white: t('you play Black'), black: t('you play White'), random: t('sides by lot') }[side]]);

/** What is said of each thing that waits. */
type Said = { [K in Waiting['is']]: (d: Extract<Waiting, { is: K }>['d']) => string };

const say = (said: Said, w: Waiting): string => (said[w.is] as (d: Waiting['d']) => string)(w.d);

const SPOKEN: Said = {
  game: elsewhere,
  lead: () => '', // it says so itself
  challenge: (c) => t('{nick} challenges you: {clock}, {terms}. Answer under For you.', { nick: c.from.nick, clock: spelled(c.control), terms: invitation(c) }),
  answer: (a) => t('{nick} would play your game. Answer under For you.', { nick: a.person.nick }),
  rematch: (r) => t('{nick} would play you again. Answer under For you.', { nick: r.from.nick }),
  told,
};

const LABELS: Said = {
  game: () => t('Your game goes on'),
  lead: () => t('Following'),
  challenge: (c) => t('Challenge from {nick}', { nick: c.from.nick }),
  answer: (a) => t('{nick} would play your game', { nick: a.person.nick }),
  rematch: (r) => t('Rematch with {nick}', { nick: r.from.nick }),
  told: () => '', // it is one sentence and a button
};

/** spoken says for the ear what is the newest of all that waits, in the order in which it came. */
export const spoken = (all: readonly Waiting[]): string => all.map((w) => say(SPOKEN, w)).findLast(Boolean) ?? '';

/** label is by what name a thing that waits is found; undefined for what needs none. */
export const label = (w: Waiting): string | undefined => say(LABELS, w) || undefined;
