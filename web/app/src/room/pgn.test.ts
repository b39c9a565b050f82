/** Another program reads the games that the server writes: the same tags, moves, clocks and ends. */
import { readFileSync } from 'node:fs';

import { Chess } from 'chess.js';
import { describe, expect, it } from 'vitest';

// chess.js knows no escapes within a tag (PGN 7 does): a quote or backslash is a letter for it here.
const file = readFileSync(new URL('../../../../testdata/pgn/written.pgn', import.meta.url), 'utf8').replace(/\\["\\]/g, "'");

/** A game as its text says it, without knowing the rules of chess. */
interface Written {
  text: string;
  tags: Record<string, string>;
  sans: string[];
  clocks: string[];
  result: string;
}

function read(text: string): Written {
  const [head = '', body = ''] = text.split('\n\n');
  const tags: Record<string, string> = {};
  for (const line of head.split('\n')) {
    const [, name = '', value = ''] = /^\[(\w+) "(.*)"\]$/.exec(line) ?? [];
    tags[name] = value;
  }
  const words = body.replace(/\{[^}]*\}/g, ' ').trim().split(/\s+/);
  const result = words.pop() ?? '';
  const clocks = [...body.matchAll(/\[%clk ([\d:.]+)\]/g)].map((m) => m[1] ?? '');
  return { text, tags, sans: words.filter((w) => !/^\d+\.+$/.test(w)), clocks, result };
}

const games = file.split(/\n(?=\[Event )/).map(read);

describe('a written game is read by chess.js:', () => {
  it('there are games of many kinds', () => {
    expect(games.length).toBeGreaterThanOrEqual(20);
    expect(games.some((g) => g.tags.FEN?.includes(' b '))).toBe(true);
    expect(games.some((g) => g.clocks.length > 100)).toBe(true);
  });

  it.each(games.map((g) => [g.tags.Event, g] as const))('%s', (_, g) => {
    const chess = new Chess();
    chess.loadPgn(g.text, { strict: true });

    expect(chess.getHeaders()).toEqual(g.tags);
    expect(Object.keys(g.tags).slice(0, 7)).toEqual(['Event', 'Site', 'Date', 'Round', 'White', 'Black', 'Result']);

    expect(chess.history()).toEqual(g.sans);
    const clocks = chess.getComments().map((c) => /\[%clk ([\d:.]+)\]/.exec(c.comment ?? '')?.[1]);
    expect(clocks).toEqual(g.clocks);
    expect(g.clocks.length === 0 || g.clocks.length === g.sans.length, 'every move has a clock or none has').toBe(true);

    expect(g.result).toBe(g.tags.Result);
    expect(chess.isCheckmate()).toBe(g.sans.at(-1)?.endsWith('#') ?? false);
    if (chess.isCheckmate()) expect(g.result).toBe(chess.turn() === 'w' ? '0-1' : '1-0');
    if (chess.isStalemate() || chess.isInsufficientMaterial()) expect(g.result).toBe('1/2-1/2');
    if (g.result === '*') expect(chess.isCheckmate() || chess.isStalemate() || chess.isInsufficientMaterial()).toBe(false);

    // Played from where it began, the moves lead to where chess.js is: its reader did not skip or repair any.
    const again = new Chess(g.tags.FEN);
    for (const san of g.sans) again.move(san, { strict: true });
    expect(again.fen()).toBe(chess.fen());
  });
});
