const STEP = 200; // ms

/** Now is the page's monotonic time as a view sees it; it moves only while `running` says that something on view does. */
export class Now {
  ms = $state(performance.now());

  constructor(running: () => boolean) {
    $effect(() => {
      this.ms = performance.now();
      if (!running()) return;
      const id = setInterval(() => (this.ms = performance.now()), STEP);
      return () => clearInterval(id);
    });
  }
}
