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
// fence (Entry.Prev) keeps an append that commits late from being written over;
// a room that meets a command of its own which it does not know looks whether its
// log has gone on, and ends too. Rejected: re-reading the log inside the loop; it
// is a second way of opening a room, used once a year.
//
// Decision: after a restart the side to move is charged for what the last process
// is known to have seen of its thinking: up to its last sign of life, which it
// leaves once a second while any clock runs, without what it stood still. All of
// that is reckoned by the dead process's own steady clock, so that a wall clock
// which was set charges nobody; what is charged is an ordinary stop, in the log.
// Rejected: wall times, and a stamp a room and second.
//
// Decision: talk that cannot be stored stops no clock; a move, or whatever else
// changes the game, does. Nobody sees by the clocks that others whisper.
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
// Decision: a log with an event that cannot be replayed, because it panics or
// because it cannot be, opens in quarantine: the game as it was before that event,
// every stream up to its newest stored event, and no change at all. The heads are
// the log's, so that resuming from any number is what it always is; the snapshot of
// the game ends before the break, and what is stored after it follows as events.
// Rejected: heads that end before the break, with which a client that has seen more
// would be set back.
//
// Decision: a line that is a command of the lobby's, such as "/block nick", is only
// read here. The session has the lobby carry it out, under the line's own cid and
// hash, in the transaction of the lobby; a line that comes again is handed over again
// and never judged twice, so that it is not refused, because the nick has gone,
// while the lobby still stores it. Rejected: an event of the room beside a row of
// the lobby's; two owners of one fact.
//
// Decision: a room with a delay holds its game twice, as it is and as all but the
// players see it; the second is made of the first one's events, each so much later, by
// the room's one timer. Snapshots, heads, clocks, lists and what is resumed take a face,
// and none of them knows of a delay. Without one there is one face. Who plays is
// seen at once: nothing of the game comes before it, and the lobby must not look for
// another game for them. After a restart the clocks that are shown later stand still
// until the next event is shown. Rejected: a filter at each exit, of which one is
// forgotten; frames that are held back, beside which a snapshot tells everything.
//
// Decision: the two players may silence those who watch, for an hour at most, and
// nobody else may silence anybody. It is an event of the chat, for all to see, and
// ends its append: whoever is muted is not heard after it. A whisper ends none, and
// "/reply" goes to who whispered last on disk: a newer whisper has not been shown to
// whoever typed it. Rejected: heeding a mute when it is decided; what is not stored
// would have to be taken back.
//
// Decision: a guest's web addresses are shown as text. There are only guests so
// far, so that nobody sets Config.MayLink but tests of what members will have.
//
// Decision: whispers are kept for the two players. To others who have left they
// are refused with that reason, for the last thousand; leaving was told to everybody.
//
// Decision: instants are the wall time at which the room was opened plus
// monotonic time since, so that a wall clock which is set moves no flag.
package room
