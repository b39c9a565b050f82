import type { Time } from '../connection/connection';

const [SOON, LATE] = [1_000, 15_000]; // ms between tries, at first and at most

/** answers tells whether the server answers at all. */
export async function answers(): Promise<boolean> {
  try {
    await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}

/** until tries at once and then, ever more seldom, until it succeeds. What is returned ends the trying. */
export function until(succeeds: () => Promise<boolean>, time: Time): () => void {
  let over = false;
  let cancel = (): void => {};
  const go = async (wait: number) => {
    if ((await succeeds()) || over) return;
    cancel = time.after(wait, () => void go(Math.min(LATE, 2 * wait)));
  };
  void go(SOON);
  return () => {
    over = true;
    cancel();
  };
}
