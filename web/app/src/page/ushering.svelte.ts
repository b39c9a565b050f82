import { untrack } from 'svelte';
import { roomPath } from '../routes';
import type { Site } from './site.svelte';
import { ushers } from './usher';
import { writing } from './writing';

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
  const tab = () => ({ free: !site.playing && !writing(), seen: document.visibilityState === 'visible', front: document.hasFocus(), room: site.room });
  const usher = ushers(tab, Math.random(), channel());
  async function lead(room: string): Promise<void> {
    const goes = await usher.leads(room);
    site.led = room;
    if (goes) site.go(roomPath(room));
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
