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
// Decision: a search belongs to the connection that asked last. A page that
// lost its socket and came back can search again although the server has not
// noticed the old socket's death; the price is that a second tab takes the
// search over from the first. Rejected: refusing the second, which would refuse
// that page for up to 25 s.
//
// Decision: who searches is not stored, and so is not given a notice; the room
// found is. The person's newest search that ended in a pairing is remembered for
// a minute, so that the resend of a search whose answer was lost does not start
// another one.
//
// Decision: rematch offers live in memory, for ten minutes. After a restart the
// notices that told of one are read again, because it still stands on the
// players' pages and pressing Accept has to mean that. Rejected: a table of
// offers, a transaction and a clean-up for something that is worth a minute.
//
// Decision: a seek needs a clock. Strangers who take a seek expect a game that
// ends; a friend with the link, and the house, have patience.
//
// Decision: the list of seeks is read from the store again when one changed, at
// most once a frame, and never patched in memory: the room transaction of one
// person ends seeks of another, and two truths about them would drift apart.
//
// Decision: a row of the live list keeps its place while its game is among the
// most watched; a newcomer takes the place of one that went. Rejected: sorting
// by watchers, under which rows jump away from the pointer.
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
// new or opened again.
//
// Decision: a game starts from another position than the usual one only by link,
// and so does its rematch. The lists of the lobby are for games that strangers
// can compare, and a position can be won as it stands. What is stored is the
// position as the game writes it, so that one position has one spelling.
package lobby
