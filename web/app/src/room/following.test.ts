import { describe, expect, it } from 'vitest';
import { arrived, began, follows, keep, kept, nobody, PATIENCE, stay, toggled, waited, went } from './following';

const magpie = { id: 'm', nick: 'magpie' };
const jackdaw = { id: 'j', nick: 'jackdaw' };
const fan = toggled(nobody, magpie);

describe('following a player', () => {
  it('begins and ends with the same press', () => {
    expect(follows(fan, 'm')).toBe(true);
    expect(toggled(fan, magpie)).toEqual(nobody);
  });
  it('takes twenty people and no more', () => {
    let f = nobody;
    for (let i = 0; i < 25; i++) f = toggled(f, { id: `p${i}`, nick: `p${i}` });
    expect(f.people).toHaveLength(20);
  });
  it('leads to the game that they begin, after five seconds', () => {
    let f = began(fan, 'm', 'next', 'here');
    expect(f.lead).toEqual({ person: magpie, room: 'next', left: PATIENCE });
    f = waited(f, 4_800, false);
    expect(f.lead?.left).toBe(200);
    expect(waited(f, 400, false).lead?.left).toBe(0);
  });
  it('waits for who is busy, and then as long as ever', () => {
    const f = waited(waited(began(fan, 'm', 'next', 'here'), 4_800, false), 200, true);
    expect(f.lead?.left).toBe(PATIENCE);
  });
  it.each([
    ['whom we do not follow', 'j', 'next'],
    ['who plays where we are', 'm', 'here'],
  ])('leads nowhere for somebody %s', (_, id, room) => expect(began(fan, id, room, 'here')).toBe(fan));
  it('asks once about a room', () => {
    const no = stay(began(fan, 'm', 'next', 'here'));
    expect(no.lead).toBeUndefined();
    expect(began(no, 'm', 'next', 'here')).toBe(no);
    expect(began(no, 'm', 'after', 'here').lead?.room).toBe('after');
  });
  it('does not begin to count anew when it is told of a room again', () => {
    const f = waited(began(fan, 'm', 'next', 'here'), 1_000, false);
    expect(began(f, 'm', 'next', 'here')).toBe(f);
  });
  it('is done with a room when one is there', () => {
    const f = began(fan, 'm', 'next', 'here');
    expect(arrived(f, 'next').lead).toBeUndefined();
    expect(arrived(f, undefined)).toBe(f);
  });
  it('leads to nobody who is followed no longer', () => {
    const f = began(toggled(fan, jackdaw), 'm', 'next', 'here');
    expect(toggled(f, jackdaw).lead?.room).toBe('next');
    expect(toggled(f, magpie).lead).toBeUndefined();
  });
  it('leads nobody back to a room that they have left', () => {
    const gone = went(fan, 'here');
    expect(began(gone, 'm', 'here', undefined)).toBe(gone);
    expect(began(gone, 'm', 'next', undefined).lead?.room).toBe('next');
    expect(went(began(fan, 'm', 'next', undefined), 'next').lead).toBeUndefined();
  });
  it('remembers the fifty rooms that were left last', () => {
    let f = fan;
    for (let i = 0; i < 60; i++) f = went(f, `r${i}`);
    f = went(f, 'r59');
    expect(f.stayed).toHaveLength(50);
    expect(f.stayed.at(-1)).toBe('r59');
  });
  it.each([null, '', '{', '[]', '{"people":1,"stayed":{}}', '{"people":[1]}', '{"people":[null]}'])('of %j is following nobody', (text) => expect(kept(text)).toEqual(nobody));
  it('is kept with a page, and so is what was not wanted', () => {
    const no = stay(began(fan, 'm', 'next', 'here'));
    expect(kept(keep(no))).toEqual(no);
    expect(kept(keep(began(no, 'm', 'after', 'here')))).toEqual(no);
  });
});
