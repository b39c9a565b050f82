import type { Time } from './connection';

/** The browser's own time, and its timers. */
export const time: Time = {
  now: () => performance.now(),
  after(ms, f) {
    const id = setTimeout(f, ms);
    return () => clearTimeout(id);
  },
};

/** socketUrl is where a path of this site takes sockets. */
export function socketUrl(path: string): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
