package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"rookery/lobby/person"
)

// Offer gives p a code by which another device becomes p, good for
// person.HandoverLife; an older one ends. Room is where p is, empty if nowhere.
func (g Gate) Offer(ctx context.Context, p person.Person, room string, now time.Time) (code string, err error) {
	code = newCode()
	h := person.Handover{Person: p.ID, Code: sha256.Sum256([]byte(code)), Room: room, Until: now.Add(person.HandoverLife)}
	if err := g.Handovers.Offer(ctx, h); err != nil {
		return "", fmt.Errorf("store a handover: %w", err)
	}
	return code, nil
}

// Continue uses a code up and gives who it was of, where they were, and a secret
// of the new device's own, beside those that the person has. Error: person.ErrCode.
func (g Gate) Continue(ctx context.Context, code string, now time.Time) (p person.Person, room, token string, err error) {
	token = newToken()
	p, room, err = g.Handovers.Redeem(ctx, sha256.Sum256([]byte(code)), sha256.Sum256([]byte(token)), now)
	if err != nil {
		return person.Person{}, "", "", fmt.Errorf("use up a handover: %w", err)
	}
	return p, room, token, nil
}

// newCode is 128 random bits in base64url: short enough for a picture that a
// phone reads at once, and beyond guessing in two minutes.
func newCode() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Base is the address under which another device reaches this site: that of the page that
// r comes from, or else the first public one. Without any it is the one that r was sent
// to or, since no other device can reach "localhost", that for the machine's neighbours.
func (s Site) Base(r *http.Request) string {
	switch {
	case len(s.public) > 0 && s.SameOrigin(r):
		return r.Header.Get("Origin")
	case len(s.public) > 0:
		return s.public[0]
	case s.lan != "" && s.Local(r):
		return s.lan
	case s.SameOrigin(r):
		return r.Header.Get("Origin")
	}
	scheme := "http"
	if s.Secure(r) {
		scheme = "https"
	}
	return origin(&url.URL{Scheme: scheme, Host: r.Host})
}
