import type { Phase } from '../connection/connection';
import { ending } from '../room/ending';
import { turn, type Game } from '../room/game';
import { CLOSE_NO_ROOM } from '../wire';
import { heard, t } from '../words/words';

/** says is the line under the board of a frame: how the game stands, or why there is nothing to see. */
export function says(g: Game, phase: Phase): string {
  if (phase.is === 'closed') return heard(phase.why);
  if (g.n === undefined) return t('Opening the game');
  if (g.ended) {
    const { score, why } = ending(g.ended, g.white?.nick, g.black?.nick, { toMove: turn(g.fen) });
    return `${score} · ${why}`;
  }
  if (phase.is !== 'open') return t('Reconnecting');
  if (g.stopped) return t('The clocks stand still');
  if (!g.white || !g.black) return t('One seat is free');
  const last = g.moves.at(-1);
  return last ? t('Live · {move}', { move: last.san }) : t('Live · the game begins');
}

/** missing tells whether there is no such room, and so nowhere to go from the frame. */
export const missing = (g: Game, phase: Phase): boolean => g.n === undefined && phase.is === 'closed' && phase.code === CLOSE_NO_ROOM;

/** sideOf reads which side an address wants to see from below; White unless it asks for Black. */
export const sideOf = (query: string): 'white' | 'black' => (new URLSearchParams(query).get('side') === 'black' ? 'black' : 'white');

/** roomOf is the room that an address embeds, and the address of its page. */
export function roomOf(path: string): string {
  return decodeURIComponent(/^\/embed\/([^/]+)\/?$/.exec(path)?.[1] ?? '');
}
