// Package lobby says what the lobby deals in: seeks and challenges, the games that come
// of them, what people are told, and the ports through which all of it is kept.
//
// What is durable (rooms, seeks, notices, receipts) is the store's, and every
// command that changes it is one transaction of it. The packages below do the rest:
// wish judges what is asked for, hall holds what may be lost with the process, rooms runs
// the rooms, record and manners know of the people, and desk, which alone knows them
// all, carries out what people ask for. The store is never called with a
// lock of theirs held.
//
// # Decisions
//
// Decision: an open seek has every control that the game knows, none among them: who takes
// it reads that there is no clock, and whoever waits in vain claims the game when the other
// has gone. Taken back: that strangers need a clock. A pool needs one still: nobody agrees there
// to wait for ever. Rated games do, too.
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
// Decision: whether a room is listed is read off its id (UUID version 7 listed,
// 4 not), so that no list can show an unlisted one by a forgotten flag.
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
