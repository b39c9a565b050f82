/** once loads something the first time it is asked for; what could not be loaded is loaded again when it is asked for again. */
export function once<T>(load: () => Promise<T>, loaded?: T): () => T | Promise<T> {
  let held: T | Promise<T> | undefined = loaded;
  return () => {
    if (held) return held;
    const asked = load();
    held = asked;
    asked.then((it) => (held = it ?? asked), () => (held = undefined));
    return asked;
  };
}
