import { expect, it } from 'vitest';
import { frame } from './frame';

it('a board for another site is a frame with a name', () => {
  expect(frame('https://club.test', '0198f7a2', 'A game at Rookery')).toBe('<iframe src="https://club.test/embed/0198f7a2" width="420" height="520" title="A game at Rookery"></iframe>');
});
it('what is said of it does not break out of its quotes', () => {
  expect(frame('https://club.test', 'a"b', '"> <b>')).toBe('<iframe src="https://club.test/embed/a%22b" width="420" height="520" title="&quot;> &lt;b>"></iframe>');
});
