// Package sqlite keeps everything in one SQLite file: the store of a Rookery
// that runs alone.
//
// # What a nil error means
//
// The write is in the log on disk, behind an fsync: it survives kill -9 and a
// power cut. room.ErrFull, room.ErrBusy, room.ErrConflict, *room.SeenError and
// the typed errors of lobby and person mean that nothing was stored. Any other
// error leaves that open; after one from a commit the store answers nothing
// more, because what a failed fsync left behind can be read and yet be gone
// later, and says so once through Fatal. The owner ends the process, and the
// next one reads what is there.
//
// # How writes become commits
//
// One goroutine owns the one connection that writes. It takes whatever is
// queued, moves before talk, at most 512 writes, runs each in a savepoint of
// one transaction, commits, and answers every waiter: as many rooms as wait
// share an fsync, and a bad entry spoils none beside it. Readers have their own
// connections and never wait for it.
//
// Decision: no linger timer. While one commit is on its way to the disk the
// next batch gathers by itself. Rejected: waiting 2 ms for more writes, which
// made p50 two to five times and p99 four times worse.
//
// Decision: when a batch fails as a whole, everybody in it gets that error,
// even those refused on their own. A resend in the same batch as its command
// would otherwise be told that it is stored, which it then is not.
//
// Decision: synchronous=FULL. Rejected: NORMAL, which does not fsync the log
// at every commit and loses acknowledged moves in a power cut.
//
// Decision: every opening writes the log of the last process again, byte for
// byte, before anything is built on it (renew.go). Rejected: to take what can be
// read for stored. After a failed fsync it need not be, and the power cut that
// came later took what the next process had acknowledged, or left a malformed
// file.
//
// Decision: SQLITE_FULL, even from COMMIT, is room.ErrFull and not an unknown
// outcome. A transaction is committed by the last frame of its log; if there
// was no space for that frame it is not valid, and the next transaction, or
// recovery, goes over it. ENOSPC from fsync is an I/O error and stays unknown.
//
// # How it is laid out
//
// See migrations, and schema.go for the one that is written in Go. Rooms and
// persons have integer keys inside. A person's whispers in a room are stream -k,
// k the person's key, so that one table holds every stream. The fence is
// room.pos: an entry moves it from where its owner believes it to be, in the
// transaction that stores the entry's events, and changes no row if another
// owner was there first.
//
// Decision: whoever is mentioned has a row in who, and only those who came with
// a secret have one in person.
//
// Decision: the control of a seek is the text that the game itself writes and
// reads, so that another kind of clock needs no other column. Rejected: a column
// for each part of it, of which most would be empty.
//
// Decision: a lock file of the operating system (flock, LockFileEx) keeps a
// second process out, and is gone with the process, however it ends. Rejected:
// SQLite's exclusive locking mode, which would keep our own readers out too.
//
// Decision: each process is a row in boot, and a room names the one that stored
// its newest event, and when that was by the process's own steady clock. A commit
// that took long is a stall like any other. Rejected: a stamp of the wall clock.
//
// # What it costs
//
// Measured on a shared 2-core machine, ext4 on a virtual disk, 169-byte bodies,
// each move with its receipt and the room's summary (go test -bench .):
//
//	one write and fsync of 4 KiB    0.21 ms                the disk itself
//	1 room                          0.25 ms a move         1.2 fsyncs a move
//	16 rooms at once                0.10 ms a move         0.5
//	256 rooms at once               0.09 ms a move         0.45, about 10,000 moves a second
//
// On so quick a disk the processor is the limit from 16 rooms on; on one that
// takes 5 ms to fsync, a batch of 256 still costs one. A move takes 300 bytes
// in the file, 169 of them its body; reading a game of 80 moves takes 0.2 ms.
package sqlite
