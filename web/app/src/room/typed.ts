import { moveLabel, mySide, pendingMove, plays, turn, type Game } from './game';
import { read, step, unpromoted, written } from './position';
import { key } from '../words/words';

const LONGEST = 20; // characters: "Qa1xb2=Q++" has ten

/** A move that was written, as the page has read it. */
interface Typed {
  /** What goes out. */
  text: string;
  /** The move, if the page can read it: it stands on the board at once. */
  uci?: string;
  /** How it is spoken of: "24. Rxd4", or the text in quotation marks. */
  label: string;
  /** Why it does not go out at all, as the server would say it. */
  fault?: string;
  /** The fault is only that the other side is to move. */
  early?: boolean;
}

/** typed reads a move of ours. What the page cannot read may still be one: the server decides. */
export function typed(g: Game, text: string): Typed {
  const bare = text.trim();
  const quoted = { text, label: bare.length > LONGEST ? `“${bare.slice(0, LONGEST)}…”` : `“${bare}”` };
  if (bare.length > LONGEST) return { ...quoted, fault: key('It is too long for one move.') };
  if (mySide(g) !== turn(g.fen)) return { ...quoted, fault: key('It is not your turn.'), early: true };
  if (pendingMove(g)) return { ...quoted, fault: key('Your last move is not saved yet.') };
  const small = written(g.fen, bare);
  if (unpromoted(g.fen, small)) return { ...quoted, fault: key('Say what the pawn becomes, as in e8=Q.') };
  const uci = read(g.fen, small);
  const san = uci && step(g.fen, uci)?.san;
  return san ? { text: small, uci, label: moveLabel(g.moves.length + 1, san, g.start?.fen) } : { ...quoted, text: small };
}

/** tooLong tells whether a text is more than one move can be. */
export const tooLong = (text: string): boolean => text.trim().length > LONGEST;

/**
 * meant is what a line of the talk is to who plays: a move to be played, as in "/move Nf3", or one that can be made now, or
 * kept as a premove, and may have got into the wrong field, unless it was held back once already; anything else is talk.
 *
 * Decision: such a line is held back with a word, because said to all it would tell a plan that cannot be taken back.
 * Rejected: to play it, because what is only talked about would be done.
 */
export function meant(g: Game, line: string, heldBack: string, premove: (text: string) => string | undefined): { move: string } | 'slip' | 'talk' {
  if (!plays(g) || g.ended) return 'talk';
  const move = /^\s*[/／]m(?:ove)?\s+(\S.*)$/i.exec(line)?.[1];
  if (move) return { move };
  const bare = line.replace(/[\s.!?]+$/, '');
  return line !== heldBack && (typed(g, bare).uci ?? premove(bare)) ? 'slip' : 'talk';
}
