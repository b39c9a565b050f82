import type { Control } from '../wire';

/** The pools of the lobby, in the order of their tiles. */
export const POOLS = ['1+0', '2+1', '3+0', '3+2', '5+0', '5+3', '10+0', '10+5', '15+10', '30+0', '30+20'] as const;

/** The pool that is offered first. */
export const USUAL = '5+3';

export const unlimited = (c: Control): boolean => c.base === 0 && c.inc === 0;

/** pace is a control as people say it: minutes and seconds a move, "5+3"; under a minute in seconds, "30s+0". */
export function pace(c: Control): string {
  if (unlimited(c)) return 'No clock';
  const base = c.base % 60 === 0 ? String(c.base / 60) : c.base < 60 ? `${c.base}s` : (c.base / 60).toFixed(1);
  return `${base}+${c.inc}`;
}

/** control reads the name of a pool. */
export function control(pool: string): Control {
  const [minutes = 0, inc = 0] = pool.split('+').map(Number);
  return { base: minutes * 60, inc };
}

const speeds: [under: number, name: string][] = [
  [30, 'UltraBullet'],
  [180, 'Bullet'],
  [480, 'Blitz'],
  [1500, 'Rapid'],
  [Infinity, 'Classical'],
];

/** speed names a control by its estimated duration, base + 40 increments. */
export function speed(c: Control): string {
  if (unlimited(c)) return 'Unlimited';
  return speeds.find(([under]) => c.base + 40 * c.inc < under)![1];
}
