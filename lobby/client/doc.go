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
package client
