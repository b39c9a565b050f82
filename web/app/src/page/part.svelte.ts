import type { Command, Reduce, ServerFrame } from '../wire';

/**
 * Part is one reducer's state with its own subscription to a page's frames. A
 * part that throws is taken out of service alone: the others go on.
 */
export class Part<S> {
  state: S = $state.raw() as S;
  broken = $state(false);
  #reduce: Reduce<S>;
  #fresh: () => S;

  constructor(reduce: Reduce<S>, fresh: () => S) {
    this.#reduce = reduce;
    this.#fresh = fresh;
    this.state = fresh();
  }

  take(frame: ServerFrame, now: number, asked?: Command): void {
    this.change((s) => this.#reduce(s, frame, now, asked));
  }

  /** change is for what the page itself adds, such as a command that has just gone out. */
  change(f: (s: S) => S): void {
    if (this.broken) return;
    try {
      this.state = f(this.state);
    } catch (cause) {
      console.error(cause);
      this.broken = true;
    }
  }

  /** mend starts the part anew. The connection must resume, which brings the snapshots. */
  mend(): void {
    this.state = this.#fresh();
    this.broken = false;
  }
}
