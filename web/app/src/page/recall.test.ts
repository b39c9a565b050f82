import { describe, expect, it } from 'vitest';
import { newTalk, reduce, type Talk } from '../chat/talk';
import type { Answer, Command, GameEvent } from '../wire';
import { recall } from './recall';

const clock = { white: 0, black: 0 };
const [white, black] = [{ id: 'a', nick: 'ann' }, { id: 'b', nick: 'bob' }];
const given = (n: number): GameEvent => ({ s: 'game', n, t: 'time_given', by: 'a', at: n, d: { side: 'black', ms: n * 1_000, clock } });
const page = (more: boolean, ...events: GameEvent[]): Answer => ({ re: 'c', info: { t: 'page', d: { stream: 'game', events, more } } });

/** reads has the log of a game that stands at event 5 read, with the pages that the server gives. */
async function reads(pages: Record<number, Answer | undefined>, still = () => true) {
  let talk: Talk = reduce(newTalk(), { s: 'game', t: 'snapshot', d: { n: 5, on: 1, start: { white, black, control: { base: 60, inc: 0 }, how: 'pool', clock }, moves: [], fen: '', clock } }, 0);
  const asked: Command[] = [];
  const ask = (question: Command) => {
    asked.push(question);
    return Promise.resolve(question.t === 'history' ? pages[question.d.before] : undefined);
  };
  await recall(5, ask, still, (f) => (talk = f(talk)));
  return { asked, told: talk.entries.map((e) => (e.is === 'event' ? e.says() : e.is)) };
}
const from = (before: number): Command => ({ t: 'history', d: { stream: 'game', before } });

describe('the log of a game that one comes back to', () => {
  it('is read page by page, and told in the order in which it happened', async () => {
    const { asked, told } = await reads({ 6: page(true, given(4), given(5)), 4: page(false, given(2), given(3)) });
    expect(asked).toEqual([from(6), from(4)]);
    expect(told).toEqual([2, 3, 4, 5].map((n) => `ann gives ${n} s`));
  });
  it('is at its end with the first event, whatever the page says', async () => {
    expect((await reads({ 6: page(true, given(1), given(2)) })).asked).toEqual([from(6)]);
  });
  it('is not read once the game is over, and no further than until then', async () => {
    expect((await reads({}, () => false)).asked).toEqual([]);
    let left = 1;
    expect((await reads({ 6: page(true, given(4), given(5)) }, () => left-- > 0)).asked).toEqual([from(6)]);
  });
  it('is done without where there is no answer, or a refusal', async () => {
    expect(await reads({})).toEqual({ asked: [from(6)], told: [] });
    expect(await reads({ 6: { re: 'c', no: { code: 'not_here', text: 'It is gone.' } } })).toEqual({ asked: [from(6)], told: [] });
  });
});
