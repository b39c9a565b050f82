import type { Handover as Answered, Me, OpenHandover } from '../wire';
import { reason } from './me';
import { key } from '../words/words';

/** A code by which another device goes on as the same person, once and until `until`, in the page's monotonic ms. */
export interface Handover {
  code: string;
  url: string;
  until: number;
}

type Refused = { refused: string };

/** post sends a body and reads the answer; what is refused comes with its words. */
async function post<T>(path: string, body: object, otherwise: string): Promise<T | Refused> {
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return answer.ok ? ((await answer.json()) as T) : { refused: await reason(answer, otherwise) };
  } catch {
    return { refused: key('The server cannot be reached. Try again in a moment.') };
  }
}

/**
 * handOver asks for a code that leads to a room, or to the lobby. Our nick stands behind it in the address, after a
 * dot, so that the other device can ask before it goes on.
 */
export async function handOver(nick: string, room: string | undefined, now: number): Promise<Handover | Refused> {
  const got = await post<Answered>('/api/me/handover', room === undefined ? {} : { room }, key('The server gave no code.'));
  return 'refused' in got ? got : { code: got.code, url: `${got.url}.${nick}`, until: now + got.ms };
}

/** goOn uses a code up: this device is that person from then on. */
export const goOn = (code: string): Promise<Me | Refused> => post<Me>('/api/me/continue', { code }, key('The server did not take this code.'));

/** offered reads what stands behind the # of such an address: 22 characters, which carry the 128 bits of a code, and a nick. */
export function offered(hash: string): { code: string; nick?: string } | undefined {
  const m = /^#([\w-]{22})(?:\.([\w-]{2,20}))?$/.exec(hash);
  return m ? { code: m[1]!, nick: m[2] } : undefined;
}

/** onlyHere tells whether an address leads to this very machine, so that no other device can follow it. */
export const onlyHere = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** used tells whether the code that we were given, which is not too old, has led another device on. */
export async function used(): Promise<boolean> {
  try {
    const answer = await fetch('/api/me/handover', { headers: { accept: 'application/json' } });
    return answer.ok && !((await answer.json()) as OpenHandover).open;
  } catch {
    return false; // asked again soon
  }
}
