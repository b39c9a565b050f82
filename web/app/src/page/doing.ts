import type { Doing } from '../lobby/free';
import type { Site } from './site.svelte';

/** Where one writes, but for what a dialog asks: that is about something else, and ends with it. */
const FIELD = ':is(input:not([type]), textarea):read-write:focus:not(dialog *)';

/** doing is what the reader does in this tab. */
export const doing = ({ playing, seeking }: Site): Doing => ({
  playing,
  writing: !!document.querySelector<HTMLInputElement>(FIELD)?.value,
  asked: document.querySelector('dialog[open]') !== null,
  seeking,
  seen: document.visibilityState === 'visible',
});
