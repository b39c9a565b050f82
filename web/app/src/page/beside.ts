/** beside ends what is fetched before it begins, come or not; what cannot be fetched is done without. */
export function beside(begun: Promise<() => void>): () => void {
  let gone = false;
  let end = (): void => {};
  begun.then((f) => (gone ? f() : (end = f)), () => {});
  return () => {
    gone = true;
    end();
  };
}

/** onceUsed calls f when the reader has touched the page: at once if he has. It returns what ends the waiting. */
export function onceUsed(f: () => void): () => void {
  if (navigator.userActivation?.hasBeenActive) {
    f();
    return () => {};
  }
  const gone = new AbortController();
  const used = () => {
    gone.abort();
    f();
  };
  for (const type of ['pointerup', 'keydown']) addEventListener(type, used, { capture: true, signal: gone.signal });
  return () => gone.abort();
}
