package chat

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Span is a part of a text, from From to before To, in UTF-16 code units:
// JavaScript, which is where links are shown, slices strings in those.
type Span struct{ From, To int }

// The longest address that is a link, and the longest host and label (RFC 1035, section 2.3.4).
const (
	longestLink  = 2048
	longestHost  = 253
	longestLabel = 63
)

// Links finds the web addresses in text that may be shown as links, with
// rel="noopener nofollow ugc". They are http and https, of ASCII alone, without
// user info, with a host of two labels or more that is not a number and holds no
// punycode. Punctuation that ends a sentence is not part of an address. A line
// that turns the direction of writing has no links.
func Links(text string) []Span {
	if !strings.Contains(text, "://") || strings.ContainsFunc(text, turns) {
		return nil
	}
	var spans []Span
	units, counted := 0, 0 // UTF-16 code units in text[:counted]
	for i := 0; i < len(text); {
		start := strings.Index(text[i:], "://")
		if start < 0 {
			break
		}
		start += i
		i = start + len("://")
		from := schemeBefore(text, start)
		if from < 0 {
			continue
		}
		to := start + len("://") + addressLen(text[start+len("://"):])
		i = to
		address := trimSentence(text[from:to])
		if !linkable(address, address[start+len("://")-from:]) {
			continue
		}
		units += unitsIn(text[counted:from])
		counted = from
		spans = append(spans, Span{units, units + len(address)}) // it is ASCII
	}
	return spans
}

// turns says whether r begins or ends a turn of direction.
func turns(r rune) bool { return closer(r) != 0 || r == pdf || r == pdi }

// schemeBefore is where the http or https that ends at end begins, if a word
// begins there; -1 otherwise.
func schemeBefore(text string, end int) int {
	for _, scheme := range []string{"https", "http"} {
		from := end - len(scheme)
		if from < 0 || !strings.EqualFold(text[from:end], scheme) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		if from == 0 || strings.ContainsRune(" \u00a0\u3000([{<\"'“‘«", before) {
			return from
		}
	}
	return -1
}

// addressLen is how far an address goes on: to white space, or to what cannot
// stand in one and cannot be taken for a part of one either.
func addressLen(rest string) int {
	for i, r := range rest {
		switch r {
		case ' ', '\u00a0', '\u3000', '<', '>', '"', '”', '’', '»':
			return i
		}
	}
	return len(rest)
}

// trimSentence cuts off the end of an address what belongs to the sentence:
// punctuation, and brackets that were not opened in it.
func trimSentence(address string) string {
	for address != "" {
		last := address[len(address)-1]
		open := strings.IndexByte(")]}", last)
		switch {
		case strings.IndexByte(".,:;!?'*_~", last) >= 0:
		case open >= 0 && strings.Count(address, ")]}"[open:open+1]) > strings.Count(address, "([{"[open:open+1]):
		default:
			return address
		}
		address = address[:len(address)-1]
	}
	return ""
}

// linkable judges an address, and what follows its scheme.
func linkable(address, rest string) bool {
	if len(address) > longestLink {
		return false
	}
	for i := range len(address) {
		if c := address[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\\^`{|}", c) >= 0 {
			return false
		}
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	return namesHost(host) && (!hasPort || isPort(port))
}

// namesHost says whether host is a name in the DNS that reads as what it is.
func namesHost(host string) bool {
	labels := strings.Split(strings.ToLower(host), ".")
	if len(labels) < 2 || len(host) > longestHost {
		return false
	}
	for _, l := range labels {
		plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' }
		if l == "" || len(l) > longestLabel || strings.Trim(l, "-") != l || strings.HasPrefix(l, "xn--") ||
			strings.ContainsFunc(l, func(r rune) bool { return !plain(r) }) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(top) >= 2 && !strings.ContainsFunc(top, func(r rune) bool { return r < 'a' || r > 'z' })
}

func isPort(s string) bool {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
		if n = 10*n + int(c-'0'); n > 65535 {
			return false
		}
	}
	return n > 0
}

func unitsIn(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
