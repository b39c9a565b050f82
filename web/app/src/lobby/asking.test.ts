import { expect, it } from 'vitest';
import type { Command } from '../wire';
import { asking } from './asking';

it.each<[string, Command[], boolean]>([
  ['who looks for an opponent', [{ t: 'search', d: { pool: '5+3' } }], true],
  ['who takes an open game, among other things', [{ t: 'ping', d: {} }, { t: 'take', d: { seek: 's' } }], true],
  ['who offers a rematch', [{ t: 'rematch', d: { room: 'r' } }], true],
  ['who no longer looks for one', [{ t: 'stop', d: {} }], false],
  ['who declines a challenge', [{ t: 'decline_seek', d: { seek: 's' } }], false],
  ['who sits down at a link, and is in its room', [{ t: 'sit', d: {} }], false],
  ['who has an answer to everything', [], false],
])('of %s it is told whether they ask for a game', (_, commands, asks) => expect(asking(commands.map((command) => ({ command })))).toBe(asks));
