/** What a position's FEN tells without any rules. */
import type { Square } from '../board';
import type { Colour } from '../wire';

export const START_FEN = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';

/** turn is the side to move in a position. */
export const turn = (fen: string): Colour => (fen.split(' ')[1] === 'b' ? 'black' : 'white');

/** moveNumber is the number of the move to be made in a position. */
export const moveNumber = (fen: string): number => Math.max(1, Number(fen.split(' ')[5]) || 1);

/** ends are the two squares of a move in UCI. */
export const ends = (uci: string): [Square, Square] => [uci.slice(0, 2) as Square, uci.slice(2, 4) as Square];
