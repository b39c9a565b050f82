package wire

// Command is the closed set of things a client may ask for.
//
//sumtype:decl
type Command interface{ command() }

// Move plays a move in the position that game event On made. Text is the move in
// UCI ("e2e4", "e7e8q"; castling as "e1g1" or "e1h1") or as people write it
// ("Nf3", "Ng1f3", "exd5", "e8=Q", "O-O", "0-0").
type Move struct {
	Text string `json:"move"`
	On   uint64 `json:"on"`
}

// Offer offers a draw, or asks for a takeback, in the position that game event On made.
type Offer struct {
	What string `json:"what" enum:"draw,takeback"`
	On   uint64 `json:"on"`
}

// Accept accepts the opponent's offer, which is game event Offer.
type Accept struct {
	Offer uint64 `json:"offer"`
}

// Decline declines the opponent's offer, or withdraws one's own, which is game event Offer.
type Decline struct {
	Offer uint64 `json:"offer"`
}

// Claim claims a draw (threefold or fifty moves), or the win, or a draw, against
// an opponent who has gone. Move, of a draw only, is the move one intends to
// make and which would bring the draw about; it is written as in Move.
type Claim struct {
	What string `json:"what" enum:"draw,gone_win,gone_draw"`
	On   uint64 `json:"on"`
	Move string `json:"move,omitzero"`
}

// Resign gives the game up.
type Resign struct{}

// Abort ends a game in which one side has not moved yet; nobody loses.
type Abort struct{}

// GiveTime adds 15 s to the opponent's clock.
type GiveTime struct{}

// Sit takes the free seat of a game made by link.
type Sit struct{}

// Say is talk: a line to all, "@nick text", or a "/command". The server parses it.
// To names the stream that it was typed for; a line for one that its sender does
// not talk in, or no longer, is refused with "stream_closed".
// Its "ok" names an event of "chat", of "whispers" or, after /block and /unblock, of "notices".
type Say struct {
	Text string `json:"text"`
	To   Stream `json:"to" enum:"chat,players"`
}

// History, of a stream that one can read, asks for up to 50 events of a stream before number Before, answered with a Page.
type History struct {
	Stream Stream `json:"stream" enum:"game,chat,players,whispers,notices"`
	Before uint64 `json:"before"`
}

// Complete asks how Text, typed up to the cursor, may go on; answered with Completions.
type Complete struct {
	Text string `json:"text"`
}

// Away tells that this page is not looked at or, if Away is false, that it is
// again; answered with Looks. The audience is shown it of those whose pages are all away.
type Away struct {
	Away bool `json:"away"`
}

// Block blocks the person with the id Person or, if On is false, blocks them no longer.
type Block struct {
	Person string `json:"person"`
	On     bool   `json:"on"`
}

// Report shows event N of a room's talk that one can read, or of one's own whispers there, with the
// lines around it, to whoever runs this server. Reason is for them, as long as
// a line at most; it may be empty. It is given in a room or in the lobby.
type Report struct {
	Room   string `json:"room"`
	Stream Stream `json:"stream" enum:"chat,players,whispers"`
	N      uint64 `json:"n"`
	Reason string `json:"reason"`
}

// Ping asks for a round trip, answered with a Pong.
type Ping struct{}

// Search looks for an opponent in a pool: any control with a clock, as in "5+3" or
// "5d3"; answered with Searching. One person searches one pool at a time. A search
// outlasts the loss of its connection by 5 s and goes over to the person's next one
// to the lobby, which is sent Searching.
type Search struct {
	Pool string `json:"pool"`
}

// Stop ends the search; answered with Searching.
type Stop struct{}

// Seek opens a game to everybody in the lobby or, if To is a person's id, or the nick
// of somebody who is here, to that person alone: a challenge, which they are told of.
// Side is one's own. Min and
// Max bound the rating, at the speed of Control, of who may take it; those without
// one count as 1500, and 0 is no bound. With Confirm, who takes it is asked for, and
// the seeker chooses. Rated, Chat and Delay are as in Start; FEN, of a challenge only,
// is the position to start from, absent for the usual one.
type Seek struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	Rated   bool    `json:"rated,omitzero"`
	Min     int     `json:"min,omitzero"`
	Max     int     `json:"max,omitzero"`
	Confirm bool    `json:"confirm,omitzero"`
	To      string  `json:"to,omitzero"`
	FEN     string  `json:"fen,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	Delay   int     `json:"delay,omitzero"`
}

// Withdraw takes one's own seek back, or one's answer to a seek with Confirm.
type Withdraw struct {
	Seek string `json:"seek"`
}

// Take takes somebody's seek, or a challenge to oneself: a room is made and both
// are seated. Of a seek with Confirm the seeker is asked first: "ok" then names an Asked.
type Take struct {
	Seek string `json:"seek"`
}

// Choose picks Person from those who answered one's own seek with Confirm: a room
// is made and both are seated.
type Choose struct {
	Seek   string `json:"seek"`
	Person string `json:"person"`
}

// DeclineSeek declines a challenge to oneself or, of one's own seek with Confirm,
// turns down Person, who answered it.
type DeclineSeek struct {
	Seek   string `json:"seek"`
	Person string `json:"person,omitzero"`
	Reason string `json:"reason,omitzero" enum:"later,generic,too_fast,too_slow,other_control,rated,casual,no_bot"`
}

// MakeLink makes a room with one free seat, for whoever opens its address and
// sits down. FEN is the position to start from, absent for the usual one; Chat,
// Delay, Rated and For are as in Start.
type MakeLink struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	FEN     string  `json:"fen,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	Delay   int     `json:"delay,omitzero"`
	Rated   bool    `json:"rated,omitzero"`
	For     string  `json:"for,omitzero" enum:"guests,accounts"`
}

// PlayHouse starts a game against the house's own player at once. Level is how
// strong it plays; absent is one for most people. Beyond the levels that Hello tells of
// it is the highest of them.
type PlayHouse struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	Level   int     `json:"level,omitzero" enum:"1,2,3,4,5,6,7,8"`
}

// Follow asks to be told, with Followed, when the person with the id Person begins a
// game that lists show, for as long as this connection lasts or, if On is false,
// no longer; answered with Following. A connection follows at most 20 people.
type Follow struct {
	Person string `json:"person"`
	On     bool   `json:"on"`
}

// Hide keeps one out of every list of people or, if On is false, no longer: the
// lobby's, those who watch a room (who are still counted), /clients and completions.
// Whispers to a hidden person, unless they play there, are refused as if they were not here.
type Hide struct {
	On bool `json:"on"`
}

// Rematch offers a new game after room Room has ended, with colours swapped and the
// same clocks but for what is there: a Control, or a Side, which is one's own. It takes
// the place of an offer that stands; if that is the opponent's, and asks for the
// very same game, both have offered it, and it begins. With Offer it accepts the opponent's offer
// as it is, and has nothing else: Offer is the number of its rematch_offered in one's own
// notices; if that is no longer the offer that stands, it is refused as "stale".
type Rematch struct {
	Room    string   `json:"room"`
	Offer   uint64   `json:"offer,omitzero"`
	Control *Control `json:"control,omitzero"`
	Side    Side     `json:"side,omitzero" enum:"white,black,random"`
}

// DeclineRematch declines the opponent's offer of a rematch, or withdraws one's own. Offer is as in
// Rematch, and so is "stale".
type DeclineRematch struct {
	Room  string `json:"room"`
	Offer uint64 `json:"offer"`
}

func (Move) command()           {}
func (Offer) command()          {}
func (Accept) command()         {}
func (Decline) command()        {}
func (Claim) command()          {}
func (Resign) command()         {}
func (Abort) command()          {}
func (GiveTime) command()       {}
func (Sit) command()            {}
func (Say) command()            {}
func (History) command()        {}
func (Complete) command()       {}
func (Away) command()           {}
func (Block) command()          {}
func (Report) command()         {}
func (Ping) command()           {}
func (Search) command()         {}
func (Stop) command()           {}
func (Seek) command()           {}
func (Withdraw) command()       {}
func (Take) command()           {}
func (Choose) command()         {}
func (DeclineSeek) command()    {}
func (MakeLink) command()       {}
func (PlayHouse) command()      {}
func (Rematch) command()        {}
func (DeclineRematch) command() {}
func (Follow) command()         {}
func (Hide) command()           {}
