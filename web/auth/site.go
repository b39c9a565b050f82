package auth

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Site is where the server is reached. The zero Site is reached directly, under
// whatever address the browser used.
type Site struct {
	public  string // the origin of the public address, empty if none is set
	proxies []netip.Prefix
}

// NewSite reads the public address ("https://chess.example", or empty) and the
// networks of trusted proxies, as CIDR or single addresses.
func NewSite(public string, proxies []string) (Site, error) {
	var s Site
	if public != "" {
		u, err := url.Parse(public)
		if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" ||
			(u.Scheme != "http" && u.Scheme != "https") {
			return Site{}, fmt.Errorf("the public address %q is not of the form https://host", public)
		}
		s.public = origin(u)
	}
	for _, p := range proxies {
		n, err := netip.ParsePrefix(p)
		if err != nil {
			a, aerr := netip.ParseAddr(p)
			if aerr != nil {
				return Site{}, fmt.Errorf("the trusted proxy %q is neither an address nor a network such as 10.0.0.0/8", p)
			}
			n = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		s.proxies = append(s.proxies, n.Masked())
	}
	return s, nil
}

// origin is u's scheme and host as a browser writes them in an Origin header.
func origin(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch {
	case u.Scheme == "http":
		host = strings.TrimSuffix(host, ":80")
	case u.Scheme == "https":
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host
}

// SameOrigin reports whether r's Origin header names a page of this site: the
// public address, or, without one, the host that r itself was sent to.
func (s Site) SameOrigin(r *http.Request) bool {
	h := r.Header["Origin"]
	if len(h) != 1 {
		return false
	}
	if s.public != "" {
		return h[0] == s.public
	}
	return h[0] == origin(&url.URL{Scheme: "http", Host: r.Host}) ||
		h[0] == origin(&url.URL{Scheme: "https", Host: r.Host})
}

// MayAct reports whether r may change something: it comes from a page of this
// site or, having no Origin, from a program. Every browser sends Origin with a POST.
func (s Site) MayAct(r *http.Request) bool {
	return len(r.Header["Origin"]) == 0 || s.SameOrigin(r)
}

// Secure reports whether the browser reached the site by https.
func (s Site) Secure(r *http.Request) bool {
	switch {
	case s.public != "":
		return strings.HasPrefix(s.public, "https:")
	case r.TLS != nil:
		return true
	}
	return s.trusts(peer(r)) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// Addr is the address that r comes from: that of the connection or, behind
// trusted proxies, the last one in X-Forwarded-For that is not theirs. It is
// the zero Addr if that cannot be read.
func (s Site) Addr(r *http.Request) netip.Addr {
	a := peer(r)
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !s.trusts(a) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		a = next.Unmap().WithZone("")
	}
	return a
}

// Network is what r's sender is counted by: the address or, of IPv6, the
// network of one subscriber, /64. It is the zero Prefix if Addr is not known.
func (s Site) Network(r *http.Request) netip.Prefix {
	a := s.Addr(r)
	bits := 32
	if a.Is6() {
		bits = 64
	}
	n, _ := a.Prefix(bits) // fails for the zero Addr alone
	return n
}

func (s Site) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(s.proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// peer is the other end of r's connection.
func peer(r *http.Request) netip.Addr {
	ap, _ := netip.ParseAddrPort(r.RemoteAddr) // net/http writes it; a test may not
	return ap.Addr().Unmap().WithZone("")
}
