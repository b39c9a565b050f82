// Package client is one connected client without its socket: who it is, what
// it may ask, its outbox, its limits, and how it resumes.
//
// A Session is driven by its socket (Receive, Heartbeat, RTT, Leave) and drained
// by it (Next, after Wake). What has to wait, for the journal or the lobby, is
// an errand: one goroutine does a session's errands in order and lives only
// while there are any, so that an idle connection costs no goroutine here.
//
// Decision: the first errand lets the client in (greeting, history, attaching),
// so everything that needs the client to be in comes after it by itself.
// Commands of the game and chat do not wait for it: they are posted to the room
// when they arrive, and only their answers wait.
//
// Decision: before a "no" leaves, the command is looked up when nothing of the
// person's is under way in the lobby, because a line may be the lobby's command too.
//
// Decision: a budget is a person's in one room, whatever sockets they open and
// however often; those without a nick share their network's. Such spectators send
// nothing but pings and now and then a question, so that a school behind one address
// has enough, and whoever takes a nick has a budget of their own. Rejected: a budget a
// connection, which a new connection renews.
package client
