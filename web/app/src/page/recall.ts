import { recalled } from '../chat/recalled';
import { plays } from '../room/game';
import type { RoomPage } from './room.svelte';

/**
 * recall asks for the log of who plays, which has what the snapshot with event n does not tell: that clocks stood, what was
 * offered. Its code is fetched by who comes to a game under way.
 */
export async function recall(room: RoomPage, n: number): Promise<void> {
  for (let before = n + 1; before > 1 && plays(room.game.state); ) {
    const answer = await room.line.ask({ t: 'history', d: { stream: 'game', before } });
    if (!answer || !('info' in answer) || answer.info.t !== 'page') return;
    const { events, more } = answer.info.d;
    room.talk.change((talk) => recalled(talk, events.filter((e) => e.s === 'game')));
    before = more ? events[0]!.n : 0;
  }
}
