import { arrived, began, keep, kept, stay, toggled, waited, went, type Following } from '../room/following';
import type { Answer, Command, Person } from '../wire';
import type { Listener } from './listener';

const KEY = 'rookery.follow';

/** What carries questions to the server: a line. */
interface Asks {
  ask: (command: Command) => Promise<Answer | undefined>;
}

/** Followers is whom this page follows, across its rooms, reconnects and reloads. */
export class Followers {
  state: Following = $state.raw(read());
  /** The room where the reader is. */
  #here: () => string | undefined;

  constructor(here: () => string | undefined) {
    this.#here = here;
  }

  /** greet tells a line that has just opened whom it is to tell of. */
  greet(line: Asks): void {
    for (const p of this.state.people) void this.#tell(line, p, true);
  }

  /** toggle follows somebody, or no longer. */
  toggle(line: Asks, { id, nick }: Person): void {
    const before = this.state;
    this.state = toggled(before, { id, nick });
    if (this.state === before) return;
    this.#keep();
    void this.#tell(line, { id, nick }, this.state.people.length > before.people.length);
  }

  /** hears is what listens on a line. */
  hears(): Listener {
    return {
      take: (f) => {
        if (!('re' in f) && f.t === 'followed') this.#began(f.d.person, f.d.room);
      },
      held: () => undefined,
    };
  }

  pass(ms: number, busy: boolean): void {
    this.state = waited(this.state, ms, busy);
  }

  stay(): void {
    this.state = stay(this.state);
    this.#keep();
  }

  /** arrive takes it in where the reader is now, and which room he has left for it. */
  arrive(left: string | undefined): void {
    const here = this.#here();
    if (left !== undefined && left !== here) {
      this.state = went(this.state, left);
      this.#keep();
    }
    this.state = arrived(this.state, here);
  }

  #began(id: string, room: string): void {
    this.state = began(this.state, id, room, this.#here());
  }

  #keep(): void {
    try {
      sessionStorage.setItem(KEY, keep(this.state));
    } catch {
      // storage is switched off: it lasts as long as the page
    }
  }

  /** tell has a line follow somebody. What they began while nobody could tell us comes with the answer. */
  async #tell(line: Asks, person: Person, on: boolean): Promise<void> {
    const answer = await line.ask({ t: 'follow', d: { person: person.id, on } });
    if (answer && 'info' in answer && answer.info.t === 'following' && answer.info.d.room) this.#began(person.id, answer.info.d.room);
  }
}

function read(): Following {
  try {
    return kept(sessionStorage.getItem(KEY));
  } catch {
    return kept(null);
  }
}
