package wire

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var update = flag.Bool("update", false, "write the golden files of testdata/wire anew")

// goldens is the folder that the browser client's tests read too.
var goldens = filepath.Join("..", "..", "testdata", "wire")

const (
	aCID = CID("6f1c4b1e-6f0a-4c0e-9a53-2d1f7a3f0b11")
	fen1 = "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"
)

var (
	ann  = Person{"018f2f6e-0000-7000-8000-000000000001", "Ann"}
	bob  = Person{"018f2f6e-0000-7000-8000-000000000002", "Bob"}
	five = Control{Base: 300, Inc: 3}
	long = Control{Base: 5400, Inc: 30, Mode: "bronstein", Moves: 40, Then: []Stage{{Base: 1800, Inc: 30, Moves: 20}, {Base: 900, Inc: 10}}}
	ruy  = Opening{"C60", "Ruy Lopez"}
	room = "018f2f6e-0000-7000-8000-0000000000aa"
	both = Clock{White: 301_250, Black: 300_000}
	soon = int64(8_000)
	end  = Ended{Result: "1-0", Reason: "checkmate", Clock: both}
	live = LiveGame{
		Room: room, White: &ann, Black: &bob, Control: five, FEN: fen1, Last: "e2e4", Ply: 1,
		Clock: both, Running: Black, Ran: 2_000, Watching: 3, WhiteRating: 1712, BlackRating: 1690,
	}
)

// One message of every type, with every member that it can have.
var (
	sampleCommands = []Command{
		Move{"Nf3", 1},
		Offer{"draw", 41},
		Accept{42},
		Decline{42},
		Claim{"draw", 41, "g1f3"},
		Resign{},
		Abort{},
		GiveTime{},
		Sit{},
		Say{"@Bob <b>well</b> played ♞ \u2028", ChatStream},
		History{ChatStream, 201},
		Complete{"@Bo"},
		Away{true},
		Ping{},
		Search{"5+3"},
		Stop{},
		Seek{long, Random, true, 1400, 1800, true, bob.ID, "4k3/8/8/8/8/8/4P3/4K3 b - - 0 1", "separate", 30},
		Withdraw{"s1"},
		Take{"s1"},
		Choose{"s1", bob.ID},
		DeclineSeek{"s1", bob.ID, "too_fast"},
		MakeLink{long, White, "4k3/8/8/8/8/8/4P3/4K3 b - - 0 1", "separate", 60, true, "accounts"},
		PlayHouse{five, Black, 3},
		Rematch{room, 7, &five, Black},
		DeclineRematch{room, 7},
		Follow{bob.ID, true},
		Hide{true},
		Block{bob.ID, true},
		Report{room, WhisperStream, 3, "this is no way to talk"},
	}
	sampleEvents = []EventBody{
		Start{&ann, &bob, long, "8/8/8/8/8/4k3/4p3/4K3 w - - 0 1", "separate", "house", both, 3, true, 30, "guests"},
		Sat{Black, bob},
		Moved{"e2e4", "e4", 1, fen1, both, 1_750, 40, 480, &ruy},
		Offered{"takeback"},
		Declined{42, "draw"},
		TakenBack{0, fen1, both},
		TimeGiven{Black, 15_000, both, 1_000},
		TimeCredited{White, 2_950, both, 1_000},
		ClockStopped{"restart", both, 1_000},
		ClockStarted{both},
		Ended{"1/2-1/2", "threefold", both, "g1f3"},
		Line{"Ann", "said", "♞ https://example.org/a?b=<c> & \"none\"", []Span{{2, 25}}, 1},
		Muted{bob, 1_700_000_600_000, "one line is enough", 17},
		Unmuted{bob, 18},
		Whispered{ann, bob, "psst https://example.org", []Span{{5, 24}}, true, 1},
		Seated{room, White, &bob, five, "rematch", room},
		SeekOpened{"s1", five, Random, true, 1400, 1800, true, &bob, fen1, "separate", 30},
		SeekClosed{"s1", "declined", "later", &bob},
		Challenged{"s1", bob, five, Black, true, fen1, "separate", 30},
		SeekAnswered{"s1", bob, 1612, true},
		Asked{"s1"},
		RematchOffered{room, ann, &five, White},
		RematchClosed{room, "declined"},
		Blocked{bob, true},
		Reported{room, ChatStream, 7},
		Hidden{true},
	}
	sampleNews = []News{
		Hello{"e1", &ann, RoleWhite, room, []Stream{GameStream, ChatStream, WhisperStream, NoticeStream}, "1.0.0", "5f0c9d2e81b7a346", true, []Person{bob}, true, []Rating{{"Blitz", 1702}}, 8, true, 16384, 1_791_000_000_000},
		GameSnapshot{
			3, 2,
			Start{White: &ann, Control: five, How: "link", Clock: both},
			[]PastMove{{"e2e4", "e4", both, &ruy}},
			fen1, both, "restart", &OpenOffer{3, ann.ID, "draw"}, &end,
		},
		StreamSnapshot{102, 301, []Challenged{{Seek: "s1", From: bob, Control: five, Side: Random}}, []OwnGame{{room, White, bob, five}}},
		Heads{map[Stream]uint64{GameStream: 41, ChatStream: 301}},
		Ticking{both, White, 3_000, 14_000, 1_791_000_000_000},
		Audience{
			&Seat{ann, true, true, nil}, &Seat{bob, false, false, &soon},
			[]Spectator{{"018f2f6e-0000-7000-8000-000000000003", "Cid", true}},
			45,
			[]string{"Cid"},
			[]string{"Dot"},
			41, 30,
		},
		Lobby{
			[]OpenSeek{{"s1", ann, five, Random, 1612, true, 1400, 1800, true, "separate", 30}},
			[]LiveGame{live},
			[]LiveGame{},
			[]Pool{{"5+3", 2}},
			[]Here{{ann.ID, "Ann", "playing"}},
			12, 4, room, &live,
		},
		Followed{bob.ID, room},
		Searching{"5+3", 12_000},
		Playing{[]OwnGame{{room, White, bob, five}}},
		Goaway{1_500},
	}
	sampleInfos = []Info{
		Help{[]HelpLine{{"/help", "lists what can be typed"}}},
		Clients{[]Client{{"Ann", RoleWhite, true, true}}, 12, 2},
		Clear{},
		Completions{[]Completion{{"/help ", "/help", "lists what can be typed"}, {"@Bob ", "Bob", ""}}},
		Looks{true},
		Page{ChatStream, []Event{{ChatStream, 7, "line", ann.ID, 1_700_000_000_000, jsontext.Value(`{"name":"Ann","kind":"said","text":"hi","ply":0}`)}}, true},
		Pong{},
		Searching{"5+3", 12_000},
		Following{bob.ID, room},
	}
)

// frames gives every frame of the protocol by the name of its golden file.
func frames() map[string][]byte {
	all := make(map[string][]byte)
	for _, c := range sampleCommands {
		all["command."+name(c)] = mustMarshal(struct {
			CID CID     `json:"cid"`
			T   string  `json:"t"`
			D   Command `json:"d"`
		}{aCID, tagOf(c), c})
	}
	for i, b := range sampleEvents {
		tag, stream, body := EncodeBody(b)
		all["event."+name(b)] = Event{stream, uint64(i + 1), tag, ann.ID, 1_700_000_000_000, body}.Frame()
	}
	for _, n := range sampleNews {
		all["news."+name(n)] = EncodeNews(snapshotStream(n), n)
	}
	for _, i := range sampleInfos {
		all["info."+name(i)] = EncodeInfo(aCID, i)
	}
	all["answer.Ok"] = EncodeOK(aCID, GameStream, 42)
	all["answer.No"] = EncodeNo(aCID, Invalid, "A delay is 0 to 60 seconds.", Field{"delay", "A delay is 0 to 60 seconds."})
	all["answer.Wait"] = EncodeWait(aCID, 250, Busy)
	return all
}

func name(message any) string { return reflect.TypeOf(message).Name() }

func snapshotStream(n News) Stream {
	switch n.(type) {
	case GameSnapshot:
		return GameStream
	case StreamSnapshot:
		return ChatStream
	}
	return ""
}

func TestEveryFrameLooksLikeItsGoldenFile(t *testing.T) {
	all := frames()
	for name, frame := range all {
		path := filepath.Join(goldens, name+".json")
		pretty := jsontext.Value(bytes.Clone(frame))
		if err := pretty.Indent(jsontext.WithIndent("  ")); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pretty = append(pretty, '\n')
		if *update {
			if err := os.WriteFile(path, pretty, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%v (go test ./lobby/wire -update writes it)", err)
		} else if !bytes.Equal(pretty, want) {
			t.Errorf("%s changed; a client of this version cannot read it any more?\n got %s\nwant %s", name, pretty, want)
		}
	}
	files, err := filepath.Glob(filepath.Join(goldens, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := all[strings.TrimSuffix(filepath.Base(f), ".json")]; !ok {
			t.Errorf("%s belongs to no message", f)
		}
	}
}

// TestTheSamplesAreWhole keeps the goldens honest: a new message or a new
// member must be shown in them.
func TestTheSamplesAreWhole(t *testing.T) {
	all := Messages()
	check := func(kind string, entries []Entry, samples []any) {
		t.Helper()
		for _, e := range entries {
			if !slices.ContainsFunc(samples, func(s any) bool { return reflect.TypeOf(s) == e.Type }) {
				t.Errorf("%s %s has no sample", kind, e.Type.Name())
			}
		}
		for _, s := range samples {
			v := reflect.ValueOf(s)
			for f := range v.Type().Fields() {
				optional := strings.HasSuffix(f.Tag.Get("json"), ",omitzero")
				if optional && v.FieldByIndex(f.Index).IsZero() {
					t.Errorf("the sample of %s leaves %s out", name(s), f.Name)
				}
			}
		}
	}
	check("command", all.Commands, anys(sampleCommands))
	check("event", all.Events, anys(sampleEvents))
	check("news", all.News, anys(sampleNews))
	check("info", all.Infos, anys(sampleInfos))
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, e := range list {
		all[i] = e
	}
	return all
}

func TestEveryCommandIsReadAsItWasWritten(t *testing.T) {
	all := frames()
	for _, want := range sampleCommands {
		req, err := Decode(all["command."+name(want)], MaxMessage)
		if err != nil {
			t.Errorf("%s: %v", name(want), err)
		} else if !reflect.DeepEqual(req.Cmd, want) || req.CID != aCID || req.Tag != tagOf(want) {
			t.Errorf("%s was read as %+v", name(want), req)
		}
	}
}

func TestEveryEventIsReadAsItWasWritten(t *testing.T) {
	all := frames()
	for _, want := range sampleEvents {
		var e Event
		if err := unmarshal(all["event."+name(want)], &e); err != nil {
			t.Fatalf("%s: %v", name(want), err)
		}
		got, err := e.Body()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s was read as %+v, %v", name(want), got, err)
		}
	}
}

func TestEveryOtherFrameIsReadAsItWasWritten(t *testing.T) {
	all := frames()
	for _, want := range append(anys(sampleNews), anys(sampleInfos)...) {
		var frame struct {
			S    Stream
			Re   CID
			T    string
			D    jsontext.Value
			Info struct {
				T string
				D jsontext.Value
			}
		}
		kind, body := "news.", &frame.D
		if _, ok := want.(Info); ok {
			kind, body = "info.", &frame.Info.D
		}
		if err := json.Unmarshal(all[kind+name(want)], &frame, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatalf("%s: %v", name(want), err)
		}
		got := reflect.New(reflect.TypeOf(want))
		if err := unmarshal(*body, got.Interface()); err != nil || !reflect.DeepEqual(got.Elem().Interface(), want) {
			t.Errorf("%s was read as %+v, %v", name(want), got.Elem(), err)
		}
	}
}

// The browser client and the room both rely on a list being a list when it is empty.
func TestAnEmptyListIsWrittenAsAList(t *testing.T) {
	frame := string(EncodeNews("", Lobby{}))
	want := `{"t":"lobby","d":{"seeks":[],"games":[],"finished":[],"pools":[],"people":[],"here":0,"playing":0}}`
	if frame != want {
		t.Errorf("an empty lobby is %s, want %s", frame, want)
	}
}

func TestATagMeansOneThing(t *testing.T) {
	all := Messages()
	// A client tells events and news apart by "n", but a person reading a log does not.
	seen := make(map[string]reflect.Type)
	for _, e := range slices.Concat(all.Events, all.News) {
		if other, ok := seen[e.Tag]; ok && e.Tag != "snapshot" && other != e.Type {
			t.Errorf("tag %q is both %v and %v", e.Tag, other, e.Type)
		}
		seen[e.Tag] = e.Type
	}
	for _, list := range [][]Entry{all.Commands, all.Infos} {
		seen := make(map[string]bool)
		for _, e := range list {
			if seen[e.Tag] {
				t.Errorf("tag %q is there twice", e.Tag)
			}
			seen[e.Tag] = true
		}
	}
}

// sources parses the package's own files, to hold its declarations against its tables.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), n, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func TestEveryMessageIsInTheRegistryUnderItsKind(t *testing.T) {
	all := Messages()
	want := map[string][]Entry{"command": all.Commands, "event": all.Events, "news": all.News, "info": all.Infos}
	got := make(map[string][]string) // types by the name of their marker method
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || want[fn.Name.Name] == nil {
				continue
			}
			got[fn.Name.Name] = append(got[fn.Name.Name], fn.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	for kind, entries := range want {
		var names []string
		for _, e := range entries {
			names = append(names, e.Type.Name())
		}
		slices.Sort(names)
		names = slices.Compact(names) // a line is in two streams
		slices.Sort(got[kind])
		if !slices.Equal(names, got[kind]) {
			t.Errorf("%s: the registry has %v, the marker methods %v", kind, names, got[kind])
		}
	}
}

func TestNobodyCanChangeTheTables(t *testing.T) {
	first := Messages()
	for _, list := range [][]Entry{first.Commands, first.Events, first.News, first.Infos} {
		clear(list)
	}
	clear(CloseCodes())
	again := Messages()
	for _, list := range [][]Entry{again.Commands, again.Events, again.News, again.Infos} {
		for _, e := range list {
			if e.Tag == "" || e.Type == nil {
				t.Fatal("a caller of Messages can change the registry")
			}
		}
	}
	if slices.Contains(CloseCodes(), 0) {
		t.Error("a caller of CloseCodes can change the table")
	}
	if _, err := Decode(frames()["command.Move"], MaxMessage); err != nil {
		t.Errorf("after a caller wrote to its copy: %v", err)
	}
}

func TestAMessageOutsideTheRegistryIsNeverEncoded(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a pointer to an event was encoded without a tag")
		}
	}()
	EncodeBody(&Moved{})
}
