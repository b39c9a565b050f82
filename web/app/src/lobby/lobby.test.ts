import { describe, expect, it } from 'vitest';
import type { Lobby, NoticeEvent, ServerFrame } from '../wire';
import { featured, myGames, newHall, reduce, searchAgain, seeks, sent, type Hall } from './lobby';
import { birdName } from './names';
import { newNotices, reduce as notice, type Notices } from './notices';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'b', nick: 'bob' };
const hello = (you = ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: 'lobby', streams: ['notices'], version: '1' } });
const game = (room: string, watching: number, white = bob) => ({ room, white, black: { id: 'c', nick: 'cy' }, control: { base: 60, inc: 0 }, fen: '', ply: 0, clock: { white: 0, black: 0 }, watching });
const view: Lobby = {
  seeks: [{ id: '1', by: bob, control: { base: 60, inc: 0 }, side: 'random' }, { id: '2', by: ann, control: { base: 60, inc: 0 }, side: 'white' }],
  games: [game('r1', 1), game('r2', 5), game('r3', 0, ann)],
  finished: [], pools: [], people: [], here: 3, playing: 2,
};
const hall = (...frames: ServerFrame[]): Hall => frames.reduce((h, f) => reduce(h, f, 0), newHall());
const open = () => hall(hello(), { t: 'lobby', d: view });

describe('the lobby', () => {
  it('shows our own seeks first', () => expect(seeks(open()).map((s) => [s.seek.id, s.own])).toEqual([['2', true], ['1', false]]));
  it('does not show the seeks of somebody whom we block', () => expect(seeks(open(), [bob]).map((s) => s.seek.id)).toEqual(['2']));
  it('features the most watched game', () => {
    const f = featured(open());
    expect([f.game?.room, ...f.rest.map((g) => g.room)]).toEqual(['r2', 'r1', 'r3']);
  });
  it('knows our own games', () => expect(myGames(open()).map((g) => g.room)).toEqual(['r3']));
});

describe('a search', () => {
  const searching = () => sent(open(), 'c', { t: 'search', d: { pool: '5+3' } }, 1_000);

  it('shows at once and keeps its beginning', () => {
    const h = reduce(searching(), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 9_000);
    expect(h.search).toEqual({ pool: '5+3', since: 1_000 });
  });
  it('ends when it is stopped', () => expect(sent(searching(), 'd', { t: 'stop', d: {} }, 0).search).toBeUndefined());
  it('ends with the reason when it is refused', () => {
    const h = reduce(searching(), { re: 'c', no: { code: 'bad_pool', text: 'There is no such pool.' } }, 0);
    expect([h.search, h.refused]).toEqual([undefined, 'There is no such pool.']);
  });
  it('is asked for again after a reconnect, once', () => {
    expect(searchAgain(searching())).toBeUndefined(); // unanswered: the connection repeats it
    const answered = reduce(searching(), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 0);
    expect(searchAgain(answered)).toEqual({ t: 'search', d: { pool: '5+3' } });
  });
});

describe('notices', () => {
  const seated = (n: number, room: string): NoticeEvent => ({ s: 'notices', n, t: 'seated', at: n, d: { room, side: 'white', control: { base: 60, inc: 0 }, how: 'pool' } });
  const take = (frames: ServerFrame[], s: Notices = newNotices()) => frames.reduce(notice, s);
  const opened = () => take([hello(), { s: 'notices', t: 'snapshot', d: { first: 1, head: 2 } }, seated(1, 'old'), seated(2, 'older')]);

  it('of the past lead nowhere', () => expect([opened().n, opened().seated]).toEqual([2, undefined]));
  it('that come live lead to the room', () => expect(notice(opened(), seated(3, 'new')).seated).toMatchObject({ n: 3, d: { room: 'new' } }));
  it('missed while the line was down lead to the room too', () => expect(take([hello(), seated(3, 'new')], opened()).seated?.d.room).toBe('new'));
  it('are another person’s after a change of name and cookie', () => expect(take([hello(bob)], opened()).n).toBeUndefined());
  it('are stale after a gap', () => expect(notice(opened(), seated(5, 'x')).stale).toBe(true));
  it('tell whom we block: the greeting as it is, those after it what has changed', () => {
    const cy = { id: 'c', nick: 'cy' };
    const blocked = (n: number, person: typeof cy, on: boolean): NoticeEvent => ({ s: 'notices', n, t: 'blocked', at: n, d: { person, on } });
    const greeting: ServerFrame = { t: 'hello', d: { epoch: 'e', you: ann, role: 'lobby', streams: ['notices'], version: '1', blocked: [bob] } };
    const s = take([greeting, { s: 'notices', t: 'snapshot', d: { first: 1, head: 2 } }, blocked(1, cy, true), blocked(2, cy, false)]);
    expect(s.blocked).toEqual([bob]);
    expect(take([blocked(3, cy, true), blocked(4, bob, false)], s).blocked).toEqual([cy]);
    expect(take([greeting], take([blocked(3, cy, true)], s)).blocked).toEqual([bob]);
    expect(take([hello(bob)], s).blocked).toEqual([]);
  });
  it('keep a rematch offer by its room', () => {
    const offer: NoticeEvent = { s: 'notices', n: 3, t: 'rematch_offered', at: 3, d: { room: 'r', from: bob } };
    expect(notice(opened(), offer).rematches['r']?.from.nick).toBe('bob');
    expect(notice(opened(), offer).rematches['r']?.at).toBe(3); // when it lapses depends on it
  });
  it.each([
    ['the opponent’s', bob],
    ['our own', ann],
  ])('lead from an old room to its rematch when %s offer was accepted', (_, from) => {
    const offers = take([
      { s: 'notices', n: 3, t: 'rematch_offered', at: 3, d: { room: 'with cy', from: { id: 'c', nick: 'cy' } } },
      { s: 'notices', n: 4, t: 'rematch_offered', at: 4, d: { room: 'old', from } },
    ], opened());
    const rematch = notice(offers, { s: 'notices', n: 5, t: 'seated', at: 5, d: { room: 'new', side: 'black', opponent: bob, control: { base: 60, inc: 0 }, how: 'rematch' } });
    expect([rematch.rematches['old']?.next, rematch.rematches['with cy']?.next]).toEqual(['new', undefined]);
  });
});

describe('a suggested name', () => {
  it('obeys the rules of nicks', () => {
    for (let i = 0; i < 200; i++) expect(birdName(i % 2 === 0)).toMatch(/^[a-z0-9]{2,20}$/);
  });
});
