// Package house plays the games of the house: of the person who is always there
// when nobody else is.
//
// Decision: the house plays through the room like any member; a room cannot
// tell it from a browser, so whatever works for it works for a bot. Rejected:
// a way into the game past the room's queues, which would need its own answers
// to a full disk, a restart and a takeback.
//
// Decision: a reply takes as long as a person's would, but only out of time that
// is not missed: what the control gives for each move anyway, and a small part
// of what is left. Rejected: none at all, which is uncanny, and a part of the
// clock alone, which makes the house hurry through every delay.
//
// Decision: how many moves are thought about at once, and what that costs, is for
// whoever thinks; the house only says what its clock can spare. Rejected: a bound
// here, behind which games would wait with their clocks running while the engines
// do not know that they should hurry.
package house
