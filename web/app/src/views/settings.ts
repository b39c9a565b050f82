import type { Choice, Setting } from '../page/settings';
import { t } from '../words/words';

/** One setting as the dialog shows it. Words name its choices; a switch has none. */
export interface Row {
  name: Setting;
  as: 'segments' | 'boards' | 'pieces' | 'switch' | 'slider';
  word: string;
  note?: string;
  words?: Readonly<Record<string, string>>;
}

interface Section {
  title: string;
  rows: Row[];
}

/** choice is a row of choices, each of which has its word. */
const choice = <S extends Setting>(name: S, as: 'segments' | 'boards' | 'pieces', word: string, words: Record<Choice<S> & string, string>, note?: string): Row => ({ name, as, word, words, note });

const onOff = (name: Setting, word: string, note?: string): Row => ({ name, as: 'switch', word, note });

/** sections are all settings in the order in which the dialog has them. */
export const sections = (): Section[] => [
  {
    title: t('Page'),
    rows: [
      choice('theme', 'segments', t('Colours'), { device: t('As the device'), light: t('Light'), dark: t('Dark'), contrast: t('High contrast') }),
      choice('room', 'segments', t('Rooms'), { board: t('With the board'), text: t('Without the board') }, t('Without it there are headings, lists and one field, for screen readers and the keyboard alone.')),
      choice('animation', 'segments', t('Motion'), { device: t('As the device'), off: t('None') }),
    ],
  },
  {
    title: t('Board'),
    rows: [
      choice('board', 'boards', t('Squares'), { eggshell: t('Eggshell'), walnut: t('Walnut'), slate: t('Slate'), diagram: t('Diagram') }, t('In high contrast it is always the diagram.')),
      choice('pieces', 'pieces', t('Pieces'), { cburnett: t('Classic'), material: t('Bold'), letters: t('Letters') }),
      choice('coordinates', 'segments', t('Coordinates'), { edge: t('At the edge'), squares: t('On every square'), off: t('None') }),
      onOff('rail', t('Time rail'), t('A bar beside the board: how much time is left.')),
      onOff('blindfold', t('Blindfold'), t('The pieces cannot be seen. All else works as ever.')),
    ],
  },
  {
    title: t('Moves'),
    rows: [
      onOff('confirmMoves', t('Confirm moves'), t('A move waits until you say yes to it.')),
      onOff('queen', t('Queen at once'), t('A pawn becomes a queen unasked. Hold Alt to choose another piece, or type it: e8=N.')),
    ],
  },
  {
    title: t('Sound and touch'),
    rows: [
      onOff('sounds', t('Sounds')),
      { name: 'volume', as: 'slider', word: t('Volume') },
      onOff('haptics', t('Vibration'), t('Short, on devices that can.')),
    ],
  },
  {
    title: t('Keyboard'),
    rows: [onOff('keys', t('Shortcuts'), t('Single keys such as f and m. Fields and the board have their keys all the same.'))],
  },
];
