// Replays games under chess.js, which shares no code with the server. Each line
// of input is {"room","pgn","frames":[…]}, each line of output what is wrong:
//   node arbiter.mjs PATH_OF_CHESS_JS
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { Chess } = await import(pathToFileURL(process.argv[2]).href);

// The en-passant square is written by ours only if the capture is legal.
const same = (ours, theirs) => {
  const a = ours.split(' ');
  const b = theirs.split(' ');
  if (a[3] === '-') b[3] = '-';
  return a.join(' ') === b.join(' ');
};

// What the board must say when a game ends for this reason.
const ends = {
  checkmate: (c) => c.isCheckmate(),
  stalemate: (c) => c.isStalemate(),
  threefold: (c) => c.isThreefoldRepetition(),
  fivefold: (c) => c.isThreefoldRepetition(),
  fifty: (c) => c.isDrawByFiftyMoves(),
  seventyfive: (c) => c.isDrawByFiftyMoves(),
};

function replay(frames, wrong) {
  let chess;
  for (const { n, t, d } of frames) {
    const over = chess && (chess.isCheckmate() || chess.isStalemate() || chess.isInsufficientMaterial());
    if (t === 'start') chess = d.fen ? new Chess(d.fen) : new Chess();
    if (t === 'moved') {
      if (over) wrong(`event ${n}: ${d.san} after the end`);
      const move = chess.move({ from: d.uci.slice(0, 2), to: d.uci.slice(2, 4), promotion: d.uci[4] });
      if (move.san !== d.san) wrong(`event ${n}: ${d.san} is ${move.san}`);
    }
    if (t === 'taken_back') while (chess.history().length > d.ply) chess.undo();
    if (t === 'moved' || t === 'taken_back') {
      if (!same(d.fen, chess.fen())) wrong(`event ${n}: ${d.fen} is ${chess.fen()}`);
    }
    if (t === 'ended') {
      if (!d.claimed && ends[d.reason] && !ends[d.reason](chess)) wrong(`event ${n}: ${d.reason} in ${chess.fen()}`);
      if (chess.isCheckmate() !== (d.reason === 'checkmate')) wrong(`event ${n}: ${d.reason} in ${chess.fen()}`);
    }
  }
  return chess.history();
}

for await (const line of createInterface({ input: process.stdin })) {
  const { room, pgn, frames } = JSON.parse(line);
  const wrong = (what) => console.log(`${room}: ${what}`);
  try {
    const played = replay(frames, wrong).join(' ');
    if (!pgn) continue;
    const file = new Chess();
    file.loadPgn(pgn);
    if (file.history().join(' ') !== played) wrong('the PGN has other moves');
    const end = frames.find(({ t }) => t === 'ended');
    if (end && file.getHeaders().Result !== end.d.result) wrong('the PGN has another result');
  } catch (e) {
    wrong(String(e));
  }
}
