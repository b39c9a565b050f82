package wire

// Subprotocol is offered and required during the WebSocket handshake. The
// version lives here and in no message: a new optional field is the same
// version, a new meaning is rookery.v2 beside it. Who offers none of the protocol is
// refused before the upgrade; who offers another version of it alone is let in and told
// so with CloseVersion, because a browser tells its page nothing of a handshake that failed.
const (
	Subprotocol = Protocol + "1"
	Protocol    = "rookery.v" // and a version
)

// Stream names one gapless sequence of durable events.
type Stream string

// The streams a connection may be entitled to.
const (
	GameStream    Stream = "game"     // per room: moves, clock events, offers, result
	ChatStream    Stream = "chat"     // per room: what was said to all
	PlayersStream Stream = "players"  // per room: the players' own lines, where their chat is separate
	WhisperStream Stream = "whispers" // per room and person: that person's copies
	NoticeStream  Stream = "notices"  // per person: pairings, own seeks, challenges, rematch offers, blocks, reports
)

// MaxMessage is how many bytes a client's message may have where Hello does not
// say otherwise (CONTRACT section 6).
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

// Control is a time control. Base and Inc are seconds; both 0 is unlimited. What
// Inc means is Mode's: absent, it is added after every move (Fischer); "delay",
// the clock waits that long at every move before it counts; "bronstein", what a
// move used is given back, up to Inc. Moves, if there, is after how many moves of
// a side its first stage ends; Then are the stages that follow, at most two.
type Control struct {
	Base  int     `json:"base"`
	Inc   int     `json:"inc"`
	Mode  string  `json:"mode,omitzero" enum:"delay,bronstein"`
	Moves int     `json:"moves,omitzero"`
	Then  []Stage `json:"then,omitzero"`
}

// Stage is a later part of a time control: Base seconds are added when it
// begins, and Inc holds in it. The last one has no Moves.
type Stage struct {
	Base  int `json:"base"`
	Inc   int `json:"inc"`
	Moves int `json:"moves,omitzero"`
}

// Opening is the name of how a game began, with its ECO code.
type Opening struct {
	ECO  string `json:"eco"`
	Name string `json:"name"`
}

// Clock is both clocks in whole milliseconds, as they stood at its event.
type Clock struct {
	White int64 `json:"white"`
	Black int64 `json:"black"`
}
