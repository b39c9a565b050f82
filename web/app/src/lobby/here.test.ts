import { expect, it } from 'vitest';
import type { Here } from '../wire';
import { hereNow } from './here';

const people: Here[] = [{ id: 'a', nick: 'ann', doing: 'free' }, { id: 'b', nick: 'bob', doing: 'playing' }];
const said = (...followed: [id: string, nick: string][]) => hereNow(people, followed.map(([id, nick]) => ({ id, nick }))).map((p) => [p.nick, p.doing, p.followed]);

it('who is here is listed as the server says', () => expect(said()).toEqual([['ann', 'free', false], ['bob', 'playing', false]]));
it('whom we follow stands first, once', () => expect(said(['b', 'bob'])).toEqual([['bob', 'playing', true], ['ann', 'free', false]]));
it('whom we follow is seen though they are not here', () => expect(said(['c', 'cy'])[0]).toEqual(['cy', undefined, true]));
it('whom we follow has the name of today', () => expect(said(['a', 'anna'])[0]).toEqual(['ann', 'free', true]));
