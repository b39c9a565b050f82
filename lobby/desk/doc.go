// Package desk carries out what people ask of the lobby: searches, seeks, challenges,
// links, the house, and rematches.
//
// It knows the store, the hall, the rooms and the manners, none of which knows it. What it
// holds itself are the turns that its commands take, and what was offered and wanted lately.
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
// Decision: whoever begins a search looks at the pool, and makes the rooms of those
// that package pairing pairs; whom only time brings together are paired by a goroutine that
// sleeps until then. What is not in memory, ratings and the last ten games, is read once, as the
// search begins, so that looking at a pool asks no store.
//
// Decision: who may sit down is asked when the room is made, of everybody whom it seats,
// however it came about: too many games, or a block, may be younger than the seek. Nobody
// else makes a room for one of them meanwhile. A seek, an answer or a search of
// which nothing can come for that reason ends. Rejected: to ask whoever gives the command alone.
//
// Decision: who takes the seat of a link is judged by the room, which asks the lobby in that
// instant and stores with the seat what ends by it, as making a room does. While the two are
// being seated there, nothing else seats them, and the other way round.
//
// Decision: whom another's act has seated is refused, for ever, what they asked for before they
// could know: what is stamped before it, or within 2 s, and what was told to wait since then.
// Whoever has read the notice, come to the room or seen the game end may play another as they
// like. After a restart it is so for 2 s from their coming, in games in which one of the two
// has yet to move. Rejected: to refuse everybody who plays a second game; some mean to.
//
// Decision: the list of seeks is read from the store again when one changed, at
// most once a frame, and never patched in memory: the room transaction of one
// person ends seeks of another, and two truths about them would drift apart.
//
// Decision: a listed game with a delay is announced (in the live list, as the featured
// one, to those who follow its players) once the delay has passed since it began, though the two
// are seated at once. Otherwise a rematch would tell everybody that the game before it
// is over while they still see it go on. Who sits at a board of their own is "playing"
// at once: they were before. Rejected: to begin the list of finished games anew without those that
// not all may know, which makes it shorter at the moment when one ends; it is read on instead.
package desk
