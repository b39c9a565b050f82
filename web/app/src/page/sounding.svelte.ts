import { untrack } from 'svelte';
import { Foremost } from '../sound/foremost';
import { happened, type Happening, type Scene } from '../sound/happened';
import { lowIn } from '../clock/clock';
import { plays } from '../room/game';
import { Synth } from '../sound/synth';
import { buzz } from './haptics';
import type { RoomPage } from './room.svelte';
import type { Site } from './site.svelte';

/** sounding has a room be heard and felt, from what the reader has heard of it so far. It returns what ends it. */
export function sounding(room: RoomPage, site: Site, heard: Scene): () => void {
  const synth = new Synth();
  const tabs = new Foremost(new BroadcastChannel(`rookery.room.${room.id}`), Math.random(), document.visibilityState === 'visible' ? Date.now() : 0);

  function tell(h: Happening): void {
    if (!tabs.is) return;
    const { sounds, volume, haptics } = site.settings.now;
    if (sounds && h.is !== 'refused') synth.play(h.is, volume / 100);
    const shakes = haptics && buzz(h);
    if (shakes) navigator.vibrate?.(shakes);
  }

  const gone = new AbortController();
  const use = () => document.visibilityState === 'visible' && tabs.use(Date.now());
  for (const type of ['pointerdown', 'keydown', 'focus', 'visibilitychange']) addEventListener(type, use, { capture: true, signal: gone.signal });
  addEventListener('pagehide', () => tabs.leave(), { signal: gone.signal });

  let warned = false;
  const end = $effect.root(() => {
    $effect(() => {
      const after = { game: room.game.state, talk: room.talk.state, blocked: site.notices.state.blocked };
      untrack(() => happened(heard, after).forEach(tell));
      heard = after;
    });
    $effect(() => {
      const g = room.game.state;
      const rest = lowIn(g.clock, plays(g), g.start?.control, performance.now());
      if (rest === undefined || warned) return;
      const id = setTimeout(() => {
        warned = true;
        tell({ is: 'low' });
      }, rest); // at once, of one that is low from its start
      return () => clearTimeout(id);
    });
  });
  return () => {
    end();
    gone.abort();
    tabs.end();
    synth.end();
  };
}
