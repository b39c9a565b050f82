/** What one can ask of a position by words: who stands where, what attacks a square, where the next man of a kind is. */
import { colorOf, fileOf, isDark, pieceNames, piecesOf, rankOf, roleOf, squareOf, type Pieces, type Role, type Square } from '../../board/square';
import * as paths from '../../rules/paths';
import type { Colour } from '../../wire';
import { key, listed, t } from '../../words/words';

const ROLES: readonly Role[] = ['k', 'q', 'r', 'b', 'n', 'p'];
const ONE: Record<Role, string> = { k: key('king'), q: key('queen'), r: key('rook'), b: key('bishop'), n: key('knight'), p: key('pawn') };
const MANY: Record<Role, string> = { k: key('kings'), q: key('queens'), r: key('rooks'), b: key('bishops'), n: key('knights'), p: key('pawns') };

/** Men of one kind, and where they stand. */
interface Kind {
  role: Role;
  squares: readonly Square[];
}

/** byFile is the order in which squares are told: a1, a2 … h8. */
const byFile = (a: Square, b: Square): number => fileOf(a) - fileOf(b) || rankOf(a) - rankOf(b);

/** kinds are the men of a side, the king first. */
export function kinds(fen: string, side: Colour): Kind[] {
  const men = [...piecesOf(fen)].filter(([, m]) => colorOf(m) === side);
  const all = ROLES.map((role) => ({ role, squares: men.filter(([, m]) => roleOf(m) === role).map(([at]) => at).sort(byFile) }));
  return all.filter((k) => k.squares.length > 0);
}

/** kindWords is a kind in words: "rooks a1, h1". */
export const kindWords = ({ role, squares }: Kind): string => `${t((squares.length > 1 ? MANY : ONE)[role])} ${listed(squares)}`;

/** menWords are the men of a side in words: "White: king e1; queen d1; rooks a1, h1." */
export function menWords(fen: string, side: Colour, only?: Role): string {
  const men = kinds(fen, side).filter((k) => !only || k.role === only).map(kindWords).join('; ') || t('none');
  return side === 'white' ? t('White: {men}.', { men }) : t('Black: {men}.', { men });
}

/** roleOfWord is the kind of men that a word means: "knight", "knights", "n". */
export function roleOfWord(word: string): Role | undefined {
  const bare = word.trim().toLowerCase();
  return ROLES.find((r) => [r, ONE[r], MANY[r], t(ONE[r]), t(MANY[r])].includes(bare));
}

/** squareWords is a square with what stands on it and what attacks it: "e4, white pawn. Attacked by Black’s knight f6." */
export function squareWords(fen: string, at: Square): string {
  const men = piecesOf(fen);
  const man = men.get(at);
  const what = man ? t('{square}, {man}.', { square: at, man: pieceNames(t)[man] }) : isDark(at) ? t('{square}, empty, dark.', { square: at }) : t('{square}, empty, light.', { square: at });
  const attacks = (['white', 'black'] as const).flatMap((side) => {
    const from = attackers(fen, at, side);
    const values = { men: listed(from.map((s) => `${t(ONE[roleOf(men.get(s)!)])} ${s}`)) };
    return from.length === 0 ? [] : [side === 'white' ? t('White’s {men}', values) : t('Black’s {men}', values)];
  });
  return attacks.length ? t('{what} Attacked by {men}.', { what, men: attacks.join('; ') }) : t('{what} Nothing attacks it.', { what });
}

/** attackers are the squares of a side's men that attack a square; of the side that stands on it, that guard it. */
export const attackers = (fen: string, at: Square, side: Colour): Square[] => paths.attackers(piecesOf(fen), at, side).sort(byFile);

/** lineOf are the eight squares of a file, from its first rank up, or of a rank, from a on; undefined for anything else. */
export function lineOf(name: string): Square[] | undefined {
  const bare = name.trim().toLowerCase();
  const eight = Array.from({ length: 8 }, (_, i) => i);
  if (/^[a-h]$/.test(bare)) return eight.map((rank) => squareOf(bare.charCodeAt(0) - 97, rank));
  return /^[1-8]$/.test(bare) ? eight.map((file) => squareOf(file, Number(bare) - 1)) : undefined;
}

/** lineWords is what stands on a file or a rank: "File e: e1 white king, e4 white pawn." */
export function lineWords(fen: string, squares: readonly Square[]): string {
  const men = piecesOf(fen);
  const found = listed(squares.map((s) => men.has(s) && `${s} ${pieceNames(t)[men.get(s)!]}`)) || t('empty');
  const file = squares[0]![0] === squares[1]![0];
  return file ? t('File {name}: {men}.', { name: squares[0]![0]!, men: found }) : t('Rank {name}: {men}.', { name: squares[0]![1]!, men: found });
}

/** jump is the next square behind `from`, or before it, on which a man of a kind stands; rank by rank from a8 to h1, and around. */
export function jump(men: Pieces, from: Square, role: Role, back = false): Square | undefined {
  const place = (s: Square) => (7 - rankOf(s)) * 8 + fileOf(s);
  const all = [...men].filter(([, m]) => roleOf(m) === role).map(([at]) => at).sort((a, b) => place(a) - place(b));
  const here = place(from);
  return back ? (all.findLast((s) => place(s) < here) ?? all.at(-1)) : (all.find((s) => place(s) > here) ?? all[0]);
}

/** reachWords tells where the man on a square may go. */
export function reachWords(at: Square, to: readonly Square[]): string {
  return to.length ? t('{square} can go to {squares}.', { square: at, squares: listed([...to].sort(byFile)) }) : t('{square} cannot go anywhere now.', { square: at });
}
