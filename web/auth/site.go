package auth

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Site is where the server is reached. The zero Site is reached directly, under
// whatever address the browser used.
type Site struct {
	public  []string // the origins of the public addresses, if any are set
	proxies []netip.Prefix
	lan     string // the origin under which this machine's neighbours reach it; empty if it is not known
}

// Beside is s on a machine whose neighbours reach it under the origin lan.
func (s Site) Beside(lan string) Site {
	s.lan = lan
	return s
}

// NewSite reads the public addresses ("https://chess.example"), the first of which
// counts where it cannot be told which was used, and the networks of trusted
// proxies, as CIDR or single addresses.
func NewSite(public, proxies []string) (Site, error) {
	var s Site
	for _, text := range public {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" ||
			(u.Scheme != "http" && u.Scheme != "https") {
			return Site{}, fmt.Errorf("the public address %q is not of the form https://host", text)
		}
		s.public = append(s.public, origin(u))
	}
	var err error
	if s.proxies, err = Networks(proxies); err != nil {
		return Site{}, fmt.Errorf("read the trusted proxies: %w", err)
	}
	return s, nil
}

// Networks reads networks, as CIDR or single addresses.
func Networks(list []string) ([]netip.Prefix, error) {
	var nets []netip.Prefix
	for _, text := range list {
		n, err := netip.ParsePrefix(text)
		if err != nil {
			a, aerr := netip.ParseAddr(text)
			if aerr != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
			}
			n = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		nets = append(nets, n.Masked())
	}
	return nets, nil
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

// SameOrigin reports whether r's Origin header names a page of this site: one of
// the public addresses, or, without any, the host that r itself was sent to.
func (s Site) SameOrigin(r *http.Request) bool {
	h := r.Header["Origin"]
	if len(h) != 1 {
		return false
	}
	if len(s.public) > 0 {
		return slices.Contains(s.public, h[0])
	}
	return h[0] == origin(&url.URL{Scheme: "http", Host: r.Host}) ||
		h[0] == origin(&url.URL{Scheme: "https", Host: r.Host})
}

// MayAct reports whether r may change something: it comes from a page of this
// site or, having no Origin, from a program. Every browser sends Origin with a POST.
func (s Site) MayAct(r *http.Request) bool {
	return len(r.Header["Origin"]) == 0 || s.SameOrigin(r)
}

// Secure reports whether the browser reached the site by https: as the public
// addresses say if they agree, and otherwise as this request shows. It is the same
// for every request of a browser, because the cookie's name hangs on it.
func (s Site) Secure(r *http.Request) bool {
	https := func(origin string) bool { return strings.HasPrefix(origin, "https:") }
	plain := func(origin string) bool { return !https(origin) }
	switch {
	case len(s.public) > 0 && !slices.ContainsFunc(s.public, plain):
		return true
	case len(s.public) > 0 && !slices.ContainsFunc(s.public, https):
		return false
	case r.TLS != nil:
		return true
	}
	if proto := r.Header.Get("X-Forwarded-Proto"); proto != "" && s.trusts(peer(r)) {
		return proto == "https"
	}
	for _, public := range s.public { // what was asked for tells which one was used
		scheme, _, _ := strings.Cut(public, ":")
		if public == origin(&url.URL{Scheme: scheme, Host: r.Host}) {
			return https(public)
		}
	}
	return len(s.public) > 0 && https(s.public[0])
}

// Local reports whether r comes from this machine itself, and not through a proxy
// on it that forwards for others and says so.
func (s Site) Local(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if len(r.Header[h]) > 0 {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return peer(r).IsLoopback() && (host == "localhost" || err == nil && a.IsLoopback())
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
