/** What the names of all that is kept begin with. */
export const KEPT = 'rookery.';

/** kept is what the reader chose in this browser before; undefined if nothing, or if storage is switched off. */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(KEPT + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** keep remembers a choice. Where storage is switched off it lasts as long as the page. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(KEPT + key, value);
  } catch {
    // nothing is remembered then
  }
}
