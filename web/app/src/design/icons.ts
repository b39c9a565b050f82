/**
 * Our icons as path data: lines of a round pen on a grid of 24. The caller gives the words; an icon alone has no name. These
 * are the first page's; those of games are in game-icons.ts.
 */
import { bird } from './bird';

export const icons = {
  home: 'M4 11.2 12 4l8 7.2V19a1 1 0 0 1-1 1h-4.2v-5.2a2.8 2.8 0 0 0-5.6 0V20H5a1 1 0 0 1-1-1Z',
  eye: 'M2.5 12C5 7.6 8.3 5.4 12 5.4s7 2.2 9.5 6.6c-2.5 4.4-5.8 6.6-9.5 6.6S5 16.4 2.5 12ZM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z',
  sound: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM16 9.5l5 5M21 9.5l-5 5',
  settings: 'M4 7h8.5M17.5 7H20M15 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM4 17h2.5M11.5 17H20M9 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  help: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM9.3 9.6a2.7 2.7 0 1 1 4.2 2.2c-1 .7-1.5 1.2-1.5 2.4M12 17.2h.01',
  plus: 'M12 5v14M5 12h14',
  dice: 'M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4ZM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01',
  cross: 'M6 6l12 12M18 6 6 18',
  check: 'm4.5 12.8 5 5L19.5 7',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.4 6M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.2-1.3',
  warning: 'M12 4 2.8 19.5h18.4ZM12 10v4M12 16.8h.01',
  'arrow-right': 'M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5',
  phone: 'M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3ZM11 17.8h2',
} as const satisfies Record<string, string>;

/** Shapes that are filled, each with the box it is drawn in. The rookery: a rook, and the bird on its battlement. */
export const solids = {
  rookery: {
    box: '-5 -.5 35 36',
    d: `${bird.body}M10.8 12v6.5H12V12ZM13.7 11.8v6.7h1.2v-6.7ZM.5 18v17h24.2V18h-5v4h-4.3v-4h-5v4H6.1v-4Z`,
  },
} as const;
