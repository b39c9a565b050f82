package web

import "rookery/lobby/wire"

// Me is who asks. Token is there only where a program asked for one: it is the
// secret of this device, to be sent as "Authorization: Bearer TOKEN". Room is
// there only after a handover: where the person was when they asked for it.
type Me struct {
	ID    string `json:"id"`
	Nick  string `json:"nick"`
	Token string `json:"token,omitzero"`
	Room  string `json:"room,omitzero"`
}

// NewMe asks to be called Nick: a visitor becomes a guest, a guest is renamed. A
// browser is given its secret as a cookie; Token asks for it in the answer, for programs.
type NewMe struct {
	Nick  string `json:"nick"`
	Token bool   `json:"token,omitzero"`
}

// NewHandover asks for a code by which another device becomes the same person.
// Room is where that is to go.
type NewHandover struct {
	Room string `json:"room,omitzero"`
}

// Handover is a code that is good once and for Ms milliseconds; asking again ends
// it. URL is the address to show as a picture: its page sends Code, which is what
// stands behind the #, where no log and no other site sees it.
type Handover struct {
	Code string `json:"code"`
	URL  string `json:"url"`
	Ms   int64  `json:"ms"`
}

// OpenHandover tells whether one's code can still be used: nobody has, and it is not too old.
type OpenHandover struct {
	Open bool `json:"open"`
}

// NewDevice asks to be who was shown Code, with a secret of one's own. A browser is
// given it as a cookie; Token asks for it in the answer, for programs.
type NewDevice struct {
	Code  string `json:"code"`
	Token bool   `json:"token,omitzero"`
}

// Notices are events of one's own stream, in order. Head is the number of the newest;
// if it is more than the last of Events, there are more. Numbers are those of this
// Epoch: in another one, begin again after 0.
type Notices struct {
	Epoch  string       `json:"epoch"`
	Events []wire.Event `json:"events"`
	Head   uint64       `json:"head"`
}

// House is the house's own player. Levels is how many levels it plays at, from 1,
// the weakest; Reviews tells that finished games are reviewed here.
type House struct {
	Levels  int  `json:"levels"`
	Reviews bool `json:"reviews"`
}

// Games are games as lists show them.
type Games struct {
	Games []wire.LiveGame `json:"games"`
}

// Seeks are the open offers of a game, oldest first.
type Seeks struct {
	Seeks []wire.OpenSeek `json:"seeks"`
}

// Challenges are the open challenges that one has made or been made, oldest first.
type Challenges struct {
	Challenges []Challenge `json:"challenges"`
}

// Challenge is a seek for one person: To may take it, or decline it. Side is that of
// From; At is when it was made, in ms since 1970. The rest is as in Start.
type Challenge struct {
	Seek    string       `json:"seek"`
	From    wire.Person  `json:"from"`
	To      wire.Person  `json:"to"`
	Control wire.Control `json:"control"`
	Side    wire.Side    `json:"side" enum:"white,black,random"`
	Rated   bool         `json:"rated,omitzero"`
	FEN     string       `json:"fen,omitzero"`
	Chat    string       `json:"chat,omitzero" enum:"separate"`
	Delay   int          `json:"delay,omitzero"`
	At      int64        `json:"at"`
}

// People are those who are here, with what they do. Here counts all of them, Playing
// those who play; the list may be shorter.
type People struct {
	People  []wire.Here `json:"people"`
	Here    int         `json:"here"`
	Playing int         `json:"playing"`
}

// Pools are the pools that can be searched, and how many wait in each.
type Pools struct {
	Pools []wire.Pool `json:"pools"`
}

// Problem is why a request was refused. Code is stable, Text a sentence for people.
// Fields lists, where the request itself is at fault, all that is wrong with it.
type Problem struct {
	Code   wire.Code    `json:"code"`
	Text   string       `json:"text"`
	Fields []wire.Field `json:"fields,omitzero"`
}

// ofRoom names a room in the address.
type ofRoom struct {
	ID string `path:"id"`
}

// noticesWanted is a look at one's notices.
type noticesWanted struct {
	After uint64 `query:"after,omitzero"`
	Limit int    `query:"limit,omitzero" min:"1" max:"200"`
	Wait  int    `query:"wait,omitzero" max:"20"`
}

// seeksWanted is a look at the open seeks after one.
type seeksWanted struct {
	After string `query:"after,omitzero" id:""`
	Limit int    `query:"limit,omitzero" min:"1" max:"200"`
}

// finishedWanted is a look at the newest results.
type finishedWanted struct {
	Limit int `query:"limit,omitzero" min:"1" max:"100"`
}
