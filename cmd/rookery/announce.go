package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
)

// announce says where the server can be reached, one address a line: "ready"
// for this machine, "lan" for its neighbours, "public" for the rest.
func announce(out io.Writer, addr net.Addr, cfg config) {
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return // not TCP
	}
	var b strings.Builder
	host := ap.Addr().String()
	if ap.Addr().IsUnspecified() {
		host = "localhost"
	}
	fmt.Fprintf(&b, "ready %s\n", address(host, ap.Port()))
	if ap.Addr().IsUnspecified() {
		for _, a := range neighbours() {
			fmt.Fprintf(&b, "lan %s\n", address(a.String(), ap.Port()))
		}
	}
	for _, public := range cfg.PublicURL {
		fmt.Fprintf(&b, "public %s\n", public)
	}
	fmt.Fprintf(&b, "data %s\n", cfg.Data)
	_, _ = io.WriteString(out, b.String()) // nobody reads it: nothing to do
}

func address(host string, port uint16) string {
	return "http://" + net.JoinHostPort(host, fmt.Sprint(port))
}

// neighbour is the first address under which this machine's neighbours reach the server;
// empty if none do.
func neighbour(addr net.Addr) string {
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil || !ap.Addr().IsUnspecified() {
		return ""
	}
	for _, a := range neighbours() {
		return address(a.String(), ap.Port())
	}
	return ""
}

// neighbours are this machine's IPv4 addresses in its networks.
func neighbours() []netip.Addr {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil // then only localhost is shown
	}
	var list []netip.Addr
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() && p.Addr().IsGlobalUnicast() {
			list = append(list, p.Addr())
		}
	}
	return list
}
