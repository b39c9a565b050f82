// Package wire is the protocol between a Rookery server and its clients: the
// closed set of messages each way, their codes, and a strict codec.
//
// The registry in registry.go is the single place where a tag meets its type.
// The browser's TypeScript types and the AsyncAPI document are generated from
// it (go generate ./lobby/wire), and CI refuses a stale copy.
//
// # Frames
//
// One JSON text message a frame, four shapes:
//
//	client → server  {"cid","t","d"}                      a command
//	server → client  {"s","n","t","by","at","d"}          an event: durable, numbered in its stream
//	server → client  {"re":cid, "s"+"ok" | "info" | "no" | "wait"+"code"}   the answer to a command
//	server → client  {"t","d"} or {"s","t":"snapshot","d"} ephemera and snapshots: no number
//
// Decision: an event's stored body is the very bytes of its "d". What is read
// from the journal on resume is then identical to what was told live, by
// construction. Rejected: storing packed moves and rendering FEN and SAN again
// on every read; it saves about 90 bytes a move and costs a second renderer
// that could disagree with the first.
//
// Decision: both clocks live in the bodies of the events that change them
// rather than in columns of their own, for the same reason.
package wire

//go:generate go run rookery/cmd/wiregen
