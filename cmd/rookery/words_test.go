package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

func TestWhatABannedWordIsFoundIn(t *testing.T) {
	words, err := parseBanned(strings.NewReader("patzer\n\n  Woodpusher \r\nпешка\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text     string
		in, nick bool
	}{
		{"patzer", true, true},
		{"you PATZER!", true, true},
		{"what a p4tzer", false, false},
		{"a w00dpusher, and worse", true, true},
		{"@magpie:patzer?", true, true},
		{"раtzer", true, true}, // with Cyrillic letters
		{"pat\u200dzer", true, true},
		{"пешка e4", true, true},
		{"ПЕШКА", true, true},
		{"patzers and patzerdom", false, false},
		{"", false, false},
		{"pat_zer", false, true},
		{"p-a-t-z-e-r", false, true},
		{"the-patzer_2", true, true},
		{"patience", false, false},
		{strings.Repeat("patzer", 1000), false, false},
	} {
		if in, nick := words.in(c.text), words.inNick(c.text); in != c.in || nick != c.nick {
			t.Errorf("%.40q: found in the text %v, in it as a nick %v", c.text, in, nick)
		}
	}
	if none := banned(nil); none.in("patzer") || none.inNick("patzer") {
		t.Error("no file bans a word")
	}
}

func TestAFileThatIsNoListOfWordsIsRefusedWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"fine\ntwo words":         "line 2",
		"!!!":                     "line 1",
		"no-hyphens":              "line 1",
		strings.Repeat("a", 51):   "line 1",
		"\xff":                    "UTF-8",
		strings.Repeat("\n", 2e6): "bytes",
	} {
		if words, err := parseBanned(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, %v", text, words, err)
		}
	}
	if _, err := readBanned(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there bans nothing")
	}
}

func TestABannedWordIsNeitherSaidNorWhisperedNorANick(t *testing.T) {
	file := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(file, []byte("patzer\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	srv := start(t, t.TempDir(), "--banned-words", file)
	mia := arrive(t, srv.url, "mia")
	w, b, path := seatTwo(mia, arrive(t, srv.url, "tom"))
	kim := arrive(t, srv.url, "kim").open(path + "/socket")
	kim.board()
	for _, text := range []string{"what a Patzer", "/me is no patzer", "@tom patzer", "/mute kim 5 patzer"} {
		if f := w.ask("say", wire.Say{Text: text, To: wire.ChatStream}); f.No == nil || f.No.Code != wire.Filtered || strings.Contains(f.No.Text, "atzer") {
			t.Errorf("%q was answered with %s", text, f.raw)
		}
	}
	w.must("say", wire.Say{Text: "well played", To: wire.ChatStream})
	b.event("line")
	kim.event("line")
	if all := b.transcript() + kim.transcript(); strings.Contains(all, "atzer") {
		t.Errorf("others were told\n%s", all)
	}
	stranger := arrive(t, srv.url, "")
	for _, nick := range []string{"patzer", "the-Patzer", "p_a_t_z_e_r"} {
		if status, answer := stranger.call(http.MethodPost, "/api/me", `{"nick":"`+nick+`"}`); status != http.StatusUnprocessableEntity || !strings.Contains(string(answer), `"banned"`) {
			t.Errorf("%s is answered with %d %s", nick, status, answer)
		}
	}
	if status, answer := mia.call(http.MethodPost, "/api/me", `{"nick":"patzer"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("a new nick of mia's is answered with %d %s", status, answer)
	}
}
