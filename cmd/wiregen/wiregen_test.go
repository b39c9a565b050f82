package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"rookery/lobby/rematch"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web"
)

func read(t *testing.T) source {
	t.Helper()
	s, err := readSource(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheGeneratedFilesAreFresh(t *testing.T) {
	if err := run([]string{"-check"}, io.Discard); err != nil {
		t.Error(err)
	}
}

func TestAStaleFileIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "wire.gen.ts")
	if err := compare(path, []byte("x")); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a missing file: %v", err)
	}
	if err := write(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := compare(path, []byte("x")); err != nil {
		t.Errorf("a fresh file: %v", err)
	}
	if err := compare(path, []byte("y")); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a stale file: %v", err)
	}
}

func TestTheSameSourceGivesTheSameFiles(t *testing.T) {
	for _, o := range outputs {
		first, err := o.render(read(t))
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if again, _ := o.render(read(t)); !bytes.Equal(first, again) {
				t.Fatalf("%s differs from run to run", o.path)
			}
		}
	}
}

// What a client's author needs must be said: no message without a comment, no
// code without its meaning.
func TestEveryMessageAndCodeIsExplained(t *testing.T) {
	s := read(t)
	for _, typ := range s.structs() {
		if s.types[typ.Name()] == "" {
			t.Errorf("%s has no comment", typ.Name())
		}
	}
	for _, enum := range []string{"Code", "WaitCode", "Stream"} {
		if len(s.consts[enum]) < 4 {
			t.Errorf("only %d constants of %s were found", len(s.consts[enum]), enum)
		}
		for _, c := range s.consts[enum] {
			if c.doc == "" {
				t.Errorf("%s %s is not explained", enum, c.value)
			}
		}
	}
}

func TestACommentSpeaksOfMembersAsTheWireCallsThem(t *testing.T) {
	s := read(t)
	for text, want := range map[string]string{
		"Move plays a move in the position that event On made.": "Move plays a move in the position that event `on` made.",
		"in UCI, on the board": "in UCI, on the board",
		"On's event":           "`on`'s event",
	} {
		if got := s.wireNames(reflect.TypeFor[wire.Move](), text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTheDocumentSpeaksToClientsOnly(t *testing.T) {
	s := read(t)
	for _, heading := range []string{"## Connecting", "## Commands and answers", "## Hello and resume"} {
		if !strings.Contains(s.prose, heading) {
			t.Errorf("the prose lacks %q", heading)
		}
	}
	if strings.Contains(s.prose, "Decision:") {
		t.Error("the prose has the decisions of the server's maintainers")
	}
}

func TestTheTypesCoverEveryMessage(t *testing.T) {
	text, err := typeScript(read(t))
	if err != nil {
		t.Fatal(err)
	}
	all := wire.Messages()
	for _, e := range slices.Concat(all.Commands, all.News, all.Infos) {
		if want := "t: '" + e.Tag + "'; d: " + e.Type.Name() + " }"; !strings.Contains(string(text), want) {
			t.Errorf("no union has %s", want)
		}
	}
	for _, e := range all.Events {
		if want := "Numbered<'" + string(e.Stream) + "', '" + e.Tag + "', " + e.Type.Name() + ">"; !strings.Contains(string(text), want) {
			t.Errorf("no union has %s", want)
		}
	}
	declared := make(map[string]bool)
	for _, m := range regexp.MustCompile(`(?m)^export (?:type|interface|const|function) (\w+)`).FindAllSubmatch(text, -1) {
		if declared[string(m[1])] {
			t.Errorf("%s is declared twice", m[1])
		}
		declared[string(m[1])] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^  \w+\??: ([A-Z]\w*)`).FindAllSubmatch(text, -1) {
		if !declared[string(m[1])] && string(m[1]) != "Partial" && len(m[1]) > 1 {
			t.Errorf("%s is used but not declared", m[1])
		}
	}
}

// TestTheGoldenFramesFitTheDocument holds the frames that the server really
// sends against the published schemas: two ways from the registry to a client
// that must agree.
func TestTheGoldenFramesFitTheDocument(t *testing.T) {
	text, err := asyncAPI(read(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}

	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "wire", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden frames: %v", err)
	}
	for _, f := range files {
		kind, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".json"), ".")
		message := kind + name
		if kind == "info" {
			message = "answerInfo"
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var frame any
		if err := json.Unmarshal(raw, &frame); err != nil {
			t.Fatal(err)
		}
		v := validator{doc}
		for _, complaint := range v.check(resolve(doc, "#/components/messages/"+message+"/payload"), frame, "") {
			t.Errorf("%s: %s", filepath.Base(f), complaint)
		}
	}
}

// A client's author learns from examples: every message has one, and every route
// that takes or gives something of ours.
func TestEveryMessageHasAnExample(t *testing.T) {
	s := read(t)
	for _, m := range s.messages() {
		if m.key == "eventplayersLine" {
			continue // it is that of the chat, in another stream
		}
		if i := slices.IndexFunc(m.body, func(p pair) bool { return p.name == "examples" }); i < 0 {
			t.Errorf("%s has no example", m.key)
		}
	}
	for _, r := range web.Routes() {
		for _, a := range r.Gives {
			if a.Type != nil && s.examples[a.Type.Name()] == nil {
				t.Errorf("%s of %s has no example", a.Type.Name(), r.Name)
			}
		}
		if len(web.FieldsOf(r.Takes)) > 0 && web.FieldsOf(r.Takes)[0].In == "body" && s.examples[r.Takes.Name()] == nil {
			t.Errorf("%s of %s has no example", r.Takes.Name(), r.Name)
		}
	}
}

// TestThePageHasAllThatTheDocumentsHave also sees to it that its links lead somewhere,
// and that it needs nothing that the content policy forbids.
func TestThePageHasAllThatTheDocumentsHave(t *testing.T) {
	s := read(t)
	text, err := page(s)
	if err != nil {
		t.Fatal(err)
	}
	html := string(text)
	ids := make(map[string]bool)
	for _, m := range regexp.MustCompile(`id="([^"]+)"`).FindAllStringSubmatch(html, -1) {
		if ids[m[1]] {
			t.Errorf("%s is there twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(html, -1) {
		if !ids[m[1]] {
			t.Errorf("the link to %s leads nowhere", m[1])
		}
	}
	for _, m := range s.messages() {
		if !ids[m.key] && !m.answer {
			t.Errorf("the page lacks %s", m.key)
		}
	}
	for _, r := range web.Routes() {
		if !ids["http-"+r.Name] {
			t.Errorf("the page lacks %s", r.Name)
		}
	}
	for _, c := range wire.CloseCodes() {
		if !strings.Contains(html, "<code>"+fmt.Sprint(int(c))+"</code>") {
			t.Errorf("the page lacks the close code %d", c)
		}
	}
	if m := regexp.MustCompile(`<script|style=| on\w+=|(?:src|href)="https?:`).FindString(html); m != "" {
		t.Errorf("the page has %q", m)
	}
}

func TestAClientKnowsTheServersNumbersByName(t *testing.T) {
	text, err := typeScript(read(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"MAX_MESSAGE": wire.MaxMessage, "MOST_DELAY": room.MaxDelay, "REMATCH_LIVE": rematch.Live.Milliseconds(),
		"CLOSE_NO_ROOM": wire.CloseNoRoom, "CLOSE_BAD_UTF8": wire.CloseBadUTF8,
	} {
		if want := fmt.Sprintf("\nexport const %s = %d;\n", name, value); !strings.Contains(string(text), want) {
			t.Errorf("the types lack %q", want)
		}
	}
	for _, c := range wire.CloseCodes() {
		if want := fmt.Sprintf(" = %d;\n", c); !strings.Contains(string(text), want) {
			t.Errorf("the close code %d has no name", c)
		}
	}
}

func TestEveryReferenceOfTheDocumentLeadsSomewhere(t *testing.T) {
	text, err := asyncAPI(read(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"\$ref": "([^"]+)"`).FindAllSubmatch(text, -1)
	if len(refs) < 100 {
		t.Fatalf("only %d references", len(refs))
	}
	for _, m := range refs {
		if resolve(doc, string(m[1])) == nil {
			t.Errorf("%s leads nowhere", m[1])
		}
	}
}
