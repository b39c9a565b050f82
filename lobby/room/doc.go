// Package room is the actor: one game, its chat and its audience, with every
// command decided, persisted, applied and told, in that order.
//
//	seats (64) ──┐
//	             ├─► batch ─► decide (game, chat: pure) ─► Journal.Append ─► apply ─► tell everyone ─► answer
//	audience (256)                                              │
//	timer, asks ─► Run                                          └─ unknown outcome: Run ends, the room is opened again from its log
//
// One goroutine, Run's, owns all state; the type of that state is not exported
// and only Run reaches it. Members' functions are called there and must not block.
//
// Decision: an append holds the talk of many commands but the game events of
// one, so that every move is judged against a position that is on disk, and
// nothing tentative ever has to be taken back. Rejected: deciding several game
// commands against a clone; a game has one mover at a time, there is nothing to gain.
//
// Decision: a room whose append ended in an unknown outcome does not mend
// itself. Run returns the error, everybody is let go with "reconnect", and the
// room is opened again from its log, by the same code as after a crash. The
// fence (Entry.Prev) keeps an append that commits late from being written over.
// Rejected: re-reading the log inside the loop; it is a second way of opening
// a room, used once a year.
//
// Decision: after a restart the clocks stand at what the last event said: the
// thinking since then is charged to nobody. Charging it up to the process's last
// sign of life needs a beat in the journal.
//
// Decision: a time in which the process stood still is remembered as from when to
// when, and what of it lies in a turn is given back by an event of its own before
// anything judges that turn's clock. Rejected: a running sum, which would give a
// stall to a player whose move had come before it.
//
// Decision: whether a side whose opponent's flag fell can mate at all is searched
// beside the room, which takes talk meanwhile and answers game commands "wait";
// the flag keeps its stamp. A shutdown waits for the search.
//
// Decision: instants are the wall time at which the room was opened plus
// monotonic time since, so that a wall clock which is set moves no flag.
package room
