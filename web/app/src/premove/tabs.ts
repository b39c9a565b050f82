/** A channel between tabs, as the browser has it. */
type Channel = Pick<BroadcastChannel, 'postMessage' | 'close'> & { onmessage: ((e: MessageEvent) => void) | null };

/**
 * Tabs has one of the tabs with the same game hold premoves: the one in which the last was made. Of two queues both would
 * be played, and which came first would be chance.
 */
export class Tabs {
  readonly #channel: Channel;

  /** Elsewhere is called when a premove has been made in another tab. */
  constructor(channel: Channel, elsewhere: () => void) {
    this.#channel = channel;
    channel.onmessage = elsewhere;
  }

  /** made tells the others of a premove. */
  made(): void {
    this.#channel.postMessage('made');
  }

  end(): void {
    this.#channel.close();
  }
}
