import { afterEach, expect, test } from 'vitest';
import { speak, t, tn } from './words.svelte';

afterEach(() => speak('en', {}));

test('without a catalogue the sentence itself is said, with its values', () => {
  expect(t('{nick} offers a draw', { nick: 'jackdaw' })).toBe('jackdaw offers a draw');
  expect(tn(1, 'one move', '{n} moves')).toBe('one move');
  expect(tn(3, 'one move', '{n} moves')).toBe('3 moves');
});

test('a catalogue says it its own way, and what it lacks is said in English', () => {
  speak('sv', { '{nick} offers a draw': '{nick} erbjuder remi', '{n} moves': { one: '{n} drag', other: '{n} drag' } });
  expect(t('{nick} offers a draw', { nick: 'kaja' })).toBe('kaja erbjuder remi');
  expect(tn(3, 'one move', '{n} moves')).toBe('3 drag');
  expect(t('Not in it')).toBe('Not in it');
});

test('a value is text, whatever it looks like', () => {
  expect(t('{nick} is here', { nick: '{n} $&' })).toBe('{n} $& is here');
});
