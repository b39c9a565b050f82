import type { Square } from '../board';
import { plays } from '../room/game';
import { ahead, awaited, fate, NONE, queued, reach, readPremove, type Premove, type Queue } from '../premove/premove';
import { Tabs } from '../premove/tabs';
import { key, t, tn } from '../words/words';
import type { RoomPage } from './room.svelte';

/** Premoves is the queue of moves that this page plays for us when they are due. No server knows of it; another tab, that there is one. */
export class Premoves {
  #room: RoomPage;
  #queue: Queue = $state.raw(NONE);
  #tabs: Tabs;

  constructor(room: RoomPage) {
    this.#room = room;
    this.#tabs = new Tabs(new BroadcastChannel(`rookery.premoves.${room.id}`), () => this.#elsewhere());
  }

  #base = $derived.by(() => awaited(this.#room.game.state));

  /** The position with our men where they would stand; undefined while no premove can be made. */
  fen = $derived.by(() => this.#base && ahead(this.#base.fen, this.moves));

  get moves(): readonly Premove[] {
    return this.#queue.moves;
  }

  reach(from: Square): Square[] {
    return this.fen ? reach(this.fen, from) : [];
  }

  add(uci: string): void {
    if (!this.#base) return;
    this.#queue = queued(this.#queue, this.#base, uci);
    this.#tabs.made();
    this.#room.ear.say({ text: t('Premove {move}', { move: this.moves.at(-1)!.san }) });
  }

  /** reads is the premove that a text means, if one can be made. */
  reads(text: string): string | undefined {
    const side = plays(this.#room.game.state);
    return this.fen && side && (readPremove(this.fen, side, text) ?? readPremove(this.fen, side, text.toLowerCase()));
  }

  /** type adds a move that was written, and gives the reason if it cannot. */
  type(text: string): string | undefined {
    const side = plays(this.#room.game.state);
    if (!this.fen || !side) return key('It is not your turn.');
    const uci = this.reads(text);
    if (uci) return void this.add(uci);
    return readPremove(this.fen, side, `${text.trim()}Q`) ? key('Say what the pawn becomes, as in e8=Q.') : key('No man of yours could go there.');
  }

  /** drop takes all of it back, and says whether there was anything. */
  drop(): boolean {
    if (this.moves.length === 0) return false;
    this.#queue = NONE;
    this.#room.ear.say({ text: t('Premoves cancelled') });
    return true;
  }

  end(): void {
    this.#tabs.end();
  }

  /** elsewhere leaves the queue to the tab where the reader is now. */
  #elsewhere(): void {
    if (this.moves.length === 0) return;
    this.#queue = NONE;
    this.#room.note(t('Premoves are made in another tab now'));
  }

  /** settle plays what is due; it is called after every frame. */
  settle(): void {
    const before = this.#queue;
    const { queue, play, illegal } = fate(before, this.#room.game.state);
    if (queue === before) return;
    this.#queue = queue;
    if (play) this.#room.move(play.uci, true);
    else if (illegal) this.#room.note(tn(before.moves.length, '{move} is not possible now: the premove is gone', '{move} is not possible now: {n} premoves are gone', { move: illegal.san }));
    else if (!this.#room.game.state.ended) this.#room.note(t('Premoves cancelled'));
  }
}
