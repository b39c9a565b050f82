const STEP = 200; // ms

/**
 * Now is the page's monotonic time as a view sees it. It moves only while `running` says that something on view will, and
 * while the tab is looked at; step is the ms until the view has something else to show.
 */
export class Now {
  ms = $state(performance.now());

  constructor(running: (now: number) => boolean, step: (now: number) => number = () => STEP) {
    $effect(() => {
      let due: ReturnType<typeof setTimeout> | undefined;
      const look = () => {
        clearTimeout(due);
        const now = (this.ms = performance.now());
        if (running(now) && !document.hidden) due = setTimeout(look, step(now));
      };
      look();
      document.addEventListener('visibilitychange', look);
      return () => {
        clearTimeout(due);
        document.removeEventListener('visibilitychange', look);
      };
    });
  }
}
