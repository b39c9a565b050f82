import { untrack } from 'svelte';
import { toPlay } from '../lobby/free';
import { roomPath } from '../routes';
import { doing } from './doing';
import type { Site } from './site.svelte';
import { ushers } from './usher';

/** channel is that of the reader's tabs; undefined where the browser gives none. */
function channel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel('rookery.tabs');
  } catch {
    return undefined;
  }
}

/** ushering opens the room of a game of ours that begins, in one of our tabs. Asked is whether this one has asked for it already. */
export function ushering(site: Site, asked: boolean): void {
  const tab = () => {
    const now = doing(site);
    return { free: toPlay(now), seen: now.seen, front: document.hasFocus(), room: site.room };
  };
  const usher = ushers(tab, Math.random(), channel());
  async function lead(room: string): Promise<void> {
    const late = site.led === room; // he could not be led there at first, and has seen a link to it: it may be over by now
    const goes = await usher.leads(room);
    site.led = room;
    const wants = !late || (site.notices.state.games.some((g) => g.room === room) && !site.stays.includes(room));
    if (goes && wants) site.go(roomPath(room));
  }
  if (asked) usher.asks();
  $effect.root(() => {
    $effect(() => {
      if (site.asks) usher.asks();
    });
    const seated = $derived(site.notices.state.seated);
    $effect(() => {
      const room = seated?.d.room;
      if (room) untrack(() => void lead(room));
    });
  });
}
