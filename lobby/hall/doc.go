// Package hall is what the lobby holds in memory and may lose with the process: who is here, who
// searches a pool, and the lists that everybody looks at.
//
// All of it is one value, reached only with its lock held, in steps: no method waits, calls
// out, or asks what time it is.
//
// # Decisions
//
// Decision: a search is a person's, one at a time, and lasts while the connection that
// asked last is open, or one to the lobby that has taken over from it; without any it
// waits 5 s for the next one to the lobby. So a reload or a tunnel ends no search,
// and two pages never search against each other. Rejected: a search a connection,
// which lost its place, and its person, whenever a socket did; and any connection of the
// person's, under which whoever goes to watch a game is torn from it by another.
//
// Decision: who has a game that goes on is "playing", wherever their pages are: it is seats that are
// counted. Who waits alone at a link of theirs is free.
//
// Decision: who searches is not stored, and so is not given a notice; the room
// found is, and reaches whoever's socket has just died. All pages of the person in the
// lobby are told what is searched, and a new one before its first frame. The person's newest
// search that ended in a pairing is remembered for a minute, so that the resend
// of a search whose answer was lost does not start another one.
//
// Decision: a pool is any control that a seek may have, by the name that the
// game gives it, so that two spellings of one clock are one pool. The usual ones are always
// listed, others while somebody waits there. Rejected: pools by speed; who asks for
// an increment would be given a game without.
//
// Decision: of more open seeks than a frame holds, everybody's oldest comes first; if
// there are too many people, half of those shown are the oldest and half the newest.
// Rejected: the oldest of all, under which ten guests with five each hide everybody else.
//
// Decision: the games to look at are ranked by the mean of the players' ratings, 1500
// for who has none, plus 100 points for each doubling of those who watch, then the
// newest first: a hundred points are what makes a stronger game visibly better, and one more in an
// empty house counts for more than one more in a crowd. Rejected: by watchers alone,
// under which whatever is at the top stays there because it is at the top.
//
// Decision: a row of the live list keeps its place while its game is among the
// best; a newcomer takes the place of one that went. Rejected: sorting again
// and again, under which rows jump away from the pointer.
//
// Decision: the featured game stays until it ends, or another is worth 100 points more
// and it has been there for 20 s. Rejected: always the first, under which two equal
// games take turns with everybody who comes and goes.
package hall
