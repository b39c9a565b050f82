import { copy, readPgn } from '../../page/copy';
import type { Site } from '../../page/site.svelte';
import { key, t } from '../../words/words';

/** sharing is what a room gives away: its link, and its game. Each says what became of it. */
export function sharing(site: Site) {
  const give = async (copied: string, text: () => Promise<string>): Promise<boolean> => {
    try {
      const done = await copy(await text());
      site.say(done ? t(copied) : t('It could not be copied: this browser does not let the page.'));
      return done;
    } catch {
      site.say(t('It could not be read. Try again in a moment.'));
      return false;
    }
  };
  return {
    link: () => give(key('Link copied'), async () => location.href),
    pgn: (room: string) => give(key('PGN copied'), () => readPgn(room)),
    fen: (fen: string) => give(key('FEN copied'), async () => fen),
  };
}
