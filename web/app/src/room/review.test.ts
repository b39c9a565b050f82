import { describe, expect, it } from 'vitest';
import { positions } from './position';
import { area, curve, summary, turning, worth } from './review';
import type { Evaluation, Review } from '../wire';

const sans = ['f3', 'e5', 'g4', 'Qh4#'];
const fens = positions(undefined, ['f2f3', 'e7e5', 'g2g4', 'd8h4']);
const plies: Evaluation[] = [
  { ply: 0, cp: 30, win: 54.3, best: 'e2e4' },
  { ply: 1, cp: -60, win: 41.5, best: 'e7e5' },
  { ply: 2, cp: -70, win: 40.1, best: 'e2e4' },
  { ply: 3, mate: -1, win: 0, best: 'd8h4' },
  { ply: 4, mate: 0, win: 0 },
];
const review: Review = { plies, turning: [{ ply: 1, side: 'white', loss: 12.8, best: 'e2e4' }, { ply: 3, side: 'white', loss: 40.1, best: 'e2e4' }] };

describe('a review', () => {
  it.each([
    [{ ply: 0, cp: 124, win: 67 }, '+1.24'],
    [{ ply: 0, cp: -30, win: 46 }, '−0.30'],
    [{ ply: 0, cp: 0, win: 50 }, '0.00'],
    [{ ply: 0, mate: 3, win: 100 }, 'mate in 3 for White'],
    [{ ply: 0, mate: -1, win: 0 }, 'mate in 1 for Black'],
    [{ ply: 0, mate: 0, win: 0 }, 'mate'],
  ])('calls %j %s', (e, words) => expect(worth(e)).toBe(words));

  it('names its turning points with what was better', () =>
    expect(turning(review, sans, fens)).toEqual([
      { ply: 1, label: '1. f3', lost: 'White lost 13 % of the chances', better: 'e4' },
      { ply: 3, label: '2. g4', lost: 'White lost 40 % of the chances', better: 'e4' },
    ]));

  it('is told in a sentence', () =>
    expect(summary(review, turning(review, sans, fens))).toBe('White’s winning chances over 4 moves of both sides. They end at 0 %. The game turned at 1. f3, 2. g4.'));
  it('of a quiet game says so', () => expect(summary({ plies: plies.slice(0, 2), turning: [] }, [])).toContain('Nothing turned the game.'));

  it('is drawn from edge to edge, White’s chances upwards', () => {
    expect(curve(plies)).toBe('M0 45.7L100 58.5L200 59.9L300 100L400 100');
    expect(area(plies)).toMatch(/L400 100L0 100Z$/);
    expect(area([])).toBe('');
  });
});
