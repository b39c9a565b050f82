// Package chat is people talking in a room: what may be typed, what becomes of
// it, and how much of it one person may say. It knows nothing of games, and it
// stores and sends nothing: the host asks Talk.Decide, stores the Line or
// Whisper, and delivers it.
//
// The language is the same for every client, because it is read here:
//
//	text                    a line for everybody
//	@nick text              a whisper; so is /whisper nick text
//	/me text                an action
//	/help, /clients         questions, answered to the asker alone
//	//text                  a line that starts with a slash
//
// Decision: what begins with an @ or a slash is never public as it stands, even
// if nobody has that nick, there is no such command, or invisible characters
// come before it. Rejected: to say "@jackdow secret" to all because no jackdow
// is here; a slip of the finger would publish what was meant for one.
//
// Decision: a nick ends at white space, less the punctuation at its end.
// Rejected: to end it at the first character that a nick cannot have; with
// bob and bob.smith in a room, a whisper to the second would reach the first
// when the second has just left.
//
// Decision: a person has 5 lines in any 5 s; who has used them up has one line
// in 2 s until they have been silent for 5 s. Rejected: a token bucket that
// gains a token in 2 s; it lets 7 lines into 5 s, and grants 5 more lines only
// after 10 s of silence.
//
// Decision: a line equal to one's own last one is refused within a minute.
// Rejected: for ever; "no" is a fair answer to the same question asked again.
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
package chat
