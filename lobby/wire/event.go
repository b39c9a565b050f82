package wire

// EventBody is the closed set of what an event may tell.
//
//sumtype:decl
type EventBody interface{ event() }

// Start is event 1 of every game. A seat not yet taken is absent. FEN is absent for the usual start position.
// Chat is absent where all talk together. Where it is separate, the players talk in
// "players" and the others in "chat" until the result, and neither can read the
// other's; then all talk is in "chat", and all can read both.
// Rated tells that the game counts: no move of it is taken back, and its chat is
// separate. Delay is by how many seconds, up to 60, all but the players see the
// game later; its chat is separate too. For tells who alone may take the
// free seat of a game made by link: those without an account, or those with one. Level is how
// strong the house plays, in a game that it plays in.
type Start struct {
	White   *Person `json:"white,omitzero"`
	Black   *Person `json:"black,omitzero"`
	Control Control `json:"control"`
	FEN     string  `json:"fen,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	How     string  `json:"how" enum:"pool,seek,challenge,link,house,rematch"`
	Clock   Clock   `json:"clock"`
	Level   int     `json:"level,omitzero" enum:"1,2,3,4,5,6,7,8"`
	Rated   bool    `json:"rated,omitzero"`
	Delay   int     `json:"delay,omitzero"`
	For     string  `json:"for,omitzero" enum:"guests,accounts"`
}

// Sat tells that the free seat of a game made by link was taken.
type Sat struct {
	Side   Side   `json:"side" enum:"white,black"`
	Person Person `json:"person"`
}

// Moved is a move that is on disk. Ply counts from 1; FEN is the position after it;
// Spent is the thinking time charged, Lag the network's delay that was not, and
// Quota, beside a Lag, how much of that the mover has left, all in ms. Opening is
// there if the moves so far have a name; it holds until a later move has another.
type Moved struct {
	UCI     string   `json:"uci"`
	SAN     string   `json:"san"`
	Ply     int      `json:"ply"`
	FEN     string   `json:"fen"`
	Clock   Clock    `json:"clock"`
	Spent   int64    `json:"spent"`
	Lag     int64    `json:"lag,omitzero"`
	Quota   int64    `json:"quota,omitzero"`
	Opening *Opening `json:"opening,omitzero"`
}

// Offered is an open offer; its number is what Accept and Decline name.
type Offered struct {
	What string `json:"what" enum:"draw,takeback"`
}

// Declined closes the offer with number Offer.
type Declined struct {
	Offer uint64 `json:"offer"`
	What  string `json:"what" enum:"draw,takeback"`
}

// TakenBack undoes moves: the game is at ply Ply again, with the position FEN.
type TakenBack struct {
	Ply   int    `json:"ply"`
	FEN   string `json:"fen"`
	Clock Clock  `json:"clock"`
}

// TimeGiven tells that Side's clock was given Ms by the opponent. Waited, here
// and in the next two, is how much of the delay of the turn had passed, in ms.
type TimeGiven struct {
	Side   Side  `json:"side" enum:"white,black"`
	Ms     int64 `json:"ms"`
	Clock  Clock `json:"clock"`
	Waited int64 `json:"waited,omitzero"`
}

// TimeCredited tells that Side's clock was given Ms back: the server had stalled.
type TimeCredited struct {
	Side   Side  `json:"side" enum:"white,black"`
	Ms     int64 `json:"ms"`
	Clock  Clock `json:"clock"`
	Waited int64 `json:"waited,omitzero"`
}

// ClockStopped tells that the clocks stand still, and why. They go on with the
// next move, or as a ClockStarted says.
type ClockStopped struct {
	Why    string `json:"why" enum:"restart,storage,drain"`
	Clock  Clock  `json:"clock"`
	Waited int64  `json:"waited,omitzero"`
}

// ClockStarted tells that stopped clocks run again.
type ClockStarted struct {
	Clock Clock `json:"clock"`
}

// Ended is the one result of a game, and why it ended so. Claimed is the move, in
// UCI, that a claim of the draw was made with; it was not played.
type Ended struct {
	Result  string `json:"result" enum:"1-0,0-1,1/2-1/2,*"`
	Reason  string `json:"reason" enum:"checkmate,stalemate,threefold,fivefold,fifty,seventyfive,insufficient_material,resignation,agreement,flag,flag_draw,aborted,no_first_move,abandonment,server"`
	Clock   Clock  `json:"clock"`
	Claimed string `json:"claimed,omitzero"`
}

// Line is talk to all in the room. Ply is the move the game stood at. Links are
// the parts of Text that may be shown as links, with rel="noopener nofollow ugc".
type Line struct {
	Name  string `json:"name"`
	Kind  string `json:"kind" enum:"said,action"`
	Text  string `json:"text"`
	Links []Span `json:"links,omitzero"`
	Ply   int    `json:"ply"`
}

// Span is a part of a text, from From to before To, in UTF-16 code units, as JavaScript slices strings.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Muted tells all that one of the players has silenced Whom, a spectator, in this
// room until Until, in ms since 1970. Ply is as in Line; without one it is 0.
type Muted struct {
	Whom   Person `json:"whom"`
	Until  int64  `json:"until"`
	Reason string `json:"reason"`
	Ply    int    `json:"ply,omitzero"`
}

// Unmuted tells all that Whom may speak again. Ply is as in Muted.
type Unmuted struct {
	Whom Person `json:"whom"`
	Ply  int    `json:"ply,omitzero"`
}

// Whispered is one copy of a private line; sender and recipient have one each, in
// their own streams. Kept tells that the recipient was not here, and reads it
// on their next visit. Ply and Links are as in Line.
type Whispered struct {
	From  Person `json:"from"`
	To    Person `json:"to"`
	Text  string `json:"text"`
	Links []Span `json:"links,omitzero"`
	Kept  bool   `json:"kept,omitzero"`
	Ply   int    `json:"ply"`
}

// Seated tells a person that a room waits for them. Opponent is absent while the other
// seat is free. After, of a rematch, is the room whose game it follows.
type Seated struct {
	Room     string  `json:"room"`
	Side     Side    `json:"side" enum:"white,black"`
	Opponent *Person `json:"opponent,omitzero"`
	Control  Control `json:"control"`
	How      string  `json:"how" enum:"pool,seek,challenge,link,house,rematch"`
	After    string  `json:"after,omitzero"`
}

// SeekOpened is the person's own seek, now shown in every lobby or, if To is
// there, to that person alone. The rest is as in the command Seek.
type SeekOpened struct {
	Seek    string  `json:"seek"`
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	Rated   bool    `json:"rated,omitzero"`
	Min     int     `json:"min,omitzero"`
	Max     int     `json:"max,omitzero"`
	Confirm bool    `json:"confirm,omitzero"`
	To      *Person `json:"to,omitzero"`
	FEN     string  `json:"fen,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	Delay   int     `json:"delay,omitzero"`
}

// Challenged tells that From has opened a seek to the person who is told alone:
// take or decline_seek answers it. Side is one's own if one takes it.
type Challenged struct {
	Seek    string  `json:"seek"`
	From    Person  `json:"from"`
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	Rated   bool    `json:"rated,omitzero"`
	FEN     string  `json:"fen,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	Delay   int     `json:"delay,omitzero"`
}

// SeekAnswered tells the seeker that Person would take their seek with confirm or,
// if On is false, would no longer, or has been turned down. Rating is Person's at
// the seek's speed, absent if they have none.
type SeekAnswered struct {
	Seek   string `json:"seek"`
	Person Person `json:"person"`
	Rating int    `json:"rating,omitzero"`
	On     bool   `json:"on"`
}

// Asked tells that the seeker was asked whether the person who is told may take
// the seek. A Seated or a SeekClosed follows.
type Asked struct {
	Seek string `json:"seek"`
}

// SeekClosed tells that a seek of one's own, a challenge to oneself, or a seek that
// one answered, is no longer open to the person who is told. "gone" is that
// whoever opened or answered it went, or plays elsewhere, or that a challenge stood too long. By is who declined
// the challenge, or turned the answer down; Reason is what they said.
type SeekClosed struct {
	Seek   string  `json:"seek"`
	Why    string  `json:"why" enum:"withdrawn,taken,gone,declined,turned_down"`
	Reason string  `json:"reason,omitzero" enum:"later,generic,too_fast,too_slow,other_control,rated,casual,no_bot"`
	By     *Person `json:"by,omitzero"`
}

// RematchOffered is told to both players of a finished room: From would play
// again, with colours swapped and the same clocks but for what is there: a
// Control, or a Side, which is From's. It takes the place of an earlier offer; the
// opponent accepts it by its number in their own notices, within ten minutes. A
// RematchClosed ends it earlier, and so does the Seated of the rematch.
type RematchOffered struct {
	Room    string   `json:"room"`
	From    Person   `json:"from"`
	Control *Control `json:"control,omitzero"`
	Side    Side     `json:"side,omitzero" enum:"white,black,random"`
}

// RematchClosed is told to both players of a finished room: the offer of a rematch that stood
// there no longer does. It was withdrawn by who made it, or declined by the opponent; "gone" is that
// who made it went, or that one of the two plays elsewhere.
type RematchClosed struct {
	Room string `json:"room"`
	Why  string `json:"why" enum:"withdrawn,declined,gone"`
}

// Blocked tells that the person who is told has blocked Person or, if On is
// false, blocks them no longer. Whispers of those who are blocked are refused; their
// lines, and what they offer in the lobby, are for the client to keep out of view.
type Blocked struct {
	Person Person `json:"person"`
	On     bool   `json:"on"`
}

// Hidden tells that one is kept out of lists of people or, if On is false, is in
// them again.
type Hidden struct {
	On bool `json:"on"`
}

// Reported tells that one's report of event N of a room's stream has arrived.
type Reported struct {
	Room   string `json:"room"`
	Stream Stream `json:"stream" enum:"chat,players,whispers"`
	N      uint64 `json:"n"`
}

func (Start) event()          {}
func (Sat) event()            {}
func (Moved) event()          {}
func (Offered) event()        {}
func (Declined) event()       {}
func (TakenBack) event()      {}
func (TimeGiven) event()      {}
func (TimeCredited) event()   {}
func (ClockStopped) event()   {}
func (ClockStarted) event()   {}
func (Ended) event()          {}
func (Line) event()           {}
func (Muted) event()          {}
func (Unmuted) event()        {}
func (Whispered) event()      {}
func (Seated) event()         {}
func (SeekOpened) event()     {}
func (SeekClosed) event()     {}
func (Challenged) event()     {}
func (SeekAnswered) event()   {}
func (Asked) event()          {}
func (RematchOffered) event() {}
func (RematchClosed) event()  {}
func (Blocked) event()        {}
func (Reported) event()       {}
func (Hidden) event()         {}
