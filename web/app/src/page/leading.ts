import { time } from '../connection/browser';
import { once } from './once';
import { until } from './reach';
import type { Site } from './site.svelte';

/**
 * leading gives what fetches the code that opens a game of ours in one of our tabs, until it has come; what that returns
 * ends the trying. While it does not come the game is offered as a link. Asked tells whether this tab has asked for one.
 */
export function leading(site: Site, asked: () => boolean): () => () => void {
  const ushering = once(() => import('./ushering.svelte').then((m) => m.ushering(site, asked())));
  const came = async () => {
    try {
      await ushering();
      return true;
    } catch {
      site.led = site.notices.state.seated?.d.room;
      return false;
    }
  };
  return () => until(came, time);
}
