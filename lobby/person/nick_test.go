package person_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rookery/chat/nick"
	"rookery/lobby/person"
)

func TestWhoMayBeCalledWhat(t *testing.T) {
	for _, tt := range []struct {
		name string
		nick string
		want error
	}{
		{"a bird", "jackdaw", nil},
		{"two letters", "Al", nil},
		{"twenty letters", "abcdefghijklmnopqrst", nil},
		{"digits, underscores and hyphens", "x_4-2", nil},
		{"a number", "1972", nil},
		{"Ali looks like all, and is welcome", "Ali", nil},
		{"a house is not the house", "housemartin", nil},
		{"nothing", "", person.ErrNickForm},
		{"one letter", "a", person.ErrNickForm},
		{"twenty-one letters", "abcdefghijklmnopqrstu", person.ErrNickForm},
		{"a space", "jack daw", person.ErrNickForm},
		{"an outer space", "jackdaw ", person.ErrNickForm},
		{"a line break at the end", "jackdaw\n", person.ErrNickForm},
		{"an at sign", "@jackdaw", person.ErrNickForm},
		{"a full stop", "jack.daw", person.ErrNickForm},
		{"an accent", "zoé", person.ErrNickForm},
		{"a Cyrillic letter that looks Latin", "jаckdaw", person.ErrNickForm},
		{"an invisible character", "jack\u200bdaw", person.ErrNickForm},
		{"bytes that are not UTF-8", "jack\xff", person.ErrNickForm},
		{"ten thousand letters", strings.Repeat("a", 10_000), person.ErrNickForm},
		{"the house", "house", person.ErrReserved},
		{"the house in capitals", "HOUSE", person.ErrReserved},
		{"the house with a zero", "H0use", person.ErrReserved},
		{"the house between hyphens", "-_house_-", person.ErrReserved},
		{"an admin with a one for an i", "Adm1n", person.ErrReserved},
		{"an admin whose m is an r and an n", "adrnin", person.ErrReserved},
		{"a moderator with zeros", "m0derat0r", person.ErrReserved},
		{"the rookery", "R00kery", person.ErrReserved},
		{"a side", "White", person.ErrReserved},
		{"whom a page calls you", "You", person.ErrReserved},
		{"whom a page calls me", "rne", person.ErrReserved},
		{"nobody", "nobody", person.ErrReserved},
		{"null", "nuII", person.ErrReserved},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := person.CheckNick(tt.nick); !errors.Is(err, tt.want) {
				t.Errorf("%q: %v, want %v", tt.nick, err, tt.want)
			}
		})
	}
}

func TestNicksThatAreTakenForEachOther(t *testing.T) {
	for _, tt := range []struct{ name, a, b string }{
		{"letter case", "Bobby", "bobby"},
		{"letter case everywhere", "Bobby", "bOBBY"},
		{"a zero for an o", "Bobby", "b0bby"},
		{"a zero for an O", "BObby", "b0bby"},
		{"a capital I for a small l", "paul", "pauI"},
		{"a one for a small l", "paul", "pau1"},
		{"a one for a capital I", "IVAN", "1van"},
		{"a capital I and a small i", "Ian", "ian"},
		{"a capital I and a small l at the front", "Ian", "lan"},
		{"so a small i and a small l, since nicks have no case", "mila", "mlla"},
		{"rn for m", "amie", "arnie"},
		{"rn for a capital M", "Mark", "rnark"},
		{"an underscore behind", "bobby", "bobby_"},
		{"a hyphen within", "bobby", "bob-by"},
		{"an m whose r and n stand apart", "amie", "ar-nie"},
		{"nothing else", "__", "-_-"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := person.Skeleton(tt.a), person.Skeleton(tt.b); a != b {
				t.Errorf("%s is %s, but %s is %s", tt.a, a, tt.b, b)
			}
		})
	}
}

func TestNicksThatStayApart(t *testing.T) {
	seen := make(map[string]string)
	for _, nick := range []string{
		"bobby", "bobby2", "boby", "__", "jackdaw", "rook", "rock", "anna", "hanna", "S5", "55", "Z2", "22",
	} {
		s := person.Skeleton(nick)
		if other, ok := seen[s]; ok {
			t.Errorf("%s is taken for %s", nick, other)
		}
		seen[s] = nick
	}
}

// TestNicksAreTakenHereWhereTheyAreInAnyChat holds for what anybody may be called here.
func TestNicksAreTakenHereWhereTheyAreInAnyChat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Of characters that look like others, and some that do not.
		looks := rapid.StringMatching(`[ILil1mrnM0Oo_bWvV-]{2,4}`)
		a, b := looks.Draw(t, "a"), looks.Draw(t, "b")
		held := nick.NewHeld()
		if err := held.Take("a", a); err != nil {
			t.Fatal(err)
		}
		if free, apart := held.Free("b", b), person.Skeleton(a) != person.Skeleton(b); free != apart {
			t.Fatalf("beside %s, %s is free in a chat: %v, and here: %v", a, b, free, apart)
		}
	})
}

// FuzzSkeleton checks what the key of a nick must be like, for any text.
func FuzzSkeleton(f *testing.F) {
	for _, nick := range []string{"Bobby", "b0bby", "rn", "MmIil1O0", "_-_", "", "ǅ", "İstanbul", "ﷺ", "\xff", "a\u0301\u0316", "\u200b"} {
		f.Add(nick)
	}
	f.Fuzz(func(t *testing.T, nick string) {
		s := person.Skeleton(nick)
		if again := person.Skeleton(s); again != s {
			t.Errorf("the skeleton of %q is %q, and that one's is %q", nick, s, again)
		}
		if person.CheckNick(nick) != nil {
			return
		}
		for _, same := range []string{strings.ToLower(nick), strings.ToUpper(nick)} {
			if person.Skeleton(same) != s {
				t.Errorf("%q and %q are kept apart", nick, same)
			}
		}
	})
}

func BenchmarkSkeleton(b *testing.B) {
	for b.Loop() {
		person.Skeleton("Magnificent_Jackdaw1")
	}
}
