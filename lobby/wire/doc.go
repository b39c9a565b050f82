// Package wire is the protocol between a Rookery server and its clients: the
// closed set of messages each way, their codes, and a strict codec. This text
// and the comments of the messages are also the prose of the generated AsyncAPI
// document; together they are enough to write a client from.
//
// # Connecting
//
// A client opens one WebSocket for each room it is in, GET /rooms/{id}/socket,
// and one for the lobby, GET /lobby/socket. It offers the subprotocol
// "rookery.v1", without which the server refuses. Who the client is comes from
// the session cookie (browsers) or from the header "Authorization: Bearer TOKEN"
// (programs), never from the address, and is fixed for the socket's life.
// Watching and reading need no identity; everything that others see needs one. A page of
// another site is refused, and so is a cookie without an Origin; a program needs neither.
//
// # Frames
//
// One JSON text message is one frame, and there are four shapes:
//
//	client → server  {"cid","t","d"}                       a command
//	server → client  {"s","n","t","by","at","d"}           an event: durable, numbered in its stream
//	server → client  {"re":cid, "s"+"ok" | "info" | "no" | "wait"+"code"}  the answer to a command
//	server → client  {"t","d"} or {"s","t":"snapshot","d"} ephemera and snapshots: no number
//
// Only events have "n" and only answers have "re". A client must ignore members,
// tags and codes that it does not know: a new optional one is the same version.
//
// # Streams
//
// Everything durable that a client sees is an event in a stream, with numbers
// that count from 1 without gaps. A connection gets the streams it is entitled
// to, as its hello lists them: a room's "game" and "chat" for everybody (but see
// Start for where the players' chat is separate: a stream that opens to a live
// connection, at the result or when one sits down, begins with its snapshot), the
// "whispers" of that room and one's own "notices" for those with an identity.
// Notices come on every socket of the person. What has no number (presence,
// heads, the running clocks, the lobby) may be dropped, and the newest replaces
// the older ones.
//
// # Commands and answers
//
// A command carries a cid, a UUID of version 4 in lower case, chosen once for one
// action of the user and repeated whenever that action is sent again. It carries
// its body in "d", which may be left out when it is empty. There are four
// answers, and silence:
//
//   - "ok": the command is durable. It is event "ok" of stream "s", and that
//     event's frame came before. A repeated cid gets the same answer, across
//     reconnects and restarts of the server.
//   - "info": the question is answered; nothing was stored.
//   - "no": the command certainly had no effect, ever. Its cid is dead; another
//     try is another cid. "text" says why in a sentence for the user, and for the code
//     "invalid" "fields" says it of each member of "d" that is wrong.
//   - "wait": the command was not judged; send the same cid again after that many
//     milliseconds.
//   - Silence means that the outcome is not known: send the same cid again, after
//     2.5 s or after the next connection.
//
// Moves, offers and claims carry "on", the number of the game event that made the
// position they answer: the start, a move or a takeback. If that is no longer the
// current position, the answer is "no" with the code "stale". Answers to an offer
// carry the offer's number.
//
// A move is UCI or what people write, such as "Nf3", "Ng1f3" or "0-0"; its event
// has both canonical spellings. Text that fits several legal moves, or none, is
// answered "no" with "illegal_move".
//
// Commands from search to report are the lobby's, and every socket takes them;
// their "ok" names an event of "notices". Ping is taken everywhere too, and on every
// socket so is history of "notices", which over HTTP is GET /api/me/notices. The others speak to a room, and the lobby's socket refuses
// them with "wrong_place".
//
// Talk is one command, say, whose text the server parses: "@nick text",
// "/whisper nick text" and "/reply text" go to one person alone, "/help",
// "/clients" and "/clear" answer the asker, any other "/word" is refused unless
// it is one that /help lists, and all else is a line to the room. Whether nobody
// has a nick, or somebody who has blocked the sender, the answer is the same "no".
//
// # Clocks
//
// Only the server's clocks count. An event that touches them has both as they
// stood then, in ms; "clock", which comes after each such event and every 10 s,
// has them as they stand, whose runs, and "at" when that is. In between a client
// counts the running one down by itself, in a control of mode "delay" only once
// the "delay" of that frame has passed. First moves are not timed but have a
// "window".
//
// # Hello and resume
//
// The first frame is hello. If its "you" is another person than before, the
// client forgets its places in "whispers" and "notices". To go on where it was,
// a client gives the epoch of its last hello and its newest number of each
// stream in the address, as in ?epoch=…&game=41&chat=12&whispers=3&notices=7.
// For each stream it is then sent exactly the events it misses, and the live ones
// after them. A place that is absent, beyond the head, of another epoch or, but
// for "game", more than 1,000 events behind is answered with the stream's
// snapshot. That of "game" is the whole game; those of the others give two
// numbers, and the ordinary events between them follow, at most the last 200 or
// 64 KiB. A snapshot replaces what the client held of that stream. Older events are paged
// with history.
//
// # Liveness
//
// The server pings every 10 s and closes after 25 s without any frame. Since
// browsers cannot see pings, it also sends the heads of the streams every 10 s; a
// client that has heard nothing for 15 s reconnects. It waits a random part of a
// time that doubles up to 8 s while in a game, 30 s otherwise. The close code
// says whether to reconnect at all: not after 4500–4999, 1002, 1003, 1007, 1008
// and 1009; then the client says why.
//
// # Limits
//
// A connection may have 16 commands without an answer. A person, over all connections, may give
// 100 in 20 s to a room where they play, 50 in 20 s to one where they do not, and 30 in
// 30 s to the lobby, pings apart; those without a nick share what their network has. What is beyond that
// is answered "wait"; a client that goes on regardless is closed with 1008. A
// client that does not read is closed with 4008 once 256 KiB wait for it.
//
// # Strictness
//
// A frame is UTF-8 of at most 4 KiB, or what Hello says, that nests at most 8 deep. One without a readable cid,
// and a cid that comes again with another body, close the connection with 1008;
// so does anything in the envelope beside cid, t and d, and a member that is repeated
// anywhere. Over HTTP, where nothing is closed, such a frame is refused with 400, and a cid
// that comes again with another body with 409. Within a body, members
// that are unknown, missing, null or written in another case, and
// strings outside an enumeration, are answered "no" with "bad_message".
//
// # Decisions
//
// The registry in registry.go is the single place where a tag meets its type.
// The browser's TypeScript types and the AsyncAPI document are generated from
// it (go generate ./lobby/wire), and the tests refuse a stale copy.
//
// Decision: an event's stored body is the very bytes of its "d". What is read
// from the journal on resume is then identical to what was told live, by
// construction. Rejected: storing packed moves and rendering FEN and SAN again
// on every read; it saves about 90 bytes a move and costs a second renderer
// that could disagree with the first.
//
// Decision: both clocks live in the bodies of the events that change them
// rather than in columns of their own, for the same reason.
//
// Decision: a missing or null member of a command is refused, although the
// decoder would give it its zero: a seek without a control would otherwise be
// a seek for an unlimited game. Events are read without that rule, so that a
// member added later does not make old logs unreadable.
//
// Decision: a frame whose envelope is broken gets no answer even if a cid could
// be fished out of it. Rejected: answering it "no", which would promise that the
// command with that cid, perhaps sent twice, had no effect.
package wire

//go:generate go run rookery/cmd/wiregen
