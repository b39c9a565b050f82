import { afterEach, expect, test } from 'vitest';
import { signed } from '../../catalogues';
import { heard, speak, t, tn } from './words.svelte';

afterEach(() => speak('en', { words: {} }));

test('without a catalogue the sentence itself is said, with its values', () => {
  expect(t('{nick} offers a draw', { nick: 'jackdaw' })).toBe('jackdaw offers a draw');
  expect(tn(1, 'one move', '{n} moves')).toBe('one move');
  expect(tn(3, 'one move', '{n} moves')).toBe('3 moves');
});

test('a catalogue says it its own way, and what it lacks is said in English', () => {
  speak('sv', { words: signed({ '{nick} offers a draw': '{nick} erbjuder remi', '{n} moves': { one: '{n} drag', other: '{n} drag' } }) });
  expect(t('{nick} offers a draw', { nick: 'kaja' })).toBe('kaja erbjuder remi');
  expect(tn(3, 'one move', '{n} moves')).toBe('3 drag');
  expect(t('Not in it')).toBe('Not in it');
});

test('a value is text, whatever it looks like', () => {
  expect(t('{nick} is here', { nick: '{n} $&' })).toBe('{n} $& is here');
});

test('what was refused is said in the language of when it is shown, whether the server or the page refused it', () => {
  const refused = ['It is not your turn.', 'No man of yours could go there.', 'Nothing like it is known.'];
  expect(refused.map(heard)).toEqual(refused);
  speak('sv', { words: signed({ 'No man of yours could go there.': 'Ingen av dina pjäser kan gå dit.' }), hear: (text) => (text === 'It is not your turn.' ? 'Det är inte ditt drag.' : text) });
  expect(refused.map(heard)).toEqual(['Det är inte ditt drag.', 'Ingen av dina pjäser kan gå dit.', 'Nothing like it is known.']);
});
