import { describe, expect, it } from 'vitest';
import { ending } from './ending';

const clock = { white: 0, black: 0 };

describe('a result', () => {
  it.each([
    [{ result: '1-0', reason: 'resignation', clock }, 'White wins', '1–0', 'jackdaw resigned'],
    [{ result: '0-1', reason: 'flag', clock }, 'Black wins', '0–1', 'magpie ran out of time'],
    [{ result: '1/2-1/2', reason: 'agreement', clock }, 'Draw', '½–½', 'Draw agreed'],
    [{ result: '*', reason: 'aborted', clock }, 'No result', '–', 'The game was aborted'],
  ] as const)('%o', (e, title, score, why) => expect(ending(e, 'magpie', 'jackdaw')).toEqual({ title, score, why }));
});
