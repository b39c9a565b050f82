import { describe, expect, it } from 'vitest';
import type { Clock } from '../../wire';
import { newGame, type Game } from '../../room/game';
import { positions, step } from '../../room/position';
import { attackers, jump, kindWords, kinds, lineOf, lineWords, menWords, reachWords, roleOfWord, squareWords } from './board';
import { piecesOf } from '../../board/square';
import { FORMS, reading, help, WORDS, type Asked } from './commands';

const magpie = { id: 'm', nick: 'magpie' };
const jackdaw = { id: 'j', nick: 'jackdaw' };
const clock: Clock = { white: 271_000, black: 182_000 };

/** A game that magpie plays with White, after some moves. */
function after(...ucis: string[]): Game {
  const fens = positions(undefined, ucis);
  const moves = ucis.map((uci, i) => ({ uci, san: step(fens[i]!, uci)!.san, clock }));
  return { ...newGame(), n: ucis.length + 1, on: ucis.length + 1, you: magpie, role: 'white', start: { white: magpie, black: jackdaw, control: { base: 300, inc: 3 }, how: 'pool', clock }, white: magpie, black: jackdaw, moves, fen: fens.at(-1)!, clock: { ...clock, at: 0, delay: 0 } };
}
const read = (game: Game, text: string, over: Partial<Asked> = {}) => reading({ game, now: 0, guess: false, status: 'Your turn', people: 'magpie, jackdaw', room: 'r', ...over }, text);
const said = (game: Game, text: string, over: Partial<Asked> = {}) => {
  const r = read(game, text, over);
  return r && 'say' in r ? r.say : r;
};
const open = after('e2e4', 'e7e5');

describe('what is written into the field', () => {
  it.each([
    ['clock', 'You 4:31, jackdaw 3:02'],
    ['Clocks', 'You 4:31, jackdaw 3:02'],
    ['last', 'Move 1, Black: e5.'],
    ['status', 'Your turn'],
    ['moves', '1. e4 1... e5'],
    ['pieces king', 'White: king e1. Black: king e8.'],
    ['pieces bishops', 'White: bishops c1, f1. Black: bishops c8, f8.'],
    ['pieces dragon', 'There is no piece called dragon.'],
    ['scan e', 'File e: e1 white king, e4 white pawn, e5 black pawn, e8 black king.'],
    ['scan 3', 'Rank 3: empty.'],
    ['scan z', 'Say a file, a to h, or a rank, 1 to 8.'],
    ['from g1', 'g1 can go to e2, f3, h3.'],
    ['from e1', 'e1 can go to e2.'],
    ['from x', 'Say a square, as in from g1.'],
    ['e5', 'e5, black pawn. Nothing attacks it.'],
    ['? d4', 'd4, empty, dark. Attacked by Black’s pawn e5.'],
    ['?h5', 'h5, empty, light. Attacked by White’s queen d1.'],
    ['taken', 'White has taken nothing. Black has taken nothing.'],
    ['people', 'magpie, jackdaw'],
    ['sit', 'No seat is free for you.'],
    ['rematch', 'There is no game to play again yet.'],
    ['accept', 'Nothing is offered.'],
    ['decline', 'Nothing is offered.'],
    ['say', 'Say what?'],
  ])('“%s” is answered', (text, answer) => expect(said(open, text)).toBe(answer));

  it('is nothing if it is empty', () => expect(read(open, '  ')).toBeUndefined());

  it.each(['d4', 'Nf3', 'd2d4', 'Bb5', 'nonsense'])('“%s” is a move for who plays', (text) => expect(read(open, text)).toEqual({ move: text }));

  it('asks for a square by its name where that is no move', () => {
    expect(said(after('e2e4'), 'd4')).toContain('d4, empty');
    expect(said({ ...open, role: 'spectator' }, 'd4')).toContain('d4, empty');
    expect(said(open, '? d4')).toContain('d4, empty');
  });

  it.each([['@jackdaw psst', '@jackdaw psst'], ['/clients', '/clients'], ['say good luck', 'good luck']])('“%s” is talk', (text, talk) => expect(read(open, text)).toEqual({ talk }));

  it('offers, accepts and claims a draw with one word', () => {
    expect(read(open, 'draw')).toMatchObject({ command: { t: 'offer', d: { what: 'draw', on: 3 } } });
    expect(read({ ...open, offer: { n: 7, by: 'j', what: 'draw' } }, 'draw')).toMatchObject({ command: { t: 'accept', d: { offer: 7 } } });
    const thrice = after(...['g1f3', 'g8f6', 'f3g1', 'f6g8', 'g1f3', 'g8f6', 'f3g1', 'f6g8']);
    expect(read(thrice, 'draw')).toMatchObject({ command: { t: 'claim', d: { what: 'draw', on: 9 } } });
  });

  it('answers an offer', () => {
    const asked: Game = { ...open, offer: { n: 7, by: 'j', what: 'takeback' } };
    expect(read(asked, 'accept')).toMatchObject({ command: { t: 'accept', d: { offer: 7 } } });
    expect(read(asked, 'decline')).toMatchObject({ command: { t: 'decline', d: { offer: 7 } } });
    expect(said({ ...asked, offer: { n: 7, by: 'm', what: 'takeback' } }, 'accept')).toBe('Nothing is offered.');
  });

  it('claims against who is gone, or a draw with a move', () => {
    const gone: Game = { ...open, seats: { black: { person: jackdaw, here: false, claim: 0 }, at: 0 } };
    expect(read(gone, 'claim')).toMatchObject({ command: { d: { what: 'gone_win' } } });
    expect(read(gone, 'claim draw')).toMatchObject({ command: { d: { what: 'gone_draw' } } });
    expect(read(open, 'claim Nf3')).toMatchObject({ command: { d: { what: 'draw', move: 'Nf3' } } });
    expect(read(open, 'claim draw')).toMatchObject({ command: { t: 'claim', d: { what: 'draw', on: 3 } } });
  });

  it('asks once more before what cannot be taken back', () => {
    expect(read(open, 'resign')).toMatchObject({ ask: 'Resign this game? Write yes, or anything else to play on.', command: { t: 'resign' } });
    expect(said(after('e2e4'), 'resign')).toBe('One side has not moved yet: you can abort.');
    expect(read(after(), 'abort')).toMatchObject({ command: { t: 'abort' } });
  });

  it('asks a move back, gives time, and plays again', () => {
    expect(read(open, 'takeback')).toMatchObject({ command: { t: 'offer', d: { what: 'takeback' } } });
    expect(read(open, 'time')).toMatchObject({ command: { t: 'time' } });
    const over: Game = { ...open, ended: { result: '1-0', reason: 'resignation', clock } };
    expect(read(over, 'rematch')).toMatchObject({ command: { t: 'rematch', d: { room: 'r' } } });
    expect(read(over, 'accept', { rematch: 5 })).toMatchObject({ command: { t: 'rematch', d: { room: 'r', offer: 5 } } });
    expect(said(over, 'status')).toBe('jackdaw resigned. White wins.');
    expect(said(over, 'draw')).toBe('The game is over.');
  });

  it('is no move of who watches', () => {
    const watched: Game = { ...open, role: 'spectator' };
    expect(said(watched, 'draw')).toBe('Only who plays can do that.');
    expect(said(watched, 'hello')).toBe('There is no hello. Write help for what there is, or say before what you want to say.');
  });

  it.each([['board', 'board'], ['lobby', 'lobby']])('“%s” leads there', (text, go) => expect(read(open, text)).toEqual({ go }));

  it('is told by help, every word of it', () => {
    const text = said(open, 'help');
    for (const w of [...WORDS, ...FORMS]) expect(text).toContain(w.usage);
    expect(help().split('\n')).toHaveLength(WORDS.length + FORMS.length);
    expect(new Set(WORDS.flatMap((w) => w.words)).size).toBe(WORDS.flatMap((w) => w.words).length);
  });
});

describe('a position in words', () => {
  const fen = 'r3k2r/8/8/3q4/8/2N5/PP6/R3K2R w KQkq - 0 1';
  it('has its men by kind', () => {
    expect(kinds(fen, 'white').map(kindWords)).toEqual(['king e1', 'rooks a1, h1', 'knight c3', 'pawns a2, b2']);
    expect(menWords(fen, 'black', 'b')).toBe('Black: none.');
  });
  it('tells what attacks and what guards', () => {
    expect(squareWords(fen, 'd5')).toBe('d5, black queen. Attacked by White’s knight c3.');
    expect(attackers(fen, 'h1', 'black')).toEqual(['d5', 'h8']);
  });
  it('has files and ranks', () => {
    expect(lineOf('A')).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8']);
    expect(lineWords(fen, lineOf('2')!)).toBe('Rank 2: a2 white pawn, b2 white pawn.');
  });
  it('leads from man to man of a kind, around the board and back', () => {
    const men = piecesOf(fen);
    expect([jump(men, 'e1', 'k'), jump(men, 'e8', 'k'), jump(men, 'e1', 'k', true), jump(men, 'a8', 'r', true), jump(men, 'a8', 'b')]).toEqual(['e8', 'e1', 'e8', 'h1', undefined]);
  });
  it('knows its men by their names', () => expect(['n', 'Knights', 'king', 'x'].map(roleOfWord)).toEqual(['n', 'n', 'k', undefined]));
  it('tells of a man that cannot go', () => expect(reachWords('a1', [])).toBe('a1 cannot go anywhere now.'));
});
