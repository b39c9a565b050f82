/** What can be out of sight: a document. */
type Sight = Pick<Document, 'visibilityState' | 'addEventListener'>;

/** bindHints listens for signs that the network or the page has woken up. It returns what ends it. */
export function bindHints(page: Pick<Window, 'addEventListener'>, sight: Sight, hint: () => void): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const seen = () => {
    if (sight.visibilityState === 'visible') hint();
  };
  page.addEventListener('online', () => hint(), { signal });
  page.addEventListener('pageshow', seen, { signal });
  sight.addEventListener('visibilitychange', seen, { signal });
  return () => ends.abort();
}
