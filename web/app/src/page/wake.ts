/** What can be kept awake: a screen, as the browser lets pages ask for it. */
type Locks = { request(type: 'screen'): Promise<{ release(): Promise<void> }> };
type Seen = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * keepAwake keeps the screen on while the page can be seen, and returns what ends that. The browser lets go of it by
 * itself when one looks elsewhere; coming back, it is asked again. One that refuses, as on a low battery, has its reasons.
 */
export function keepAwake(page: Seen, locks: Locks): () => void {
  let over = false;
  let release = (): void => {};
  const ask = async (): Promise<void> => {
    if (page.visibilityState !== 'visible') return;
    try {
      const lock = await locks.request('screen');
      release();
      release = () => void lock.release().catch(() => {});
      if (over) release();
    } catch {
      // the screen goes dark as it would
    }
  };
  const changed = () => void ask();
  page.addEventListener('visibilitychange', changed);
  void ask();
  return () => {
    over = true;
    page.removeEventListener('visibilitychange', changed);
    release();
  };
}
