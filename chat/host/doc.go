// Package host is a chat that stands alone: a Room that decides with chat, stores
// in a History, delivers, and then answers. What it needs of others are ports: a
// History, a chat.Policy, an Outbox for each tab, and an encoder for frames; the
// time is an argument. Package memory has a History and an Outbox.
//
//	room, err := host.Open(ctx, host.Config{History: memory.NewHistory(), Encode: encode})
//	tab, err := room.Join(ctx, host.Visit{Person: p, Out: outbox}, time.Now())
//	answer, err := room.Say(ctx, p, cid, text, time.Now())
//	room.Leave(tab, time.Now())
//	err = room.Tick(ctx, time.Now()) // once a second
//
// Decision: whoever calls a method has the turn, a token in a channel, and does
// its work: decide, append, deliver, answer. Rejected: a goroutine with a
// mailbox; a room would need to be run and stopped, and its callers would wait
// all the same. Rejected: a mutex; who waits for one cannot give up. The price is
// one append a line: a host with thousands of lines a second batches them
// itself, as lobby/room does with the same Talk.
//
// Decision: before a command is judged its receipt is looked for, so that a
// line that was stored and not answered is never refused as its own echo.
//
// Decision: an append whose outcome is unknown is answered with nothing. Before
// the room does anything else it reads again: what is stored is delivered, in
// its place, and what is not is forgotten. The sender's next try finds the
// receipt, or is judged anew. Rejected: to answer "not stored"; a sender who
// believes it says the same twice.
//
// Decision: mutes and blocks are entries of a stream of their own, which a room
// reads when it opens and nobody is sent, beside the notices to those whom they
// concern, in one batch. Rejected: to read all the lines again.
//
// Decision: the muted are told why, and not by whom.
//
// Decision: a tab resumes from any number it names, in the epoch it names, if
// what it has missed is 1,000 entries and 64 KiB at most; it gets a snapshot of
// the last 200 otherwise, or of what fits into 64 KiB, and pages what is older.
// Rejected: to send all of it; an outbox that is full after a tunnel is full
// again after the next. What was missed is read without the turn, but for the
// few entries that came meanwhile.
//
// Decision: a person's nick is theirs while they are here and for Config.Hold
// afterwards, and everybody else's who looks like them is taken. Rejected: to free
// it with their last tab; whoever takes it while a page is loaded again gets the
// whispers meant for them. Beyond that it is for who keeps accounts, by
// Config.Registered.
//
// Decision: who was renamed here and comes back within Config.Hold, asking for the
// nick that they first asked for, is called as they were when they left; who asks
// for another one gets that. Rejected: a port that tells the host of new nicks; one
// that keeps nicks sees them in its History, and one that has only cookies cannot
// set them from a socket.
//
// Decision: the nicks of 5,000 people who have left are kept, and whoever left first
// loses theirs first. Rejected: no bound; joining is cheap.
//
// Decision: Policy.Hidden hides a person and not their nick. Who asks for it, by
// /nick or by coming under it, is told that it is taken. Nicks of those who left in
// the last ten minutes, of the muted and of the registered get the same answer, but
// whoever has watched the room can rule those out, so this is no deniability. A host
// whose people hide has their nicks in Config.Registered: then the answer is the same
// whether they are here or not. Rejected: to let another have the nick; whispers
// would go to the wrong one of two.
//
// Decision: the policy is asked before a room changes anything or, of a new nick, when
// all is done: a rule that panics leaves everybody where they were. What is stored is
// in force before it is encoded for anybody. Rejected: to trust the rules; chatws would
// go on with a room in which somebody is who has no socket.
//
// Decision: the room's clock is the time that it was told last, though it goes back:
// a clock that jumped an hour ahead and was set right would otherwise stand still for
// an hour. Only the stamps of entries do not go back. And nothing is forgotten because
// it is late: a mute that is over, and a nick that is kept no longer, are so while
// that is the time, and again in force when the clock is set right, unless somebody
// has taken the nick meanwhile. Rejected: to sweep them; one wrong second would free
// every nick, and everybody who is muted.
//
// Decision: the last mute of each person is remembered, as their blocks are. Rejected:
// to forget those that are over; moderators make fewer than people make blocks.
//
// Decision: the acts are read from the first, and never compacted. 100,000 of them,
// which takes one person two days and a half without sleep, are read from memory in
// 28 ms (BenchmarkOpen). Rejected: to compact them; every History would need a port
// for it, and acts that are out of force are what a moderator looks up.
//
// Decision: the muted keep the nick that they had, whatever they come back as,
// and nobody else gets it meanwhile; a nick is a line that others read.
//
// Decision: a block or a mute is lifted by the nick that it was made with, if
// nobody of that nick is here. Rejected: to find the others so for whispers too;
// that would tell whom the room remembers.
package host
