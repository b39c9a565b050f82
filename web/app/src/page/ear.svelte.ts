import { heard } from '../words/words';
import { bounded, calm, dueIn } from '../sound/flood';
import { clockWords, cuts, moments, nextMoment, sayings, type Saying, type Scene } from '../sound/spoken';
import { time } from '../connection/browser';
import type { RoomPage } from './room.svelte';
import type { Site } from './site.svelte';

/** Something that is said: how says to which of the page's two regions it belongs. */
interface Said {
  key: number;
  text: string;
  how: 'assertive' | 'polite';
}

const KEPT = 8; // of what was said, for who reads it once more

/** Ear has what happens in a room said, each thing once. */
export class Ear {
  said: readonly Said[] = $state.raw([]);
  #room: RoomPage;
  #site: Site;
  #was: Scene | undefined;
  #made = 0;
  #flood = calm;
  #loud: { text: string; at: number } | undefined;
  #forget: () => void = () => {};

  constructor(room: RoomPage, site: Site) {
    this.#room = room;
    this.#site = site;
  }

  /** listen looks at the room and says what is new: after each frame, and whenever else something may have changed. */
  listen(): void {
    const now = time.now();
    const was = this.#was;
    const is = this.#scene(now);
    this.#was = is;
    const { flood, said } = bounded(this.#flood, was ? sayings(was, is, now) : [], now);
    this.#flood = flood;
    for (const s of said) this.say(s);
    this.#forget();
    const due = Math.min(nextMoment(is.game, now) ?? Infinity, dueIn(flood, now) ?? Infinity);
    this.#forget = due === Infinity ? () => {} : time.after(due + 1, () => this.listen());
  }

  /** say says a thing. What is urgent cuts off what is not, and never what is urgent, too. */
  say({ text, urgent }: Saying): void {
    const now = time.now();
    const loud = urgent === true && !cuts(this.#loud, now);
    if (loud) this.#loud = { text, at: now };
    this.said = [...this.said.slice(1 - KEPT), { key: ++this.#made, text, how: loud ? 'assertive' : 'polite' }];
  }

  /** clocks says both clocks, for who has asked. */
  clocks(): string {
    const text = clockWords(this.#room.game.state, time.now(), this.#room.line.lost);
    this.say({ text, urgent: true });
    return text;
  }

  end(): void {
    this.#forget();
  }

  #scene(now: number): Scene {
    const { game: { state: game }, talk: { state: talk }, line } = this.#room;
    const { blocked, rematches } = this.#site.notices.state;
    const offer = rematches[this.#room.id];
    return {
      game,
      entries: talk.entries,
      known: talk.known,
      blocked,
      line: { lost: line.lost, doubtful: line.phase.is === 'doubtful', back: line.back, closed: line.phase.is === 'closed' ? heard(line.phase.why) : undefined },
      rematch: offer && !offer.next && offer.from.id !== game.you?.id ? offer : undefined,
      ...moments(game, this.#was, now),
    };
  }
}
