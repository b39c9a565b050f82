import { copy, readPgn } from '../../page/copy';
import type { Site } from '../../page/site.svelte';

/** sharing is what a room gives away: its link, and its game. Each says what became of it. */
export function sharing(site: Site) {
  const give = async (what: string, text: () => Promise<string>): Promise<boolean> => {
    try {
      const done = await copy(await text());
      site.say(done ? `${what} copied` : `${what} could not be copied: this browser does not let the page.`);
      return done;
    } catch {
      site.say(`${what} could not be read. Try again in a moment.`);
      return false;
    }
  };
  return {
    link: () => give('Link', async () => location.href),
    pgn: (room: string) => give('PGN', () => readPgn(room)),
    fen: (fen: string) => give('FEN', async () => fen),
  };
}
