/** Held tells whether somebody points at a part of the page with a mouse, or has the keyboard's focus in it. */
export class Held {
  on = $state(false);

  /** watch is an attachment for the part. */
  readonly watch = (el: HTMLElement): (() => void) => {
    let [over, within] = [false, false];
    // Later: a control that is taken away lets go of the focus while the page is being drawn.
    const set = () => queueMicrotask(() => (this.on = over || within));
    const bound: [string, (e: Event) => void][] = [
      ['pointerenter', (e) => (over = (e as PointerEvent).pointerType === 'mouse')],
      ['pointerleave', () => (over = false)],
      ['focusin', (e) => (within = (e.target as Element).matches(':focus-visible'))],
      ['focusout', () => (within = false)],
    ];
    const all = bound.map(([type, f]) => [type, (e: Event) => { f(e); set(); }] as const);
    for (const [type, f] of all) el.addEventListener(type, f);
    return () => {
      for (const [type, f] of all) el.removeEventListener(type, f);
      [over, within] = [false, false];
      set();
    };
  };
}
