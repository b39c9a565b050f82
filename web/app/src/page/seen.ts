/** What can be seen of a page: a phone's keyboard takes a part of it, on some phones without making the page smaller. */
type Seen = Pick<VisualViewport, 'height' | 'scale' | 'addEventListener' | 'removeEventListener'>;

/** seeing tells how high the part is that can be seen, now and as often as it changes, and returns what ends that. */
export function seeing(view: Seen, tell: (height: number) => void): () => void {
  const look = () => tell(Math.round(view.height * view.scale)); // a page that is pinched is no lower
  look();
  view.addEventListener('resize', look);
  return () => view.removeEventListener('resize', look);
}
