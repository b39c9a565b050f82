/** What tabs tell each other: when each was used last; nothing for one that closes. Asks wants the others' word. */
interface Word {
  from: string;
  used?: number;
  asks?: boolean;
}

/** A channel between tabs, as the browser has it. */
type Channel = Pick<BroadcastChannel, 'postMessage' | 'close'> & { onmessage: ((e: MessageEvent) => void) | null };

/**
 * Foremost tells which of the tabs that have the same room open speaks for all of them: the one that was used last.
 *
 * Decision: they tell each other. Rejected: only a tab that can be seen, because then nobody hears that it is his move
 * while he reads something else; a lock, which needs a secure page.
 */
export class Foremost {
  readonly #channel: Channel;
  readonly #me: string;
  readonly #others = new Map<string, number>();
  #used: number;

  /** Used is when this tab was used, 0 for one that was opened behind another. */
  constructor(channel: Channel, me: string, used: number) {
    this.#channel = channel;
    this.#me = me;
    this.#used = used;
    channel.onmessage = (e) => this.#hear(e.data as Word);
    this.#say({ asks: true });
  }

  get is(): boolean {
    return [...this.#others].every(([id, used]) => used < this.#used || (used === this.#used && id < this.#me));
  }

  /** use is a sign of the reader's in this tab. */
  use(now: number): void {
    if (this.is && this.#used > 0) return;
    this.#used = now;
    this.#say({});
  }

  /** leave is for a page that is put away; the next use brings it back. */
  leave(): void {
    this.#used = 0;
    this.#channel.postMessage({ from: this.#me } satisfies Word);
  }

  end(): void {
    this.leave();
    this.#channel.close();
  }

  #say(more: Partial<Word>): void {
    this.#channel.postMessage({ from: this.#me, used: this.#used, ...more } satisfies Word);
  }

  #hear({ from, used, asks }: Word): void {
    if (used === undefined) this.#others.delete(from);
    else this.#others.set(from, used);
    if (asks) this.#say({});
  }
}
