// Package manners is who wants nothing to do with whom: whom people have blocked, who hides, and what
// was shown to the operator.
//
// # Decisions
//
// Decision: whom everybody has blocked is in memory, as it is stored, because a
// room asks for it while it judges, also about a player who is not there. Rejected:
// to ask the store in the room's loop; a list that comes with a connection, which
// those who are away do not have.
//
// Decision: who has blocked whom are not paired by a pool, and a seek of somebody
// who has blocked the taker is gone. What else the blocked say and offer is told to
// everybody alike, and the blocker's client keeps it out of view: a lobby frame
// is encoded once.
//
// Decision: the evidence of a report is copied when it is filed, in the words that
// were told. Of whispers it holds those between the same two only. Rejected: the ten
// lines as they stand in the reporter's stream; others whisper there too, and did
// not agree to be read.
//
// Decision: hiding is the person's and not a room's, and ends where they play: their name
// stands beside the board, in the live list and on what they say. They are counted wherever
// people are counted, so that no number says that somebody is hidden until names and
// numbers are compared. Rejected: not to count them; a room's number would then
// differ for the room and for its people.
package manners
