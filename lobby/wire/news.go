package wire

// News is the closed set of frames without a number: the greeting, snapshots and ephemera.
//
//sumtype:decl
type News interface{ news() }

// Hello is the first frame of every connection. You is absent for those who
// only watch. Room is absent in the lobby. Quarantined tells that the room
// broke down and can only be read: whatever would change it is refused with
// "quarantined", and its snapshot may be followed by events that the server
// could not replay. Blocked are those whom You blocks, and Hidden tells that You
// hides; notices tell of changes. Ratings are You's, in the lobby, of the speeds at
// which they have one: guests have none.
// HouseLevels is how many levels the house plays at, from 1, the weakest, and
// Reviews tells that finished games are reviewed here; see GET /api/rooms/{id}/review.
// Build names the browser client that the server brings, as the client's own pages do: a
// page that is told of another one is of another version. It is absent without a client.
// MaxMessage is how many bytes of UTF-8 a client's message may have, absent where
// it is the usual 4096. At is this instant by the clock that stamps events, which need
// not be the reader's: what stands for some minutes stands by that one.
type Hello struct {
	Epoch       string   `json:"epoch"`
	You         *Person  `json:"you,omitzero"`
	Role        Role     `json:"role" enum:"white,black,spectator,lobby"`
	Room        string   `json:"room,omitzero"`
	Streams     []Stream `json:"streams"`
	Version     string   `json:"version"`
	Build       string   `json:"build,omitzero"`
	Quarantined bool     `json:"quarantined,omitzero"`
	Blocked     []Person `json:"blocked,omitzero"`
	Hidden      bool     `json:"hidden,omitzero"`
	Ratings     []Rating `json:"ratings,omitzero"`
	HouseLevels int      `json:"house_levels"`
	Reviews     bool     `json:"reviews,omitzero"`
	MaxMessage  int      `json:"max_message,omitzero"`
	At          int64    `json:"at"`
}

// Rating is what somebody's rating is at a speed.
type Rating struct {
	Speed string `json:"speed" enum:"UltraBullet,Bullet,Blitz,Rapid,Classical"`
	Value int    `json:"value"`
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

// PastMove is one move of a snapshot, with both clocks as they stood after it,
// and the opening's name as in Moved.
type PastMove struct {
	UCI     string   `json:"uci"`
	SAN     string   `json:"san"`
	Clock   Clock    `json:"clock"`
	Opening *Opening `json:"opening,omitzero"`
}

// OpenOffer is an offer that nobody has answered; N is its number.
type OpenOffer struct {
	N    uint64 `json:"n"`
	By   string `json:"by"`
	What string `json:"what" enum:"draw,takeback"`
}

// StreamSnapshot replaces what a client held of a stream other than "game":
// ordinary events First to Head follow it. First is Head+1 when none do. That of
// the notices has the challenges to the person that stand, oldest first; an event may tell of one again.
// It has their own games that go on, too, as Playing does.
type StreamSnapshot struct {
	First      uint64       `json:"first"`
	Head       uint64       `json:"head"`
	Challenges []Challenged `json:"challenges,omitzero"`
	Games      []OwnGame    `json:"games,omitzero"`
}

// Playing tells one's own games that go on, oldest first, those in no list among them. It comes to
// each of a person's connections, to the lobby and to rooms, when it opens, and when that changes.
type Playing struct {
	Games []OwnGame `json:"games"`
}

// OwnGame is a game that goes on and in which one sits; Side is one's own.
type OwnGame struct {
	Room     string  `json:"room"`
	Side     Side    `json:"side" enum:"white,black"`
	Opponent Person  `json:"opponent"`
	Control  Control `json:"control"`
}

// Heads tells the newest number of each of the connection's streams, every 10 s,
// so that a client which missed something, or a dead connection, shows. Of the
// notices it is the newest that was sent on this connection.
type Heads struct {
	Heads map[Stream]uint64 `json:"heads"`
}

// Ticking tells how the clocks stand at this instant. Running is absent while
// neither runs. Delay is how long the running clock still waits before it counts
// (controls of mode "delay"), Window the time left for a first move, both in ms,
// absent if there is none. At is this instant by the clock that stamps events, so
// that a client can tell how long a frame was under way from how long others were.
type Ticking struct {
	Clock   Clock `json:"clock"`
	Running Side  `json:"running,omitzero" enum:"white,black"`
	Delay   int64 `json:"delay,omitzero"`
	Window  int64 `json:"window,omitzero"`
	At      int64 `json:"at,omitzero"`
}

// Audience tells who is in the room: the first 20 spectators by name, then
// only their number, at most once a second. Joined and Left name the first 20 of
// those who came and went since the last one; Came and Went count all of them, if
// there are more.
type Audience struct {
	White      *Seat       `json:"white,omitzero"`
	Black      *Seat       `json:"black,omitzero"`
	Spectators []Spectator `json:"spectators"`
	Watching   int         `json:"watching"`
	Joined     []string    `json:"joined,omitzero"`
	Left       []string    `json:"left,omitzero"`
	Came       int         `json:"came,omitzero"`
	Went       int         `json:"went,omitzero"`
}

// Spectator is somebody with a nick who watches. Away tells that they look elsewhere.
type Spectator struct {
	ID   string `json:"id"`
	Nick string `json:"nick"`
	Away bool   `json:"away,omitzero"`
}

// Seat is a player's chair. Here is false while the player has no connection;
// Claim is then the time in ms until the opponent may claim, absent if no claim is
// coming. Away tells that the player is here and looks elsewhere.
type Seat struct {
	Person Person `json:"person"`
	Here   bool   `json:"here"`
	Away   bool   `json:"away,omitzero"`
	Claim  *int64 `json:"claim,omitzero"`
}

// Lobby is all that the lobby shows, at most one frame in 250 ms. Games go by the
// players' ratings and by who watches, those with the house after all others, as far as a row that is there keeps its place.
// Featured is the room of the one to show large, absent while nobody plays; then Show
// may be a game of the house against itself, which is in no room. Pools are the usual
// ones, then others in which somebody waits. People are the first 40 who are not hidden.
type Lobby struct {
	Seeks    []OpenSeek `json:"seeks"`
	Games    []LiveGame `json:"games"`
	Finished []LiveGame `json:"finished"`
	Pools    []Pool     `json:"pools"`
	People   []Here     `json:"people"`
	Here     int        `json:"here"`
	Playing  int        `json:"playing"`
	Featured string     `json:"featured,omitzero"`
	Show     *LiveGame  `json:"show,omitzero"`
}

// OpenSeek is somebody's open seek; Side is the seeker's, and so is Rating, at its
// speed, absent if they have none. The rest is as in the command Seek.
type OpenSeek struct {
	ID      string  `json:"id"`
	By      Person  `json:"by"`
	Control Control `json:"control"`
	Side    Side    `json:"side" enum:"white,black,random"`
	Rating  int     `json:"rating,omitzero"`
	Rated   bool    `json:"rated,omitzero"`
	Min     int     `json:"min,omitzero"`
	Max     int     `json:"max,omitzero"`
	Confirm bool    `json:"confirm,omitzero"`
	Chat    string  `json:"chat,omitzero" enum:"separate"`
	Delay   int     `json:"delay,omitzero"`
}

// LiveGame is a game as lists show it. Watching counts spectators; Ended is absent
// while it goes on. The ratings are for its speed, absent of who has none. Rated and
// Delay are as in Start. In lists of games that go on, Ran is for how many ms the clock
// of Running has run since both were as Clock tells, the wait of its delay with it.
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
	Ran      int64   `json:"ran,omitzero"`
	Watching int     `json:"watching"`
	Ended    *Ended  `json:"ended,omitzero"`
	Rated    bool    `json:"rated,omitzero"`
	Delay    int     `json:"delay,omitzero"`

	WhiteRating int `json:"white_rating,omitzero"`
	BlackRating int `json:"black_rating,omitzero"`
}

// Followed tells that a person whom this connection follows has begun a game in Room.
type Followed struct {
	Person string `json:"person"`
	Room   string `json:"room"`
}

// Pool is a pool and how many wait in it.
type Pool struct {
	Pool    string `json:"pool"`
	Waiting int    `json:"waiting"`
}

// Here is somebody connected, and what they do.
type Here struct {
	ID    string `json:"id"`
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
func (Followed) news()       {}
func (Searching) news()      {}
func (Playing) news()        {}

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

// Clients answers /clients: who is in the room. More counts those with a nick who
// did not fit into People, Unnamed those without one.
type Clients struct {
	People  []Client `json:"people"`
	More    int      `json:"more,omitzero"`
	Unnamed int      `json:"unnamed"`
}

// Client is one person in the room. Away tells that they are here and look elsewhere.
type Client struct {
	Nick string `json:"nick"`
	Role Role   `json:"role" enum:"white,black,spectator"`
	Here bool   `json:"here"`
	Away bool   `json:"away,omitzero"`
}

// Clear answers /clear: the client empties its own view of the talk. The events stay.
type Clear struct{}

// Completions answers Complete, likeliest first; there may be none.
type Completions struct {
	List []Completion `json:"list"`
}

// Completion is one way to go on typing. Text replaces all that was typed; Shows
// is what to list it as, and Does what it is for, absent for nicks.
type Completion struct {
	Text  string `json:"text"`
	Shows string `json:"shows"`
	Does  string `json:"does,omitzero"`
}

// Looks answers Away: as what this page counts now.
type Looks struct {
	Away bool `json:"away"`
}

// Page is older history: events in order, the lowest number first. More tells whether older ones exist.
type Page struct {
	Stream Stream  `json:"stream"`
	Events []Event `json:"events"`
	More   bool    `json:"more"`
}

// Pong answers Ping.
type Pong struct{}

// Searching tells which pool is being searched, absent if none, and for how many ms
// it has been. Besides answering,
// it comes by itself as news to each of a person's connections to the lobby when
// that changes, and to one that opens during a search.
type Searching struct {
	Pool   string `json:"pool,omitzero"`
	Waited int64  `json:"waited,omitzero"`
}

// Following answers Follow, of somebody who is followed now, with the room of the listed
// game that they play, absent if there is none.
type Following struct {
	Person string `json:"person"`
	Room   string `json:"room,omitzero"`
}

func (Help) info()        {}
func (Clients) info()     {}
func (Clear) info()       {}
func (Completions) info() {}
func (Looks) info()       {}
func (Page) info()        {}
func (Pong) info()        {}
func (Searching) info()   {}
func (Following) info()   {}
