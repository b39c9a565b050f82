import { describe, expect, it } from 'vitest';
import { newGame, type Game } from '../room/game';
import { reading } from '../clock/clock';
import { missing, roomOf, says, sideOf } from './says';

const open = { is: 'open' } as const;
const game = (more: Partial<Game>): Game => ({ ...newGame(), n: 1, white: { id: 'a', nick: 'ada' }, black: { id: 'b', nick: 'bob' }, ...more });
const clock = { white: 1, black: 1 };

describe('the line under a board in a frame', () => {
  it.each([
    ['nothing has come yet', newGame(), { is: 'connecting' } as const, 'Opening the game'],
    ['a seat is free', game({ black: undefined }), open, 'One seat is free'],
    ['nobody has moved', game({}), open, 'Live · the game begins'],
    ['somebody has', game({ moves: [{ uci: 'g1f3', san: 'Nf3', clock }] }), open, 'Live · Nf3'],
    ['the line is down', game({}), { is: 'waiting', until: 1 } as const, 'Reconnecting'],
    ['the server restarts', game({ stopped: 'restart', clock: reading(clock, undefined, 0) }), open, 'The clocks stand still'],
    ['it is over', game({ ended: { result: '0-1', reason: 'resignation', clock } }), open, '0–1 · ada resigned'],
    ['it is over and the line is down', game({ ended: { result: '1-0', reason: 'checkmate', clock } }), { is: 'connecting' } as const, '1–0 · Checkmate'],
    ['there is no such room', newGame(), { is: 'closed', code: 4504, why: 'There is no such room.' } as const, 'There is no such room.'],
  ])('when %s', (_, g, phase, want) => expect(says(g, phase)).toBe(want));
});

it('leads nowhere when there is no such room, and only then', () => {
  const none = { is: 'closed', code: 4504, why: 'There is no such room.' } as const;
  expect([missing(newGame(), none), missing(newGame(), open), missing(game({}), none)]).toEqual([true, false, false]);
});

it('an address says which room, and which side is below', () => {
  expect(roomOf('/embed/0198f7a2')).toBe('0198f7a2');
  expect(roomOf('/elsewhere')).toBe('');
  expect(sideOf('?side=black')).toBe('black');
  expect(sideOf('?side=blue')).toBe('white');
  expect(sideOf('')).toBe('white');
});
