/** Row is a place in a list, and whether what stood there has gone. */
export interface Row<T> {
  item: T;
  gone: boolean;
}

/**
 * steady is how a list goes on. While somebody points at it, or has the focus in it, nothing moves: what goes leaves its
 * place marked, and newcomers stand at the end. Otherwise it is as it comes.
 */
export function steady<T>(before: readonly Row<T>[], now: readonly T[], id: (item: T) => string, held: boolean): Row<T>[] {
  if (!held) return now.map((item) => ({ item, gone: false }));
  const fresh = new Map(now.map((item) => [id(item), item]));
  const kept = before.map(({ item }) => {
    const again = fresh.get(id(item));
    fresh.delete(id(item));
    return { item: again ?? item, gone: again === undefined };
  });
  return [...kept, ...[...fresh.values()].map((item) => ({ item, gone: false }))];
}
