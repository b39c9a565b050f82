package person

import (
	"context"
	"errors"
	"time"
)

// Handover is a one-time code by which a person goes on on another device. Code
// is the SHA-256 of what the person was shown; it is good until Until. Room is
// where they were, empty if nowhere.
type Handover struct {
	Person ID
	Code   [32]byte
	Room   string
	Until  time.Time
}

// Handovers keeps the open ones, one a person, and the secrets that they led to.
type Handovers interface {
	// Offer stores h in place of the person's older one; ErrUnknown.
	Offer(ctx context.Context, h Handover) error
	// Open tells whether a person's code can still be used at now.
	Open(ctx context.Context, who ID, now time.Time) (bool, error)
	// Redeem uses a code up: who holds the secret with the hash token is from now on
	// the same person, beside all who were before. It gives the person, and the
	// handover's Room. Of those who come with one code, one wins; everybody else, and
	// whoever comes at Until or later, is told ErrCode.
	Redeem(ctx context.Context, code, token [32]byte, now time.Time) (Person, string, error)
}

// HandoverLife is how long the code of a handover is good.
const HandoverLife = 2 * time.Minute

// MaxDevices is how many secrets that handovers led to a person has; one more
// ends the oldest. The secret that the person was made with is not among them.
const MaxDevices = 10

// ErrCode means a handover's code that is wrong, used up or too old: which one,
// nobody is told.
var ErrCode = errors.New("this code is not good, or no longer")
