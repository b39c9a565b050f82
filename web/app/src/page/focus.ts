const CONTROLS = 'button, input, a[href]';
const LOUD = ['resign', 'abort'];

/**
 * giveBack has a part of the page that goes away give the focus back to where it was before, else to the page's main
 * part: the keyboard is never nowhere.
 */
export function giveBack(root: HTMLElement): () => void {
  let [within, before] = [false, undefined as HTMLElement | undefined];
  const came = ({ relatedTarget: from }: FocusEvent) => {
    within = true;
    if (from instanceof HTMLElement && !root.contains(from)) before = from;
  };
  const left = ({ relatedTarget: to }: FocusEvent) => {
    if (to && !root.contains(to as Node)) within = false;
  };
  root.addEventListener('focusin', came);
  root.addEventListener('focusout', left);
  return () => {
    if (!within || (document.activeElement !== document.body && !root.contains(document.activeElement))) return;
    const main = document.querySelector('main');
    if (!before?.isConnected && main) main.tabIndex = -1;
    (before?.isConnected ? before : main)?.focus({ preventScroll: true });
  };
}

/**
 * keepFocus keeps the keyboard's place in a part of the page where controls come and go. When the one that has the
 * focus is taken away or switched off, the focus goes to what its group (`data-keep`) marks as first, else to the
 * nearest control of the group that does no harm. When the group has gone too, it goes to the last group there is: to
 * its `data-home`, from which no key does anything, or by the same rule.
 */
export function keepFocus(root: HTMLElement): () => void {
  let held: { control: HTMLElement; group: HTMLElement | null; at: number } | undefined;
  const controls = (group: HTMLElement) => [...group.querySelectorAll<HTMLElement>(CONTROLS)];
  const off = (el: HTMLElement) => (el as HTMLButtonElement).disabled === true;
  const lost = (el: HTMLElement) => !el.isConnected || off(el);

  const came = (e: FocusEvent) => {
    const control = e.target as HTMLElement;
    const group = control.closest<HTMLElement>('[data-keep]');
    held = { control, group, at: group ? controls(group).indexOf(control) : 0 };
  };
  // Who leaves by himself is not fetched back; a control that is being taken away lets go of the focus, too.
  const left = () => {
    const was = held;
    queueMicrotask(() => {
      if (held === was && was && !lost(was.control) && document.activeElement !== was.control) held = undefined;
    });
  };
  const changed = new MutationObserver(() => {
    if (!held) return;
    const { control, at } = held;
    const active = document.activeElement;
    if (!lost(control)) {
      // Its place may have moved with what came before it.
      if (held.group) held.at = controls(held.group).indexOf(control);
      return;
    }
    if (active !== document.body && active !== control && active !== null) return;
    const here = held.group?.isConnected;
    const group = here ? held.group : [...root.querySelectorAll<HTMLElement>('[data-keep]')].at(-1);
    held = undefined;
    const home = here ? null : group?.querySelector<HTMLElement>('[data-home]');
    if (group) (home ?? neighbour(group, at))?.focus({ preventScroll: true });
  });

  function neighbour(group: HTMLElement, at: number): HTMLElement | undefined {
    const all = controls(group);
    const ways = [...all.slice(at), ...all.slice(0, at).reverse()].filter((c) => !off(c) && c.checkVisibility());
    return group.querySelector<HTMLElement>('[data-first]') ?? ways.find((c) => !LOUD.includes(c.dataset['act'] ?? '')) ?? ways[0];
  }

  root.addEventListener('focusin', came);
  root.addEventListener('focusout', left);
  changed.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
  return () => {
    changed.disconnect();
    root.removeEventListener('focusin', came);
    root.removeEventListener('focusout', left);
  };
}
