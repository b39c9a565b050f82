const STEP = 200; // ms

/** Now is the page's monotonic time as a view sees it; it moves only while `running` says that something on view will. */
export class Now {
  ms = $state(performance.now());

  constructor(running: (now: number) => boolean) {
    $effect(() => {
      if (!running((this.ms = performance.now()))) return;
      const id = setInterval(() => {
        this.ms = performance.now();
        if (!running(this.ms)) clearInterval(id);
      }, STEP);
      return () => clearInterval(id);
    });
  }
}
