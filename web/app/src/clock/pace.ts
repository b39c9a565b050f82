import { SPEEDS as BELOW, type Control, type Stage } from '../wire';
import { key, t, tn } from '../words/words';

/** The pools of the lobby, in the order of their tiles. */
export { POOLS } from '../wire';

/** The pool that is offered first. */
export const USUAL = '5+3';

/** stages are the parts of a control in their order; the last has no number of moves. */
export const stages = (c: Control): Stage[] => [{ base: c.base, inc: c.inc, moves: c.moves }, ...(c.then ?? [])];

/** stageOf is the stage in which a side makes its next move when it has made so many. */
export function stageOf(c: Control, made: number): Stage {
  const all = stages(c);
  let end = 0;
  return all.find((s) => !s.moves || made < (end += s.moves)) ?? all.at(-1)!;
}

export const unlimited = (c: Control): boolean => stages(c).every((s) => s.base === 0 && s.inc === 0);

/** What stands between minutes and seconds: + adds them, d delays, b gives back what was used. */
const letters = { fischer: '+', delay: 'd', bronstein: 'b' } as const;
const helps = { fischer: key('{time} + {s} s'), delay: key('{time}, {s} s delay'), bronstein: key('{time}, {s} s Bronstein') } as const;

const two = (n: number) => String(Math.round(n * 100) / 100);

const spell = (s: number) => (s > 0 && s < 60 ? t('{n} s', { n: s }) : t('{n} min', { n: s / 60 }));

/** pace is a control in short, "5+3", "5d3", "40/90+30:30+30": minutes and seconds a move; under a minute in seconds, "30s+0". */
export function pace(c: Control): string {
  if (unlimited(c)) return t('No clock');
  const base = (s: number) => (s > 0 && s < 60 ? `${s}s` : two(s / 60));
  const letter = letters[c.mode ?? 'fischer'];
  return stages(c).map((s) => `${s.moves ? `${s.moves}/` : ''}${base(s.base)}${letter}${s.inc}`).join(':');
}

/** spelled is a control in words: "5 min + 3 s", "40 moves in 90 min + 30 s, then 30 min + 30 s". */
export function spelled(c: Control): string {
  if (unlimited(c)) return t('No clock');
  const time = ({ base, inc }: Stage) => (inc ? t(helps[c.mode ?? 'fischer'], { time: spell(base), s: inc }) : spell(base));
  return staged(c, (s) => (s.moves ? tn(s.moves, 'one move in {time}', '{n} moves in {time}', { time: time(s) }) : time(s)));
}

/** staged puts the stages of a control one after the other. */
const staged = (c: Control, words: (s: Stage) => string): string => stages(c).map(words).reduce((before, after) => t('{before}, then {after}', { before, after }));

/** brief is a control as people say it in little room: "5+3", "5 min, 3 s delay", "40 in 90+30, then 30+30". */
export function brief(c: Control): string {
  if (!c.moves) return plain(c) ? pace(c) : spelled(c);
  const { mode } = c;
  const time = (s: Stage) => {
    if ((s.base > 0 && s.base < 60) || !s.inc) return spelled({ ...s, mode, moves: undefined });
    const values = { m: s.base / 60, s: s.inc };
    return mode === undefined ? `${two(values.m)}+${s.inc}` : mode === 'delay' ? t('{m} min ({s} s delay)', values) : t('{m} min ({s} s Bronstein)', values);
  };
  return staged(c, (s) => (s.moves ? t('{n} in {time}', { n: s.moves, time: time(s) }) : time(s)));
}

/** nextStage is what a side that has made so many moves plays for: so many more, and then so many seconds are added. */
export function nextStage(c: Control, made: number): { moves: number; adds: number } | undefined {
  const all = stages(c);
  let end = 0;
  for (const [i, s] of all.entries()) {
    if (!s.moves) return undefined;
    end += s.moves;
    if (made < end) return { moves: end - made, adds: all[i + 1]?.base ?? 0 };
  }
  return undefined;
}

/** plain tells whether a control is simple enough for its short name to say it all. */
export const plain = (c: Control): boolean => !c.mode && !c.moves;

/** poolOf is the name of the pool for a control with a clock, as the server writes it: minutes, even where they are a part of one. */
export function poolOf(c: Control): string {
  const letter = letters[c.mode ?? 'fischer'];
  return stages(c).map((s) => `${s.moves ? `${s.moves}/` : ''}${Number((s.base / 60).toFixed(4))}${letter}${s.inc}`).join(':');
}

/** control reads the name of a pool; of what is none, as much as can be. */
export function control(pool: string): Control {
  const letter = /[+db]/.exec(pool)?.[0] ?? '+';
  const [first, ...then] = pool.split(':').map((text): Stage => {
    const [, moves, base, inc] = /^(?:(\d+)\/)?([\d.]+)[+db](\d+)$/.exec(text) ?? [];
    return { base: Math.round(Number(base ?? 0) * 60), inc: Number(inc ?? 0), ...(moves && { moves: Number(moves) }) };
  });
  const mode = letter === 'd' ? 'delay' : letter === 'b' ? 'bronstein' : undefined;
  return { ...first!, ...(mode && { mode }), ...(then.length > 0 && { then }) };
}

/** The speeds, fastest first. */
export const SPEEDS = BELOW.map(([name]) => name);
export type Speed = (typeof SPEEDS)[number] | 'Unlimited';

/** speedName is a speed as it is said. */
export const speedName = (s: Speed): string =>
  ({ UltraBullet: t('UltraBullet'), Bullet: t('Bullet'), Blitz: t('Blitz'), Rapid: t('Rapid'), Classical: t('Classical'), Unlimited: t('Unlimited') })[s];

const GAME = 40; // moves that a game is taken to last

/** speed names a control by what a side has for a game of 40 moves: its bases and 40 increments. */
export function speed(c: Control): Speed {
  if (unlimited(c)) return 'Unlimited';
  let [total, moves] = [0, GAME];
  for (const s of stages(c)) {
    if (moves === 0) break;
    const n = Math.min(moves, s.moves || moves);
    total += s.base + n * s.inc;
    moves -= n;
  }
  return BELOW.find(([, below]) => total < below)![0];
}
