/** What happens in a room that is worth a sound or a buzz: a rule from one state of it to the next. */
import { hidden } from '../chat/entries';
import type { Talk } from '../chat/talk';
import { mySide, pendingMove, plays, turn, type Game } from '../room/game';
import { step } from '../room/position';
import type { Person } from '../wire';

/** What one can tell the change from. */
export interface Scene {
  game: Game;
  talk: Talk;
  blocked: readonly Person[];
}

type Moved = 'move' | 'capture' | 'check';

/** Something that has happened. Theirs is a move that our opponent has made. */
export type Happening = { is: Moved; theirs: boolean } | { is: 'refused' | 'offer' | 'whisper' | 'low' | 'start' | 'end' };

/** happened is what is new. What a snapshot brings to an empty page is history; only a game that begins is news even then. */
export function happened(before: Scene, after: Scene): Happening[] {
  const [was, is] = [before.game, after.game];
  const known = was.n !== undefined;
  const out: Happening[] = [];
  if (!begun(was) && begun(is) && mySide(is) && is.moves.length === 0) out.push({ is: 'start' });
  const own = pendingMove(is);
  if (own?.uci && own.cid !== pendingMove(was)?.cid) out.push({ is: kind(step(is.fen, own.uci)?.san), theirs: false });
  const last = is.moves.at(-1);
  // Our own has been heard when it was made.
  if (known && last && is.moves.length > was.moves.length && pendingMove(was)?.uci !== last.uci) out.push({ is: kind(last.san), theirs: mySide(is) === turn(is.fen) });
  if (is.refused?.what === 'move' && is.refused !== was.refused) out.push({ is: 'refused' });
  if (known && is.offer && is.offer.n !== was.offer?.n && is.offer.by !== is.you?.id && plays(is)) out.push({ is: 'offer' });
  if (known && is.ended && !was.ended) out.push({ is: 'end' });
  if (whispered(before, after)) out.push({ is: 'whisper' });
  return out;
}

const begun = (g: Game): boolean => g.n !== undefined && !!g.white && !!g.black && !g.ended;

function kind(san = ''): Moved {
  if (/[+#]$/.test(san)) return 'check';
  return san.includes('x') ? 'capture' : 'move';
}

function whispered(before: Scene, { talk, blocked }: Scene): boolean {
  const known = before.talk.known.whispers;
  return known !== undefined && talk.entries.some((e) => e.is === 'whisper' && e.n > known && e.from.id !== talk.you?.id && !hidden(e, blocked));
}
