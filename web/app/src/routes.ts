/** The pages of the site. */
export type Route = { page: 'lobby' } | { page: 'room'; id: string } | { page: 'continue' } | { page: 'lost' };

/** route reads a path. */
export function route(path: string): Route {
  if (path === '/') return { page: 'lobby' };
  if (path === '/continue') return { page: 'continue' };
  const room = /^\/rooms\/([^/]+)\/?$/.exec(path);
  try {
    return room ? { page: 'room', id: decodeURIComponent(room[1]!) } : { page: 'lost' };
  } catch {
    return { page: 'lost' }; // an escape that stands for no text
  }
}

export const roomPath = (id: string): string => `/rooms/${encodeURIComponent(id)}`;

/** inside is the path that a click leads to, if the page can go there without leaving itself. */
export function inside(click: { defaultPrevented: boolean; button: number; metaKey: boolean; ctrlKey: boolean; shiftKey: boolean; altKey: boolean }, href: string, origin: string): string | undefined {
  if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return undefined;
  const url = new URL(href, origin);
  if (url.origin !== origin || !['lobby', 'room'].includes(route(url.pathname).page)) return undefined;
  return url.pathname;
}
