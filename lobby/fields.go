package lobby

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rookery/game"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Bounds of what may be asked for.
const (
	maxDelay  = 60 // seconds (CONTRACT section 2, "Spectator delay")
	leastElo  = 100
	mostElo   = 4000
	strongest = 8 // level of the house
)

// Words of the wire for what may be asked for.
const (
	separate = "separate"
	forAll   = ""
	guests   = "guests"
	accounts = "accounts"
)

// wish is all that somebody may ask for in a seek, a challenge, a link, a game with
// the house, or a rematch; for says who the game is for.
type wish struct {
	kind    kind
	control wire.Control
	side    wire.Side
	rated   bool
	min     int
	max     int
	confirm bool
	fen     string
	chat    string
	delay   int
	forWhom string
	level   int
	offer   bool // an offer is answered, and something changed in it
}

// kind is what a wish is for.
type kind int

const (
	openSeek kind = iota
	challenge
	link
	houseGame
	playAgain
)

// checks is the one place where what people ask for is judged, field by field:
// wrong says what is wrong, in a sentence for the person, or nothing.
var checks = []struct {
	field string
	wrong func(wish) string
}{
	{"offer", wish.wrongOffer},
	{"control", wish.wrongControl},
	{"side", wish.wrongSide},
	{"rated", wish.wrongRated},
	{"min", func(w wish) string { return w.wrongBound(w.min) }},
	{"max", wish.wrongMax},
	{"confirm", wish.wrongConfirm},
	{"fen", wish.wrongFEN},
	{"chat", wish.wrongChat},
	{"delay", wish.wrongDelay},
	{"for", wish.wrongFor},
	{"level", wish.wrongLevel},
}

// terms are what w asks to play by, or an *InvalidError that lists everything that
// is wrong with w.
func (w wish) terms() (Terms, error) {
	var faults []wire.Field
	for _, c := range checks {
		if text := c.wrong(w); text != "" {
			faults = append(faults, wire.Field{Field: c.field, Text: text})
		}
	}
	if len(faults) > 0 {
		return Terms{}, &InvalidError{Fields: faults}
	}
	control, err := room.Control(w.control)
	if err != nil {
		return Terms{}, fmt.Errorf("read a control: %w", err)
	}
	fen, err := startFEN(w.fen)
	if err != nil {
		return Terms{}, fmt.Errorf("read a position: %w", err)
	}
	return Terms{Control: control, Rated: w.rated, FEN: fen, Chat: w.chat, Delay: w.delay}.told(), nil
}

// told keeps players and those who watch apart where the contract wants it
// (section 2): in rated games, and in those that are seen later.
func (t Terms) told() Terms {
	if t.Rated || t.Delay > 0 {
		t.Chat = separate
	}
	return t
}

func (w wish) wrongOffer() string {
	if w.offer {
		return "An offer is accepted as it is; for another game, make an offer of your own."
	}
	return ""
}

func (w wish) wrongControl() string {
	control, err := room.Control(w.control)
	switch {
	case err != nil:
		return "No game is played with this clock here."
	case control.Unlimited() && w.kind == openSeek:
		return "An open game needs a clock; without one, challenge somebody, or send a link."
	case control.Unlimited() && w.rated:
		return "A rated game needs a clock."
	}
	return ""
}

func (w wish) wrongSide() string {
	if !slices.Contains([]wire.Side{wire.White, wire.Black, wire.Random}, w.side) {
		return "One plays white, black, or what the lot gives."
	}
	return ""
}

func (w wish) wrongRated() string {
	switch {
	case w.rated && w.kind == houseGame:
		return "Games with the house are not rated."
	case w.rated && w.fen != "":
		return "A rated game begins from the usual position."
	case w.rated && w.forWhom == guests:
		return "Guests have no rating, so a game for them is not rated."
	}
	return ""
}

func (w wish) wrongBound(elo int) string {
	switch {
	case elo != 0 && w.kind != openSeek:
		return "Only an open game asks for a rating."
	case elo != 0 && (elo < leastElo || elo > mostElo):
		return fmt.Sprintf("A rating is %d to %d.", leastElo, mostElo)
	}
	return ""
}

func (w wish) wrongMax() string {
	if text := w.wrongBound(w.max); text != "" {
		return text
	}
	if w.max != 0 && w.max < w.min {
		return "The greatest rating is below the least one."
	}
	return ""
}

func (w wish) wrongConfirm() string {
	if w.confirm && w.kind != openSeek {
		return "Only of an open game does one choose who plays it."
	}
	return ""
}

func (w wish) wrongFEN() string {
	if w.fen == "" {
		return ""
	}
	if w.kind == openSeek {
		return "An open game begins from the usual position; for another, challenge somebody, or send a link."
	}
	if _, err := game.New(game.Setup{FEN: w.fen}); err != nil {
		return game.FENReason(err)
	}
	return ""
}

func (w wish) wrongChat() string {
	if w.chat != "" && w.chat != separate {
		return "Chat is for all together, or separate."
	}
	return ""
}

func (w wish) wrongDelay() string {
	if w.delay < 0 || w.delay > maxDelay {
		return fmt.Sprintf("A delay is 0 to %d seconds.", maxDelay)
	}
	return ""
}

func (w wish) wrongFor() string {
	switch {
	case !slices.Contains([]string{forAll, guests, accounts}, w.forWhom):
		return "A link is for guests, for accounts, or for all."
	case w.forWhom != forAll && w.kind != link:
		return "Only a link is for guests or for accounts."
	}
	return ""
}

func (w wish) wrongLevel() string {
	if w.level < 0 || w.level > strongest {
		return fmt.Sprintf("The house plays at levels 1 to %d.", strongest)
	}
	return ""
}

// reasons are what one may say when one declines.
var reasons = []string{"", "later", "generic", "too_fast", "too_slow", "other_control", "rated", "casual", "no_bot"}

// wrongReason judges the reason of a DeclineSeek, nil if there is nothing wrong.
func wrongReason(reason string) error {
	if slices.Contains(reasons, reason) {
		return nil
	}
	return blames("reason", nil, "That is none of the reasons one can give.")
}

// wrongRematch judges a Rematch for itself, whichever game it follows.
func wrongRematch(cmd wire.Rematch) error {
	w := wish{kind: playAgain, side: cmp.Or(cmd.Side, wire.Random), offer: cmd.Offer != 0 && (cmd.Control != nil || cmd.Side != "")}
	if cmd.Control != nil {
		w.control = *cmd.Control
	}
	_, err := w.terms()
	return err
}

// InvalidError is what is wrong with each member of a command. It is an ErrInvalid or,
// if there is one, the error that has a name of its own.
type InvalidError struct {
	Fields []wire.Field
	Err    error
}

// blames is err, told of a field.
func blames(field string, err error, text string) error {
	return &InvalidError{[]wire.Field{{Field: field, Text: text}}, err}
}

func (e *InvalidError) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Field
	}
	return e.Unwrap().Error() + ": " + strings.Join(names, ", ")
}

func (e *InvalidError) Unwrap() error {
	if e.Err != nil {
		return e.Err
	}
	return ErrInvalid
}

// Reason is all of it in sentences for the person. Whoever answers people finds
// it with errors.As.
func (e *InvalidError) Reason() string {
	texts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		texts[i] = f.Text
	}
	return strings.Join(texts, " ")
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
