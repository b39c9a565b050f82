import { describe, expect, it } from 'vitest';
import { offered, onlyHere } from './handover';

describe('the address of a handover', () => {
  it.each([
    ['#q3Jt-_8xYzAbCdEfGhIjKl.magpie', { code: 'q3Jt-_8xYzAbCdEfGhIjKl', nick: 'magpie' }],
    ['#q3Jt-_8xYzAbCdEfGhIjKl', { code: 'q3Jt-_8xYzAbCdEfGhIjKl', nick: undefined }],
  ])('%s has a code, and a name if its maker told it', (hash, want) => expect(offered(hash)).toEqual(want));

  it.each(['', '#nonsense', '#q3Jt-_8xYzAbCdEfGhIjK', '#', '#.magpie', '#code.<b>', '#a b', `#code.${'x'.repeat(21)}`])('%j has none', (hash) => expect(offered(hash)).toBeUndefined());

  it.each([
    ['http://127.0.0.1:8080/continue#x', true],
    ['http://localhost/continue#x', true],
    ['http://[::1]:80/', true],
    ['http://192.168.1.7:8080/continue#x', false],
    ['https://localhost.example.org/', false],
  ])('%s leads to this machine only: %s', (url, here) => expect(onlyHere(url)).toBe(here));
});
