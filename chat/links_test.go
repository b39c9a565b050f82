package chat_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"rookery/chat"
)

func TestWhatIsALink(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a bare host", "https://chess.example", "https://chess.example"},
		{"in capitals", "HTTPS://Chess.Example/A", "HTTPS://Chess.Example/A"},
		{"with a port", "http://chess.example:80/", "http://chess.example:80/"},
		{"with a query", "https://chess.example/?q=a+b%20c&x[]=1", "https://chess.example/?q=a+b%20c&x[]=1"},
		{"a comma ends a sentence", "https://chess.example/a,", "https://chess.example/a"},
		{"an ellipsis too", "https://chess.example/a...", "https://chess.example/a"},
		{"a bracket that was opened in it", "https://chess.example/a_(b)", "https://chess.example/a_(b)"},
		{"a bracket that was not", "(https://chess.example/a)", "https://chess.example/a"},
		{"quotes", `"https://chess.example/a"`, "https://chess.example/a"},
		{"emphasis", "see https://chess.example/a_", "https://chess.example/a"},
		{"another scheme", "gopher://chess.example/", ""},
		{"a script", "javascript://chess.example/%0aalert(1)", ""},
		{"a scheme inside a word", "xhttps://chess.example/", ""},
		{"user info", "https://user@chess.example/", ""},
		{"a password", "https://user:pass@chess.example/", ""},
		{"an @ that is escaped", "https://chess.example%40evil.example/", ""},
		{"an @ in the path", "https://chess.example/@jackdaw", "https://chess.example/@jackdaw"},
		{"a backslash, which browsers read as a slash", `https://chess.example\@evil.example/`, ""},
		{"no host", "https:///path", ""},
		{"one label", "https://localhost/", ""},
		{"an address in four numbers", "https://192.0.2.1/", ""},
		{"in one number", "https://3221225985/", ""},
		{"in hexadecimal", "https://0xc0.0x00.0x02.0x01/", ""},
		{"of version 6", "https://[2001:db8::1]/", ""},
		{"punycode", "https://xn--80ak6aa92e.com/", ""},
		{"punycode in capitals", "https://XN--80ak6aa92e.com/", ""},
		{"punycode below", "https://www.xn--80ak6aa92e.com/", ""},
		{"Cyrillic letters that look Latin", "https://аррӏе.com/", ""},
		{"one Greek letter among Latin ones", "https://gοοgle.com/", ""},
		{"wide letters", "https://ｃｈｅｓｓ.example/", ""},
		{"an ideographic full stop", "https://chess。example/", ""},
		{"a fraction slash", "https://chess.example⁄evil.example/", ""},
		{"an invisible character in the host", "https://chess.exa\u200bmple/", ""},
		{"a soft hyphen in the host", "https://chess.exa\u00admple/", ""},
		{"a direction mark in the path", "https://chess.example/\u200fabc", ""},
		{"an override before it", "\u202egro.elpmaxe\u202c https://chess.example/", ""},
		{"an isolate around it", "\u2066https://chess.example/\u2069", ""},
		{"letters of another script in the path", "https://chess.example/שח", ""},
		{"a port that is none", "https://chess.example:65536/", ""},
		{"a port of zero", "https://chess.example:0/", ""},
		{"an empty port", "https://chess.example:/", ""},
		{"a label of a hyphen", "https://-.example/", ""},
		{"an underscore in the host", "https://a_b.example/", ""},
		{"two dots", "https://chess..example/", ""},
		{"a dot at the end of a sentence", "https://chess.example.", "https://chess.example"},
		{"a label that is too long", "https://" + strings.Repeat("a", 64) + ".example/", ""},
		{"an address that is too long", "https://chess.example/" + strings.Repeat("a", 2048), ""},
		{"markup", `https://chess.example/<img src=x>`, "https://chess.example/"},
		{"an attribute's end", `https://chess.example/" onclick="alert(1)`, "https://chess.example/"},
		{"an address in an address", "https://chess.example/https://evil.example/", "https://chess.example/https://evil.example/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			links := chat.Links(tt.text)
			if tt.want == "" && len(links) > 0 || tt.want != "" && (len(links) != 1 || cutSpan(tt.text, links[0]) != tt.want) {
				t.Errorf("%q has the links %v, want %q", tt.text, links, tt.want)
			}
		})
	}
}

// cutSpan slices as a browser does.
func cutSpan(text string, s chat.Span) string {
	return string(utf16.Decode(utf16.Encode([]rune(text))[s.From:s.To]))
}

// FuzzLinks holds links to what a page relies on: another reader of addresses
// sees the same host, and nothing but it.
func FuzzLinks(f *testing.F) {
	for _, text := range typed(f) {
		f.Add(text)
	}
	f.Add("😀 https://chess.example:8080/a?b#c, (http://x.example)")
	f.Fuzz(func(t *testing.T, text string) {
		units, end := len(utf16.Encode([]rune(text))), 0
		for _, s := range chat.Links(strings.ToValidUTF8(text, "\ufffd")) {
			if s.From < end || s.To <= s.From || s.To > units {
				t.Fatalf("%q has a link at %v after %d, of %d", text, s, end, units)
			}
			end = s.To
			address := cutSpan(strings.ToValidUTF8(text, "\ufffd"), s)
			u, err := url.Parse(address)
			if err != nil && !strings.Contains(err.Error(), "invalid URL escape") {
				t.Fatalf("%q is a link: %v", address, err)
			}
			if err == nil && (u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !strings.Contains(u.Hostname(), ".") || strings.Contains(strings.ToLower(u.Host), "xn--")) {
				t.Fatalf("%q is a link to %v", address, u)
			}
			if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) || strings.ContainsAny(address, `\<>"`) {
				t.Fatalf("%q is a link", address)
			}
		}
	})
}
