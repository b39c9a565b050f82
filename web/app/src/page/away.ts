import type { Time } from '../connection/connection';

/** How long a page is out of sight, in ms, before its reader counts as away. */
export const GLANCE = 30_000;

/** What can be out of sight: a document. */
export type Sight = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/** watchAway tells when the reader has looked elsewhere for a while, and when he is back at once. It returns what ends it. */
export function watchAway(sight: Sight, time: Time, tell: (away: boolean) => void): () => void {
  let cancel = () => {};
  let away = false;
  const pass = (to: boolean) => {
    if (away === to) return;
    away = to;
    tell(away);
  };
  const changed = () => {
    cancel();
    cancel = () => {};
    if (sight.visibilityState === 'visible') pass(false);
    else cancel = time.after(GLANCE, () => pass(true));
  };
  sight.addEventListener('visibilitychange', changed);
  changed();
  return () => {
    cancel();
    sight.removeEventListener('visibilitychange', changed);
  };
}
