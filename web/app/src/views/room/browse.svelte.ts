import type { Part } from '../../page/part.svelte';
import { ends, heldMove, mySide, pendingMove, type Game } from '../../room/game';
import { checked, positions, step, type Square } from '../../room/position';
import { asOf, pause } from '../../room/replay';
import { other, type Colour } from '../../wire';
import { untrack } from 'svelte';

/** What the board shows. */
interface View {
  fen: string;
  last?: [Square, Square];
  check?: Square;
}

/** Nothing is known yet: no men, rather than those of another game. */
const EMPTY = '8/8/8/8/8/8/8/8 w - - 0 1';

const squares = (uci: string | undefined) => (uci ? ends(uci) : undefined);

/** Browse is where in the game the reader looks, and from which side. */
export class Browse {
  /** Moves made in the position looked at; undefined while it is the live one. */
  #ply: number | undefined = $state();
  #flipped = $state(false);
  /** A finished game is being replayed. */
  playing = $state(false);
  #game: Part<Game>;

  constructor(game: Part<Game>) {
    this.#game = game;
    // What was looked at may have been taken back: then one looks at the live position, and stays there.
    $effect(() => {
      if (this.#ply !== undefined && this.past === undefined) this.#ply = undefined;
    });
    // The next move of a replay comes when its time is over, whatever else happens in the room.
    $effect(() => {
      const at = this.#at;
      if (!this.playing) return;
      if (at === undefined) {
        this.playing = false;
        return;
      }
      const id = setTimeout(() => this.#go(at + 1), untrack(() => pause(this.#game.state, at)));
      return () => clearTimeout(id);
    });
  }

  get past(): number | undefined {
    const ply = this.#ply;
    return ply === undefined || ply >= this.#game.state.moves.length ? undefined : ply;
  }

  /** The ply on view, past or live. */
  get ply(): number {
    return this.past ?? this.#game.state.moves.length;
  }

  #at = $derived.by(() => this.past);

  look(ply: number): void {
    this.playing = false;
    this.#go(ply);
  }

  #go(ply: number): void {
    const end = this.#game.state.moves.length;
    this.#ply = ply >= end ? undefined : Math.max(0, ply);
  }

  live(): void {
    this.playing = false;
    this.#ply = undefined;
  }

  /** play replays a finished game from where the reader is, or from its beginning, or holds on. */
  play(on = !this.playing): void {
    if (!this.#game.state.ended || !this.#game.state.moves.length) return;
    if (on && this.past === undefined) this.#go(0);
    this.playing = on;
  }

  /** again replays it from the beginning. */
  again(): void {
    this.look(0);
    this.play(true);
  }

  flip(): void {
    this.#flipped = !this.#flipped;
  }

  /** The side at the bottom. */
  get bottom(): Colour {
    const side = mySide(this.#game.state) ?? 'white';
    return this.#flipped ? other(side) : side;
  }

  #positions = $derived.by(() => {
    const g = this.#game.state;
    return this.past === undefined ? [] : positions(g.start?.fen, g.moves.map((m) => m.uci));
  });

  view: View = $derived.by(() => {
    const g = this.#game.state;
    const past = this.past;
    if (g.n === undefined) return { fen: EMPTY };
    if (past !== undefined) {
      const fen = this.#positions[past] ?? g.fen;
      return { fen, last: squares(g.moves[past - 1]?.uci), check: checked(fen) };
    }
    const pending = pendingMove(g) ?? heldMove(g);
    const ahead = pending?.uci ? step(g.fen, pending.uci) : undefined;
    if (ahead) return { fen: ahead.fen, last: squares(g.moves.at(-1)?.uci), check: checked(ahead.fen) };
    return { fen: g.fen, last: squares(g.moves.at(-1)?.uci), check: checked(g.fen) };
  });

  /** The game as it stands where the reader looks: of a finished one with the clocks of then; before the end clocks are those of now. */
  shown: Game = $derived.by(() => {
    const g = this.#game.state;
    return g.ended && this.past !== undefined ? asOf(g, this.past, this.view.fen) : g;
  });

  /** Our move that is not on disk yet, or has not been sent. */
  pending = $derived.by(() => (this.past === undefined ? squares((pendingMove(this.#game.state) ?? heldMove(this.#game.state))?.uci) : undefined));
}
