package web

import (
	"net/http"
	"reflect"

	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/review"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/auth"
	"rookery/web/ws"
)

// Route is one address of the server: what the mux has, and what the documents tell.
type Route struct {
	Method, Path string // as http.ServeMux has them
	Name         string // of the operation, unique
	Part         Part
	Does         string // a sentence
	Who          Identity
	Takes        reflect.Type // the struct of its Fields; nil takes nothing
	Gives        []Answer     // when it goes well
	Fails        []error      // refusals of its own; see Refusals

	body   int64 // the most bytes of a body, if not maxBody
	handle func(*server, http.ResponseWriter, *http.Request)
}

// Part groups routes in the documents.
type Part string

// The parts, in the order of the documents.
const (
	PartPeople   Part = "people"   // who one is, and who is here
	PartLobby    Part = "lobby"    // finding a game
	PartRooms    Part = "rooms"    // games that go on or are over
	PartSockets  Part = "sockets"  // WebSockets: see the AsyncAPI document
	PartPages    Part = "pages"    // for browsers
	PartOperator Part = "operator" // for whoever runs the server
)

// Identity says whether a route asks who one is.
type Identity int

// No identity is looked at, or the answer depends on it, or nothing goes without.
const (
	Anybody Identity = iota
	Asked
	Needed
)

// Answer is one way in which a request goes well. Type is nil for what is no JSON;
// Frame marks the answers of the protocol, which the AsyncAPI document tells of too.
type Answer struct {
	Status int
	Media  string // empty: no body
	Type   reflect.Type
	Frame  bool
	Says   string
}

const (
	jsonText  = "application/json"
	pgnText   = "text/x-chess-pgn"
	plainText = "text/plain"
	htmlText  = "text/html"
	anything  = "*/*"
)

// gives is an answer of status 200 with a T.
func gives[T any](says string) []Answer {
	return []Answer{{http.StatusOK, jsonText, reflect.TypeFor[T](), false, says}}
}

func serves(media, says string) []Answer { return []Answer{{http.StatusOK, media, nil, false, says}} }

// upgrades is the answer to a WebSocket's handshake.
var upgrades = []Answer{{http.StatusSwitchingProtocols, "", nil, false, "The socket is open; its first frame is hello, or a close code says why not."}}

// What many routes refuse.
var (
	ofToken   = []error{auth.ErrToken}
	ofSockets = []error{ws.ErrOrigin, ws.ErrSubprotocol, ws.ErrResume, ws.ErrHandshake, ws.ErrClosed}
	ofStore   = []error{room.ErrBusy, room.ErrFull}
)

func refuses(lists ...any) []error {
	var all []error
	for _, l := range lists {
		switch l := l.(type) {
		case error:
			all = append(all, l)
		case []error:
			all = append(all, l...)
		}
	}
	return all
}

// Routes is every route of the server, in the order of the documents. The mux is
// made of it, and so are the OpenAPI document and the page that shows it.
func Routes() []Route {
	ofNick := []error{person.ErrTaken, person.ErrSeated, person.ErrNickForm, person.ErrReserved}
	return []Route{
		{
			Method: "GET", Path: "/api/me", Name: "me", Part: PartPeople, Who: Asked, handle: (*server).getMe,
			Does:  "Who one is.",
			Gives: append(gives[Me]("The person behind the cookie or the token."), Answer{http.StatusNoContent, "", nil, false, "Nobody yet: watching needs no more."}),
			Fails: ofToken,
		},
		{
			Method: "POST", Path: "/api/me", Name: "becomeSomebody", Part: PartPeople, Who: Asked, handle: (*server).postMe,
			Does:  "Take a name: a visitor becomes a guest, a guest gets another nick. Asking with \"token\" gives a program its secret.",
			Takes: reflect.TypeFor[NewMe](), Gives: gives[Me]("Who one is now. A browser got a cookie with it."),
			Fails: refuses(errBody, errInvalid, errForeign, errGuests, errRenamed, ofToken, ofNick, ofStore),
		},
		{
			Method: "POST", Path: "/api/me/handover", Name: "handOver", Part: PartPeople, Who: Needed, handle: (*server).postHandover,
			Does:  "Ask for a one-time code by which another device becomes the same person: show \"url\" as a QR code. This device stays who it is.",
			Takes: reflect.TypeFor[NewHandover](), Gives: gives[Handover]("The code, good once, for two minutes."),
			Fails: refuses(errBody, errInvalid, errForeign, errNobody, errHanded, ofToken, ofStore),
		},
		{
			Method: "GET", Path: "/api/me/handover", Name: "handover", Part: PartPeople, Who: Needed, handle: (*server).getHandover,
			Does:  "Whether the code that one asked for last can still be used. Once it no longer can, before its time is over, another device has.",
			Gives: gives[OpenHandover]("Whether it can."),
			Fails: refuses(errNobody, ofToken, ofStore),
		},
		{
			Method: "POST", Path: "/api/me/continue", Name: "continueHere", Part: PartPeople, handle: (*server).postContinue,
			Does:  "Become who was shown the code of a handover, on this device too. Who one was on this device before is forgotten by it.",
			Takes: reflect.TypeFor[NewDevice](), Gives: gives[Me]("Who one is now, and the room to go to. A browser got a cookie with it."),
			Fails: refuses(errBody, errInvalid, errForeign, person.ErrCode, ofStore),
		},
		{
			Method: "GET", Path: "/api/me/notices", Name: "notices", Part: PartPeople, Who: Needed, handle: (*server).getNotices,
			Does: "The events of one's own stream after number \"after\" (0): rooms that wait for one, challenges, what became of one's seeks; at most \"limit\" (50). " +
				"If there are none it waits up to \"wait\" seconds (0) for one. Who waits is here, as over a socket; the seeks and the search of who is not here for 5 s end.",
			Takes: reflect.TypeFor[noticesWanted](), Gives: gives[Notices]("The notices; none if the time is over."),
			Fails: refuses(errInvalid, errNobody, errWaiting, ofToken, lobby.ErrClosing, ofStore),
		},
		{
			Method: "GET", Path: "/api/people", Name: "people", Part: PartPeople, handle: (*server).getPeople,
			Does: "Who is here.", Gives: gives[People]("The people with a nick, and how many there are."),
		},
		{
			Method: "POST", Path: "/api/commands", Name: "command", Part: PartLobby, Who: Needed, handle: (*server).postCommand, body: 16 << 10,
			Does: "Give the lobby a command: the body and the answer are the frames of the lobby's socket, to the letter, and so are \"cid\" and sending again. " +
				"Over HTTP a person is here for as long as the command takes; see /api/me/notices for how to stay.",
			Gives: []Answer{{http.StatusOK, jsonText, nil, true, "The command's ok or info."}},
			Fails: refuses(errBody, errForeign, wire.ErrUnreadable, room.ErrReused, client.ErrUnknown, ofToken),
		},
		{
			Method: "GET", Path: "/api/lobby", Name: "lobby", Part: PartLobby, handle: (*server).getLobby,
			Does: "All that the lobby shows, in one.", Gives: gives[wire.Lobby]("The lobby as it is now."),
		},
		{
			Method: "GET", Path: "/api/seeks", Name: "seeks", Part: PartLobby, handle: (*server).getSeeks,
			Does: "The open seeks, oldest first, after the one with the id \"after\"; at most \"limit\" (50). " +
				"The lobby itself shows 50: everybody's oldest before anybody's second, and of too many people's the oldest and the newest.",
			Takes: reflect.TypeFor[seeksWanted](), Gives: gives[Seeks]("They can be taken with the command take."),
			Fails: refuses(errInvalid, ofStore),
		},
		{
			Method: "GET", Path: "/api/me/challenges", Name: "challenges", Part: PartLobby, Who: Needed, handle: (*server).getChallenges,
			Does: "The open challenges that one has made or been made.", Gives: gives[Challenges]("They are answered with the commands take and decline_seek, and taken back with withdraw."),
			Fails: refuses(errNobody, ofToken, ofStore),
		},
		{
			Method: "GET", Path: "/api/pools", Name: "pools", Part: PartLobby, handle: (*server).getPools,
			Does: "The pools, and how many wait in each.", Gives: gives[Pools]("They can be searched with the command search."),
		},
		{
			Method: "GET", Path: "/api/house", Name: "house", Part: PartLobby, handle: (*server).getHouse,
			Does: "How the house plays here.", Gives: gives[House]("It is played with the command house."),
		},
		{
			Method: "GET", Path: "/api/games", Name: "games", Part: PartRooms, handle: (*server).getGames,
			Does: "The games that go on and are listed.", Gives: gives[Games]("In the lobby's order."),
		},
		{
			Method: "GET", Path: "/api/games/finished", Name: "finished", Part: PartRooms, handle: (*server).getFinished,
			Does:  "The newest results of listed games, newest first; at most \"limit\" (20).",
			Takes: reflect.TypeFor[finishedWanted](), Gives: gives[Games]("Newest first."),
			Fails: refuses(errInvalid, ofStore),
		},
		{
			Method: "GET", Path: "/api/rooms/{id}", Name: "room", Part: PartRooms, handle: (*server).getRoom,
			Does: "One game as lists show it.", Takes: reflect.TypeFor[ofRoom](), Gives: gives[wire.LiveGame]("The game."),
			Fails: refuses(lobby.ErrNoRoom, ofStore),
		},
		{
			Method: "GET", Path: "/api/rooms/{id}/review", Name: "review", Part: PartRooms, Who: Asked, handle: (*server).review,
			Does:  "What a chess engine says of a finished game: what each position was worth, and the moves at which it turned. It is made when it is first asked for, two at a time for one network, or for one player of the games; those that their own players ask for come first.",
			Takes: reflect.TypeFor[ofRoom](),
			Gives: append(gives[review.Review]("The review."), Answer{http.StatusAccepted, jsonText, reflect.TypeFor[review.Progress](), false, "It is being made: ask again."}),
			Fails: refuses(lobby.ErrNoRoom, errReviews, lobby.ErrNotOver, review.ErrShort, review.ErrYours, review.ErrBusy, review.ErrFailed, ofToken, ofStore),
		},
		{
			Method: "GET", Path: "/rooms/{id}/game.pgn", Name: "pgn", Part: PartRooms, handle: (*server).pgn,
			Does: "One game as PGN, with its clocks; also while it goes on.", Takes: reflect.TypeFor[ofRoom](), Gives: serves(pgnText, "The game."),
			Fails: refuses(lobby.ErrNoRoom, ofStore),
		},
		{
			Method: "GET", Path: "/rooms/{id}/socket", Name: "roomSocket", Part: PartSockets, Who: Asked, handle: (*server).socket,
			Does:  "One room's WebSocket. A room that does not exist is told of by a close code.",
			Takes: reflect.TypeFor[ofRoom](), Gives: upgrades, Fails: refuses(ofToken, ofSockets),
		},
		{
			Method: "GET", Path: "/lobby/socket", Name: "lobbySocket", Part: PartSockets, Who: Asked, handle: (*server).socket,
			Does: "The lobby's WebSocket.", Gives: upgrades, Fails: refuses(ofToken, ofSockets),
		},
		{
			Method: "GET", Path: "/embed/{id}/socket", Name: "embedSocket", Part: PartSockets, handle: (*server).watchSocket,
			Does: "One room's WebSocket to watch only, for a page of any site: neither cookie nor token is looked at.", Takes: reflect.TypeFor[ofRoom](),
			Gives: upgrades, Fails: refuses(ws.ErrSubprotocol, ws.ErrResume, ws.ErrHandshake, ws.ErrClosed),
		},
		{
			Method: "GET", Path: "/embed/{id}", Name: "embed", Part: PartPages, handle: (*server).embed,
			Does:  "One game's board for a frame on a page of another site: <iframe src=\"…/embed/ID\">. Parameters: ?side=black turns it.",
			Takes: reflect.TypeFor[ofRoom](), Gives: serves(htmlText, "The page; with 404 if there is no such room, in words."),
			Fails: ofStore,
		},
		{
			Method: "GET", Path: "/{$}", Name: "front", Part: PartPages, handle: (*server).front,
			Does: "The lobby's page.", Gives: serves(htmlText, "The page."),
		},
		{
			Method: "GET", Path: "/rooms/{id}", Name: "roomPage", Part: PartPages, handle: (*server).room,
			Does: "A room's page.", Takes: reflect.TypeFor[ofRoom](), Gives: serves(htmlText, "The page; with 404 if there is no such room, in words."),
			Fails: ofStore,
		},
		{
			Method: "GET", Path: "/continue", Name: "continuePage", Part: PartPages, handle: (*server).front,
			Does: "Where the picture of a handover leads: its page sends what stands behind the #.", Gives: serves(htmlText, "The page."),
		},
		{
			Method: "GET", Path: "/api", Name: "reference", Part: PartPages, handle: (*server).referencePage,
			Does: "What these documents say, to be read.", Gives: serves(htmlText, "The page."),
		},
		{
			Method: "GET", Path: "/api/reference.css", Name: "referenceStyle", Part: PartPages, handle: (*server).referenceStyle,
			Does: "How that page looks.", Gives: serves("text/css", "A style sheet."),
		},
		{
			Method: "GET", Path: "/api/openapi.json", Name: "openAPI", Part: PartPages, handle: (*server).openAPI,
			Does: "The HTTP API as OpenAPI 3.1.", Gives: serves(jsonText, "The document."),
		},
		{
			Method: "GET", Path: "/api/asyncapi.json", Name: "asyncAPI", Part: PartPages, handle: (*server).asyncAPI,
			Does: "The sockets as AsyncAPI 3.", Gives: serves(jsonText, "The document."),
		},
		{
			Method: "GET", Path: "/", Name: "file", Part: PartPages, handle: (*server).file,
			Does:  "The files of the pages. For everything else the page, with 404, which says so in words.",
			Gives: serves(anything, "A file."), Fails: refuses(errNoSuch),
		},
		{
			Method: "GET", Path: "/api/", Name: "noSuchAPI", Part: PartPages, handle: (*server).noSuchAPI,
			Does: "Every other address below /api.", Fails: refuses(errNoSuch),
		},
		{
			Method: "GET", Path: "/healthz", Name: "healthy", Part: PartOperator, handle: (*server).healthy,
			Does: "Whether the process runs.", Gives: serves(plainText, "It does."),
		},
		{
			Method: "GET", Path: "/readyz", Name: "ready", Part: PartOperator, handle: (*server).ready,
			Does:  "Whether new visitors should be sent here.",
			Gives: append(serves(plainText, "They should."), Answer{http.StatusServiceUnavailable, plainText, nil, false, "They should not, for now."}),
		},
		{
			Method: "GET", Path: "/metrics", Name: "metrics", Part: PartOperator, handle: (*server).metrics,
			Does:  "Numbers for Prometheus, for this machine and networks that the operator names.",
			Gives: serves(plainText, "The numbers."), Fails: refuses(errNoSuch),
		},
	}
}
