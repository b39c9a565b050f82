import { describe, expect, it } from 'vitest';
import { inside, roomPath, route } from './routes';

const plain = { defaultPrevented: false, button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };

describe('a path', () => {
  it.each([
    ['/', { page: 'lobby' }],
    ['/rooms/0193-a', { page: 'room', id: '0193-a' }],
    ['/rooms/0193-a/', { page: 'room', id: '0193-a' }],
    ['/rooms/a/b', { page: 'lost' }],
    ['/nowhere', { page: 'lost' }],
    ['/rooms/%ff', { page: 'lost' }],
  ])('%s', (path, r) => expect(route(path)).toEqual(r));
  it('of a room leads back to it', () => expect(route(roomPath('a b'))).toEqual({ page: 'room', id: 'a b' }));
});

describe('a click on a link', () => {
  it('stays inside for our own pages', () => expect(inside(plain, '/rooms/x', 'http://club.test')).toBe('/rooms/x'));
  it.each([
    ['another site', plain, 'http://other.test/'],
    ['a page of the server', plain, '/rooms/x/game.pgn'],
    ['a new tab', { ...plain, ctrlKey: true }, '/'],
  ])('leaves for %s', (_, click, href) => expect(inside(click, href, 'http://club.test')).toBeUndefined());
});
