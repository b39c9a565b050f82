import { getContext, setContext } from 'svelte';
import { birdName } from '../lobby/names';
import type { Wish } from '../lobby/setup';
import { asking } from '../lobby/asking';
import { asks, newNotices, offers, reduce, type Notices } from '../lobby/notices';
import { route, type Route } from '../routes';
import type { Drafts } from '../chat/compose';
import type { Line } from './line.svelte';
import type { Command } from '../wire';
import { Followers } from './following.svelte';
import { Part } from './part.svelte';
import { come, leave } from './place';
import { Renewal } from './renewal.svelte';
import { Settings } from './settings.svelte';

const TOAST = 4_000; // ms

/** Site is what outlives the pages: where we are, our notices, and what was said in passing. */
export class Site {
  route: Route = $state.raw(route(location.pathname));
  toast = $state('');
  /** What has come for us, for the ear. */
  heard = $state('');
  /** The name suggested to, or typed by, who has none yet. */
  nick = $state(birdName());
  dialog: 'settings' | 'help' | 'phone' | 'share' | undefined = $state();
  /** We sit at a board whose game goes on. */
  playing = $state(false);
  /** The game that is looked at goes on. */
  underWay = $state(false);
  /** The lobby has us look for a game. */
  seeking = $state(false);
  /** What was being written in rooms that have been left; who becomes somebody else begins without it. */
  drafts: Drafts = {};
  /** The rooms of those games of ours to which one does not want to be asked again, wherever one is. */
  stays: readonly string[] = $state.raw([]);
  /** The line of the page that is open: what is asked of us wherever we are is answered on it. */
  line: Line | undefined = $state.raw();
  /** What the lobby shall ask for when it opens. */
  intent: Command | { t: 'create'; d: Wish } | undefined;
  /** Another page of the site was open before: what had the focus there is gone. */
  travelled = false;
  readonly notices = new Part<Notices>(reduce, newNotices);
  readonly settings = new Settings();
  readonly renewal = new Renewal();
  /** The room that is open. */
  room = $derived(this.route.page === 'room' ? this.route.id : undefined);
  readonly following = new Followers(() => this.room);
  /** The rematches that others offer, and that the page of their room does not show. */
  offers = $derived(offers(this.notices.state, this.room, this.wall));
  /** A game is being asked for. */
  asks = $derived(asking(this.line?.unanswered ?? []));
  /** The newest room that waited for us, once a tab has been led to it, which may be another one, or could not be. */
  led: string | undefined = $state();
  /** The newest of our games that go on in another room, unless we may yet be led to it. The lobby has a row for all of them. */
  game = $derived(this.room === undefined ? undefined : this.notices.state.games.findLast((g) => g.room !== this.room && !this.stays.includes(g.room) && (g.room === this.led || g.room !== this.notices.state.seated?.d.room)));
  /** Something waits for the reader: a question, news, a game of his or to follow somebody to; or what would bring these has stopped. */
  waits = $derived(this.notices.broken || asks(this.notices.state) || this.following.state.lead !== undefined || this.game !== undefined || this.offers.length > 0);
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #coming = (): void => {};

  /** The server's wall time in ms, by which offers and mutes stand, whatever the reader's clock shows. */
  get wall(): number {
    return performance.now() - this.notices.state.apart;
  }

  /** go opens a page without leaving this document. */
  go(path: string): void {
    if (path === location.pathname) return;
    leave();
    history.pushState(null, '', path);
    this.travelled = true;
    this.arrived();
  }

  /** arrived is at the address that the browser shows now, as far down its page as the reader was when he left it. */
  arrived(): void {
    const before = this.route;
    this.route = route(location.pathname);
    this.dialog = undefined; // no game begins behind one
    this.following.arrive(before.page === 'room' ? before.id : undefined);
    this.#coming();
    this.#coming = come();
  }

  /** part is without the line of a page that has been left. */
  part(line: Line): void {
    if (this.line === line) this.line = undefined;
  }

  say(text: string): void {
    clearTimeout(this.#quiet);
    this.toast = text;
    this.#quiet = setTimeout(() => (this.toast = ''), TOAST);
  }
}

const SITE = Symbol('site');

export const setSite = (site: Site): Site => setContext(SITE, site);
export const useSite = (): Site => getContext<Site>(SITE);
