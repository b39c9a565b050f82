/** A page with a board and nothing else: chess.js says what is legal, every move made by hand is played and noted. */
import { Chess } from 'chess.js';

import { Board, type BoardView, type Square } from '../../src/board';
import { miniBoard } from '../../src/board/mini';
import '../../src/design/tokens.css';
import './page.css';

const ask = new URLSearchParams(location.search);
const game = new Chess(ask.get('fen') ?? undefined);
const plays = (ask.get('plays') ?? 'both') as 'white' | 'black' | 'both' | 'none';
const moves: string[] = [];
let view: BoardView = { fen: game.fen(), movable: null, orientation: ask.get('from') === 'black' ? 'black' : 'white' };

const turn = (): 'white' | 'black' => (game.turn() === 'w' ? 'white' : 'black');

const board = new Board(document.getElementById('board')!, {
  orientation: view.orientation,
  legal: (from) => game.moves({ square: from, verbose: true }).map((m) => m.to),
  onMove(from, to, promotion) {
    moves.push(from + to + (promotion ?? ''));
    play(from + to + (promotion ?? ''));
  },
});

function play(uci: string): void {
  const [from, to] = [uci.slice(0, 2) as Square, uci.slice(2, 4) as Square];
  game.move({ from, to, promotion: uci[4] });
  show({ last: [from, to], pending: undefined });
}

function show(change: Partial<BoardView>): void {
  const king = game.inCheck() ? game.findPiece({ type: 'k', color: game.turn() })[0] : undefined;
  const movable = plays === 'none' ? null : plays === 'both' ? turn() : plays;
  view = { ...view, fen: game.fen(), check: king, movable, ...change };
  board.set(view);
}

show({});
miniBoard(document.getElementById('mini')!, game.fen(), undefined, view.orientation);
Object.assign(window, { play, show, moves, board });
