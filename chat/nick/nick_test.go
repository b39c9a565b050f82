package nick_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rookery/chat/nick"
)

func TestNicksOfAnyScript(t *testing.T) {
	rules := nick.Unicode(nick.House()...)
	for _, tt := range []struct {
		name, nick, want string
		err              error
	}{
		{"Latin", "jackdaw", "jackdaw", nil},
		{"Latin with accents", "Zoé", "Zoé", nil},
		{"accents typed apart are put together", "Zoe\u0301", "Zoé", nil},
		{"Vietnamese", "Nguyễn", "Nguyễn", nil},
		{"Cyrillic", "Михаил", "Михаил", nil},
		{"Greek", "Γαρυφαλλιά", "Γαρυφαλλιά", nil},
		{"Hebrew", "שחמט", "שחמט", nil},
		{"Arabic with its digits", "شطرنج٤", "شطرنج٤", nil},
		{"Devanagari with its marks", "शतरंज", "शतरंज", nil},
		{"Thai with its marks", "หมากรุก", "หมากรุก", nil},
		{"Han", "国际象棋", "国际象棋", nil},
		{"Japanese: Han, Hiragana and Katakana", "将棋のルーク", "将棋のルーク", nil},
		{"Korean: Hangul and Han", "체스王", "체스王", nil},
		{"Han with Bopomofo", "象ㄅㄆ", "象ㄅㄆ", nil},
		{"wide letters become plain", "ｊａｃｋ", "jack", nil},
		{"digits and hyphens with any script", "Ольга-72", "Ольга-72", nil},
		{"Latin with one Cyrillic letter", "jаckdaw", "", nick.ErrUnicode},
		{"Cyrillic with one Latin letter", "Mихаил", "", nick.ErrUnicode},
		{"Greek and Latin", "αlpha", "", nick.ErrUnicode},
		{"Latin and Han", "jack国", "", nick.ErrUnicode},
		{"Hangul and Hiragana", "체스の", "", nick.ErrUnicode},
		{"Bopomofo and Hiragana", "ㄅの", "", nick.ErrUnicode},
		{"digits of two scripts", "شطرنج٤4", "", nick.ErrUnicode},
		{"Devanagari digits", "शतरंज१२", "शतरंज१२", nil},
		{"Devanagari digits and Latin ones", "शतरंज१2", "", nick.ErrUnicode},
		{"a script of the dead", "𐌀𐌁𐌂", "", nick.ErrUnicode},
		{"letters of mathematics", "𝐣𝐚𝐜𝐤", "", nick.ErrUnicode},
		{"circled letters", "ⓙⓐⓒⓚ", "", nick.ErrUnicode},
		{"an emoji", "rook♜", "", nick.ErrUnicode},
		{"an invisible character", "jack\u200bdaw", "", nick.ErrUnicode},
		{"a joiner", "शत\u200dरंज", "", nick.ErrUnicode},
		{"a filler that is not seen", "체\u3164스", "", nick.ErrUnicode},
		{"a direction mark", "\u200fשחמט", "", nick.ErrUnicode},
		{"an override", "\u202eabc\u202c", "", nick.ErrUnicode},
		{"Hebrew that ends in Latin", "שחמטa", "", nick.ErrUnicode},
		{"marks that stack", "a\u0316\u0317\u0318\u0319b", "", nick.ErrUnicode},
		{"a mark to begin with", "\u0301abc", "", nick.ErrUnicode},
		{"a space", "jack daw", "", nick.ErrUnicode},
		{"a wide space", "体\u3000棋", "", nick.ErrUnicode},
		{"punctuation", "jack.daw", "", nick.ErrUnicode},
		{"an at sign", "@jack", "", nick.ErrUnicode},
		{"markup", "<b>jack", "", nick.ErrUnicode},
		{"one letter", "ж", "", nick.ErrUnicode},
		{"twenty-one letters", strings.Repeat("ж", 21), "", nick.ErrUnicode},
		{"ten thousand letters", strings.Repeat("ж", 10_000), "", nick.ErrUnicode},
		{"bytes that are not UTF-8", "jack\xff", "", nick.ErrUnicode},
		{"nothing", "", "", nick.ErrUnicode},
		{"a reserved word in Cyrillic letters", "ѕуѕор", "", nick.ErrReserved},
		{"a reserved word in Cyrillic capitals", "ВОТ", "", nick.ErrReserved},
		{"a reserved word with a zero", "m0d", "", nick.ErrReserved},
		{"a reserved word between hyphens", "-_admin_-", "", nick.ErrReserved},
		{"what a chat puts before its own lines", "Notice", "", nick.ErrReserved},
		{"the same in the plural", "n0tices", "", nick.ErrReserved},
		{"the word for talk", "chat", "", nick.ErrReserved},
		{"the word for the room", "R00M", "", nick.ErrReserved},
		{"the word for a whisper", "Whisper_", "", nick.ErrReserved},
		{"the word for an answer", "-info-", "", nick.ErrReserved},
		{"a reserved word with rn for m", "adrnin", "", nick.ErrReserved},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rules.Prepare(tt.nick)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q is %q, %v, want %q, %v", tt.nick, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestASCIIIsTheDefault(t *testing.T) {
	var rules nick.Rules
	for name, want := range map[string]error{
		"jackdaw": nil, "x_4-2": nil, "Zoé": nick.ErrForm, "Михаил": nick.ErrForm, "a": nick.ErrForm, "jack daw": nick.ErrForm, "admin": nick.ErrReserved, "N0-tice": nick.ErrReserved,
	} {
		if _, err := rules.Prepare(name); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
	if _, err := nick.ASCII().Prepare("admin"); err != nil {
		t.Errorf("a host that reserves nothing: %v", err)
	}
	if _, err := nick.ASCII("arbiter").Prepare("Arb1ter"); !errors.Is(err, nick.ErrReserved) {
		t.Errorf("a host's own reserved word: %v", err)
	}
}

func TestNicksThatAreTakenForEachOther(t *testing.T) {
	for _, tt := range []struct{ name, a, b string }{
		{"letter case", "Bobby", "bOBBY"},
		{"a zero for an o", "Bobby", "b0bby"},
		{"a capital I for a small l", "paul", "pauI"},
		{"a one for a capital I", "IVAN", "1van"},
		{"rn for m", "amie", "arnie"},
		{"rn for a capital M", "Mark", "rnark"},
		{"a word in Cyrillic that looks Latin", "coxa", "соха"},
		{"in Cyrillic capitals", "TOM", "ТОМ"},
		{"in Greek", "oo", "οο"},
		{"an underscore at the end", "bob", "bob_"},
		{"an underscore at the beginning", "bob", "_bob"},
		{"a hyphen between", "bob", "b-ob"},
		{"an underscore for a hyphen", "jack-daw", "jack_daw"},
		{"r and n apart for m", "amie", "ar-nie"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			held := nick.NewHeld()
			if err := held.Take("one", tt.a); err != nil {
				t.Fatal(err)
			}
			if err := held.Take("two", tt.b); !errors.Is(err, nick.ErrTaken) {
				t.Errorf("%s and %s are two people: %v", tt.a, tt.b, err)
			}
			if err := held.Take("one", tt.b); err != nil {
				t.Errorf("%s may not be written %s: %v", tt.a, tt.b, err)
			}
			held.Drop("one")
			if err := held.Take("two", tt.a); err != nil {
				t.Errorf("a nick that nobody has any more: %v", err)
			}
		})
	}
}

func TestANewNickFreesTheOld(t *testing.T) {
	held := nick.NewHeld()
	for _, name := range []string{"bobby", "dodo"} {
		if err := held.Take("one", name); err != nil {
			t.Fatal(err)
		}
	}
	if !held.Free("two", "bobby") || held.Free("two", "d0d0") {
		t.Error("a person holds two nicks, or none")
	}
}

// FuzzNick holds every nick that passes to what a page and a chat rely on.
func FuzzNick(f *testing.F) {
	for _, name := range []string{
		"Bobby", "b0bby", "Zoe\u0301", "Михаил", "将棋のルーク", "체스王", "शतरंज", "שחמט", "ｊａｃｋ", "a\u0316\u0317", "𝐣", "\u200b", "\xff", "ǅ", "İs",
	} {
		f.Add(name)
	}
	rules := nick.Unicode(nick.House()...)
	f.Fuzz(func(t *testing.T, typed string) {
		name, err := rules.Prepare(typed)
		if s := nick.Skeleton(typed); nick.Skeleton(s) != s {
			t.Errorf("the skeleton of %q is %q, which has another", typed, s)
		}
		if err != nil {
			if name != "" {
				t.Errorf("%q is refused, and is %q", typed, name)
			}
			return
		}
		if again, err := rules.Prepare(name); err != nil || again != name {
			t.Errorf("%q is %q, which is %q, %v", typed, name, again, err)
		}
		plain := func(r rune) bool {
			return unicode.In(r, unicode.L, unicode.M, unicode.Nd) || r == '_' || r == '-'
		}
		if !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) || len(name) > 80 || strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }) {
			t.Errorf("%q is a nick", name)
		}
	})
}

func BenchmarkPrepare(b *testing.B) {
	rules := nick.Unicode(nick.House()...)
	for _, name := range []string{"Magnificent_Jackdaw1", "Великолепный", "将棋のルーク"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := rules.Prepare(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
