/** A channel between tabs, as the browser has it. */
type Channel = Pick<BroadcastChannel, 'postMessage' | 'close'> & { onmessage: ((e: MessageEvent) => void) | null };

/** What a tab says to the others instead of when it was used: one has come or gone, and all say it again. */
const AGAIN = -1;

/**
 * Foremost tells which of the tabs that have the same room open speaks for all of them: the one that was used last.
 *
 * Decision: they tell each other. Rejected: only a tab that can be seen, because then nobody hears that it is his move
 * while he reads something else; a lock, which needs a secure page.
 */
export class Foremost {
  readonly #channel: Channel;
  readonly #lot: number;
  #used: number;
  #newest = 0; // of the others

  /** Used is when this tab was used, 0 for one that was opened behind another; lot, under 1, is between equals. */
  constructor(channel: Channel, lot: number, used: number) {
    this.#channel = channel;
    this.#lot = lot;
    this.#used = used + lot;
    channel.onmessage = (e) => this.#hear(e.data as number);
    this.#say(AGAIN);
    this.#say(this.#used);
  }

  get is(): boolean {
    return this.#used > this.#newest;
  }

  /** use is a sign of the reader's in this tab. */
  use(now: number): void {
    if (this.is && this.#used > 1) return;
    this.#used = now + this.#lot;
    this.#say(this.#used);
  }

  /** leave is for a page that is put away; the next use brings it back. */
  leave(): void {
    this.#used = 0;
    this.#say(AGAIN);
  }

  end(): void {
    this.leave();
    this.#channel.close();
  }

  #say(word: number): void {
    this.#channel.postMessage(word);
  }

  #hear(word: number): void {
    this.#newest = word === AGAIN ? 0 : Math.max(this.#newest, word);
    if (word === AGAIN) this.#say(this.#used);
  }
}
