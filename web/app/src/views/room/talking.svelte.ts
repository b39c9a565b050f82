import { tick } from 'svelte';
import type { Draft } from '../../chat/compose';
import type { Entry } from '../../chat/talk';
import type { Person } from '../../wire';

/** Somebody whose menu is open: for a line of theirs, if it was opened there. At is the control that opened it. */
export interface About {
  person: Person;
  entry?: Entry;
  at: HTMLElement;
}

/** Talking is what the reader is about to say, and about whom he has asked. */
export class Talking {
  draft: Draft = $state()!;
  about: About | undefined = $state.raw();
  field: HTMLInputElement | undefined;
  #show: () => void;

  /** Show brings the chat into view where there is room for one panel only; draft is what was begun here before. */
  constructor(show: () => void, draft: Draft = { text: '' }) {
    this.draft = draft;
    this.#show = show;
  }

  /** write goes on with a draft. */
  async write(draft: Draft): Promise<void> {
    this.#show();
    this.draft = draft;
    await tick();
    this.field?.focus();
  }

  /** ask opens somebody's menu, or closes it if it is open there. */
  ask(person: Person, at: HTMLElement, entry?: Entry): void {
    this.about = this.about?.at === at ? undefined : { person, entry, at };
  }
}
