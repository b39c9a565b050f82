// Package rematch is the offers of another game that stand between two who have played.
//
// # Decisions
//
// Decision: rematch offers live in memory, for ten minutes. After a restart the
// notices that told of one are read again, because it still stands on the
// players' pages and pressing Accept has to mean that. Rejected: a table of
// offers, a transaction and a clean-up for something that is worth a minute.
//
// Decision: whoever accepts a rematch names the offer's number, as everywhere: it may have
// been replaced while they reached for the button. Without a number it is an offer of
// one's own; if it comes to the same game as the opponent's, both have offered it, and
// it begins. Rejected: the opponent's last offer, whatever it is; a game that nobody agreed to.
//
// Decision: an offer ends as a seek does: when one of the two is seated elsewhere, and 5 s after who
// made it has gone; both are told, in a transaction of its own. What a crash leaves untold of that, their notices
// of other games tell. Rejected: to look, when it is accepted, what the other does by now; until
// then it stands on two pages as if it could be had.
package rematch
