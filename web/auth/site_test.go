package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"rookery/web/auth"
)

func TestOnlyPagesOfThisSiteMayAct(t *testing.T) {
	for _, c := range []struct {
		name        string
		public      string
		host        string
		origin      []string
		same, mayDo bool
	}{
		{"the LAN address that the browser used", "", "192.168.1.5:8080", []string{"http://192.168.1.5:8080"}, true, true},
		{"a name in the LAN, on the usual port", "", "club.test", []string{"http://club.test"}, true, true},
		{"https before an undeclared proxy", "", "club.test", []string{"https://club.test"}, true, true},
		{"another host", "", "club.test", []string{"http://evil.test"}, false, false},
		{"another port", "", "club.test:8080", []string{"http://club.test:9090"}, false, false},
		{"a name that begins alike", "", "club.test", []string{"http://club.test.evil.test"}, false, false},
		{"a sandbox", "", "club.test", []string{"null"}, false, false},
		{"two origins", "", "club.test", []string{"http://club.test", "http://evil.test"}, false, false},
		{"a program", "", "club.test", nil, false, true},
		{"the public address", "https://chess.example/", "chess.example", []string{"https://chess.example"}, true, true},
		{"the public address, with its port said", "https://chess.example:443", "chess.example", []string{"https://chess.example"}, true, true},
		{"the public address without TLS", "https://chess.example", "chess.example", []string{"http://chess.example"}, false, false},
		{"the other of two names", "https://chess.example https://chess.club", "chess.club", []string{"https://chess.club"}, true, true},
		{"the first of two names, the Host being the other", "https://chess.example https://chess.club", "chess.club", []string{"https://chess.example"}, true, true},
		{"a name in the LAN beside the public one", "https://chess.example http://club.test:8080", "club.test:8080", []string{"http://club.test:8080"}, true, true},
		{"a third name beside two", "https://chess.example https://chess.club", "chess.other", []string{"https://chess.other"}, false, false},
		{"both names in one header", "https://chess.example https://chess.club", "chess.club", []string{"https://chess.example https://chess.club"}, false, false},
		{"a forged Host beside a public address", "https://chess.example", "evil.test", []string{"http://evil.test"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site(t, c.public)
			r := httptest.NewRequest(http.MethodPost, "http://"+c.host+"/api/me", nil)
			for _, o := range c.origin {
				r.Header.Add("Origin", o)
			}
			if got := s.SameOrigin(r); got != c.same {
				t.Errorf("same origin: %v", got)
			}
			if got := s.MayAct(r); got != c.mayDo {
				t.Errorf("may act: %v", got)
			}
		})
	}
}

func TestAnAddressIsForwardedOnlyByTrustedProxies(t *testing.T) {
	for _, c := range []struct {
		name, peer string
		proxies    []string
		forwarded  []string
		want       string
	}{
		{"direct", "203.0.113.9:1", nil, nil, "203.0.113.9"},
		{"direct, with a made-up header", "203.0.113.9:1", nil, []string{"198.51.100.1"}, "203.0.113.9"},
		{"one proxy", "10.0.0.1:1", []string{"10.0.0.0/8"}, []string{"203.0.113.9"}, "203.0.113.9"},
		{"two proxies", "10.0.0.1:1", []string{"10.0.0.0/8"}, []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		{"two headers", "10.0.0.1:1", []string{"10.0.0.0/8"}, []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{"what the client put before the proxy's word", "10.0.0.1:1", []string{"10.0.0.1"}, []string{"6.6.6.6, 203.0.113.9"}, "203.0.113.9"},
		{"a proxy that says nothing", "10.0.0.1:1", []string{"10.0.0.0/8"}, nil, "10.0.0.1"},
		{"nonsense", "10.0.0.1:1", []string{"10.0.0.0/8"}, []string{"unknown"}, "10.0.0.1"},
		{"IPv6", "[fd00::1]:1", []string{"fd00::/8"}, []string{"2001:db8::9"}, "2001:db8::9"},
		{"IPv4 inside IPv6", "[::ffff:10.0.0.1]:1", []string{"10.0.0.0/8"}, []string{"203.0.113.9"}, "203.0.113.9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site(t, "", c.proxies...)
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			for _, f := range c.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := s.Addr(r); got.String() != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

func TestASiteThatCannotBeIsRefused(t *testing.T) {
	for _, public := range []string{"chess.example", "ftp://chess.example", "https://", "https://chess.example/club", "https://a@chess.example", "https://chess.example?x=1"} {
		if _, err := auth.NewSite([]string{public}, nil); err == nil {
			t.Errorf("the public address %q was taken", public)
		}
	}
	for _, proxy := range []string{"everybody", "10.0.0.0/33", ""} {
		if _, err := auth.NewSite(nil, []string{proxy}); err == nil {
			t.Errorf("the proxy %q was taken", proxy)
		}
	}
}

func TestTheCookieFitsTheNameThatTheBrowserUsed(t *testing.T) {
	const both = "https://chess.example http://club.test:8080"
	for _, c := range []struct {
		name, public string
		host, proto  string // what the proxy at 10.0.0.7 passes on
		peer         string
		secure       bool
	}{
		{"two names with TLS", "https://chess.example https://chess.club", "upstream", "", "10.0.0.7:1", true},
		{"two names with TLS, and a proxy that speaks plainly", "https://chess.example https://chess.club", "chess.club", "http", "10.0.0.7:1", true},
		{"two names without", "http://club.test http://192.168.1.5:8080", "club.test", "https", "10.0.0.7:1", false},
		{"of two names the one with TLS", both, "chess.example", "", "192.0.2.1:1", true},
		{"of two names the one without", both, "club.test:8080", "", "192.0.2.1:1", false},
		{"what a trusted proxy says of the scheme", both, "club.test:8080", "https", "10.0.0.7:1", true},
		{"what somebody says of the scheme", both, "club.test:8080", "https", "192.0.2.1:1", false},
		{"one name by both schemes, as the proxy says", "https://chess.example http://chess.example", "chess.example", "http", "10.0.0.7:1", false},
		{"one name by both schemes, nobody telling which", "https://chess.example http://chess.example", "chess.example", "", "10.0.0.7:1", true},
		{"a host that is none of them: as the first", both, "upstream", "", "10.0.0.7:1", true},
		{"a host that is none of them, the first being plain", "http://club.test:8080 https://chess.example", "upstream", "", "10.0.0.7:1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://"+c.host+"/", nil)
			r.RemoteAddr = c.peer
			if c.proto != "" {
				r.Header.Set("X-Forwarded-Proto", c.proto)
			}
			if got := site(t, c.public, "10.0.0.0/8").Secure(r); got != c.secure {
				t.Errorf("secure: %v", got)
			}
		})
	}
}

func TestOnlyThisMachineItselfIsLocal(t *testing.T) {
	for _, c := range []struct {
		name, peer, header string
		local              bool
	}{
		{"a name that leads here", "127.0.0.1:4711", "Host", false},
		{"this machine", "127.0.0.1:4711", "", true},
		{"this machine by IPv6", "[::1]:4711", "", true},
		{"this machine by a mapped address", "[::ffff:127.0.0.1]:4711", "", true},
		{"another machine", "192.168.1.5:4711", "", false},
		{"another machine that says it is this one", "192.168.1.5:4711", "X-Forwarded-For", false},
		{"a proxy on this machine, for somebody", "127.0.0.1:4711", "X-Forwarded-For", false},
		{"a proxy on this machine that says so otherwise", "127.0.0.1:4711", "Forwarded", false},
		{"nobody knows", "@", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://localhost:8080/metrics", nil)
			r.RemoteAddr = c.peer
			if c.header == "Host" {
				r.Host = "chess.example"
			} else if c.header != "" {
				r.Header.Set(c.header, "127.0.0.1")
			}
			for _, s := range []auth.Site{{}, site(t, "", "127.0.0.0/8")} {
				if got := s.Local(r); got != c.local {
					t.Errorf("local: %v", got)
				}
			}
		})
	}
}

func FuzzAddr(f *testing.F) {
	f.Add("203.0.113.9, 10.0.0.2")
	f.Add(",,::ffff:1.2.3.4%eth0")
	f.Fuzz(func(t *testing.T, forwarded string) {
		s, err := auth.NewSite(nil, []string{"10.0.0.0/8"})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header["X-Forwarded-For"] = []string{forwarded}
		if !s.Addr(r).IsValid() {
			t.Errorf("no address for %q", forwarded)
		}
	})
}

func TestASubscriberIsOneNetwork(t *testing.T) {
	for peer, want := range map[string]string{
		"192.0.2.7:1":               "192.0.2.7/32",
		"[::ffff:192.0.2.7]:1":      "192.0.2.7/32",
		"[2001:db8:1:2:3:4:5:6]:1":  "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::1]:80": "2001:db8:1:2::/64",
		"nobody knows":              "invalid Prefix",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = peer
		if got := (auth.Site{}).Network(r); got.String() != want {
			t.Errorf("%s counts as %v, want %s", peer, got, want)
		}
	}
}

func TestAnotherDeviceIsSentWhereItCanGo(t *testing.T) {
	const lan, public = "http://192.0.2.10:8080", "https://chess.example"
	for _, c := range []struct {
		says, host, origin, from string
		public                   []string
		want                     string
	}{
		{"a page at localhost", "localhost:8080", "http://localhost:8080", "127.0.0.1:4000", nil, lan},
		{"a program at localhost", "127.0.0.1:8080", "", "127.0.0.1:4000", nil, lan},
		{"a page of a neighbour", "rook.local:8080", "http://rook.local:8080", "192.0.2.20:4000", nil, "http://rook.local:8080"},
		{"a page at localhost, of a public site", "localhost:8080", "http://localhost:8080", "127.0.0.1:4000", []string{public}, public},
		{"a page of the public site", "chess.example", public, "192.0.2.20:4000", []string{"https://other.example", public}, public},
		{"whoever says another host, of a public site", "evil.example", "", "192.0.2.20:4000", []string{public}, public},
	} {
		site, err := auth.NewSite(c.public, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/api/me/handover", nil)
		r.Host, r.RemoteAddr = c.host, c.from
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if got := site.Beside(lan).Base(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}
