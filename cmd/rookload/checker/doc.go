// Package checker judges a Rookery server from what its clients saw: the frames
// they sent and were sent, and whatever else the server let out. It knows
// nothing of the server's insides.
//
// A Checker is told everything in the order in which it happened. What is
// already wrong when it is seen (a gap, an event that another client was told
// otherwise, a second answer, a whisper in a wrong place) is noted at once; the
// rest is judged by Verdict, against the final reading: every stream from its
// first event, read by ordinary clients after the last start of the server.
//
// Decision: the newest number that anybody was told of a stream is the least
// that the final reading must reach, whoever reads. An event that one client saw
// and that is gone after a crash is thereby found without any client having to
// ask for it.
//
// Decision: clocks are judged by when the server ran, as whoever started and
// killed it knows, with the stamps of the events: between two of them a clock may
// lose what the server ran in between and no more. That is weaker than the rules
// by the time it takes to start, and needs nothing of how they are kept.
//
// Decision: an event is explained by a command by content, and by number where
// an ok named one. What an ok never named must be a command that was not refused;
// no command explains two events, and no event two commands. Texts carry a mark
// of their own, so that talk is explained by exactly one line typed.
package checker
