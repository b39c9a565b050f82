import { describe, expect, it } from 'vitest';
import { newTalk, type Talk } from '../chat/talk';
import { buzz } from '../page/haptics';
import { newGame, START_FEN, type Game, type Sent } from '../room/game';
import { happened, type Scene } from './happened';

const [me, you] = [{ id: 'a', nick: 'ada' }, { id: 'b', nick: 'bob' }];
const clock = { white: 60_000, black: 60_000 };
const control = { base: 300, inc: 3 };
const AFTER_E4 = 'rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1';
const AFTER_D5 = 'rnbqkbnr/ppp1pppp/8/3p4/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2';
const AFTER_EXD5 = 'rnbqkbnr/ppp1pppp/8/3P4/8/8/PPPP1PPP/RNBQKBNR b KQkq - 0 2';
const played = (...sans: (readonly [string, string])[]) => sans.map(([uci, san]) => ({ uci, san, clock }));
const [e4, d5, exd5] = [['e2e4', 'e4'], ['d7d5', 'd5'], ['e4d5', 'exd5']] as const;

const game = (more: Partial<Game> = {}): Game => ({ ...newGame(), you: me, role: 'white', n: 1, on: 1, white: me, black: you, start: { control } as Game['start'], ...more });
const scene = (g: Partial<Game> = {}, t: Partial<Talk> = {}): Scene => ({ game: game(g), talk: { ...newTalk(), you: me, ...t }, blocked: [] });
const empty: Scene = { game: newGame(), talk: newTalk(), blocked: [] };
const sending = (uci: string, on: number): Sent => ({ cid: uci, uci, label: uci, at: 0, command: { t: 'move', d: { move: uci, on } } });
const kinds = (before: Scene, after: Scene) => happened(before, after).map((h) => h.is);

describe('what happens in a room', () => {
  it('begins when both have sat down and we play, also on a page that has just come', () => {
    expect(kinds(empty, scene())).toEqual(['start']);
    expect(kinds(scene({ black: undefined }), scene())).toEqual(['start']);
    expect(kinds(empty, scene({ role: 'spectator' }))).toEqual([]);
    expect(kinds(scene(), scene())).toEqual([]);
  });

  it('is history when a page comes to a game under way, or to its end', () => {
    expect(kinds(empty, scene({ moves: played(e4, d5), fen: AFTER_D5 }))).toEqual([]);
    expect(kinds(empty, scene({ moves: played(e4), ended: { result: '1-0', reason: 'resignation', clock } }))).toEqual([]);
  });

  it('our move is heard when it is made, and not again when it is saved', () => {
    const sent = scene({ sent: [sending('e2e4', 1)] });
    const saved = scene({ n: 2, on: 2, moves: played(e4), fen: AFTER_E4, sent: [sending('e2e4', 1)] });
    expect(happened(scene(), sent)).toEqual([{ is: 'move', theirs: false }]);
    expect(happened(sent, saved)).toEqual([]);
    expect(happened(saved, { ...saved, game: { ...saved.game, sent: [] } })).toEqual([]);
  });

  it('our move is heard once although the line went and came in between', () => {
    const sent = scene({ sent: [sending('e2e4', 1)] });
    expect(happened(sent, scene({ n: 9, on: 9, moves: played(e4), fen: AFTER_E4, epoch: 'new' }))).toEqual([]);
  });

  it('their move is heard when it comes, and a move of ours in another tab', () => {
    const before = scene({ moves: played(e4), fen: AFTER_E4 });
    expect(happened(before, scene({ n: 3, on: 3, moves: played(e4, d5), fen: AFTER_D5 }))).toEqual([{ is: 'move', theirs: true }]);
    expect(happened(scene(), before)).toEqual([{ is: 'move', theirs: false }]);
  });

  it('moves that were missed are one sound', () => {
    expect(happened(scene(), scene({ n: 4, moves: played(e4, d5, exd5), fen: AFTER_EXD5 }))).toEqual([{ is: 'capture', theirs: false }]);
  });

  it.each([['exd5', 'capture'], ['Nf3', 'move'], ['Bb5+', 'check'], ['Qxf7#', 'check'], ['bxa8=Q', 'capture'], ['O-O', 'move']] as const)('%s is heard as a %s', (san, kind) => {
    expect(kinds(scene(), scene({ n: 2, moves: played(['x', san]) }))).toEqual([kind]);
  });

  it('a capture of ours is one before the server says so', () => {
    const at = { moves: played(e4, d5), fen: AFTER_D5, on: 3 };
    expect(kinds(scene(at), scene({ ...at, sent: [sending('e4d5', 3)] }))).toEqual(['capture']);
  });

  it('a takeback is silent', () => {
    expect(kinds(scene({ moves: played(e4), fen: AFTER_E4 }), scene({ n: 2, moves: [], fen: START_FEN }))).toEqual([]);
  });

  it('an offer to us is heard; our own, and one between others, is not', () => {
    const offer = { n: 5, by: you.id, what: 'draw' as const };
    expect(kinds(scene(), scene({ offer }))).toEqual(['offer']);
    expect(kinds(scene({ offer }), scene({ offer }))).toEqual([]);
    expect(kinds(scene(), scene({ offer: { ...offer, by: me.id } }))).toEqual([]);
    expect(kinds(scene({ role: 'spectator' }), scene({ role: 'spectator', offer }))).toEqual([]);
  });

  it('a mate is a check and the end', () => {
    expect(kinds(scene(), scene({ n: 3, moves: played(['d8h4', 'Qh4#']), ended: { result: '0-1', reason: 'checkmate', clock } }))).toEqual(['check', 'end']);
  });

  it('a whisper to us is heard; our own, one from before, one of somebody we block, and what is said to all is not', () => {
    const whisper = (n: number, from = you) => ({ is: 'whisper' as const, key: `w${n}`, ply: 0, at: n, n, from, to: me, text: 'psst', links: [], kept: false });
    const line = { is: 'line' as const, stream: 'chat' as const, key: 'c9', ply: 0, at: 9, n: 9, by: you.id, name: 'bob', action: false, text: 'hello', links: [] };
    const before = scene({}, { known: { whispers: 3, chat: 1 } });
    const with_ = (...entries: Talk['entries']) => scene({}, { known: { whispers: 4, chat: 9 }, entries });
    expect(kinds(before, with_(whisper(4)))).toEqual(['whisper']);
    expect(kinds(before, with_(whisper(4, me)))).toEqual([]);
    expect(kinds(before, with_(whisper(3)))).toEqual([]);
    expect(kinds(before, with_(line))).toEqual([]);
    expect(kinds(before, { ...with_(whisper(4)), blocked: [you] })).toEqual([]);
    expect(kinds(scene(), with_(whisper(4)))).toEqual([]);
  });

  it('a refused move shakes, so does a clock that runs low, their move shakes shortly, ours and an offer do not', () => {
    const refused = { what: 'move' as const, text: 'It is not your turn.', label: 'e4', at: 0 };
    expect(happened(scene(), scene({ refused })).map(buzz)).toEqual([[40, 60, 40]]);
    expect(buzz({ is: 'low' })).toEqual([120]);
    expect(buzz({ is: 'move', theirs: true })).toEqual([30]);
    expect(buzz({ is: 'capture', theirs: false })).toBeUndefined();
    expect(buzz({ is: 'offer' })).toBeUndefined();
  });
});
