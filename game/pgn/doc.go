// Package pgn writes games as PGN, reads PGN from anywhere as a stream, and says
// what is wrong with a game that was read. It does nothing by itself: it writes
// to and reads from what it is given.
//
// Sections named below are those of the PGN standard (Edwards, 1994). The export
// format (section 3.2) is what Write writes; the import format (section 3.1) is
// what Reader reads, and beyond it what programs are seen to write.
//
// # Writing
//
// Decision: the standard has no spelling for a delay (section 9.6.1 knows only an
// increment). A simple delay is written "300d3" and Bronstein's "300b3", in every
// stage that has it: a reader that knows only the standard sees an unknown field
// and not a wrong number. Rejected: "300+3", which claims an increment; leaving
// the tag out, which loses the base too.
//
// Decision: a line of tags is at most 255 bytes (section 4.3), so a value is cut
// where it would be longer. Rejected: refusing it, which would lose the game for
// the sake of a name.
//
// Decision: what would end a line or is no character to print becomes a space in
// a tag's value. Quotes and backslashes are escaped (section 7). Rejected: leaving
// characters out, which makes one name of two. chess.js (1.4) knows no
// escapes: it throws at \" and reads two backslashes for \\. That is its fault, and
// not avoided.
//
// Decision: clocks are written as [%clk h:mm:ss], cut to whole seconds from ten
// seconds up and to tenths below. Rejected: milliseconds, which no board shows.
//
// # Reading
//
// Decision: Reader knows what a file is made of and how moves are written; Faults
// knows chess. A null move, say, is read as it is written, and Faults says that it is none.
// The errors of both are sentences for a person, none to be told apart by a program.
//
// Decision: Reader gives all of a game but its variations, comments, annotations
// and clocks too, though who checks a file asks for none of it: that what Write has
// written comes back is only then a comparison of all that was written.
//
// Decision: a game ends with its result (section 8.2.6), or, where that is
// missing, with the next game's tags, which begin on a line of their own. A tag
// that comes again after an empty line belongs to the next game too.
//
// Decision: behind a result only tags or White's first move, with its number,
// begin another game. Other moves there go on where the game was over, which is one
// fault of that game; comments there are its own. Rejected: reading them as a game
// from the usual start, which passes moves that nobody could play.
//
// Decision: a game with a fault is read to its end all the same, keeping nothing
// of it but its tags, so that its end is found where it is. A line in a comment
// that begins with [Event ends it, for it was not closed and would swallow the
// games after it, unless the next brace closes one. The trade: an open comment is
// closed by the brace of another only if that game has lost the brace before it, a
// comment with a game in it is torn only if that has a comment of its own, and
// nobody looks farther than 64 KiB. Rejected: going on at the next line that begins
// with a bracket, which is in the middle of somebody's comment.
//
// Decision: what only annotates a game never loses it. Praise without end ("!!!"),
// numbers beyond $255, "ch", "dbl ch" and "++" say nothing; evaluations ("+/=", "∞",
// "N" for a novelty, "D" for a diagram) may stand behind a move or at its end. A
// bare N between a number and a square is the knight's, though, and no move. Dashes
// are hyphens, "½" is "1/2", and both it and "1/2" are a draw.
//
// Decision: a piece behind a pawn on the last rank is its promotion, however it is
// written: "a8(Q)", "a8 = Q", "a8/Q". "OO" is castling. But a small letter is never a
// piece, as it is for people who type: "bxc6" is a pawn's move or none.
//
// Decision: a quote in a tag's value that no bracket follows belongs to it, though
// it should have been escaped. Of two tags with one name the first counts and the
// other is a fault (section 8.1.1), which loses nothing else. A FEN of four fields, or
// one whose next move has the number 0, is completed, as many programs write
// it. Rejected: correcting FENs any further, which would guess at the position.
//
// Decision: bytes that are not UTF-8 are ISO 8859-1 (section 4.1), which PGN was
// before there was UTF-8. Rejected: replacing them, which loses names.
//
// Decision: numbers of moves carry nothing but behind a result (section 8.2.2 lets
// them be absent) and are not compared with the game. Neither are marks of check
// and mate.
//
// Decision: a game is at most 1 MiB, and at most 20,000 plies: the 75-move rule
// ends every game before ply 17,698. So one game holds at most some 20 MB,
// whatever comes, and a line may be as long as it likes.
//
// Decision: Faults does not know fivefold repetition and the 75 moves, which ended
// no game before 2014. Mate, stalemate and dead positions end every game.
//
// Decision: a game without a result at its end is wrong for Faults (section 8.2.6
// wants exactly one), though Reader takes it.
//
// Measured on two shared cores of an AMD EPYC: a game of 33 plies is read and played
// in 40 µs (BenchmarkFaults), and rookery check of the same game 281,690 times over,
// 100 MB, takes 11 s of processor time and 35 MB of memory for the whole process.
package pgn
