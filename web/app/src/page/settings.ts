/**
 * What a reader can set, each with its choices, the usual one first. A choice is kept in this browser under the
 * setting's name; the dialog, the page and its other tabs all go by this table. The language is not in it, because it is
 * spoken before there is a page: words/languages keeps that.
 */
export const SETTINGS = {
  /** The colours of the page. */
  theme: ['device', 'light', 'dark', 'contrast'],
  /** Rooms show a board, or all that is on it as text. */
  room: ['board', 'text'],
  board: ['eggshell', 'walnut', 'slate', 'diagram'],
  pieces: ['cburnett', 'material', 'letters'],
  /** At the edge of the board, on each of its squares, or nowhere. */
  coordinates: ['edge', 'squares', 'off'],
  /** The time that is left, as a bar beside the board. */
  rail: [true, false],
  animation: ['device', 'off'],
  /** The men of the board one plays on cannot be seen. */
  blindfold: [false, true],
  /** A move waits for a second press before it goes out. */
  confirmMoves: [false, true],
  /** A pawn becomes a queen unasked. */
  queen: [false, true],
  sounds: [true, false],
  /** In per cent. */
  volume: [60, 0, 10, 20, 30, 40, 50, 70, 80, 90, 100],
  /** Short buzzes, where the device can. */
  haptics: [true, false],
  /** Keys of the page's own. */
  keys: [true, false],
} as const;

export type Setting = keyof typeof SETTINGS;
export type Choice<S extends Setting> = (typeof SETTINGS)[S][number];
export type Chosen = { readonly [S in Setting]: Choice<S> };

export const names = Object.keys(SETTINGS) as Setting[];

/** chosen reads all settings with what gives the text that one is kept as; what is none of its choices is as good as nothing. */
export function chosen(read: (name: Setting) => string | undefined): Chosen {
  const one = (name: Setting) => {
    const text = read(name);
    return SETTINGS[name].find((c) => String(c) === text) ?? SETTINGS[name][0];
  };
  return Object.fromEntries(names.map((name) => [name, one(name)])) as unknown as Chosen;
}

/** unusual are the settings that are not as they usually are, as texts: what the page's styles go by. */
export function unusual(all: Chosen): Partial<Record<Setting, string>> {
  return Object.fromEntries(names.filter((name) => all[name] !== SETTINGS[name][0]).map((name) => [name, String(all[name])]));
}
