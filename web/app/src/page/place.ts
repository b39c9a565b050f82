/** How far down a page of the site the reader was, kept with its entry in the browser's history. */
const PATIENCE = 4_000; // ms in which a page is as long again as it was

/** What the reader does himself: from then on the page stays where he has it. */
const ACTS = ['wheel', 'pointerdown', 'keydown'] as const;

/** leave notes it, before another page opens. */
export function leave(): void {
  history.replaceState({ ...(history.state as object | null), y: scrollY }, '');
}

/** come goes there, or to the top of a page that is new. A page whose lists are still to come is followed as it grows; what is returned ends that. */
export function come(): () => void {
  const y = Number((history.state as { y?: number } | null)?.y ?? 0);
  const ended = new AbortController();
  const end = () => ended.abort();
  const go = () => {
    scrollTo(0, y);
    if (Math.abs(scrollY - y) <= 1) end();
  };
  const grown = new ResizeObserver(go);
  const id = setTimeout(end, PATIENCE);
  ended.signal.addEventListener('abort', () => {
    grown.disconnect();
    clearTimeout(id);
  });
  scrollTo(0, 0);
  if (y === 0) end();
  else grown.observe(document.body);
  for (const act of ACTS) addEventListener(act, end, { capture: true, passive: true, signal: ended.signal });
  return end;
}
