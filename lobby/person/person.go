package person

import (
	"context"
	"errors"
	"time"

	"rookery/chat/nick"
)

// ID is a person's public id, a UUID version 7. It is not a secret.
type ID string

// Person is somebody with an id. Nick is empty when the nick was given up: the
// person then watches until a new one is chosen.
type Person struct {
	ID   ID
	Nick string
}

// Guest is a person about to be stored. TokenHash is the SHA-256 of the secret
// that the browser or program holds; Skeleton is Skeleton(Nick).
type Guest struct {
	Person
	Skeleton  string
	TokenHash [32]byte
}

// Store keeps persons. A nick is held by one person at a time: while present,
// while seated in a game without a result, and for Grace after being seen last.
// A nick that is no longer held passes to whoever asks; its old holder's Nick becomes empty.
type Store interface {
	// Create stores a new guest, or ErrTaken.
	Create(ctx context.Context, g Guest, now time.Time) error
	// Rename gives who another nick: ErrSeated while who sits in a room whose
	// game has no result, or ErrTaken.
	Rename(ctx context.Context, who ID, nick, skeleton string, now time.Time) error
	// ByToken finds the person who holds the secret with this hash, or ErrUnknown.
	ByToken(ctx context.Context, hash [32]byte) (Person, error)
	// ByID finds a person, or ErrUnknown.
	ByID(ctx context.Context, id ID) (Person, error)
	// Present records that who came (here) or went.
	Present(ctx context.Context, who ID, here bool, now time.Time) error
}

// Grace is how long a nick stays reserved after its holder was last seen, so
// that a tunnel or a server's restart costs nobody their name.
const Grace = 10 * time.Minute

// Errors of a Store and of CheckNick.
var (
	ErrTaken    = errors.New("this nick is taken")
	ErrSeated   = errors.New("a player's nick stays until the game has a result")
	ErrUnknown  = errors.New("no such person")
	ErrNickForm = nick.ErrForm
	ErrReserved = nick.ErrReserved
)
