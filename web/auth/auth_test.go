package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rookery/lobby/person"
	"rookery/web/auth"
)

// register keeps guests as a store does.
type register struct {
	person.Store
	guests []person.Guest
}

func (r *register) Create(_ context.Context, g person.Guest, _ time.Time) error {
	for _, old := range r.guests {
		if old.Skeleton == g.Skeleton {
			return person.ErrTaken
		}
	}
	r.guests = append(r.guests, g)
	return nil
}

func (r *register) ByToken(_ context.Context, hash [32]byte) (person.Person, error) {
	for _, g := range r.guests {
		if g.TokenHash == hash {
			return g.Person, nil
		}
	}
	return person.Person{}, person.ErrUnknown
}

func site(t *testing.T, public string, proxies ...string) auth.Site {
	t.Helper()
	s, err := auth.NewSite(strings.Fields(public), proxies)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAGuestIsKnownAgainByCookieAndByToken(t *testing.T) {
	store := new(register)
	gate := auth.Gate{Persons: store}
	p, token, err := gate.Admit(t.Context(), "mia", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(token) != 43 { // 256 bits in base64url
		t.Errorf("the token %q has %d characters", token, len(token))
	}
	if strings.Contains(string(store.guests[0].TokenHash[:]), token) {
		t.Error("the token is stored as it is")
	}

	browser := httptest.NewRequest(http.MethodGet, "http://club.test/", nil)
	w := httptest.NewRecorder()
	gate.SetCookie(w, browser, token)
	browser.AddCookie(w.Result().Cookies()[0])
	program := httptest.NewRequest(http.MethodGet, "http://club.test/", nil)
	program.Header.Set("Authorization", "Bearer "+token)
	for name, want := range map[*http.Request]auth.Visitor{
		browser: {Person: p},
		program: {Person: p, Bearer: true},
		httptest.NewRequest(http.MethodGet, "http://club.test/", nil): {},
	} {
		if got, err := gate.Who(name); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
}

func TestAStaleCookieIsNobodyAndAWrongTokenIsRefused(t *testing.T) {
	gate := auth.Gate{Persons: new(register)}
	browser := httptest.NewRequest(http.MethodGet, "http://club.test/", nil)
	browser.AddCookie(&http.Cookie{Name: "rookery", Value: "from another life"})
	if got, err := gate.Who(browser); err != nil || got.ID != "" {
		t.Errorf("a stale cookie: %+v, %v", got, err)
	}
	for _, h := range []string{"Bearer guessed", "Bearer ", "Basic bWlhOnB3", "Bearer"} {
		program := httptest.NewRequest(http.MethodGet, "http://club.test/", nil)
		program.Header.Set("Authorization", h)
		if _, err := gate.Who(program); !errors.Is(err, auth.ErrToken) {
			t.Errorf("%q: %v", h, err)
		}
	}
}

func TestANickThatMayNotBeIsRefused(t *testing.T) {
	gate := auth.Gate{Persons: new(register)}
	if _, _, err := gate.Admit(t.Context(), "mia", time.Now()); err != nil {
		t.Fatal(err)
	}
	for nick, want := range map[string]error{"MIA": person.ErrTaken, "x": person.ErrNickForm, "a b": person.ErrNickForm, "house": person.ErrReserved} {
		if _, _, err := gate.Admit(t.Context(), nick, time.Now()); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", nick, err, want)
		}
	}
}

func TestTheCookieFitsTheAddress(t *testing.T) {
	proxied := httptest.NewRequest(http.MethodPost, "http://chess.example/api/me", nil)
	proxied.RemoteAddr = "10.0.0.7:4711"
	proxied.Header.Set("X-Forwarded-Proto", "https")
	plain := httptest.NewRequest(http.MethodPost, "http://club.test/api/me", nil)
	for _, c := range []struct {
		name   string
		site   auth.Site
		r      *http.Request
		cookie string
	}{
		{"a club's LAN", auth.Site{}, plain, "rookery"},
		{"a public https address", site(t, "https://chess.example"), plain, "__Host-rookery"},
		{"a public http address", site(t, "http://chess.example"), plain, "rookery"},
		{"behind a trusted proxy that ends TLS", site(t, "", "10.0.0.0/8"), proxied, "__Host-rookery"},
		{"behind a proxy that nobody trusts", auth.Site{}, proxied, "rookery"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			auth.Gate{Site: c.site}.SetCookie(w, c.r, "secret")
			got := w.Result().Cookies()[0]
			if got.Name != c.cookie || got.Secure != strings.HasPrefix(c.cookie, "__Host-") ||
				!got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" {
				t.Errorf("cookie %+v", got)
			}
		})
	}
}
