import type { Time } from '../connection/connection';

const [SOON, LATE] = [1_000, 15_000]; // ms between looks, at first and at most

/** answers tells whether the server answers at all. */
export async function answers(): Promise<boolean> {
  try {
    await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}

/** reached looks, ever more seldom, until the server answers, and calls then once. What is returned ends the looking. */
export function reached(then: () => void, time: Time, answers: () => Promise<boolean>): () => void {
  let over = false;
  let cancel = (): void => {};
  const look = (wait: number) => {
    cancel = time.after(wait, async () => {
      const there = await answers();
      if (over) return;
      if (there) then();
      else look(Math.min(LATE, 2 * wait));
    });
  };
  look(SOON);
  return () => {
    over = true;
    cancel();
  };
}
