// Package uci talks to chess engines that speak the Universal Chess Interface
// (the protocol of S. Meyer-Kahlen, April 2006): processes of their own, of which
// this one believes nothing and for which it never waits without a limit.
//
// # Decisions
//
// Decision: a client of our own. The one of the library that this server had for
// its rules was still blocked 4 s after its engine was killed, for it reads from
// the pipe under no deadline, and took a position without a move for a fault.
// Here every read and write has a deadline of the pipe's own, no goroutine stands
// between, and a context that ends wakes the reader at once.
//
// Decision: an engine that breaks the protocol is not mended but killed, with all
// the processes of its group: it exits, answers too late or not at all, plays
// what is not legal, or writes lines of more than 4 KiB or more than 1 MiB about
// one move. The Pool starts another and asks once more. Rejected: an illegal move
// replaced by a legal one, with which nobody would learn that the engine is broken.
//
// Decision: before a search there is always an isready, and whatever comes before
// its readyok is of the past. A bestmove that comes late is therefore never taken
// for the answer to the next question. Rejected: counting the answers owed, which
// believes the engine.
//
// Decision: whoever asked does not wait for a search that is no longer wanted to
// wind up: the Pool stops it on its own time, and only then lends the engine to
// the next. Rejected: killing it, as a takeback or a guest who leaves would each
// cost a start.
//
// Decision: an engine has nothing of ours: no environment, no open file but its
// three, a folder that is not the data's, a priority below everything else. It
// ends with its standard input, and on Linux with this process even if it hangs.
package uci
