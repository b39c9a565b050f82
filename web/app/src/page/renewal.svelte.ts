import type { Listener } from './listener';

/** another tells whether the server brings another client than this one, as far as both are known. */
export const another = (own: string | undefined, told: string | undefined): boolean => !!own && !!told && own !== told;

/** named is what a document says which client it is of. */
export const named = (document: string): string | undefined => /<meta name="build" content="([^"]+)"/.exec(document)?.[1];

/** Renewal is whether a new version of this page is here. Nothing is loaded anew but by the reader. */
export class Renewal {
  here = $state(false);
  /** A part of this version can no longer be had, so that one does well not to wait. */
  needed = $state(false);
  /** The server speaks with this version no longer. */
  refused = $state(false);
  /** The reader has read of it, and goes on. */
  later = $state(false);
  /** Where a part of the page should be that could not be loaded, it says so itself. */
  places = $state(0);
  #own = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content;

  /** hears is what listens on a line. */
  hears(): Listener {
    return {
      take: (f) => {
        if (!('re' in f) && f.t === 'hello') this.here = another(this.#own, f.d.build);
      },
      held: () => undefined,
    };
  }

  /** missed asks, after a part of the page could not be loaded, whether that is why. */
  async missed(): Promise<void> {
    try {
      const res = await fetch('/', { cache: 'no-store' });
      if (res.ok && another(this.#own, named(await res.text()))) this.here = this.needed = true;
    } catch {
      // nobody answers: it is the network, and one tries again
    }
  }

  /** refuse is told that a line was closed for good because of the version. */
  refuse(): void {
    this.here = this.needed = this.refused = true;
  }

  load(): void {
    location.reload();
  }
}
