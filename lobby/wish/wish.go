package wish

import (
	"fmt"
	"slices"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Bounds of what may be asked for.
const (
	LeastElo  = 100
	MostElo   = 4000
	strongest = 8 // level of the house
)

// Words of the wire for what may be asked for.
const (
	separate = "separate"
	forAll   = ""
	guests   = "guests"
	accounts = "accounts"
)

// Wish is all that somebody may ask for; For says who the game is for.
type Wish struct {
	Kind    Kind
	Control wire.Control
	Side    wire.Side
	Rated   bool
	Min     int
	Max     int
	Confirm bool
	FEN     string
	Chat    string
	Delay   int
	For     string
	Level   int
	Changed bool // an offer is answered, and something changed in it
}

// Kind is what a wish is for.
type Kind int

// The kinds of wishes.
const (
	Seek Kind = iota // to be played by whoever takes it
	Challenge
	Link
	House
	Rematch
)

// rules are the one place where what people ask for is judged, field by field: of
// those that a wish breaks, the first of each field tells what is wrong, in a
// sentence for the person.
var rules = []struct {
	field  string
	breaks func(Wish) bool
	text   string
}{
	{"offer", func(w Wish) bool { return w.Changed }, "An offer is accepted as it is; for another game, make an offer of your own."},

	{"control", Wish.unplayable, "No game is played with this clock here."},
	{"control", func(w Wish) bool { return w.Rated && w.timeless() }, "A rated game needs a clock."},

	{"side", func(w Wish) bool { return !oneOf(w.Side, wire.White, wire.Black, wire.Random) }, "One plays white, black, or what the lot gives."},

	{"rated", func(w Wish) bool { return w.Rated && w.Kind == House }, "Games with the house are not rated."},
	{"rated", func(w Wish) bool { return w.Rated && w.FEN != "" }, "A rated game begins from the usual position."},
	{"rated", func(w Wish) bool { return w.Rated && w.For == guests }, "Guests have no rating, so a game for them is not rated."},

	{"min", func(w Wish) bool { return w.Min != 0 && w.Kind != Seek }, "Only an open game asks for a rating."},
	{"min", func(w Wish) bool { return w.Min != 0 && !within(w.Min, LeastElo, MostElo) }, noElo},
	{"max", func(w Wish) bool { return w.Max != 0 && w.Kind != Seek }, "Only an open game asks for a rating."},
	{"max", func(w Wish) bool { return w.Max != 0 && !within(w.Max, LeastElo, MostElo) }, noElo},
	{"max", func(w Wish) bool { return w.Max != 0 && w.Max < w.Min }, "The greatest rating is below the least one."},

	{"confirm", func(w Wish) bool { return w.Confirm && w.Kind != Seek }, "Only of an open game does one choose who plays it."},

	{"fen", func(w Wish) bool { return w.FEN != "" && w.Kind == Seek }, "An open game begins from the usual position; for another, challenge somebody, or send a link."},
	{"fen", Wish.impossible, ""}, // game.FENReason has the words

	{"chat", func(w Wish) bool { return !oneOf(w.Chat, "", separate) }, "Chat is for all together, or separate."},

	{"delay", func(w Wish) bool { return !within(w.Delay, 0, room.MaxDelay) }, fmt.Sprintf("A delay is 0 to %d seconds.", room.MaxDelay)},

	{"for", func(w Wish) bool { return !oneOf(w.For, forAll, guests, accounts) }, "A link is for guests, for accounts, or for all."},
	{"for", func(w Wish) bool { return w.For != forAll && w.Kind != Link }, "Only a link is for guests or for accounts."},

	{"level", func(w Wish) bool { return !within(w.Level, 0, strongest) }, fmt.Sprintf("The house plays at levels 1 to %d.", strongest)},
}

var noElo = fmt.Sprintf("A rating is %d to %d.", LeastElo, MostElo)

func within(n, least, most int) bool { return least <= n && n <= most }

func oneOf[T comparable](v T, of ...T) bool { return slices.Contains(of, v) }

func (w Wish) unplayable() bool {
	_, err := room.Control(w.Control)
	return err != nil
}

func (w Wish) timeless() bool {
	control, err := room.Control(w.Control)
	return err == nil && control.Unlimited()
}

func (w Wish) impossible() bool {
	_, err := game.New(game.Setup{FEN: w.FEN})
	return w.FEN != "" && err != nil
}

// faults are everything that is wrong with w, one sentence for a field.
func (w Wish) faults() (list []wire.Field) {
	for _, r := range rules {
		if n := len(list); n > 0 && list[n-1].Field == r.field || !r.breaks(w) {
			continue
		}
		text := r.text
		if text == "" {
			_, err := game.New(game.Setup{FEN: w.FEN})
			text = game.FENReason(err)
		}
		list = append(list, wire.Field{Field: r.field, Text: text})
	}
	return list
}

// Terms are what w asks to play by, or a *lobby.InvalidError that lists everything that
// is wrong with w.
func (w Wish) Terms() (lobby.Terms, error) {
	if faults := w.faults(); len(faults) > 0 {
		return lobby.Terms{}, &lobby.InvalidError{Fields: faults}
	}
	control, err := room.Control(w.Control)
	if err != nil {
		return lobby.Terms{}, fmt.Errorf("read a control: %w", err)
	}
	fen, err := startFEN(w.FEN)
	if err != nil {
		return lobby.Terms{}, fmt.Errorf("read a position: %w", err)
	}
	t := lobby.Terms{Control: control, Rated: w.Rated, FEN: fen, Chat: w.Chat, Delay: w.Delay}
	if t.Rated || t.Delay > 0 { // players and those who watch are kept apart (CONTRACT section 2)
		t.Chat = separate
	}
	return t, nil
}

// reasons are what one may say when one declines.
var reasons = []string{"", "later", "generic", "too_fast", "too_slow", "other_control", "rated", "casual", "no_bot"}

// Declines judges the reason of a DeclineSeek, nil if there is nothing wrong.
func Declines(reason string) error {
	if slices.Contains(reasons, reason) {
		return nil
	}
	return lobby.Blames("reason", nil, "That is none of the reasons one can give.")
}

// startFEN is the position of fen as a start event has it: as the game itself
// writes it, and empty for the usual one.
func startFEN(fen string) (string, error) {
	asked, err := game.New(game.Setup{FEN: fen})
	if err != nil {
		return "", err
	}
	usual, err := game.New(game.Setup{})
	if err != nil || asked.FEN() == usual.FEN() {
		return "", err
	}
	return asked.FEN(), nil
}
