package game

import "fmt"

// notNow is an ErrNotNow with the reason, a sentence for the person who asked.
type notNow string

func (e notNow) Error() string { return fmt.Sprintf("%v: %s", ErrNotNow, string(e)) }

func (e notNow) Unwrap() error { return ErrNotNow }

// Reason is the sentence for a person. Whoever answers people finds it with errors.As.
func (e notNow) Reason() string { return string(e) }

// Why a player's command cannot be done now.
const (
	stillAbortable notNow = "The game can still be aborted; it cannot be lost yet."
	bothBegun      notNow = "Both sides have made a move; the game cannot be aborted any more."
	offerOpen      notNow = "An offer is open already."
	bothMoveFirst  notNow = "Both sides make a move first."
	ratedStands    notNow = "In a rated game moves stand."
	nothingToUndo  notNow = "There is no move of yours to take back."
	noClocks       notNow = "This game is played without clocks."
	clockIsFull    notNow = "The opponent's clock is full."
)
