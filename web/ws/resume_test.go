package ws

import (
	"errors"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// positions are queries, and whether they say where to resume.
func positions() map[string]bool {
	return map[string]bool{
		"": true,
		"epoch=abc-DEF_1&game=41&chat=12&whispers=0&notices=18446744073709551615": true,
		"game=41":                           true,
		"game=-1":                           false,
		"game=+1":                           false,
		"game=1.5":                          false,
		"game=":                             false,
		"game=18446744073709551616":         false,
		"game=1&game=2":                     false,
		"Game=1":                            false,
		"token=secret":                      false,
		"epoch=":                            false,
		"epoch=a%20b":                       false,
		"epoch=" + strings.Repeat("a", 65):  false,
		"game=%zz":                          false,
		"game=1;chat=2":                     false,
		strings.Repeat("&", 300):            false,
		"chat=0":                            true,
		"game=007":                          true,
		"game=1&":                           true,
		"&&":                                true,
		"epoch=%65%31":                      true,
		"g%61me=1":                          true,
		"board=1":                           false,
		"=1":                                false,
		"game":                              false,
		"game=0x10":                         false,
		"game=1_000":                        false,
		"game=1e3":                          false,
		"game=%201":                         false,
		"game=\u0661":                       false,
		"game=1&g%61me=1":                   false,
		"epoch=e1&epoch=e1":                 false,
		"epoch=\u00e9":                      false,
		"epoch=a%00":                        false,
		"game[]=1":                          false,
		"game=1%26chat=2":                   false,
		"game=1?chat=2":                     false,
		"\xff=1":                            false,
		"epoch=" + strings.Repeat("a", 251): false,
	}
}

func TestAResumePositionIsReadStrictly(t *testing.T) {
	for query, ok := range positions() {
		if _, err := parseResume(query); (err == nil) != ok || err != nil && !errors.Is(err, ErrResume) {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func FuzzParseResume(f *testing.F) {
	for query := range positions() {
		f.Add(query)
	}
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
		again := make(url.Values)
		if r.Epoch != "" {
			again.Set("epoch", r.Epoch)
		}
		for s, n := range r.After {
			again.Set(string(s), strconv.FormatUint(n, 10))
		}
		if second, err := parseResume(again.Encode()); err != nil || !reflect.DeepEqual(second, r) {
			t.Fatalf("%q is %+v, and written and read again %+v, %v", query, r, second, err)
		}
	})
}
