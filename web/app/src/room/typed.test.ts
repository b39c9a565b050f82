import { describe, expect, it } from 'vitest';
import { newGame, sent, START_FEN, type Game } from './game';
import { meant, typed } from './typed';

const ann = { id: 'a', nick: 'ann' };
const bob = { id: 'b', nick: 'bob' };
const game = (fen = START_FEN, role: Game['role'] = 'white'): Game => ({ ...newGame(), n: 1, on: 1, role, you: role === 'white' ? ann : bob, white: ann, black: bob, fen });
const promoting = '1r5k/P7/8/8/8/8/8/K7 w - - 0 1';
const bishop = '4k3/8/8/8/8/1B6/1P6/4K3 w - - 0 1';

describe('a typed move', () => {
  it.each([
    ['Nf3', START_FEN, { text: 'Nf3', uci: 'g1f3', label: '1. Nf3' }],
    ['E2E4', START_FEN, { text: 'e2e4', uci: 'e2e4', label: '1. e4' }],
    ['E2-E4', START_FEN, { text: 'e2e4', uci: 'e2e4', label: '1. e4' }],
    ['A7A8Q', promoting, { text: 'a7a8q', uci: 'a7a8q', label: '1. a8=Q' }],
    ['B3c4', bishop, { text: 'B3c4', uci: 'b3c4', label: '1. Bc4' }], // the bishop's, as it is written
    ['hello', START_FEN, { text: 'hello', label: '“hello”' }], // the server decides
    ['Nf6', START_FEN, { text: 'Nf6', label: '“Nf6”' }], // theirs is no move of ours
  ])('“%s” goes out as it is meant', (text, fen, want) => expect(typed(game(fen), text)).toEqual(want));

  it.each(['e5', 'hello', 'e7e5'])('out of turn, “%s” does not go out', (text) => {
    expect(typed(game(START_FEN, 'black'), text)).toEqual({ text, label: `“${text}”`, fault: 'It is not your turn.', early: true });
  });

  it.each(['a8', 'a7a8', 'axb8', 'a8=', 'A7A8'])('“%s” wants to know what the pawn becomes', (text) => {
    expect(typed(game(promoting), text).fault).toBe('Say what the pawn becomes, as in e8=Q.');
  });

  it('does not go out while another is on its way', () => {
    const g = sent(game(), { cid: 'c', command: { t: 'move', d: { move: 'e4', on: 1 } }, label: '1. e4', uci: 'e2e4', at: 0 });
    expect(typed(g, 'd4').fault).toBe('Your last move is not saved yet.');
  });

  it('is not cut out of a longer text', () => {
    expect(typed(game(), 'Nf3                         Nf6 Bb5')).toMatchObject({ fault: 'It is too long for one move.', label: '“Nf3                 …”' });
  });
});

describe('a line of the talk', () => {
  const of = (g: Game, line: string, heldBack = '', premove: string[] = []) => meant(g, line, heldBack, (text) => premove.find((m) => m === text));

  it.each(['/move Nf3', '/m Nf3', ' /MOVE  Nf3', '／m Nf3'])('“%s” is a move to be played', (line) => expect(of(game(), line)).toEqual({ move: 'Nf3' }));

  it.each(['e4', ' Nf3', 'g1f3', 'e4.', 'Nf3!? '])('“%s”, which can be played, is held back once', (line) => {
    expect([of(game(), line), of(game(), line, line)]).toEqual(['slip', 'talk']);
  });

  it.each(['hello', 'e5', 'Nf3 is a move', '/move', '/mute ann 5 no', '@bob e4', ''])('“%s” is talk', (line) => expect(of(game(), line)).toBe('talk'));

  it('is nothing else for who does not play, is not to move, or has played', () => {
    const watched: Game = { ...game(), role: 'spectator' };
    const over: Game = { ...game(), ended: { result: '1-0', reason: 'resignation', clock: { white: 0, black: 0 } } };
    for (const g of [watched, over]) expect([of(g, 'e4'), of(g, '/move e4')]).toEqual(['talk', 'talk']);
    expect(of(game(START_FEN, 'black'), 'e5')).toBe('talk');
    expect(of(game(START_FEN, 'black'), 'e5!', '', ['e5']), 'what can be a premove tells a plan, too').toBe('slip');
    expect(of(game(START_FEN, 'black'), '/move e5')).toEqual({ move: 'e5' }); // it waits as a premove
  });
});
