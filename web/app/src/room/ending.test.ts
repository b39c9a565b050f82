import { describe, expect, it } from 'vitest';
import { ending } from './ending';

const clock = { white: 0, black: 0 };

describe('a result', () => {
  it.each([
    [{ result: '1-0', reason: 'resignation', clock }, 'White wins', '1–0', 'jackdaw resigned'],
    [{ result: '0-1', reason: 'flag', clock }, 'Black wins', '0–1', 'magpie ran out of time'],
    [{ result: '1/2-1/2', reason: 'agreement', clock }, 'Draw', '½–½', 'Draw agreed'],
    [{ result: '*', reason: 'aborted', clock }, 'No result', '–', 'The game was aborted'],
    [{ result: '1/2-1/2', reason: 'threefold', clock }, 'Draw', '½–½', 'Threefold repetition'],
    [{ result: '1/2-1/2', reason: 'abandonment', clock }, 'Draw', '½–½', 'One player left, the other claimed a draw'],
    [{ result: '1/2-1/2', reason: 'flag_draw', clock }, 'Draw', '½–½', 'One side ran out of time, but the other cannot mate'],
  ] as const)('%o', (e, title, score, why) => expect(ending(e, 'magpie', 'jackdaw')).toEqual({ title, score, why }));

  it('names the move that a draw was claimed with', () => {
    const e = { result: '1/2-1/2', reason: 'fifty', clock, claimed: 'g1f3' } as const;
    expect(ending(e, 'magpie', 'jackdaw', { claimed: 'Nf3', toMove: 'white' }).why).toBe('Fifty moves without a capture or a pawn move, claimed with Nf3');
  });
  it('names whose flag fell although nobody lost', () => {
    const e = { result: '1/2-1/2', reason: 'flag_draw', clock } as const;
    expect(ending(e, 'magpie', 'jackdaw', { toMove: 'black' }).why).toBe('jackdaw ran out of time, but magpie cannot mate');
  });
});
