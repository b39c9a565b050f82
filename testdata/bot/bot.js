// An example of a program that plays at a Rookery server: it takes a name, asks
// for a game against the house, and plays it to its result. It is written from the
// server's page /api alone, in plain JavaScript, and has no library.
//
//   node bot.js http://localhost:8080 robin
//
// Its WebSocket must take headers, as Node's does (from version 22 on; in 20 with
// --experimental-websocket).
'use strict';

const [site, nick] = process.argv.slice(2);
if (!site || !nick) {
  console.error('usage: node bot.js SITE NICK');
  process.exit(2);
}

/** ask sends a JSON request and gives the answer's body; a wait is waited for, and the same body sent again. */
async function ask(method, path, token, body) {
  for (;;) {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const answer = await fetch(site + path, { method, headers, body: body && JSON.stringify(body) });
    const said = await answer.json();
    if (said.wait !== undefined) await sleep(said.wait);
    else if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(said)}`);
    else return said;
  }
}

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

// ---- which moves might be legal: the server knows which are -------------------

const STEPS = {
  n: [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]],
  b: [[1, 1], [1, -1], [-1, -1], [-1, 1]],
  r: [[1, 0], [0, -1], [-1, 0], [0, 1]],
};
STEPS.q = STEPS.k = [...STEPS.b, ...STEPS.r];

const square = (file, rank) => 'abcdefgh'[file] + (rank + 1);

/** candidates lists moves in UCI that the men of the side to move can make; some may leave the king in check. */
function candidates(fen) {
  const [rows, turn, castling, passant] = fen.split(' ');
  const men = new Map();
  rows.split('/').forEach((row, i) => {
    let file = 0;
    for (const c of row) {
      if (c >= '1' && c <= '8') file += Number(c);
      else men.set(square(file++, 7 - i), c);
    }
  });
  const white = turn === 'w';
  const ours = (man) => man !== undefined && (man === man.toUpperCase()) === white;
  const on = (file, rank) => file >= 0 && file < 8 && rank >= 0 && rank < 8;
  const moves = [];
  const add = (from, to, pawn) => moves.push(from + to + (pawn && (to[1] === '8' || to[1] === '1') ? 'q' : ''));
  for (const [from, man] of men) {
    if (!ours(man)) continue;
    const [file, rank] = ['abcdefgh'.indexOf(from[0]), Number(from[1]) - 1];
    if (man.toLowerCase() === 'p') {
      const ahead = white ? 1 : -1;
      const one = square(file, rank + ahead);
      if (!men.has(one)) {
        add(from, one, true);
        const two = square(file, rank + 2 * ahead);
        if (rank === (white ? 1 : 6) && !men.has(two)) add(from, two, true);
      }
      for (const side of [-1, 1]) {
        const to = square(file + side, rank + ahead);
        if (on(file + side, rank + ahead) && (to === passant || (men.has(to) && !ours(men.get(to))))) add(from, to, true);
      }
      continue;
    }
    const kind = man.toLowerCase();
    for (const [df, dr] of STEPS[kind]) {
      for (let f = file + df, r = rank + dr; on(f, r); f += df, r += dr) {
        const to = square(f, r);
        if (ours(men.get(to))) break;
        add(from, to, false);
        if (men.has(to) || kind === 'n' || kind === 'k') break;
      }
    }
  }
  for (const [right, move] of [['K', 'e1g1'], ['Q', 'e1c1'], ['k', 'e8g8'], ['q', 'e8c8']]) {
    if (castling.includes(right) && (right === right.toUpperCase()) === white) moves.push(move);
  }
  // What takes most comes first; among equals the lot decides.
  const worth = (move) => ' pnbrqk'.indexOf((men.get(move.slice(2, 4)) ?? ' ').toLowerCase()) + Math.random();
  return moves.map((m) => [worth(m), m]).sort((a, b) => b[0] - a[0]).map(([, m]) => m);
}

// ---- one game over one socket, however often that has to be opened -----------

/** play plays our side of a room's game and gives its result. */
function play(room, side, token) {
  const game = { epoch: undefined, n: undefined, on: 0, fen: '', ended: undefined };
  const unanswered = new Map(); // frames by their cid: they are sent again with the same one
  let tries = []; // moves of this position that were not refused yet
  let tried = 0; // the position that tries are of
  let socket;

  return new Promise((over, fail) => {
    function open() {
      const resume = game.epoch ? `?epoch=${game.epoch}&game=${game.n}` : '';
      socket = new WebSocket(`${site.replace('http', 'ws')}/rooms/${room}/socket${resume}`, {
        protocols: ['rookery.v1'],
        headers: { authorization: `Bearer ${token}` },
      });
      socket.onmessage = (e) => take(JSON.parse(e.data));
      socket.onerror = () => {}; // a close follows
      socket.onclose = (e) => {
        if (game.ended) return over(game.ended);
        const final = (e.code >= 4500 && e.code <= 4999) || [1002, 1003, 1007, 1008, 1009].includes(e.code);
        if (final) return fail(new Error(`closed with ${e.code}: ${e.reason}`));
        setTimeout(open, Math.random() * 2000);
      };
    }

    function send(t, d) {
      const cid = crypto.randomUUID();
      unanswered.set(cid, JSON.stringify({ cid, t, d }));
      transmit(cid);
    }

    function transmit(cid) {
      if (!unanswered.has(cid)) return;
      if (socket.readyState === 1) socket.send(unanswered.get(cid));
      setTimeout(transmit, 2500, cid); // no answer: the same again
    }

    /** take reads one frame: an answer, an event of the game, or what has no number. */
    function take(frame) {
      if (frame.re !== undefined) return answered(frame);
      if (frame.t === 'hello') {
        game.epoch = frame.d.epoch;
        for (const text of unanswered.values()) socket.send(text);
      }
      if (frame.s !== 'game') return;
      if (frame.t === 'snapshot') Object.assign(game, { n: frame.d.n, on: frame.d.on, fen: frame.d.fen, ended: frame.d.ended });
      else if (frame.n !== game.n + 1) return; // seen before
      else event(frame);
      if (game.ended) return socket.close(1000);
      move();
    }

    function event({ n, t, d }) {
      game.n = n;
      if (t === 'moved' || t === 'taken_back') Object.assign(game, { on: n, fen: d.fen });
      if (t === 'ended') game.ended = d;
      if (t === 'offered' && d.what === 'draw') send('decline', { offer: n });
    }

    function move() {
      if ((game.fen.split(' ')[1] === 'w') !== (side === 'white') || tried === game.on) return;
      tried = game.on;
      tries = candidates(game.fen);
      send('move', { move: tries.shift(), on: game.on });
    }

    function answered(frame) {
      const text = unanswered.get(frame.re);
      if (!text || frame.wait !== undefined) return frame.wait !== undefined && setTimeout(transmit, frame.wait, frame.re);
      unanswered.delete(frame.re);
      // Not a legal move: the next one. Every other refusal means that the game has gone on, which its events tell.
      const { t, d } = JSON.parse(text);
      if (frame.no?.code === 'illegal_move' && t === 'move' && d.on === game.on) send('move', { move: tries.shift(), on: game.on });
    }

    open();
  });
}

async function main() {
  const { token } = await ask('POST', '/api/me', undefined, { nick, token: true });
  const command = { cid: crypto.randomUUID(), t: 'house', d: { control: { base: 300, inc: 3 }, side: 'random' } };
  const { ok } = await ask('POST', '/api/commands', token, command);
  const { events } = await ask('GET', `/api/me/notices?after=${ok - 1}`, token);
  const { room, side } = events.find((e) => e.n === ok && e.t === 'seated').d;
  console.log(`${nick} plays ${side}: ${site}/rooms/${room}`);
  const { result, reason } = await play(room, side, token);
  console.log(`${result} ${reason}`);
  process.exit(0);
}

main().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
