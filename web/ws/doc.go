// Package ws carries frames between WebSockets and sessions: the upgrade, one
// reader a socket, a writer only while there is something to write, pings and
// heartbeats for all sockets from one wheel, and close codes.
//
// Decision: the HTTP handler returns once the reader runs, and no goroutine
// waits for something to write. Rejected: the usual pair of pumps; the idle
// writer and the handler's own goroutine are two thirds of a connection's memory.
//
// Decision: gorilla/websocket parses the frames, and a small counter beneath it
// (frames.go) watches the same bytes for what gorilla does not tell: how many
// fragments a message has, how long it has been under way, and two faults that
// gorilla lets pass, long-winded lengths and half a close code. Rejected: a
// deadline around NextReader, which starts only when the first header is
// complete and counts no fragments.
//
// Decision: all writes but gorilla's own closing replies are made by the
// writer, pongs included, so a peer that floods pings and never reads holds up
// nobody; only the newest ping is answered, as RFC 6455 allows.
//
// Decision: a request without an Origin that shows nobody's cookie or token may open a socket,
// because watching needs nothing: there is nothing in it that another site could have
// lent, and every browser sends Origin with a handshake. With a cookie, and no Origin, it is refused: whatever
// sends that is no browser of the person's. Rejected: a token for everybody who watches, who would
// have to take a name first.
package ws
