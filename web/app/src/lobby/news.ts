import type { News } from './notices';
import type { SeekClosed } from '../wire';
import { key, t } from '../words/words';

/** What somebody who declines says with it; keys of sentences. */
export const REASONS: Record<NonNullable<SeekClosed['reason']>, string> = {
  later: key('not now'),
  generic: key('no challenges, please'),
  too_fast: key('too fast for me'),
  too_slow: key('too slow for me'),
  other_control: key('rather with another clock'),
  rated: key('rather a rated game'),
  casual: key('rather a casual game'),
  no_bot: key('not with a bot'),
};

/** told puts news into words. */
export function told(news: News): string {
  switch (news.is) {
    case 'no_rematch':
      return t('Your offer to play again was declined.');
    case 'declined': {
      const nick = news.nick ?? t('Somebody');
      return news.reason ? t('{nick} declined your challenge: “{reason}”.', { nick, reason: t(REASONS[news.reason]) }) : t('{nick} declined your challenge.', { nick });
    }
    case 'turned_down': {
      const nick = news.nick ?? t('The other player');
      return news.reason ? t('{nick} has chosen not to play this game with you: “{reason}”.', { nick, reason: t(REASONS[news.reason]) }) : t('{nick} has chosen not to play this game with you.', { nick });
    }
    case 'unanswered':
      return t('{nick} did not answer: your challenge has ended.', { nick: news.nick });
    case 'left':
      return t('{nick}’s challenge has ended: they have left, or play elsewhere.', { nick: news.nick });
    case 'withdrawn':
      return t('{nick} has taken the challenge back.', { nick: news.nick });
    case 'closed':
      return t('The game that you asked for is no longer open.');
  }
}
