package ws

import (
	"errors"
	"strings"
	"testing"
)

func TestAResumePositionIsReadStrictly(t *testing.T) {
	for _, c := range []struct {
		query string
		ok    bool
	}{
		{"", true},
		{"epoch=abc-DEF_1&game=41&chat=12&whispers=0&notices=18446744073709551615", true},
		{"game=41", true},
		{"game=-1", false},
		{"game=+1", false},
		{"game=1.5", false},
		{"game=", false},
		{"game=18446744073709551616", false},
		{"game=1&game=2", false},
		{"Game=1", false},
		{"token=secret", false},
		{"epoch=", false},
		{"epoch=a%20b", false},
		{"epoch=" + strings.Repeat("a", 65), false},
		{"game=%zz", false},
		{"game=1;chat=2", false},
		{strings.Repeat("&", 300), false},
	} {
		if _, err := parseResume(c.query); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrResume) {
			t.Errorf("%q: %v", c.query, err)
		}
	}
}

func FuzzParseResume(f *testing.F) {
	f.Add("epoch=abc&game=41&chat=12&whispers=3&notices=9")
	f.Add("game=1&game=2")
	f.Add("a=%zz;b")
	f.Fuzz(func(t *testing.T, query string) {
		r, err := parseResume(query)
		if err != nil {
			if !errors.Is(err, ErrResume) {
				t.Fatalf("%q: %v", query, err)
			}
			return
		}
		if len(r.After) > 4 || len(r.Epoch) > 64 {
			t.Fatalf("%q: %+v", query, r)
		}
	})
}
