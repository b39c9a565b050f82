import { describe, expect, it } from 'vitest';
import { REMATCH_LIVE, type Challenged, type Lobby, type NoticeEvent, type ServerFrame } from '../wire';
import { engaged } from './free';
import { spoken } from './invitation';
import { others, stage } from './live';
import { newHall, ours, outcome, poolAgain, pressed, reduce, searchAgain, seeks, sent, type Hall, type Own } from './lobby';
import { birdName } from './names';
import { told as inWords } from './news';
import { asks, newNotices, reduce as noticed, type Notices } from './notices';
import { came, read, shown, waiting } from './waiting';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'b', nick: 'bob' };
const hello = (you = ann, epoch = 'e'): ServerFrame => ({ t: 'hello', d: { epoch, you, role: 'lobby', streams: ['notices'], version: '1', house_levels: 8, at: 0 } });
const notice = (s: Notices, f: ServerFrame): Notices => noticed(s, f, 0);
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
  it.each([
    ['the pool that was searched last', '3+2', '3+2'],
    ['the usual one at first', undefined, '5+3'],
    ['the usual one after a pool without a tile', '7+2', '5+3'],
  ])('offers first %s', (_, text, pool) => expect(poolAgain(text)).toBe(pool));
});

describe('our own game, seen from the lobby', () => {
  const ended = { result: '0-1', reason: 'resignation', clock: { white: 0, black: 0 } } as const;
  const now = (...views: Partial<Lobby>[]) => views.reduce<[Own[], Hall]>(([before], more) => {
    const v = { ...view, ...more };
    const games = v.games.flatMap((g) => (g.white?.id === ann.id ? [{ room: g.room, side: 'white' as const, opponent: bob, control: g.control }] : []));
    const h = hall(hello(), { t: 'lobby', d: v });
    return [ours(before, games, h), h];
  }, [[], newHall()]);
  const said = ([own]: [Own[], Hall]) => own.map((o) => [o.game.room, o.over, o.ended?.result]);
  const over = { games: [], finished: [{ ...game('r3', 0, ann), ended }] };

  it('goes on', () => expect(said(now({}))).toEqual([['r3', false, undefined]]));
  it('is over, with its result, and stays to be read', () => expect(said(now({}, over, over))).toEqual([['r3', true, '0-1']]));
  it('is over also where nobody tells the result', () => expect(said(now({}, { games: [] }))).toEqual([['r3', true, undefined]]));
  it('is not told of if it was over before we came', () => expect(said(now(over))).toEqual([]));
  it('stands after one that goes on', () => expect(said(now({}, { ...over, games: [game('r4', 0, ann)] })).map(([room]) => room)).toEqual(['r4', 'r3']));
  it.each([
    ['lost', '0-1', 'You lost your game'],
    ['won', '1-0', 'You won your game'],
    ['drawn', '1/2-1/2', 'Your game is a draw'],
    ['aborted', '*', 'Your game has no result'],
  ] as const)('says whether it was %s', (_, result, words) => {
    const [[own]] = now({}, { games: [], finished: [{ ...game('r3', 0, ann), ended: { ...ended, result } }] });
    expect(outcome(own!)).toBe(words);
  });
  it('has been read when another is sought', () => {
    const [before, h] = now({}, over);
    expect(ours(before, [], sent(h, 'c', { t: 'search', d: { pool: '5+3' } }, 0))).toEqual([]);
  });
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
  it('is stopped where it was begun, and begun elsewhere instead', () => {
    const h = reduce(searching(), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 0);
    expect([pressed(h, '5+3'), pressed(h, '3+0')]).toEqual([{ t: 'stop', d: {} }, { t: 'search', d: { pool: '3+0' } }]);
  });
  it('is one, however quickly its pool is pressed again; another pool is not held up', () => {
    expect([pressed(searching(), '5+3'), pressed(searching(), '3+0')]).toEqual([undefined, { t: 'search', d: { pool: '3+0' } }]);
  });
  it('that is being stopped is not begun again by the same hand', () => {
    const stopping = sent(reduce(searching(), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 0), 'd', { t: 'stop', d: {} }, 0);
    expect(pressed(stopping, '5+3')).toBeUndefined();
    expect(pressed(reduce(stopping, { re: 'd', info: { t: 'searching', d: {} } }, 0), '5+3')).toEqual({ t: 'search', d: { pool: '5+3' } });
  });
  it('that the server spells otherwise is the same one', () => {
    const h = reduce(sent(open(), 'c', { t: 'search', d: { pool: '05+3' } }, 1_000), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 9_000);
    expect(h.search).toEqual({ pool: '5+3', since: 1_000 });
  });
  it('that goes on after a reload shows without being asked for', () => {
    expect(reduce(hall(hello()), { t: 'searching', d: { pool: '5+3' } }, 7_000).search).toEqual({ pool: '5+3', since: 7_000 });
  });
  it('has lasted as long as the server says: a reload does not begin it anew', () => {
    expect(reduce(hall(hello()), { t: 'searching', d: { pool: '5+3', waited: 6_000 } }, 7_000).search).toEqual({ pool: '5+3', since: 1_000 });
  });
  it('that is asked for again goes on', () => expect(sent(searching(), 'd', { t: 'search', d: { pool: '5+3' } }, 9_000).search?.since).toBe(1_000));
  it('ends with the game that it has led to', () => {
    const d = { room: 'r', side: 'white', opponent: bob, control: { base: 300, inc: 3 }, how: 'pool' } as const;
    expect(reduce(searching(), { s: 'notices', n: 1, t: 'seated', at: 1, d }, 0).search).toBeUndefined();
  });

  describe('after a reconnect', () => {
    const lobby: ServerFrame = { t: 'lobby', d: view };
    const answered = () => reduce(searching(), { re: 'c', info: { t: 'searching', d: { pool: '5+3' } } }, 0);
    const again = (h: Hall, ...frames: ServerFrame[]) => frames.flatMap((f) => {
      h = reduce(h, f, 0);
      return searchAgain(h, f) ?? [];
    });
    it('is repeated by the connection while it has no answer', () => expect(again(searching(), hello(), lobby)).toEqual([]));
    it('is not asked for again if it goes on', () => expect(again(answered(), hello(), { t: 'searching', d: { pool: '5+3' } }, lobby)).toEqual([]));
    it('is asked for again if it took too long', () => expect(again(answered(), hello(), lobby)).toEqual([{ t: 'search', d: { pool: '5+3' } }]));
    it('is not asked for again if it has led to a game', () => {
      const d = { room: 'r', side: 'white', opponent: bob, control: { base: 300, inc: 3 }, how: 'pool' } as const;
      expect(again(answered(), hello(), { s: 'notices', n: 1, t: 'seated', at: 1, d }, lobby)).toEqual([]);
    });
  });
});

describe('what the first page shows large', () => {
  const at = (more: Partial<Lobby>) => hall(hello(), { t: 'lobby', d: { ...view, ...more } });
  const over = { ...game('r2', 5), ply: 40, ended: { result: '1-0', reason: 'checkmate', clock: { white: 0, black: 0 } } } as const;
  const show = { ...game('', 0), ply: 3 };

  it('is the game that the server says', () => {
    const h = at({ featured: 'r2' });
    expect([stage(h)?.game.room, ...others(h, stage(h)).map((g) => g.room)]).toEqual(['r2', 'r1', 'r3']);
  });
  it('stays while somebody points at it', () => expect(stage(at({ featured: 'r2' }), 'r1')?.game.room).toBe('r1'));
  it('stays when it ends under the pointer', () => expect(stage(at({ games: [game('r1', 1)], finished: [over], featured: 'r1' }), 'r2')).toMatchObject({ is: 'finished', game: { room: 'r2' } }));
  it('is the house’s show when nobody plays', () => expect(stage(at({ games: [], finished: [over], show }))).toEqual({ is: 'show', game: show }));
  it('gives way from the show to the first game', () => expect(stage(at({ featured: 'r1', show }), '')?.game.room).toBe('r1'));
  it('is the last game where there is nothing else', () => expect(stage(at({ games: [], finished: [over] }))?.is).toBe('finished'));
  it('is nothing where there has been no game', () => expect(stage(at({ games: [] }))).toBeUndefined());
});

describe('notices', () => {
  const seated = (n: number, room: string): NoticeEvent => ({ s: 'notices', n, t: 'seated', at: n, d: { room, side: 'white', control: { base: 60, inc: 0 }, how: 'pool' } });
  const take = (frames: ServerFrame[], s: Notices = newNotices()) => frames.reduce(notice, s);
  const opened = () => take([hello(), { s: 'notices', t: 'snapshot', d: { first: 1, head: 2 } }, seated(1, 'old'), seated(2, 'older')]);

  it('of the past lead nowhere', () => expect([opened().n, opened().seated]).toEqual([2, undefined]));
  it('that come live lead to the room', () => expect(notice(opened(), seated(3, 'new')).seated).toMatchObject({ n: 3, d: { room: 'new' } }));
  it('missed while the line was down lead to the room too', () => expect(take([hello(), seated(3, 'new')], opened()).seated?.d.room).toBe('new'));
  it('know the games of ours that go on, whatever room is open, until they are over', () => {
    const games = [{ room: 'mine', side: 'black' as const, opponent: bob, control: { base: 300, inc: 3 } }];
    const s = notice(opened(), { t: 'playing', d: { games } });
    expect([s.games, notice(s, hello()).games, notice(s, hello(bob)).games, notice(s, { t: 'playing', d: { games: [] } }).games]).toEqual([games, games, [], []]);
  });
  it('are another person’s after a change of name and cookie', () => expect(take([hello(bob)], opened()).n).toBeUndefined());
  it('are stale after a gap', () => expect(notice(opened(), seated(5, 'x')).stale).toBe(true));
  it('tell whom we block: the greeting as it is, those after it what has changed', () => {
    const cy = { id: 'c', nick: 'cy' };
    const blocked = (n: number, person: typeof cy, on: boolean): NoticeEvent => ({ s: 'notices', n, t: 'blocked', at: n, d: { person, on } });
    const greeting: ServerFrame = { t: 'hello', d: { epoch: 'e', you: ann, role: 'lobby', streams: ['notices'], version: '1', house_levels: 8, at: 0, blocked: [bob] } };
    const s = take([greeting, { s: 'notices', t: 'snapshot', d: { first: 1, head: 2 } }, blocked(1, cy, true), blocked(2, cy, false)]);
    expect(s.blocked).toEqual([bob]);
    expect(take([blocked(3, cy, true), blocked(4, bob, false)], s).blocked).toEqual([cy]);
    expect(take([greeting], take([blocked(3, cy, true)], s)).blocked).toEqual([bob]);
    expect(take([hello(bob)], s).blocked).toEqual([]);
  });
  it('forget a rematch offer that is over, and no rematch that was made of one', () => {
    const s = take([
      hello(),
      { s: 'notices', t: 'snapshot', d: { first: 3, head: 2 } },
      { s: 'notices', n: 3, t: 'rematch_offered', at: 3, d: { room: 'r', from: bob } },
      { s: 'notices', n: 4, t: 'rematch_closed', at: 4, d: { room: 'r', why: 'withdrawn' } },
    ]);
    expect(s.rematches['r']).toBeUndefined();
    const made = { ...s, rematches: { r: { room: 'r', from: bob, n: 3, at: 3, next: 'q' } } };
    expect(take([{ s: 'notices', n: 5, t: 'rematch_closed', at: 5, d: { room: 'r', why: 'gone' } }], made).rematches['r']?.next).toBe('q');
  });
  it('tell who offered a rematch that it was declined, and nobody else', () => {
    const over = (from: typeof bob, why: 'declined' | 'withdrawn') =>
      take([
        { s: 'notices', n: 3, t: 'rematch_offered', at: 3, d: { room: 'r', from } },
        { s: 'notices', n: 4, t: 'rematch_closed', at: 4, d: { room: 'r', why } },
      ], opened()).told.map(inWords);
    expect([over(ann, 'declined'), over(bob, 'declined'), over(ann, 'withdrawn')]).toEqual([['Your offer to play again was declined.'], [], []]);
  });
  it('keep a rematch offer by its room', () => {
    const offer: NoticeEvent = { s: 'notices', n: 3, t: 'rematch_offered', at: 3, d: { room: 'r', from: bob } };
    expect(notice(opened(), offer).rematches['r']?.from.nick).toBe('bob');
    expect(notice(opened(), offer).rematches['r']?.at).toBe(3); // when it lapses depends on it
  });
  it('learn with each greeting how far the server’s clock is from the page’s', () => {
    const greeted = (s: Notices, at: number, now: number) => noticed(s, { t: 'hello', d: { epoch: 'e', you: ann, role: 'lobby', streams: ['notices'], version: '1', house_levels: 8, at } }, now);
    const s = greeted(newNotices(), 50_000, 2_000);
    expect(s.apart).toBe(-48_000);
    expect(greeted(s, 90_000, 2_500).apart, 'after a sleep in which the page’s time stood').toBe(-87_500);
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

describe('what is open between us and others', () => {
  const five = { base: 300, inc: 3 };
  const at = 1_000_000;
  let n = 0;
  const told = <T extends NoticeEvent['t']>(t: T, d: Extract<NoticeEvent, { t: T }>['d'], when = at) => ({ s: 'notices', n: ++n, t, at: when, d }) as NoticeEvent;
  const challenge: Challenged = { seek: 'c1', from: bob, control: five, side: 'white' };
  const live = (...events: (() => NoticeEvent)[]) => {
    n = 0;
    return events.reduce((s, e) => notice(s, e()), [hello(), { s: 'notices', t: 'snapshot', d: { first: 1, head: 0 } } as ServerFrame].reduce(notice, newNotices()));
  };
  const mine = () => told('seek_opened', { seek: 'o1', control: five, side: 'random', confirm: true });
  const toBob = () => told('seek_opened', { seek: 'o2', control: five, side: 'random', to: bob });

  it('begins with the challenges that stand, and those of the past are not told again', () => {
    n = 0;
    const frames: ServerFrame[] = [hello(), { s: 'notices', t: 'snapshot', d: { first: 1, head: 2, challenges: [challenge] } }, told('challenged', { ...challenge, seek: 'old' }), told('challenged', challenge)];
    expect(frames.reduce(notice, newNotices()).challenges.map((c) => c.seek)).toEqual(['c1']);
  });
  it('a challenge is for us until it is closed', () => {
    const s = live(() => told('challenged', challenge));
    expect([asks(s), spoken(waiting(s, undefined, undefined, []))]).toEqual([true, 'bob challenges you: 5 min + 3 s, Blitz, casual, you play White. Answer under For you.']);
    expect(notice(s, told('seek_closed', { seek: 'c1', why: 'declined', by: ann })).challenges).toEqual([]);
  });
  it('what comes last is said for the ear, whatever waits already', () => {
    const game = { room: 'r', side: 'white' as const, opponent: bob, control: five };
    const before = waiting(live(), game, undefined, []);
    expect(spoken(before)).toBe('Your game goes on against bob, 5 min + 3 s');
    const both = came(before, waiting(live(() => told('challenged', challenge)), game, undefined, []));
    expect(spoken(both)).toMatch(/^bob challenges you/);
    expect(spoken(came([both[1]!], both))).toMatch(/^Your game/);
  });
  it.each<[string, () => NoticeEvent, NoticeEvent['d'], string | undefined]>([
    ['our challenge is declined with a reason', toBob, { seek: 'o2', why: 'declined', by: bob, reason: 'too_fast' }, 'bob declined your challenge: “too fast for me”.'],
    ['our challenge is declined', toBob, { seek: 'o2', why: 'declined', by: bob }, 'bob declined your challenge.'],
    ['nobody answers it', toBob, { seek: 'o2', why: 'gone' }, 'bob did not answer: your challenge has ended.'],
    ['we take it back', toBob, { seek: 'o2', why: 'withdrawn' }, undefined],
    ['another takes theirs back', () => told('challenged', challenge), { seek: 'c1', why: 'withdrawn' }, 'bob has taken the challenge back.'],
    ['another has gone', () => told('challenged', challenge), { seek: 'c1', why: 'gone' }, 'bob’s challenge has ended: they have left, or play elsewhere.'],
    ['we are turned down', () => told('asked', { seek: 'a1' }), { seek: 'a1', why: 'turned_down', by: bob }, 'bob has chosen not to play this game with you.'],
    ['another was chosen', () => told('asked', { seek: 'a1' }), { seek: 'a1', why: 'taken' }, 'The game that you asked for is no longer open.'],
    ['we asked and think better of it', () => told('asked', { seek: 'a1' }), { seek: 'a1', why: 'withdrawn' }, undefined],
  ])('when %s it is told once', (_, open, d, words) => {
    const s = live(open, () => told('seek_closed', d as never));
    expect([s.told.map(inWords), s.own, s.challenges, s.asked]).toEqual([words ? [words] : [], [], [], []]);
  });
  it.each([['before', false], ['after', true]])('of what a game has ended nothing is told, be it told %s the game', (_, late) => {
    const game = () => told('seated', { room: 'r', side: 'white', opponent: bob, control: five, how: 'seek' });
    const over = () => told('seek_closed', { seek: 'a1', why: 'taken' });
    expect(live(() => told('asked', { seek: 'a1' }), ...(late ? [game, over] : [over, game])).told).toEqual([]);
  });
  it('those who would play wait for our word until they go or the game is gone', () => {
    const cy = { id: 'c', nick: 'cy' };
    const s = live(mine, () => told('seek_answered', { seek: 'o1', person: bob, rating: 1684, on: true }), () => told('seek_answered', { seek: 'o1', person: cy, on: true }));
    expect(s.answers.map((a) => a.person.nick)).toEqual(['bob', 'cy']);
    expect(notice(s, told('seek_answered', { seek: 'o1', person: bob, on: false })).answers.map((a) => a.person.nick)).toEqual(['cy']);
  });
  it('news that has been shown goes by itself after a minute, and not before it was', () => {
    const s = live(() => told('asked', { seek: 'a1' }), () => told('seek_closed', { seek: 'a1', why: 'taken' }));
    const over = (now: number) => (x: Notices['told'][number]) => (x.until ?? Infinity) <= now;
    expect(read(s, over(1e9)).told).toHaveLength(1);
    const seen = shown(s, s.told.map((x) => x.n), 5_000);
    expect([read(seen, over(64_999)).told.length, read(seen, over(65_000)).told.length]).toEqual([1, 0]);
  });
  it.each<[string, () => NoticeEvent, boolean]>([
    ['has a challenge out', toBob, true],
    ['has asked for a game', () => told('asked', { seek: 'a1' }), true],
    ['has offered a rematch', () => told('rematch_offered', { room: 'r', from: ann }), true],
    ['offered one ten minutes ago', () => told('rematch_offered', { room: 'r', from: ann }, at - REMATCH_LIVE), false],
    ['is offered one', () => told('rematch_offered', { room: 'r', from: bob }), false],
    ['is challenged', () => told('challenged', challenge), false],
  ])('who %s waits for another: %s', (_, event, waits) => expect(engaged(live(event), at)).toBe(waits));
  it('who hides is told so, by the greeting and by what changes', () => {
    const s = live(() => told('hidden', { on: true }));
    expect(s.hidden).toBe(true);
    expect(notice(s, told('hidden', { on: false })).hidden).toBe(false);
  });
});

describe('a suggested name', () => {
  it('obeys the rules of nicks', () => {
    for (let i = 0; i < 200; i++) expect(birdName(i % 2 === 0)).toMatch(/^[a-z0-9]{2,20}$/);
  });
  it('is nobody’s who is here', () => {
    const first = birdName(false, [], () => 0);
    expect(birdName(false, [first.toUpperCase()], () => 0)).not.toBe(first);
  });
});
