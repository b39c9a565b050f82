import { ending } from '../room/ending';
import { START_FEN, takenBack } from '../room/game';
import { last } from '../room/position';
import type { GameEvent, GameSnapshot, Person } from '../wire';
import { unreachable } from '../wire';
import { add, type Entries, type Sign } from './entries';

/** What the talk knows of the game, to tell what happens at the board. */
export interface Board {
  /** The position, and the one the game began at if it is not the usual one. */
  fen: string;
  start?: string;
  seats: { white?: Person; black?: Person };
  /** Who made the offer that is open, for telling a withdrawal from a refusal. */
  offer?: { n: number; by: string };
}

/** opened takes the game as it stands. */
export function opened<T extends Entries & Board>(t: T, s: GameSnapshot): T {
  return { ...t, ply: s.moves.length, fen: s.fen, start: s.start.fen, seats: { white: s.start.white, black: s.start.black }, offer: s.offer };
}

/** happened tells in the chat what happened at the board. It does not check numbers: the game's own part does. */
export function happened<T extends Entries & Board>(t: T, e: GameEvent): T {
  const nick = (id?: string) => [t.seats.white, t.seats.black].find((p) => p?.id === id)?.nick;
  const name = nick(e.by) ?? 'Somebody';
  const tell = (sign: Sign, text: string) => add(t, { is: 'event', sign, text }, e.at);
  switch (e.t) {
    case 'start':
      return { ...t, fen: e.d.fen ?? START_FEN, start: e.d.fen, seats: { white: e.d.white, black: e.d.black } };
    case 'sat':
      return add({ ...t, seats: { ...t.seats, [e.d.side]: e.d.person } }, { is: 'event', sign: 'seat', text: `${e.d.person.nick} plays ${e.d.side}` }, e.at);
    case 'moved':
      return { ...t, ply: e.d.ply, fen: e.d.fen };
    case 'offered':
      return { ...tell(e.d.what, e.d.what === 'draw' ? `${name} offers a draw` : `${name} asks for a takeback`), offer: { n: e.n, by: e.by ?? '' } };
    case 'declined': {
      const withdrawn = t.offer?.n === e.d.offer && t.offer.by === e.by;
      if (withdrawn) return tell(e.d.what, e.d.what === 'draw' ? `${name} withdraws the draw offer` : `${name} no longer asks for a takeback`);
      return tell(e.d.what, e.d.what === 'draw' ? 'The draw is declined' : 'The takeback is declined');
    }
    case 'taken_back':
      return add({ ...t, ply: e.d.ply, fen: e.d.fen }, { is: 'event', sign: 'takeback', text: takenBack(e.d.ply, t.start, nick(t.offer?.by)) }, e.at);
    case 'time_given':
      return tell('time', `${name} gives ${e.d.ms / 1000} s`);
    case 'time_credited':
      return tell('time', `${t.seats[e.d.side]?.nick ?? e.d.side} has ${Math.floor(e.d.ms / 100) / 10} s back: the server had stalled`);
    case 'clock_stopped':
      return tell('clock', e.d.why === 'storage' ? 'Clocks stand still: moves cannot be saved now' : 'Clock stopped: server restart');
    case 'clock_started':
      return tell('clock', 'The clock runs again');
    case 'ended': {
      const end = ending(e.d, t.seats.white?.nick, t.seats.black?.nick, last(t.fen, e.d));
      return tell('flag', `${end.why}. ${end.title}.`);
    }
    default:
      return unreachable(e, t);
  }
}
