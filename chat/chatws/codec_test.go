package chatws

import (
	"encoding/json"
	"testing"
)

// FuzzCommand: whatever comes is a command, a refusal with a cid to answer to,
// or unreadable; and what is read has been JSON to others too.
func FuzzCommand(f *testing.F) {
	for _, frame := range []string{
		`{"cid":"a","t":"say","d":{"text":"hello"}}`, `{"cid":"a","t":"away","d":{"away":true}}`, `{"cid":"a","t":"ping"}`,
		`{"cid":"a","t":"history","d":{"s":"chat","before":51}}`, `{"cid":"a","t":"complete","d":{"text":"@w"}}`,
		`{"cid":"a","t":"sing"}`, `{"cid":"","t":"ping"}`, `{"cid":"a","cid":"b","t":"ping"}`, `[[[[[[[[[[`, `{"cid":"a","t":"say","d":null}`,
	} {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		cid, cmd, no, err := decode(frame)
		switch {
		case err != nil && (cid != "" || cmd != nil):
			t.Errorf("unreadable, but %q %v", cid, cmd)
		case err == nil && (!validID(cid, maxCID) || (cmd == nil) == (no.Code == "")):
			t.Errorf("%q is %v and %v", cid, cmd, no)
		case err == nil && !json.Valid(frame):
			t.Error("it is no JSON")
		}
	})
}

func FuzzPosition(f *testing.F) {
	f.Add("epoch=e1&chat=1&whispers=2")
	f.Add("chat=1&chat=2")
	f.Add("token=%00")
	f.Fuzz(func(t *testing.T, query string) {
		v, err := position(query)
		if err == nil && (v.Epoch != "" && !validID(v.Epoch, maxEpoch) || len(query) > maxQuery) {
			t.Errorf("%q was read as %+v", query, v)
		}
	})
}
