import { describe, expect, it } from 'vitest';
import { spelled } from '../clock/pace';
import { another, command, control, fault, faults, setupOf, usual, without, type Setup } from './setup';
import type { Start } from '../wire';

const setup = (over: Partial<Setup> = {}): Setup => usual('seek', { rows: [{ minutes: 5, seconds: 3 }], ...over });
const one = (minutes: number | null | undefined, seconds: number | null | undefined) => setup({ rows: [{ minutes, seconds }] });

describe('the clock of a new game', () => {
  it.each<[string, Setup, string]>([
    ['minutes with seconds added', setup(), '5 min + 3 s'],
    ['half a minute', one(0.5, 0), '30 s'],
    ['seconds alone', one(0, 2), '0 min + 2 s'],
    ['a delay', setup({ help: 'delay' }), '5 min, 3 s delay'],
    ['Bronstein', setup({ help: 'bronstein' }), '5 min, 3 s Bronstein'],
    ['a delay of nothing is none', setup({ help: 'delay', rows: [{ minutes: 5, seconds: 0 }] }), '5 min'],
    ['stages', setup({ rows: [{ moves: 40, minutes: 90, seconds: 30 }, { minutes: 30, seconds: 30 }] }), '40 moves in 90 min + 30 s, then 30 min + 30 s'],
    ['a delay in the second stage only', setup({ help: 'delay', rows: [{ moves: 40, minutes: 90, seconds: 0 }, { minutes: 30, seconds: 5 }] }), '40 moves in 90 min, then 30 min, 5 s delay'],
    ['none, with a friend', setup({ way: 'link', help: 'none' }), 'No clock'],
    ['none, with the house', setup({ way: 'house', help: 'none' }), 'No clock'],
  ])('%s', (_, s, words) => {
    expect(fault(s)).toBeUndefined();
    expect(spelled(control(s))).toBe(words);
  });

  it.each<[string, Setup, unknown, RegExp]>([
    ['no clock in a pool', setup({ way: 'pool', help: 'none' }), 'help', /needs a clock/],
    ['empty minutes', one(null, 3), { row: 0, field: 'minutes' }, /from 0 to 180/],
    ['minutes never typed', one(undefined, 3), { row: 0, field: 'minutes' }, /from 0 to 180/],
    ['9999 minutes', one(9999, 3), { row: 0, field: 'minutes' }, /from 0 to 180/],
    ['less than no minutes', one(-1, 3), { row: 0, field: 'minutes' }, /from 0 to 180/],
    ['empty seconds', one(5, null), { row: 0, field: 'seconds' }, /from 0 to 180/],
    ['181 seconds', one(5, 181), { row: 0, field: 'seconds' }, /from 0 to 180/],
    ['half a second', one(5, 0.5), { row: 0, field: 'seconds' }, /whole/],
    ['no time at all', one(0, 0), { row: 0, field: 'minutes' }, /some time/],
    ['less than half a second', one(0.001, 0), { row: 0, field: 'minutes' }, /some time/],
    ['a stage without moves', setup({ rows: [{ minutes: 5, seconds: 0 }, { minutes: 5, seconds: 0 }] }), { row: 0, field: 'moves' }, /from 1 to 100/],
    ['a stage of 101 moves', setup({ rows: [{ moves: 101, minutes: 5, seconds: 0 }, { minutes: 5, seconds: 0 }] }), { row: 0, field: 'moves' }, /from 1 to 100/],
    ['a second stage that brings nothing', setup({ rows: [{ moves: 40, minutes: 5, seconds: 0 }, { minutes: 0, seconds: 0 }] }), { row: 1, field: 'minutes' }, /some time/],
  ])('is not %s', (_, s, at, words) => {
    expect(fault(s)?.at).toEqual(at);
    expect(fault(s)?.text).toMatch(words);
  });

  it('gets a second and a third stage, and loses them again', () => {
    const two = another([{ minutes: 90, seconds: 30 }]);
    expect(two).toEqual([{ moves: 40, minutes: 90, seconds: 30 }, { minutes: 30, seconds: 30 }]);
    const three = another(two);
    expect(three.map((r) => r.moves)).toEqual([40, 20, undefined]);
    expect(control(setup({ rows: three })).then).toEqual([{ base: 1800, inc: 30, moves: 20 }, { base: 1800, inc: 30 }]);
    expect(control(setup({ rows: without(two, 1) }))).toEqual({ base: 5400, inc: 30 });
  });
});

describe('a new game', () => {
  const fen = '4k3/8/8/8/8/8/4P3/4K3 b - - 0 1';
  it('is shown in the lobby, made by link, or played with the house', () => {
    expect(command(setup({ side: 'white' }))).toEqual({ t: 'seek', d: { control: { base: 300, inc: 3 }, side: 'white' } });
    expect(command(setup({ way: 'house', help: 'none' }))).toEqual({ t: 'house', d: { control: { base: 0, inc: 0 }, side: 'random', level: 3 } });
  });
  it('starts from a position if it is made by link', () => {
    expect(command(setup({ way: 'link', fen: `  ${fen.replace(' b', '  b')}\n` }))).toMatchObject({ t: 'link', d: { fen } });
    expect(command(setup({ way: 'link', fen: '  ' })).d).not.toHaveProperty('fen');
    expect(command(setup({ way: 'seek', fen })).d).not.toHaveProperty('fen');
  });
  it('has the players talk apart if people play it, and if that was asked for', () => {
    expect(command(setup({ way: 'link', apart: true }))).toEqual({ t: 'link', d: { control: { base: 300, inc: 3 }, side: 'random', chat: 'separate' } });
    expect(command(setup({ way: 'link' })).d).not.toHaveProperty('chat');
    for (const way of ['pool', 'house'] as const) expect(command(setup({ way, apart: true })).d).not.toHaveProperty('chat');
  });
  it('is searched for by the name of its clock', () => {
    expect(command(setup({ way: 'pool', rows: [{ minutes: 0.5, seconds: 0 }] }))).toEqual({ t: 'search', d: { pool: '0.5+0' } });
    expect(command(setup({ way: 'pool', help: 'delay' }))).toEqual({ t: 'search', d: { pool: '5d3' } });
  });
  it('is open to some ratings, asks before it begins, counts, and is seen later', () => {
    expect(command(setup({ min: 1400, max: 1800, confirm: true, rated: true, delay: 30 })).d).toEqual({ control: { base: 300, inc: 3 }, side: 'random', min: 1400, max: 1800, confirm: true, rated: true, delay: 30 });
  });
  it('challenges a person by id, or by name where that is all one knows', () => {
    expect(command(setup({ way: 'challenge', to: { nick: 'bob', id: 'b' }, fen })).d).toMatchObject({ to: 'b', fen });
    expect(command(setup({ way: 'challenge', to: { nick: ' bob ' } })).d).toMatchObject({ to: 'bob' });
  });
  it('by link is for some alone', () => expect(command(setup({ way: 'link', whom: 'guests' })).d).toMatchObject({ for: 'guests' }));
  it.each<[string, Setup, object]>([
    ['nobody named', setup({ way: 'challenge' }), { to: expect.stringMatching(/Say who/) }],
    ['a rating of nothing', setup({ min: 0 }), { min: expect.stringMatching(/100 to 4000/) }],
    ['ratings the wrong way round', setup({ min: 1800, max: 1400 }), { max: expect.stringMatching(/below/) }],
    ['a delay of more than a minute', setup({ delay: 61 }), { delay: expect.stringMatching(/0 to 60/) }],
    ['two at once', setup({ min: 5, delay: -1 }), { min: expect.any(String), delay: expect.any(String) }],
    ['what is not asked for', setup({ way: 'house', min: 5, delay: -1 }), {}],
  ])('with %s is told so at its field', (_, s, told) => expect(faults(s)).toEqual(told));
  it('from a pool needs a clock, and so does a rated one', () => {
    expect(fault(setup({ way: 'pool', help: 'none' }))?.text).toMatch(/needs a clock/);
    expect(fault(setup({ way: 'seek', help: 'none' }))).toBeUndefined();
    expect(fault(setup({ way: 'link', help: 'none', rated: true }))?.text).toMatch(/rated game needs a clock/);
    expect(fault(setup({ way: 'challenge', help: 'none' }))).toBeUndefined();
  });
  it.each<[string, Pick<Start, 'control' | 'fen' | 'chat' | 'rated' | 'delay'>, string]>([
    ['any clock', { control: { base: 420, inc: 7 } }, 'seek'],
    ['half a minute', { control: { base: 30, inc: 0 } }, 'seek'],
    ['a delay', { control: { base: 300, inc: 3, mode: 'delay' } }, 'seek'],
    ['stages', { control: { base: 5400, inc: 30, moves: 40, then: [{ base: 1800, inc: 30 }] } }, 'seek'],
    ['no clock', { control: { base: 0, inc: 0 } }, 'seek'],
    ['a position', { control: { base: 300, inc: 3 }, fen }, 'link'],
    ['a chat of the players alone', { control: { base: 300, inc: 3 }, chat: 'separate' }, 'link'],
  ])('with %s is made again', (_, start, way) => {
    const again = setupOf(start);
    expect(fault(again)).toBeUndefined();
    expect(command(again)).toEqual({ t: way, d: { ...start, side: 'random' } });
  });
});
