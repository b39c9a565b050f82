import { ending } from '../room/ending';
import { START_FEN, takenBack } from '../room/game';
import { last } from '../room/position';
import { sideName } from '../room/sides';
import type { GameEvent, GameSnapshot, Person } from '../wire';
import { follows, unreachable } from '../wire';
import { key, t } from '../words/words';
import { add, type Entries, type Sign } from './entries';

/** What the talk knows of the game, to tell what happens at the board. */
export interface Board {
  /** The position, and the one the game began at if it is not the usual one. */
  fen: string;
  start?: string;
  seats: { white?: Person; black?: Person };
  /** Who made the offer that is open, for telling a withdrawal from a refusal. */
  offer?: { n: number; by: string };
  /** The number of the last event that was told; undefined before the first. */
  n?: number;
  /** The one that was the last when the view was cleared. */
  cleared?: number;
}

/** opened takes the game as it stands. */
export function opened<T extends Entries & Board>(t: T, s: GameSnapshot): T {
  return { ...t, n: s.n, ply: s.moves.length, fen: s.fen, start: s.start.fen, seats: { white: s.start.white, black: s.start.black }, offer: s.offer };
}

/** happened tells in the chat what happened at the board, each thing once: what shows a gap comes again with what was missed. */
export const happened = <T extends Entries & Board>(talk: T, e: GameEvent): T =>
  talk.n === undefined || follows(talk.n, e.n) === 'next' ? next({ ...talk, n: e.n }, e) : talk;

function next<T extends Entries & Board>(talk: T, e: GameEvent): T {
  const by = (id?: string) => [talk.seats.white, talk.seats.black].find((p) => p?.id === id)?.nick;
  const nick = () => by(e.by) ?? t('Somebody');
  const tell = (sign: Sign, says: () => string, then: T = talk) => add(then, { is: 'event', sign, says }, e.at);
  switch (e.t) {
    case 'start':
      return { ...talk, fen: e.d.fen ?? START_FEN, start: e.d.fen, seats: { white: e.d.white, black: e.d.black } };
    case 'sat': {
      const { side, person: { nick } } = e.d;
      return tell('seat', () => (side === 'white' ? t('{nick} plays white', { nick }) : t('{nick} plays black', { nick })), { ...talk, seats: { ...talk.seats, [side]: e.d.person } });
    }
    case 'moved':
      return { ...talk, ply: e.d.ply, fen: e.d.fen };
    case 'offered': {
      const text = e.d.what === 'draw' ? key('{nick} offers a draw') : key('{nick} asks for a takeback');
      return { ...tell(e.d.what, () => t(text, { nick: nick() })), offer: { n: e.n, by: e.by ?? '' } };
    }
    case 'declined': {
      const draw = e.d.what === 'draw';
      const withdrawn = talk.offer?.n === e.d.offer && talk.offer.by === e.by;
      if (!withdrawn) return tell(e.d.what, () => (draw ? t('The draw is declined') : t('The takeback is declined')));
      return tell(e.d.what, () => (draw ? t('{nick} withdraws the draw offer', { nick: nick() }) : t('{nick} no longer asks for a takeback', { nick: nick() })));
    }
    case 'taken_back': {
      const asker = by(talk.offer?.by);
      return tell('takeback', () => takenBack(e.d.ply, talk.start, asker), { ...talk, ply: e.d.ply, fen: e.d.fen });
    }
    case 'time_given':
      return tell('time', () => t('{nick} gives {n} s', { nick: nick(), n: e.d.ms / 1000 }));
    case 'time_credited':
      return tell('time', () => t('{nick} has {n} s back: the server had stalled', { nick: talk.seats[e.d.side]?.nick ?? sideName(e.d.side), n: Math.floor(e.d.ms / 100) / 10 }));
    case 'clock_stopped':
      return tell('clock', () => (e.d.why === 'storage' ? t('Clocks stand still: moves cannot be saved now') : t('Clock stopped: server restart')));
    case 'clock_started':
      return tell('clock', () => t('The clock runs again'));
    case 'ended': {
      const left = last(talk.fen, e.d);
      return tell('flag', () => {
        const { why, title } = ending(e.d, talk.seats.white?.nick, talk.seats.black?.nick, left);
        return t('{why}. {result}.', { why, result: title });
      });
    }
    default:
      return unreachable(e, talk);
  }
}
