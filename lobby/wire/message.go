package wire

// Subprotocol is offered and required during the WebSocket handshake. The
// version lives here and in no message: a new optional field is the same
// version, a new meaning is rookery.v2 beside it.
const Subprotocol = "rookery.v1"

// Stream names one gapless sequence of durable events.
type Stream string

// The streams a connection may be entitled to.
const (
	GameStream    Stream = "game"     // per room: moves, clock events, offers, result
	ChatStream    Stream = "chat"     // per room: what was said to all
	WhisperStream Stream = "whispers" // per room and person: that person's copies
	NoticeStream  Stream = "notices"  // per person: pairings, own seeks, rematch offers
)

// MaxMessage is how many bytes a client's message may have (CONTRACT section 6).
const MaxMessage = 4 << 10

// Side is a colour as it is spelled on the wire: "white" or "black".
type Side string

// The two sides; a request may also leave the choice to the lot.
const (
	White  Side = "white"
	Black  Side = "black"
	Random Side = "random"
)

// Role says what a connection may do in a room.
type Role string

// The roles of a connection.
const (
	RoleWhite     Role = "white"
	RoleBlack     Role = "black"
	RoleSpectator Role = "spectator"
	RoleLobby     Role = "lobby"
)

// Person is how somebody is shown to others. The id is public, never a secret.
type Person struct {
	ID   string `json:"id"`
	Nick string `json:"nick"`
}

// Control is a time control. Base and Inc are seconds; both 0 is unlimited.
type Control struct {
	Base int `json:"base"`
	Inc  int `json:"inc"`
}

// Clock is both clocks in whole milliseconds, as they stood at its event.
type Clock struct {
	White int64 `json:"white"`
	Black int64 `json:"black"`
}

// ---- commands: what a client may say ----

// Command is the closed set of things a client may ask for.
//
//sumtype:decl
type Command interface{ command() }

// Move plays a move, in UCI ("e2e4", "e7e8q"), in the position that game event On made.
type Move struct {
	UCI string `json:"uci"`
	On  uint64 `json:"on"`
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

// Claim claims a draw (threefold or fifty moves), or the win, or a draw, against an opponent who has gone.
type Claim struct {
	What string `json:"what" enum:"draw,gone_win,gone_draw"`
	On   uint64 `json:"on"`
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
// To names the stream it was typed for.
type Say struct {
	Text string `json:"text"`
	To   Stream `json:"to" enum:"chat"`
}

// History asks for up to 50 events of a stream before number Before, answered with a Page.
type History struct {
	Stream Stream `json:"stream" enum:"chat,whispers,notices"`
	Before uint64 `json:"before"`
}

// Ping asks for a round trip, answered with a Pong.
type Ping struct{}

// Search looks for an opponent in a pool such as "5+3"; answered with Searching. It ends with the connection.
type Search struct {
	Pool string `json:"pool"`
}

// Stop ends the search; answered with Searching.
type Stop struct{}

// Seek opens a game to everybody in the lobby. Side is one's own.
type Seek struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
}

// Withdraw takes one's own seek back.
type Withdraw struct {
	Seek string `json:"seek"`
}

// Take answers somebody's seek: a room is made and both are seated.
type Take struct {
	Seek string `json:"seek"`
}

// MakeLink makes a room with one free seat, for whoever opens its address and sits down.
type MakeLink struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
}

// PlayHouse starts a game against the house's own player at once.
type PlayHouse struct {
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
}

// Rematch offers a new game with colours swapped after room Room has ended, or accepts the opponent's offer.
type Rematch struct {
	Room string `json:"room"`
}

func (Move) command()      {}
func (Offer) command()     {}
func (Accept) command()    {}
func (Decline) command()   {}
func (Claim) command()     {}
func (Resign) command()    {}
func (Abort) command()     {}
func (GiveTime) command()  {}
func (Sit) command()       {}
func (Say) command()       {}
func (History) command()   {}
func (Ping) command()      {}
func (Search) command()    {}
func (Stop) command()      {}
func (Seek) command()      {}
func (Withdraw) command()  {}
func (Take) command()      {}
func (MakeLink) command()  {}
func (PlayHouse) command() {}
func (Rematch) command()   {}

// ---- events: durable, numbered in their stream ----

// EventBody is the closed set of what an event may tell.
//
//sumtype:decl
type EventBody interface{ event() }

// Start is event 1 of every game. A seat not yet taken is absent. FEN is absent for the usual start position.
type Start struct {
	White   *Person `json:"white,omitzero"`
	Black   *Person `json:"black,omitzero"`
	Control Control `json:"control"`
	FEN     string  `json:"fen,omitzero"`
	How     string  `json:"how" enum:"pool,seek,link,house,rematch"`
	Clock   Clock   `json:"clock"`
}

// Sat tells that the free seat of a game made by link was taken.
type Sat struct {
	Side   Side   `json:"side" enum:"white,black"`
	Person Person `json:"person"`
}

// Moved is a move that is on disk. Ply counts from 1; FEN is the position after it;
// Spent is the thinking time charged, Lag the compensation granted, in ms.
type Moved struct {
	UCI   string `json:"uci"`
	SAN   string `json:"san"`
	Ply   int    `json:"ply"`
	FEN   string `json:"fen"`
	Clock Clock  `json:"clock"`
	Spent int64  `json:"spent"`
	Lag   int64  `json:"lag,omitzero"`
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

// TimeGiven tells that Side's clock was given Ms by the opponent.
type TimeGiven struct {
	Side  Side  `json:"side" enum:"white,black"`
	Ms    int64 `json:"ms"`
	Clock Clock `json:"clock"`
}

// ClockStopped tells that the clocks stand still, and why. They go on with the
// next move, or as a ClockStarted says.
type ClockStopped struct {
	Why   string `json:"why" enum:"restart,storage,drain"`
	Clock Clock  `json:"clock"`
}

// ClockStarted tells that stopped clocks run again.
type ClockStarted struct {
	Clock Clock `json:"clock"`
}

// Ended is the one result of a game, and why it ended so.
type Ended struct {
	Result string `json:"result" enum:"1-0,0-1,1/2-1/2,*"`
	Reason string `json:"reason" enum:"checkmate,stalemate,threefold,fivefold,fifty,seventyfive,insufficient_material,resignation,agreement,flag,flag_draw,aborted,no_first_move,abandonment,server"`
	Clock  Clock  `json:"clock"`
}

// Line is talk to all in the room. Ply is the move the game stood at.
type Line struct {
	Name string `json:"name"`
	Kind string `json:"kind" enum:"said,action"`
	Text string `json:"text"`
	Ply  int    `json:"ply"`
}

// Whispered is one copy of a private line; sender and recipient have one each, in their own streams.
type Whispered struct {
	From Person `json:"from"`
	To   Person `json:"to"`
	Text string `json:"text"`
	Ply  int    `json:"ply"`
}

// Seated tells a person that a room waits for them. Opponent is absent while the other seat is free.
type Seated struct {
	Room     string  `json:"room"`
	Side     Side    `json:"side" enum:"white,black"`
	Opponent *Person `json:"opponent,omitzero"`
	Control  Control `json:"control"`
	How      string  `json:"how" enum:"pool,seek,link,house,rematch"`
}

// SeekOpened is the person's own seek, now shown in every lobby.
type SeekOpened struct {
	Seek    string  `json:"seek"`
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
}

// SeekClosed tells that the person's own seek is no longer open.
type SeekClosed struct {
	Seek string `json:"seek"`
	Why  string `json:"why" enum:"withdrawn,taken,gone"`
}

// RematchOffered is told to both players of a finished room: From would play again.
type RematchOffered struct {
	Room string `json:"room"`
	From Person `json:"from"`
}

func (Start) event()          {}
func (Sat) event()            {}
func (Moved) event()          {}
func (Offered) event()        {}
func (Declined) event()       {}
func (TakenBack) event()      {}
func (TimeGiven) event()      {}
func (ClockStopped) event()   {}
func (ClockStarted) event()   {}
func (Ended) event()          {}
func (Line) event()           {}
func (Whispered) event()      {}
func (Seated) event()         {}
func (SeekOpened) event()     {}
func (SeekClosed) event()     {}
func (RematchOffered) event() {}

// ---- snapshots, ephemera, infos ----

// News is the closed set of frames without a number: the greeting, snapshots and ephemera.
//
//sumtype:decl
type News interface{ news() }

// Hello is the first frame of every connection. You is absent for those who
// only watch. Room is absent in the lobby.
type Hello struct {
	Epoch   string   `json:"epoch"`
	You     *Person  `json:"you,omitzero"`
	Role    Role     `json:"role" enum:"white,black,spectator,lobby"`
	Room    string   `json:"room,omitzero"`
	Streams []Stream `json:"streams"`
	Version string   `json:"version"`
}

// GameSnapshot replaces everything a client held of the stream "game"; N is the head it covers.
type GameSnapshot struct {
	N       uint64     `json:"n"`
	On      uint64     `json:"on"`
	Start   Start      `json:"start"`
	Moves   []PastMove `json:"moves"`
	FEN     string     `json:"fen"`
	Clock   Clock      `json:"clock"`
	Stopped string     `json:"stopped,omitzero" enum:"restart,storage,drain"`
	Offer   *OpenOffer `json:"offer,omitzero"`
	Ended   *Ended     `json:"ended,omitzero"`
}

// PastMove is one move of a snapshot, with both clocks as they stood after it.
type PastMove struct {
	UCI   string `json:"uci"`
	SAN   string `json:"san"`
	Clock Clock  `json:"clock"`
}

// OpenOffer is an offer that nobody has answered; N is its number.
type OpenOffer struct {
	N    uint64 `json:"n"`
	By   string `json:"by"`
	What string `json:"what" enum:"draw,takeback"`
}

// StreamSnapshot replaces what a client held of a stream other than "game":
// ordinary events First to Head follow it. First is Head+1 when none do.
type StreamSnapshot struct {
	First uint64 `json:"first"`
	Head  uint64 `json:"head"`
}

// Heads tells the newest number of each of the connection's streams, every 10 s,
// so that a client which missed something, or a dead connection, shows. Of the
// notices it is the newest that was sent on this connection.
type Heads struct {
	Heads map[Stream]uint64 `json:"heads"`
}

// Ticking tells how the clocks stand at this instant. Running is absent while
// neither runs. Window is the time left for a first move, in ms, absent if there is none.
type Ticking struct {
	Clock   Clock `json:"clock"`
	Running Side  `json:"running,omitzero" enum:"white,black"`
	Window  int64 `json:"window,omitzero"`
}

// Audience tells who is in the room: the first 20 spectators by name, then
// only their number. Joined and Left name who came and went since the last one.
type Audience struct {
	White      *Seat    `json:"white,omitzero"`
	Black      *Seat    `json:"black,omitzero"`
	Spectators []Person `json:"spectators"`
	Watching   int      `json:"watching"`
	Joined     []string `json:"joined,omitzero"`
	Left       []string `json:"left,omitzero"`
}

// Seat is a player's chair. Here is false while the player has no connection;
// Claim is then the time in ms until the opponent may claim, absent if no claim is coming.
type Seat struct {
	Person Person `json:"person"`
	Here   bool   `json:"here"`
	Claim  *int64 `json:"claim,omitzero"`
}

// Lobby is all that the lobby shows, at most one frame in 250 ms.
type Lobby struct {
	Seeks    []OpenSeek `json:"seeks"`
	Games    []LiveGame `json:"games"`
	Finished []LiveGame `json:"finished"`
	Pools    []Pool     `json:"pools"`
	People   []Here     `json:"people"`
	Here     int        `json:"here"`
	Playing  int        `json:"playing"`
}

// OpenSeek is somebody's open seek; Side is the seeker's.
type OpenSeek struct {
	ID      string  `json:"id"`
	By      Person  `json:"by"`
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
}

// LiveGame is a game as lists show it. Watching counts spectators; Ended is absent while it goes on.
type LiveGame struct {
	Room     string  `json:"room"`
	White    *Person `json:"white,omitzero"`
	Black    *Person `json:"black,omitzero"`
	Control  Control `json:"control"`
	FEN      string  `json:"fen"`
	Last     string  `json:"last,omitzero"`
	Ply      int     `json:"ply"`
	Clock    Clock   `json:"clock"`
	Running  Side    `json:"running,omitzero" enum:"white,black"`
	Watching int     `json:"watching"`
	Ended    *Ended  `json:"ended,omitzero"`
}

// Pool is a pool and how many wait in it.
type Pool struct {
	Pool    string `json:"pool"`
	Waiting int    `json:"waiting"`
}

// Here is somebody connected, and what they do.
type Here struct {
	Nick  string `json:"nick"`
	Doing string `json:"doing" enum:"playing,watching,free"`
}

// Goaway announces that the server will close the connection; come back after Ms.
type Goaway struct {
	Ms int64 `json:"ms"`
}

func (Hello) news()          {}
func (GameSnapshot) news()   {}
func (StreamSnapshot) news() {}
func (Heads) news()          {}
func (Ticking) news()        {}
func (Audience) news()       {}
func (Lobby) news()          {}
func (Goaway) news()         {}

// Info is the closed set of answers to questions; nothing is stored for them.
//
//sumtype:decl
type Info interface{ info() }

// Help lists the language of the chat.
type Help struct {
	Commands []HelpLine `json:"commands"`
}

// HelpLine is one command of the chat, as typed, and what it does.
type HelpLine struct {
	Usage string `json:"usage"`
	Does  string `json:"does"`
}

// Clients answers /clients: who is in the room. Unnamed counts those without a nick.
type Clients struct {
	People  []Client `json:"people"`
	Unnamed int      `json:"unnamed"`
}

// Client is one person in the room.
type Client struct {
	Nick string `json:"nick"`
	Role Role   `json:"role" enum:"white,black,spectator"`
	Here bool   `json:"here"`
}

// Page is older history: events in order, the lowest number first. More tells whether older ones exist.
type Page struct {
	Stream Stream  `json:"stream"`
	Events []Event `json:"events"`
	More   bool    `json:"more"`
}

// Pong answers Ping.
type Pong struct{}

// Searching tells which pool is being searched; absent if none.
type Searching struct {
	Pool string `json:"pool,omitzero"`
}

func (Help) info()      {}
func (Clients) info()   {}
func (Page) info()      {}
func (Pong) info()      {}
func (Searching) info() {}
