import { describe, expect, it } from 'vitest';
import { spelled } from '../clock/pace';
import { fenFault } from './fen';
import { another, command, control, fault, setupOf, without, type Setup } from './setup';
import type { Start } from '../wire';

const setup = (over: Partial<Setup> = {}): Setup => ({ way: 'seek', help: 'fischer', rows: [{ minutes: 5, seconds: 3 }], side: 'random', fen: '', apart: false, ...over });
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
    ['no clock for anyone', setup({ help: 'none' }), 'help', /needs a clock/],
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
    expect(command(setup({ way: 'house', help: 'none' }))).toEqual({ t: 'house', d: { control: { base: 0, inc: 0 }, side: 'random' } });
  });
  it('starts from a position if it is made by link', () => {
    expect(command(setup({ way: 'link', fen: `  ${fen.replace(' b', '  b')}\n` }))).toMatchObject({ t: 'link', d: { fen } });
    expect(command(setup({ way: 'link', fen: '  ' })).d).not.toHaveProperty('fen');
    expect(command(setup({ way: 'seek', fen })).d).not.toHaveProperty('fen');
  });
  it('has the players talk apart if it is made by link, and if that was asked for', () => {
    expect(command(setup({ way: 'link', apart: true }))).toEqual({ t: 'link', d: { control: { base: 300, inc: 3 }, side: 'random', chat: 'separate' } });
    expect(command(setup({ way: 'link' })).d).not.toHaveProperty('chat');
    for (const way of ['seek', 'house'] as const) expect(command(setup({ way, apart: true })).d).not.toHaveProperty('chat');
  });
  it.each<[string, Pick<Start, 'control' | 'fen' | 'chat'>, string]>([
    ['any clock', { control: { base: 420, inc: 7 } }, 'seek'],
    ['half a minute', { control: { base: 30, inc: 0 } }, 'seek'],
    ['a delay', { control: { base: 300, inc: 3, mode: 'delay' } }, 'seek'],
    ['stages', { control: { base: 5400, inc: 30, moves: 40, then: [{ base: 1800, inc: 30 }] } }, 'seek'],
    ['no clock', { control: { base: 0, inc: 0 } }, 'link'],
    ['a position', { control: { base: 300, inc: 3 }, fen }, 'link'],
    ['a chat of the players alone', { control: { base: 300, inc: 3 }, chat: 'separate' }, 'link'],
  ])('with %s is made again', (_, start, way) => {
    const again = setupOf(start);
    expect(fault(again)).toBeUndefined();
    expect(command(again)).toEqual({ t: way, d: { ...start, side: 'random' } });
  });
});

describe('a position that is typed', () => {
  it.each([
    ['4k3/8/8/8/8/8/4P3/4K3 b - - 0 1', undefined],
    ['hello', /no position: .*six/],
    ['8/8/8/8/8/8/4P3/4K3 b - - 0 1', /king/],
    ['4k3/8/8/8/8/8/8/4K2P b - - 0 1', /pawn/],
    ['4k3/8/8/8/8/8/4P3/4K3 x - - 0 1', /side-to-move/],
  ])('%s', async (fen, wrong) => {
    const says = await fenFault(fen);
    if (wrong) expect(says).toMatch(wrong);
    else expect(says).toBeUndefined();
  });
});
