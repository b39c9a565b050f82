/** Where one writes, but for what a dialog asks: that is about something else, and ends with it. */
const FIELD = ':is(input:not([type]), textarea):read-write:focus:not(dialog *)';

/** writing tells whether the reader is in the middle of a sentence. */
export const writing = (): boolean => !!document.querySelector<HTMLInputElement>(FIELD)?.value;
