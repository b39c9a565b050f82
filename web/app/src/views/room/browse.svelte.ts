import type { Part } from '../../page/part.svelte';
import { ends, mySide, pendingMove, type Game } from '../../room/game';
import { checked, positions, step, type Square } from '../../room/position';
import { other, type Colour } from '../../wire';

/** What the board shows. */
export interface View {
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
  #game: Part<Game>;

  constructor(game: Part<Game>) {
    this.#game = game;
    // What was looked at may have been taken back: then one looks at the live position, and stays there.
    $effect(() => {
      if (this.#ply !== undefined && this.past === undefined) this.#ply = undefined;
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

  look(ply: number): void {
    const end = this.#game.state.moves.length;
    this.#ply = ply >= end ? undefined : Math.max(0, ply);
  }

  live(): void {
    this.#ply = undefined;
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
    const pending = pendingMove(g);
    const ahead = pending?.uci ? step(g.fen, pending.uci) : undefined;
    if (ahead) return { fen: ahead.fen, last: squares(g.moves.at(-1)?.uci), check: checked(ahead.fen) };
    return { fen: g.fen, last: squares(g.moves.at(-1)?.uci), check: checked(g.fen) };
  });

  /** Our move that is not on disk yet. */
  pending = $derived.by(() => (this.past === undefined ? squares(pendingMove(this.#game.state)?.uci) : undefined));
}
