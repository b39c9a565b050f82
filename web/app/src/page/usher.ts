/** What a tab of the reader's knows of itself. */
export interface Tab {
  /** He is led away from nothing that he does there. */
  free: boolean;
  /** He has it before him. */
  seen: boolean;
  /** It has the keyboard. */
  front: boolean;
  /** The room that it shows; undefined in the lobby. */
  room?: string;
}

/** A word to the other tabs: a game is asked for here; where one begins, what a tab weighs for it, and whether it asks what they do. */
type Word = 'asked' | { room: string; weight: number; asks: boolean };

/** A channel between tabs, as the browser has it. */
type Channel = Pick<BroadcastChannel, 'postMessage'> & { onmessage: ((e: MessageEvent) => void) | null };

/** How long, in ms, a tab that has not asked for a game waits for what the others weigh. */
export const ROLL = 400;

/** How long, in ms, a word of theirs holds: it may come before this tab knows of the game. */
const LATELY = 2_000;

/** weight is that of a tab when a game begins in a room; the heaviest goes. What comes first in the list outweighs all that follows; lot, under 1, is between equals. */
export function weight(tab: Tab, asked: boolean, room: string, lot: number): number {
  if (tab.room === room) return Infinity;
  return [asked, tab.free, tab.seen, tab.room === undefined, tab.front].reduce((sum, is) => 2 * sum + Number(is), 0) + lot;
}

/** Usher has one of the reader's tabs go where a game of his begins. */
interface Usher {
  /** asks takes it in that a game is asked for here. */
  asks(): void;
  /** leads tells whether this tab goes to a room where a game begins: the others stay where they are. */
  leads(room: string): Promise<boolean>;
}

/**
 * ushers is the usher of a tab; without a channel there are no others.
 *
 * Decision: tabs are asked when it matters, and one that is gone or asleep does not answer. Rejected: to keep a list of
 * them, in which a tab that the browser has ended without a word would be the one to go for good.
 */
export function ushers(tab: () => Tab, lot: number, channel?: Channel): Usher {
  let asked = false; // and no other tab since
  let others: { room: string; weight: number; at: number }[] = [];
  const weighs = (room: string) => weight(tab(), asked, room, lot);
  const post = (word: Word) => channel?.postMessage(word);
  const tell = (room: string, asks: boolean) => post({ room, weight: weighs(room), asks });
  if (channel) {
    channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
      if (word === 'asked') return void (asked = false);
      others.push({ ...word, at: Date.now() });
      if (word.asks) tell(word.room, false);
    };
  }
  return {
    asks() {
      asked = true;
      post('asked');
    },
    async leads(room) {
      tell(room, true);
      if (!asked) await new Promise((done) => setTimeout(done, ROLL));
      const mine = weighs(room);
      others = others.filter((o) => Date.now() - o.at < LATELY);
      const goes = tab().free && others.every((o) => o.room !== room || mine > o.weight);
      if (goes) asked = false; // what was asked for has come
      return goes;
    },
  };
}
