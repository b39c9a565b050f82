package wire

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func frame(t, d string) string {
	return `{"cid":"` + string(aCID) + `","t":"` + t + `","d":` + d + `}`
}

// unreadable are frames that nobody can be answered about.
func unreadable() map[string]string {
	good := frame("move", `{"move":"e2e4","on":1}`)
	withCID := func(cid string) string { return strings.Replace(good, string(aCID), cid, 1) }
	return map[string]string{
		"nothing":                      ``,
		"not JSON":                     `e2e4`,
		"a bare word":                  `null`,
		"an array":                     `[` + good + `]`,
		"half a frame":                 good[:len(good)-1],
		"two frames in one":            good + good,
		"trailing data":                good + `x`,
		"a comment":                    good + `// e4`,
		"a byte order mark":            "\ufeff" + good,
		"a missing cid":                `{"t":"resign","d":{}}`,
		"a null cid":                   `{"cid":null,"t":"resign","d":{}}`,
		"a number for a cid":           `{"cid":4,"t":"resign","d":{}}`,
		"an empty cid":                 withCID(""),
		"an upper-case cid":            withCID(strings.ToUpper(string(aCID))),
		"a version 7 cid":              withCID("018f2f6e-0000-7000-8000-000000000001"),
		"a cid of another variant":     withCID("6f1c4b1e-6f0a-4c0e-ca53-2d1f7a3f0b11"),
		"a cid in braces":              withCID("{" + string(aCID) + "}"),
		"a cid without hyphens":        withCID(strings.ReplaceAll(string(aCID), "-", "")),
		"a cid with hyphens astray":    withCID("6f1c4b1e6-f0a-4c0e-9a53-2d1f7a3f0b11"),
		"a cid with a letter beyond f": withCID("6f1c4b1g-6f0a-4c0e-9a53-2d1f7a3f0b11"),
		"two cids":                     `{"cid":"` + string(aCID) + `",` + good[1:],
		"a cid and a CID":              `{"CID":"` + string(aCID) + `",` + good[1:],
		"an unknown member beside it":  `{"x":1,` + good[1:],
		"two tags":                     `{"t":"resign",` + good[1:],
		"two bodies":                   `{"d":{},` + good[1:],
		"a number for a tag":           strings.Replace(good, `"move"`, `5`, 1),
		"a name twice deep inside":     frame("seek", `{"control":{"base":1,"base":2,"inc":0},"side":"white"}`),
		"invalid UTF-8":                frame("say", "{\"text\":\"\xff\",\"to\":\"chat\"}"),
		"overlong UTF-8":               frame("say", "{\"text\":\"\xc0\xaf\",\"to\":\"chat\"}"),
		"half a surrogate pair":        frame("say", `{"text":"\ud800","to":"chat"}`),
		"a control character":          frame("say", "{\"text\":\"\x00\",\"to\":\"chat\"}"),
		"nine levels":                  frame("say", strings.Repeat(`[`, 8)+strings.Repeat(`]`, 8)),
		"nine levels after closing more than were open": `]]]]` + strings.Repeat(`[`, 13),
		"more than 4 KiB": frame("say", `{"text":"`+strings.Repeat("a", MaxMessage)+`","to":"chat"}`),
	}
}

func TestAFrameWithoutAReadableCIDHasNoAnswer(t *testing.T) {
	for name, f := range unreadable() {
		if req, err := Decode([]byte(f), MaxMessage); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: got %+v, %v", name, req, err)
		}
	}
}

func TestACommandThatIsNotInTheProtocolIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		frame string
		code  Code
	}{
		"no tag":                    {`{"cid":"` + string(aCID) + `"}`, UnknownCommand},
		"a null tag":                {`{"cid":"` + string(aCID) + `","t":null}`, UnknownCommand},
		"an unknown tag":            {frame("castle", `{}`), UnknownCommand},
		"a tag of an event":         {frame("moved", `{}`), UnknownCommand},
		"a tag in another case":     {frame("Move", `{"move":"e2e4","on":1}`), UnknownCommand},
		"a null body":               {frame("resign", `null`), BadMessage},
		"a level as a text":         {frame("house", `{"control":{"base":60,"inc":0},"side":"white","level":"3"}`), BadMessage},
		"half a level":              {frame("house", `{"control":{"base":60,"inc":0},"side":"white","level":2.5}`), BadMessage},
		"a level that is null":      {frame("house", `{"control":{"base":60,"inc":0},"side":"white","level":null}`), BadMessage},
		"a body that is an array":   {frame("move", `["e2e4",1]`), BadMessage},
		"a body that is a string":   {frame("resign", `"please"`), BadMessage},
		"a body where none belongs": {frame("resign", `{"sure":true}`), BadMessage},
		"an unknown member":         {frame("move", `{"move":"e2e4","on":1,"ply":1}`), BadMessage},
		"a member in another case":  {frame("move", `{"UCI":"e2e4","on":1}`), BadMessage},
		"a missing body":            {`{"cid":"` + string(aCID) + `","t":"move"}`, BadMessage},
		"a missing member":          {frame("move", `{"move":"e2e4"}`), BadMessage},
		"a null member":             {frame("move", `{"move":"e2e4","on":null}`), BadMessage},
		"a number as a string":      {frame("move", `{"move":"e2e4","on":"1"}`), BadMessage},
		"a string as a number":      {frame("move", `{"move":4,"on":1}`), BadMessage},
		"a stage without its base":  {frame("link", `{"side":"white","control":{"base":60,"inc":0,"moves":40,"then":[{"inc":0}]}}`), BadMessage},
		"stages that are no list":   {frame("link", `{"side":"white","control":{"base":60,"inc":0,"then":{"base":1,"inc":0}}}`), BadMessage},
		"a negative event":          {frame("move", `{"move":"e2e4","on":-1}`), BadMessage},
		"half an event":             {frame("move", `{"move":"e2e4","on":1.5}`), BadMessage},
		"an event beyond 64 bits":   {frame("move", `{"move":"e2e4","on":18446744073709551616}`), BadMessage},
		"an offer of a rook":        {frame("offer", `{"what":"rook","on":1}`), BadMessage},
		"talk to another stream":    {frame("say", `{"text":"hi","to":"game"}`), BadMessage},
		"a seek without a control":  {frame("seek", `{"side":"white"}`), BadMessage},
		"a control without a base":  {frame("seek", `{"control":{"inc":3},"side":"white"}`), BadMessage},
		"a null control":            {frame("seek", `{"control":null,"side":"white"}`), BadMessage},
		"eight levels of nothing":   {frame("say", strings.Repeat(`[`, 7)+strings.Repeat(`]`, 7)), BadMessage},
	} {
		req, err := Decode([]byte(c.frame), MaxMessage)
		refusal, ok := errors.AsType[*Refusal](err)
		if !ok || refusal.Code != c.code || refusal.CID != aCID || refusal.Text == "" {
			t.Errorf("%s: got %+v, %v, want %s", name, req, err, c.code)
		}
	}
}

// TestARefusedFormNamesTheMembersToBlame: as far as they are members of the command.
func TestARefusedFormNamesTheMembersToBlame(t *testing.T) {
	for f, want := range map[string][]string{
		frame("seek", `{"side":"white"}`):                                        {"control"},
		frame("seek", `{}`):                                                      {"control", "side"},
		frame("seek", `{"control":{"inc":3},"side":null}`):                       {"control", "side"},
		frame("seek", `{"control":{"base":0.5,"inc":3},"side":"white"}`):         {"control"},
		frame("seek", `{"control":{"base":5,"inc":3},"side":"white","min":"x"}`): {"min"},
		frame("offer", `{"what":"rook","on":1}`):                                 {"what"},
		frame("offer", `{"what":"draw","on":-1}`):                                {"on"},
		frame("move", `{"move":"e2e4","on":1,"nobody has this":1}`):              nil,
		frame("resign", `"please"`):                                              nil,
	} {
		_, err := Decode([]byte(f), MaxMessage)
		no, ok := errors.AsType[*Refusal](err)
		var got []string
		for _, field := range no.Fields {
			got = append(got, field.Field)
		}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%s: %v, blamed is %q, not %q", f, err, got, want)
		}
	}
}

// TestWhatTheLobbyJudgesIsNotRefusedForItsForm: so that all of it is told at once.
func TestWhatTheLobbyJudgesIsNotRefusedForItsForm(t *testing.T) {
	for _, f := range []string{
		frame("seek", `{"control":{"base":60,"inc":0,"mode":"fischer"},"side":"purple","delay":99,"chat":"open"}`),
		frame("house", `{"control":{"base":60,"inc":0},"side":"White","level":9}`),
		frame("link", `{"control":{"base":60,"inc":0},"side":"white","for":"kings"}`),
		frame("decline_seek", `{"seek":"x","reason":"nah"}`),
		frame("rematch", `{"room":"x","side":"purple"}`),
	} {
		if _, err := Decode([]byte(f), MaxMessage); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestAFrameIsReadHoweverItIsSpelled(t *testing.T) {
	for name, f := range map[string]string{
		"spaces":                      " { \"cid\" : \"" + string(aCID) + "\",\n\"t\":\"move\",\"d\":{\"on\":1,\"move\":\"e2e4\"}}\n",
		"escapes":                     `{"\u0063id":"` + string(aCID) + `","t":"m\u006fve","d":{"move":"\u00652e4","on":1}}`,
		"brackets that are only text": frame("say", `{"text":"`+strings.Repeat(`[{\"`, 100)+`","to":"chat"}`),
		"an empty body left out":      `{"cid":"` + string(aCID) + `","t":"resign"}`,
		"exactly 4 KiB":               frame("say", `{"text":"`+strings.Repeat("a", MaxMessage-len(frame("say", `{"text":"","to":"chat"}`)))+`","to":"chat"}`),
	} {
		if _, err := Decode([]byte(f), MaxMessage); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAReusedCIDIsSeenByItsHash(t *testing.T) {
	hash := func(f string) [16]byte {
		req, err := Decode([]byte(f), MaxMessage)
		if err != nil {
			t.Fatal(err)
		}
		return req.Hash
	}
	move := frame("move", `{"move":"e2e4","on":1}`)
	if resent := frame("move", `{"move":"e2e4","on":1}`); hash(resent) != hash(move) {
		t.Error("a resend has another hash")
	}
	if hash(move) == hash(frame("move", `{"move":"e2e3","on":1}`)) {
		t.Error("another move has the same hash")
	}
	if hash(frame("resign", `{}`)) == hash(frame("abort", `{}`)) {
		t.Error("another command with the same body has the same hash")
	}
}

func TestARequestDoesNotShareTheSocketsBuffer(t *testing.T) {
	buffer := []byte(frame("say", `{"text":"hello","to":"chat"}`))
	req, err := Decode(buffer, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	clear(buffer)
	if req.Cmd != (Say{"hello", ChatStream}) || req.CID != aCID || req.Tag != "say" {
		t.Errorf("after the buffer was used again the request is %+v", req)
	}
}

// What is told live and what is read from the journal must be the same bytes.
func TestAnEventsBodyIsSentAsItIsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := Line{
			Name: rapid.String().Draw(t, "name"),
			Kind: "said",
			Text: rapid.String().Draw(t, "text"),
			Ply:  rapid.IntRange(0, 600).Draw(t, "ply"),
		}
		tag, stream, body := EncodeBody(line)
		frame := Event{S: stream, N: 1, T: tag, At: 1, D: body}.Frame()
		if !strings.HasSuffix(string(frame), `"d":`+string(body)+`}`) {
			t.Fatalf("stored %s, sent %s", body, frame)
		}
		again, err := Event{S: stream, N: 1, T: tag, D: body}.Body()
		if err != nil || !reflect.DeepEqual(again, line) {
			t.Fatalf("%+v was read as %+v, %v", line, again, err)
		}
	})
}

func TestBrokenTextDoesNotStopARoom(t *testing.T) {
	_, _, body := EncodeBody(Line{Name: "Ann", Kind: "said", Text: "caf\xe9"})
	if !utf8.Valid(body) || !strings.Contains(string(body), "caf\ufffd") {
		t.Errorf("a broken text was stored as %q", body)
	}
}

func TestAStoredEventThatCannotBeReadSaysSo(t *testing.T) {
	for name, e := range map[string]Event{
		"an unknown type":      {S: GameStream, N: 3, T: "castled", D: []byte(`{}`)},
		"a type of elsewhere":  {S: ChatStream, N: 3, T: "moved", D: []byte(`{}`)},
		"a body that is cut":   {S: GameStream, N: 3, T: "moved", D: []byte(`{"uci":"e2`)},
		"a body without bytes": {S: GameStream, N: 3, T: "moved"},
		"an unknown member":    {S: GameStream, N: 3, T: "offered", D: []byte(`{"what":"draw","x":1}`)},
	} {
		b, err := e.Body()
		if err == nil {
			t.Errorf("%s: read as %+v", name, b)
		} else if !strings.Contains(err.Error(), "/3: ") {
			t.Errorf("%s: the error does not name the event: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, sample := range frames() {
		f.Add(sample)
	}
	for _, hostile := range unreadable() {
		f.Add([]byte(hostile))
	}
	f.Add([]byte(frame("say", `{"text":"\ud83d\ude00 \\\" [","to":"chat"}`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		req, err := Decode(raw, MaxMessage)
		if err != nil {
			if _, ok := errors.AsType[*Refusal](err); !ok && !errors.Is(err, ErrUnreadable) {
				t.Fatalf("neither a refusal nor unreadable: %v", err)
			}
			return
		}
		if len(raw) > MaxMessage || !utf8.Valid(raw) || !req.CID.valid() {
			t.Fatalf("%q was let through", raw)
		}
		again, err := Decode(mustMarshal(struct {
			CID CID     `json:"cid"`
			T   string  `json:"t"`
			D   Command `json:"d"`
		}{req.CID, req.Tag, req.Cmd}), MaxMessage)
		if err != nil || !reflect.DeepEqual(again.Cmd, req.Cmd) {
			t.Fatalf("%+v written and read again is %+v, %v", req, again, err)
		}
	})
}

func BenchmarkDecodeMove(b *testing.B) {
	raw := []byte(frame("move", `{"move":"e2e4","on":1}`))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(raw, MaxMessage); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeMoved(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		tag, stream, body := EncodeBody(Moved{"e2e4", "e4", 1, fen1, both, 1_750, 40, 0, nil})
		_ = Event{stream, 2, tag, ann.ID, 1_700_000_000_000, body}.Frame()
	}
}

// TestAMemberThatDoesNotBelongIsNamed, if it could be a member's name at all: other words of whoever sent
// them are not repeated.
func TestAMemberThatDoesNotBelongIsNamed(t *testing.T) {
	for body, want := range map[string][]Field{
		`{"pool":"5+3","zzz":1}`:                             {{"zzz", "There is no such field here."}},
		`{"pool":"5+3","<b>":1}`:                             nil,
		`{"pool":"5+3","` + strings.Repeat("a", 33) + `":1}`: nil,
	} {
		_, err := Decode([]byte(`{"cid":"`+string(aCID)+`","t":"search","d":`+body+`}`), MaxMessage)
		if no, ok := errors.AsType[*Refusal](err); !ok || no.Code != BadMessage || !slices.Equal(no.Fields, want) {
			t.Errorf("%s is refused with %+v", body, err)
		}
	}
}
