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
	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/review"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/auth"
	"rookery/web/pages"
	"rookery/web/ws"
)

// Config is what the pages and the API are made of.
type Config struct {
	Gate    auth.Gate
	Sockets *ws.Server
	// Door carries out commands and reads notices for programs without a socket.
	Door Door
	// Lobby gives the lobby as it is now.
	Lobby func() wire.Lobby
	// Renamed ends what stands under a person's old nick.
	Renamed func(context.Context, person.ID) error
	// Room reads a room's summary, or lobby.ErrNoRoom; Game its game; and Finished lists
	// the newest listed rooms with a result, newest first: all as far as all may see them.
	Room     func(context.Context, room.ID) (room.Summary, error)
	Game     func(context.Context, room.ID) (room.Played, error)
	Finished func(ctx context.Context, limit int) ([]room.Summary, error)
	// Seeks lists the seeks that are open to everybody, oldest first, those after one, at
	// most limit; and Challenges those that concern one person, as far as they want to know.
	Seeks      func(ctx context.Context, after string, limit int) ([]wire.OpenSeek, error)
	Challenges func(context.Context, person.ID) ([]lobby.Seek, error)
	// Review gives the review of a finished game, or how far it is; see review.Desk. Nil: there are none.
	Review func(review.Game, review.Asker) (*review.Review, review.Progress, error)
	// HouseLevels is how many levels the house plays at.
	HouseLevels int
	// Openings names how the games began; nil names none.
	Openings *game.Openings
	Metrics  *Metrics
	// MetricsFrom are the networks, beside this machine itself, that are shown them.
	MetricsFrom []netip.Prefix
	// Ready says why no new visitors should be sent here; nil when they should.
	// Anybody may have it called, at any rate.
	Ready func() error
	// Serving ends when the server is about to stop: whoever waits is answered then.
	Serving context.Context
	Log     *slog.Logger
	// Guests is how many guests one address may make at once, and GuestEvery how
	// long it takes until it may make one more; 0 is 200, and 2 s: a school behind
	// one address fits, a flood does not.
	Guests     int
	GuestEvery time.Duration
	// Pages overrides the embedded client; nil is the embedded one.
	Pages fs.FS
}

// Door is where programs without a socket are heard; *client.Door is one.
type Door interface {
	Ask(ctx context.Context, v client.Visit, frame []byte, at time.Time) (client.Reply, error)
	Notices(ctx context.Context, who person.Person, after uint64, limit int, enough <-chan struct{}) ([]wire.Event, uint64, error)
	Epoch() string
}

// server is what the handlers share.
type server struct {
	Config
	pages   pages.Pages
	guests  *budgets[netip.Prefix]
	handed  *budgets[netip.Prefix] // the codes that are asked for; one has 128 bits, so that nobody need count wrong ones
	renamed *budgets[person.ID]    // each new name is told to the whole lobby
	waiting *waiting

	exposition http.HandlerFunc // of the metrics
}

// New gives the handler of every route.
func New(cfg Config) http.Handler {
	s := &server{
		Config:  cfg,
		guests:  newBudgets[netip.Prefix](cmp.Or(cfg.Guests, 200), cmp.Or(cfg.GuestEvery, 2*time.Second)),
		handed:  newBudgets[netip.Prefix](60, 2*time.Second),
		renamed: newBudgets[person.ID](10, 10*time.Second),
		waiting: newWaiting(),

		exposition: cfg.Metrics.handler(),
	}
	if cfg.Pages == nil {
		s.pages = embedded()
	} else {
		s.pages = pages.Read(cfg.Pages)
	}
	mux := http.NewServeMux()
	for _, r := range Routes() {
		h := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.handle(s, w, req) }))
		mux.Handle(r.Method+" "+r.Path, http.MaxBytesHandler(h, cmp.Or(r.body, maxBody)))
	}
	return secure(s.Gate.Site, s.observe(mux))
}
