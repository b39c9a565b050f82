// Package chat is people talking in a room: what may be typed, what becomes of
// it, and how much of it one person may say. It knows nothing of games, and it
// stores and sends nothing itself. What to call first depends on what is there:
//
//	// nothing yet: a page's chat over sockets, ready made; see the Example
//	http.Handle("GET /chat", chatws.New(chatws.Config{Identify: who}))
//	// sockets: a room that decides, stores, delivers and answers
//	room, err := host.Open(ctx, host.Config{History: memory.NewHistory(), Encode: encode})
//	// sockets and a store with an order of its own, as lobby/room: this package
//	talk := chat.NewTalk(chat.DefaultLimits())
//	out := talk.Decide(from, text, crowd, rules, now)
//	undo := talk.Spoke(from, out, now)
//	// store a Line, Whisper, Rename, Block or Mute; undo() if it is not stored
//	// then, and for what is read again: talk.Heard(to, from), talk.Muted(id, until, reason)
//
// The module is called rookery, which is no address that the go command can fetch.
// A program that uses it has a copy of it, and says in its go.mod where that is, as
// the one in testdata/example does; "go mod tidy" adds the rest:
//
//	require rookery v0.0.0
//	replace rookery => ../rookery
//
// The Policy, here rules, is what the host allows; the zero one allows plain
// talk and whispers. Who is here, and whom something is delivered to, is in
// chat/presence, which is a Crowd too; what people may be called, in chat/nick;
// what a small chat needs of a store, in chat/memory.
//
// The language is the same for every client, because it is read here:
//
//	text                       a line for everybody
//	@nick text                 a whisper; so is /whisper nick text
//	/reply text                a whisper to the last who whispered
//	/me text                   an action
//	/help, /clients, /clear    answered to the asker alone
//	/nick new                  where the host allows it
//	/block nick, /unblock nick where the host keeps blocks
//	/mute nick minutes reason  for moderators; so is /unmute nick
//	//text                     a line that starts with a slash
//
// Decision: what begins with an @ or a slash is never public as it stands, even
// if nobody has that nick, there is no such command, or invisible characters or
// stray accents come before it. Rejected: to say "@jackdow secret" to all because no jackdow
// is here; a slip of the finger would publish what was meant for one.
//
// Decision: a line that begins with another character that looks like a slash, or
// with a backslash, and goes on like a command, is refused with the command it may
// have meant: a font shows "⁄whisper bob" as it shows the right one, and the keys of
// / and \ are neighbours. Rejected: to take it for a slash, as the wide forms of /
// and @ are, which keyboards do type; "⁄" begins fractions, and \o/ cheers.
//
// Decision: a nick ends at white space, less the punctuation at its end.
// Rejected: to end it at the first character that a nick cannot have; with
// bob and bob.smith in a room, a whisper to the second would reach the first
// when the second has just left.
//
// Decision: "5 lines in 5 s, then one in 2 s" is a bucket of 5 tokens that gains
// one in 2 s, and no more than 5 lines in any 5 s. Rejected: the bucket alone; it
// lets 7 lines into 5 s. Rejected: one line in 2 s only for who has said 5 in 5 s;
// a line every 1.25 s would pass for ever.
//
// Decision: a time that is told may go back a little, as when two callers ask
// for it and then wait for their turn; a clock that was set back further than
// anybody has to wait begins everybody's pace anew. Rejected: to clamp it; who has
// used up their lines would wait until the clock has caught up.
//
// Decision: whatever is stored counts as a line: a block, a mute and a new nick
// too. Rejected: to count talk alone; ten new nicks are ten notices to everybody.
//
// Decision: a line equal to one's own last one is refused within a minute.
// Rejected: for ever; "no" is a fair answer to the same question asked again.
// Lines are equal that read alike: letter case, more white space and what cannot
// be seen make no other line, and neither does a block, a mute or a new nick between.
//
// Decision: text is stored as typed, in NFC; what cannot be shown safely is
// refused, not repaired. Only marks that stack (Mn, Me) count as combining
// marks: four of them are more than any living script puts on one letter as a rule,
// while the spacing ones (Mc) of Burmese or Malayalam take room of their own.
//
// Decision: Spoke is called as soon as a line is decided, and undone if it is
// not stored. A host that decides many lines before one write would otherwise
// judge all of them by what was said before the first. Rejected: Decide
// remembering what it lets pass; it could then not be asked twice.
//
// Decision: the policy is an argument of Decide, a struct of functions of which
// each may be nil. Rejected: an interface, of which every host would have to
// write nine methods; a policy that Talk is made with, because what is allowed
// changes with the game, and a judgement should show what it was made of.
//
// Decision: a command that the host does not have is an unknown one: /help does
// not list it, and nothing hints at it. One that the host has and this person
// may not use is refused with the host's reason before its arguments are looked
// at, so that it tells nothing of anybody.
//
// Decision: nobody, somebody hidden and somebody who has blocked the sender are
// one case: they leave by the same return, after the same search for a nick that
// was meant. Whoever cannot be found is no hint and no completion either.
// Rejected: to look at blocks after the host's own rules for whispers; "players
// may not whisper to spectators" would then say who is here.
//
// Decision: completion offers for a command whom the command finds, by one table:
// /whisper nobody who has blocked the sender, /block those whom the sender sees,
// and so does /mute. Rejected: whoever is seen, for all; what /whisper offers and @
// does not would be the list of those who have blocked the sender.
//
// Decision: a moderator's /mute finds those whom the moderator sees, those too who
// have blocked the moderator. Rejected: the rule for whispers; to block the
// moderators would be to be safe from them. Rejected: everybody; /mute would tell who
// is hidden. Who is hidden and says a line to all has shown themselves: the
// host, by presence's Show, hides them no longer before they have left.
//
// Decision: a block keeps whispers away, and is told to the blocker's clients,
// which keep the lines out of view. Rejected: not to send the lines; the numbers
// of the stream would have gaps, and each person a stream of their own.
//
// Decision: a reply goes to a person, not to a nick, and is refused as a whisper
// to them would be, without a hint. Talk.Heard is called for whispers that are stored, and
// never taken back: what was decided but not stored nobody has heard.
//
// Decision: who is muted keeps their nick, and may ask, block and clear. Rejected:
// to let them rename themselves; a nick is a line of twenty letters.
//
// Decision: what a muted person says is refused without Wait. Rejected: a Wait of the
// rest of it; clients send a line again when its Wait is over, an hour later.
//
// Decision: spans of links are in UTF-16 code units. Rejected: bytes; every
// client that there is shows them in a browser, and would have to count anew.
//
// Decision: a link is ASCII, names a host in the DNS, and has no user info and
// no punycode. Rejected: to show internationalised hosts as links after a check
// for mixed scripts; аррӏе.com is of one script. Rejected: to link the ASCII
// beginning of an address with other letters in it; it would lead elsewhere.
package chat
