import { KEPT, keep, kept } from '../kept';
import { chosen, names, unusual, type Choice, type Chosen, type Setting } from './settings';

/** Settings is what the reader has chosen of the table in this browser; what one tab chooses of it shows in all of them. */
export class Settings {
  now: Chosen = $state.raw(chosen(kept));

  constructor() {
    this.#show();
    addEventListener('storage', (e) => {
      if (e.key !== null && !e.key.startsWith(KEPT)) return;
      this.now = chosen(kept);
      this.#show();
    });
  }

  choose<S extends Setting>(name: S, to: Choice<S>): void {
    this.now = { ...this.now, [name]: to };
    keep(name, String(to));
    this.#show();
  }

  /** show makes what is unusual an attribute of the root, which is where the styles look. */
  #show(): void {
    const { dataset } = document.documentElement;
    const now = unusual(this.now);
    for (const name of names) {
      if (now[name] === undefined) delete dataset[name];
      else dataset[name] = now[name];
    }
  }
}
