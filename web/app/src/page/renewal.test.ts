import { describe, expect, it } from 'vitest';
import { another, named } from './renewal.svelte';

describe('a new version of the page', () => {
  it.each([
    ['the same client', 'a1', 'a1', false],
    ['another client', 'a1', 'b2', true],
    ['a page of the developers’ own server', undefined, 'b2', false],
    ['a server without a client', 'a1', undefined, false],
  ])('%s', (_, own, told, is) => expect(another(own, told)).toBe(is));

  it('is named in every document', () => {
    expect(named('<title>x</title>\n    <meta name="build" content="a1" />')).toBe('a1');
    expect(named('<title>502 Bad Gateway</title>')).toBeUndefined();
  });
});
