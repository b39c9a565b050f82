// Package chatws is the chat as an http.Handler: a socket for each client, which
// speaks the protocol of protocol.md, and a room behind each name.
//
//	rooms := chatws.New(chatws.Config{
//		Origins:  []string{"https://club.example"},
//		Identify: func(r *http.Request) (chat.Person, bool) { return members.ByCookie(r), false },
//		Room:     func(name string) (host.Config, bool) { return host.Config{}, name == "hall" },
//	})
//	defer rooms.Close(context.Background())
//	http.Handle("GET /chat/{room}", rooms)
//	rooms.Look(who) // whenever somebody became hidden, or a moderator, or no longer is
//
// A browser opens it with new WebSocket(url, "chat.v1"). Who is nobody to
// Identify reads along. Lines are kept in memory unless the host.Config of a
// room names a History, and the people are ruled by its Policy.
//
// Decision: protocol.md is played by a test, frame by frame, and rewritten by it:
// what is documented is what is sent. Rejected: exported types for each frame;
// most clients are not written in Go, and those that are need three fields.
//
// Decision: what a browser must be able to tell its user, such as a nick that is
// taken, is a close code of an accepted socket. Rejected: an HTTP status, which
// scripts are not shown. What only a wrong program does is refused by status.
//
// Decision: a request without an Origin header is served only if Identify found a
// token in it. Rejected: to serve all of them, because browsers always send the
// header; whatever else sends cookies would be let in by them.
//
// Decision: a reader runs for a socket's whole life, a writer and a worker only
// while there is something to write or to do. Rejected: three goroutines each;
// most people in a room of ten thousand are listening.
//
// Decision: a panic of a rule or port of the host's ends the socket it happens
// for, with 4011. Rejected: to leave it alone; a word filter that slices a byte
// too far would end the program, and with it everybody's rooms.
//
// Decision: a report is a command of the protocol and not of the language, because
// it is about a number; Config.Report keeps it, and it is told once for each line
// and person, at most 10 in ten minutes. Rejected: a receipt in the History; the
// reader of reports is not the reader of the chat.
//
// Decision: a middleware that keeps the connection from the chat is named in the
// answer, though that is the server's fault and not the client's: whoever mounts the
// chat tries it with a browser first.
//
// Decision: commands are counted by person over all their sockets, and by socket
// for those without a nick, who could otherwise silence each other behind one address.
package chatws
