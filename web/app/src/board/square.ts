/** Names of squares and men, and where they stand on a board seen from one side. */

export type Square = `${'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h'}${'1' | '2' | '3' | '4' | '5' | '6' | '7' | '8'}`;
export type Color = 'white' | 'black';
export type Role = 'k' | 'q' | 'r' | 'b' | 'n' | 'p';
export type Promotion = 'q' | 'r' | 'b' | 'n';
export type Piece = `${'w' | 'b'}${Role}`;
export type Pieces = ReadonlyMap<Square, Piece>;

/** Column and row as seen on the screen, both 0 to 7 from the top left. */
export interface Place {
  col: number;
  row: number;
}

/** What puts a sentence of the board into the reader's language, with the values that are named in it. */
export type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string;

/** Men in words. */
export const pieceNames = (say: Say): Record<Piece, string> => ({
  wk: say('white king'), wq: say('white queen'), wr: say('white rook'), wb: say('white bishop'), wn: say('white knight'), wp: say('white pawn'),
  bk: say('black king'), bq: say('black queen'), br: say('black rook'), bb: say('black bishop'), bn: say('black knight'), bp: say('black pawn'),
});
export const colorOf = (p: Piece): Color => (p[0] === 'w' ? 'white' : 'black');
export const roleOf = (p: Piece): Role => p[1] as Role;

/** File and rank of a square, both 0 to 7 from a1. */
export const fileOf = (s: Square): number => s.charCodeAt(0) - 97;
export const rankOf = (s: Square): number => s.charCodeAt(1) - 49;
export const squareOf = (file: number, rank: number): Square =>
  `${String.fromCharCode(97 + file)}${rank + 1}` as Square;

/** a1 is dark. */
export const isDark = (s: Square): boolean => (fileOf(s) + rankOf(s)) % 2 === 0;

export const placeOf = (s: Square, seenFrom: Color): Place =>
  seenFrom === 'white' ? { col: fileOf(s), row: 7 - rankOf(s) } : { col: 7 - fileOf(s), row: rankOf(s) };

/** The square at a place; nothing beside the board. */
export function squareAt({ col, row }: Place, seenFrom: Color): Square | undefined {
  if (col < 0 || col > 7 || row < 0 || row > 7) return undefined;
  return seenFrom === 'white' ? squareOf(col, 7 - row) : squareOf(7 - col, row);
}

/** The men of a FEN's first field. What is not a man or a number is passed over: the app checked the FEN. */
export function piecesOf(fen: string): Map<Square, Piece> {
  const pieces = new Map<Square, Piece>();
  const ranks = (fen.split(' ', 1)[0] ?? '').split('/');
  ranks.forEach((line, fromTop) => {
    let file = 0;
    for (const c of line) {
      if (c >= '1' && c <= '8') {
        file += Number(c);
        continue;
      }
      const role = c.toLowerCase();
      if (file < 8 && fromTop < 8 && 'kqrbnp'.includes(role)) {
        pieces.set(squareOf(file, 7 - fromTop), `${c === role ? 'b' : 'w'}${role}` as Piece);
      }
      file++;
    }
  });
  return pieces;
}
