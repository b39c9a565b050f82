import { key, t } from '../words/words';

/** What the house's levels are called, the weakest first. */
const LEVELS = [key('New to chess'), key('Beginner'), key('Casual'), key('Improving'), key('Club player'), key('Strong club'), key('Expert'), key('Full strength')] as const;

export type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The level for who has chosen none; see the command `house`. */
export const USUAL_LEVEL: Level = 3;

/** levels are those that a house with so many plays at, with their names. */
export const levels = (count: number): { level: Level; name: string }[] => LEVELS.slice(0, count).map((name, i) => ({ level: (i + 1) as Level, name: t(name) }));

/** levelOf is a level as it was remembered, within those there are; 0 is that their number is not known yet. */
export function levelOf(text: string | undefined, count: number): Level {
  const n = Number(text ?? USUAL_LEVEL);
  return Math.min(Number.isInteger(n) && n >= 1 ? n : USUAL_LEVEL, count || LEVELS.length) as Level;
}
