// Package lobby matches people into rooms: seeks, pools, links, the house, and
// the directory of the rooms that run here.
//
// What is durable (rooms, seeks, notices, receipts) is the store's, and every
// command that changes it is one transaction of it. What the lobby holds in
// memory is what may be lost with the process: who is connected, who searches a
// pool, who pressed "rematch", and the lists that everybody looks at. All of
// that is one value, hall, reached only with its lock held; the store is never
// called under that lock. The rooms that run are another such value, directory.
//
// # Decisions
//
// Decision: one command of a person is carried out at a time, over all of the
// person's connections, so that "look whether this cid is stored, count, act" is
// one step, and the limits are exact for whoever asks. Whoever is asked (waited
// longest in the pool, opened the seek, offered the rematch) was counted when
// they did so and is not counted again. Rejected: counting inside every
// transaction, which puts the lobby's rules into each store.
//
// Decision: nobody is seated by a pool and by another command at once. While
// such a command makes a room, pools pass over those it seats; while a pool
// pairs somebody, a command that would seat them too is not judged, and when it
// comes again finds their seeks gone. Rejected: holding the turns of both, for
// which two who take each other's seeks would wait for ever.
//
// Decision: a search is a person's, one at a time, and lasts while the connection that
// asked last is open, or one to the lobby that has taken over from it; without any it
// waits 5 s for the next one to the lobby. So a reload or a tunnel ends no search,
// and two pages never search against each other. Rejected: a search a connection,
// which lost its place, and its person, whenever a socket did; and any connection of the
// person's, under which whoever goes to watch a game is torn from it by another.
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
// Decision: whoever begins a search looks at the pool, and makes the rooms of those
// that package pairing pairs; whom only time brings together are paired by a goroutine that
// sleeps until then. What is not in memory, ratings and the last ten games, is read once, as the
// search begins, so that looking at a pool asks no store.
//
// Decision: rematch offers live in memory, for ten minutes. After a restart the
// notices that told of one are read again, because it still stands on the
// players' pages and pressing Accept has to mean that. Rejected: a table of
// offers, a transaction and a clean-up for something that is worth a minute.
//
// Decision: an open seek needs a clock. Strangers who take a seek expect a game that
// ends; a friend with the link, who is challenged, and the house, have patience.
//
// Decision: a challenge is a seek for one person: one table, one transaction that
// takes it, one winner. It ends with its challenger's going, as any seek, and after an
// hour. Whether whom one challenges does not exist, hides, or is blocked or blocks, the answer
// is the same. Rejected: a queue of challenges beside the seeks, with rules of its
// own for everything that can happen to two at once.
//
// Decision: who answers a seek with confirm is stored beside it, and making the room
// asks again whether the one chosen still answers. Who was turned down cannot answer that
// seek again. Rejected: to keep answers in memory, which a restart would turn into
// people who wait for nothing.
//
// Decision: everything that can be wrong with what is asked for is told at once, by
// field, from the table in fields.go, which needs nothing but the command; what depends on others
// (a rating, a block, how much is open) is refused afterwards, one thing at a time.
//
// Decision: who has no rating at a speed counts as 1500 where a seek asks for one, and
// cannot play rated. Until there are accounts, of who has a rating at any speed it is known that they have one.
//
// Decision: whoever accepts a rematch names the offer's number, as everywhere: it may have
// been replaced while they reached for the button. Without a number it is an offer of
// one's own; if it comes to the same game as the opponent's, both have offered it, and
// it begins. Rejected: the opponent's last offer, whatever it is; a game that nobody agreed to.
//
// Decision: who may sit down is asked when the room is made, of everybody whom it seats,
// however it came about: too many games, or a block, may be younger than the seek. Nobody
// else makes a room for one of them meanwhile. A seek, an answer or a search of
// which nothing can come for that reason ends. Rejected: to ask whoever gives the command alone.
//
// Decision: who challenges the same person again, or offers another rematch after the same game,
// waits n² × 10 s after the n-th, as for draws; it is in memory. To one person
// twenty strangers have a challenge each, and those of the newest ten games another.
// Rejected: one number for all; an inbox that strangers fill is closed to friends.
//
// Decision: of more open seeks than a frame holds, everybody's oldest comes first; if
// there are too many people, half of those shown are the oldest and half the newest.
// Rejected: the oldest of all, under which ten guests with five each hide everybody else.
//
// Decision: the list of seeks is read from the store again when one changed, at
// most once a frame, and never patched in memory: the room transaction of one
// person ends seeks of another, and two truths about them would drift apart.
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
//
// Decision: a listed game with a delay is announced (in the live list, as the featured
// one, to those who follow its players) once the delay has passed since it began, though the two
// are seated at once. Otherwise a rematch would tell everybody that the game before it
// is over while they still see it go on. Who sits at a board of their own is "playing"
// at once: they were before. Rejected: to begin the list of finished games anew without those that
// not all may know, which makes it shorter at the moment when one ends; it is read on instead.
//
// Decision: the house's show is a game in memory that comes in lobby frames: no
// room, no log, nobody to follow it. It stops where it is when nobody looks, and goes on.
//
// Decision: hiding is the person's and not a room's, and ends where they play: their name
// stands beside the board, in the live list and on what they say. They are counted wherever
// people are counted, so that no number says that somebody is hidden until names and
// numbers are compared. Rejected: not to count them; a room's number would then
// differ for the room and for its people.
//
// Decision: a room that panics is opened again from its log at once, nobody else
// noticing; one that does not know what is stored, or whose log could not be read,
// after a second and then less and less often, down to once a minute. One that
// panics or finds its log ahead of it three times in a minute, or whose log breaks it, is
// opened to be read only and leaves the live list; one that breaks down even so is
// opened no more. The next process tries it afresh. Rejected: writing the
// quarantine down, which outlives the fault that it is about.
//
// Decision: whether a room is listed is read off its id (UUID version 7 listed,
// 4 not), so that no list can show an unlisted one by a forgotten flag.
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
// Decision: the house is a person with a fixed id whom nobody can log in as. How
// it plays is not the lobby's business: whoever makes the lobby gives it a House
// (lobby/house is the one), which is called for every game that the house sits in,
// new or opened again. How strong it plays stands in the start event, so that a game
// keeps its level after a restart, and its rematch has it too.
//
// Decision: a game starts from another position than the usual one only by link or
// by challenge, unlisted and not rated, and so does its rematch. The lists of the lobby are for games that strangers
// can compare, and a position can be won as it stands. What is stored is the
// position as the game writes it, so that one position has one spelling.
package lobby
