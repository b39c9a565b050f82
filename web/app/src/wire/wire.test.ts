import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newTalk, reduce as talk } from '../chat/talk';
import { newHall, reduce as hall } from '../lobby/lobby';
import { newNotices, reduce as notices } from '../lobby/notices';
import { newGame, reduce as game } from '../room/game';
import { follows, missed, resumeQuery, type ServerFrame } from '.';

const folder = new URL('../../../../testdata/wire/', import.meta.url);
const goldens = readdirSync(folder).filter((f) => f.endsWith('.json'));
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

describe('every frame that the server can send', () => {
  const told = goldens.filter((f) => !f.startsWith('command.'));

  it('has a golden', () => expect(told.length).toBeGreaterThan(25));

  it.each(told)('%s is read by every part of a page', (name) => {
    const frame: ServerFrame = read(name);
    game(newGame(), frame, 0);
    talk(newTalk(), frame, 0);
    notices(newNotices(), frame, 0);
    hall(newHall(), frame, 0);
  });

  it.each(told.filter((f) => f.startsWith('event.')))('%s asks for a resume where nothing is held yet', (name) => {
    const frame: ServerFrame = read(name);
    const stale = [game(newGame(), frame, 0).stale, talk(newTalk(), frame, 0).stale, notices(newNotices(), frame, 0).stale];
    expect(stale.filter(Boolean)).toHaveLength(1);
  });

  it('carries a move as the game keeps it', () => {
    const moved = read('event.Moved.json');
    const g = game({ ...newGame(), n: moved.n - 1 }, moved, 1_000);
    expect(g.n).toBe(moved.n);
    expect(g.on).toBe(moved.n);
    expect(g.fen).toBe(moved.d.fen);
    expect(g.moves.at(-1)).toEqual({ uci: moved.d.uci, san: moved.d.san, opening: moved.d.opening, clock: moved.d.clock });
  });
});

describe('positions', () => {
  it.each([
    ['the next number is next', 41, 42, 'next'],
    ['a number held is seen', 41, 41, 'seen'],
    ['a hole is a gap', 41, 43, 'gap'],
    ['nothing follows before a snapshot', undefined, 1, 'gap'],
  ] as const)('%s', (_, held, n, how) => expect(follows(held, n)).toBe(how));

  it('are told when the page resumes', () => {
    expect(resumeQuery('e 1', { game: 41, chat: 0, whispers: undefined })).toBe('?epoch=e+1&game=41&chat=0');
    expect(resumeQuery(undefined, { game: 41 })).toBe('');
  });

  it('are behind when a whole round of heads has passed them', () => {
    expect(missed({ game: 5, chat: 2 }, { game: 5, chat: 2 })).toBe(false);
    expect(missed({ game: 6 }, { game: 5 })).toBe(true);
    expect(missed({ notices: 6 }, { game: 5 })).toBe(false);
  });
});
