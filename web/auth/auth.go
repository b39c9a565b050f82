package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/person"
)

// Gate knows who is behind a request.
type Gate struct {
	Persons   person.Store
	Handovers person.Handovers
	Site      Site
	// Banned reports whether nobody may have this nick, for its words. Nil: none is banned.
	Banned func(nick string) bool
}

// Visitor is who sent a request. Person is zero for those who only watch.
type Visitor struct {
	person.Person
	Bearer bool // shown by a bearer token, which no page of another site can send
}

// ErrBanned means that a nick has a word in it that the operator has banned.
var ErrBanned = errors.New("this nick has a banned word in it")

// ErrToken means that a bearer token was shown that nobody holds.
var ErrToken = errors.New("this token belongs to nobody")

const lifetime = 365 * 24 * time.Hour // of the cookie, counted from its last setting

// Who finds the sender of r. A cookie that nobody holds counts as none: the
// page then asks for a nick. A token that nobody holds is ErrToken.
func (g Gate) Who(r *http.Request) (Visitor, error) {
	token, bearer := g.secret(r)
	if token == "" && !bearer {
		return Visitor{}, nil
	}
	p, err := g.Persons.ByToken(r.Context(), sha256.Sum256([]byte(token)))
	switch {
	case errors.Is(err, person.ErrUnknown) && bearer:
		return Visitor{}, ErrToken
	case errors.Is(err, person.ErrUnknown):
		return Visitor{}, nil
	case err != nil:
		return Visitor{}, fmt.Errorf("find the person behind a request: %w", err)
	}
	return Visitor{Person: p, Bearer: bearer}, nil
}

// secret is what r shows, and whether it was a bearer token. A request with an
// Authorization header is judged by that alone.
func (g Gate) secret(r *http.Request) (token string, bearer bool) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, token, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			token = ""
		}
		return token, true
	}
	c, err := r.Cookie(g.cookieName(r))
	if err != nil {
		return "", false
	}
	return c.Value, false
}

// Admit makes a guest with this nick and returns the secret that proves to be
// it. Errors: those of person.CheckNick, ErrBanned, and person.ErrTaken.
func (g Gate) Admit(ctx context.Context, nick string, now time.Time) (person.Person, string, error) {
	if err := g.check(nick); err != nil {
		return person.Person{}, "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return person.Person{}, "", fmt.Errorf("make a person's id: %w", err)
	}
	token := newToken()
	p := person.Person{ID: person.ID(id.String()), Nick: nick}
	err = g.Persons.Create(ctx, person.Guest{
		Person:    p,
		Skeleton:  person.Skeleton(nick),
		TokenHash: sha256.Sum256([]byte(token)),
	}, now)
	if err != nil {
		return person.Person{}, "", fmt.Errorf("store a guest: %w", err)
	}
	return p, token, nil
}

// Rename gives p another nick. Errors: those of Admit, and person.ErrSeated. The
// nick that p has is theirs, whatever rule has come after it.
func (g Gate) Rename(ctx context.Context, p person.Person, nick string, now time.Time) (person.Person, error) {
	if nick == p.Nick {
		return p, nil
	}
	if err := g.check(nick); err != nil {
		return person.Person{}, err
	}
	if err := g.Persons.Rename(ctx, p.ID, nick, person.Skeleton(nick), now); err != nil {
		return person.Person{}, fmt.Errorf("rename a guest: %w", err)
	}
	return person.Person{ID: p.ID, Nick: nick}, nil
}

// check says whether anybody at all may have nick.
func (g Gate) check(nick string) error {
	if err := person.CheckNick(nick); err != nil {
		return err
	}
	if g.Banned != nil && g.Banned(nick) {
		return ErrBanned
	}
	return nil
}

// newToken is 256 random bits in base64url.
func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// SetCookie makes the browser behind r keep token.
func (g Gate) SetCookie(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{
		Name:     g.cookieName(r),
		Value:    token,
		Path:     "/",
		MaxAge:   int(lifetime / time.Second),
		HttpOnly: true,
		Secure:   g.Site.Secure(r),
		SameSite: http.SameSiteLaxMode,
	})
}

func (g Gate) cookieName(r *http.Request) string {
	if g.Site.Secure(r) {
		return "__Host-rookery"
	}
	return "rookery"
}
