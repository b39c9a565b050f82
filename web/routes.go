package web

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/auth"
	"rookery/web/ws"
)

// Config is what the pages and the API are made of.
type Config struct {
	Gate    auth.Gate
	Sockets *ws.Server
	// Lobby gives the lobby as it is now.
	Lobby func() wire.Lobby
	// Renamed ends what stands under a person's old nick.
	Renamed func(context.Context, person.ID) error
	// Room reads a room's summary, or lobby.ErrNoRoom.
	Room    func(context.Context, room.ID) (room.Summary, error)
	Journal room.Journal
	// Openings names how the games began; nil names none.
	Openings *game.Openings
	Metrics  *Metrics
	// MetricsFrom are the networks, beside this machine itself, that are shown them.
	MetricsFrom []netip.Prefix
	// Ready says why no new visitors should be sent here; nil when they should.
	// Anybody may have it called, at any rate.
	Ready func() error
	Log   *slog.Logger
	// Guests is how many guests one address may make at once, and GuestEvery how
	// long it takes until it may make one more; 0 is 200, and 2 s: a school behind
	// one address fits, a flood does not.
	Guests     int
	GuestEvery time.Duration
	// Pages overrides the embedded client; nil is the embedded one.
	Pages fs.FS
}

// server is what the handlers share.
type server struct {
	Config
	pages  pages
	guests *budgets
}

// New gives the handler of every route.
func New(cfg Config) http.Handler {
	if cfg.Pages == nil {
		cfg.Pages = embedded()
	}
	s := &server{
		Config: cfg,
		pages:  pages{cfg.Pages},
		guests: newBudgets(cmp.Or(cfg.Guests, 200), cmp.Or(cfg.GuestEvery, 2*time.Second)),
	}
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"GET /{$}":                 s.front,
		"GET /rooms/{id}":          s.room,
		"GET /":                    s.file,
		"GET /rooms/{id}/game.pgn": s.pgn,
		"GET /rooms/{id}/socket":   s.socket,
		"GET /lobby/socket":        s.socket,
		"GET /api/me":              s.getMe,
		"POST /api/me":             s.postMe,
		"GET /api/lobby":           s.getLobby,
		"GET /api/rooms/{id}":      s.getRoom,
		"GET /api/asyncapi.json":   s.asyncAPI,
		"GET /api/":                s.noSuchAPI,
		"GET /healthz":             s.healthy,
		"GET /readyz":              s.ready,
		"GET /metrics":             s.metrics(cfg.Metrics.handler()),
	} {
		mux.HandleFunc(pattern, h)
	}
	return secure(s.Gate.Site, http.MaxBytesHandler(s.observe(mux), maxBody))
}
