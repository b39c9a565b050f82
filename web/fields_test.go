package web

import (
	"errors"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

// asked has a field of every kind.
type asked struct {
	Nick  string `json:"nick"`
	Token bool   `json:"token,omitzero"`
	After uint64 `query:"after,omitzero"`
	Limit int    `query:"limit,omitzero" min:"1" max:"9"`
	Seek  string `query:"seek,omitzero" id:""`
}

func TestEveryFaultOfARequestIsToldUnderItsField(t *testing.T) {
	for _, c := range []struct {
		name, query, body string
		faults            []wire.Field
	}{
		{"all that may be", "?after=7&limit=9", `{"nick":"mia","token":true}`, nil},
		{"no more than must be", "", `{"nick":""}`, nil},
		{"nothing", "", `{}`, []wire.Field{{Field: "nick", Text: "This is missing."}}},
		{"a null", "", `{"nick":null}`, []wire.Field{{Field: "nick", Text: "This is missing."}}},
		{"a number for a text", "", `{"nick":7}`, []wire.Field{{Field: "nick", Text: "This must be a text."}}},
		{"a member in another case", "", `{"Nick":"mia","nick":"tom"}`, []wire.Field{{Field: "Nick", Text: "There is no such field here."}}},
		{"a number that is none", "?after=-1", `{"nick":"mia"}`, []wire.Field{{Field: "after", Text: "This must be a whole number, not below 0."}}},
		{"too much", "?limit=10", `{"nick":"mia"}`, []wire.Field{{Field: "limit", Text: "This must be from 1 to 9."}}},
		{"too little", "?limit=0", `{"nick":"mia"}`, []wire.Field{{Field: "limit", Text: "This must be from 1 to 9."}}},
		{"an id", "?seek=018f2f6e-0000-7000-8000-0000000000aa", `{"nick":"mia"}`, nil},
		{"no id", "?seek=x", `{"nick":"mia"}`, []wire.Field{{Field: "seek", Text: "This must be an id."}}},
		{"an id that ends a text", "?seek=%00", `{"nick":"mia"}`, []wire.Field{{Field: "seek", Text: "This must be an id."}}},
		{"a fraction", "?limit=1.5", `{"nick":"mia"}`, []wire.Field{{Field: "limit", Text: "This must be a whole number."}}},
		{"a thing twice", "?limit=1&limit=2", `{"nick":"mia"}`, []wire.Field{{Field: "limit", Text: "This is there twice."}}},
		{"everything at once", "?before=1&limit=x", `{"token":"yes","colour":1}`, []wire.Field{
			{Field: "before", Text: "There is no such field here."},
			{Field: "colour", Text: "There is no such field here."},
			{Field: "limit", Text: "This must be a whole number."},
			{Field: "nick", Text: "This is missing."},
			{Field: "token", Text: "This must be true or false."},
		}},
		{"a name without end", "", `{"nick":"mia","` + strings.Repeat("é", 400) + `":1}`, []wire.Field{{Field: strings.Repeat("é", 20) + "…", Text: "There is no such field here."}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read[asked](httptest.NewRequest("POST", "/"+c.query, strings.NewReader(c.body)))
			bad, _ := errors.AsType[*invalid](err)
			if c.faults == nil && err != nil || c.faults != nil && (bad == nil || !reflect.DeepEqual(bad.faults, c.faults)) {
				t.Errorf("got %v %+v", err, bad)
			}
		})
	}
}

func TestWhatIsNoObjectHasNoFields(t *testing.T) {
	for _, body := range []string{"", "null", "[]", `"nick"`, `{"nick":"a"}{}`, `{"nick":"a","nick":"b"}`, "{\"nick\":\"\xff\"}", strings.Repeat("[", 9000)} {
		if _, err := read[asked](httptest.NewRequest("POST", "/", strings.NewReader(body))); !errors.Is(err, errBody) {
			t.Errorf("%.30q: %v", body, err)
		}
	}
}

func TestNoFloodOfFaultsIsAnswered(t *testing.T) {
	query := "?"
	for i := range 500 {
		query += strings.Repeat("x", i%7+1) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "=1&"
	}
	_, err := read[asked](httptest.NewRequest("POST", "/"+query, strings.NewReader("{}")))
	if bad, ok := errors.AsType[*invalid](err); !ok || len(bad.faults) != maxFaults {
		t.Errorf("%v", err)
	}
}

func TestARequestIsReadAsItWasMeant(t *testing.T) {
	got, err := read[asked](httptest.NewRequest("POST", "/?after=18446744073709551615&limit=3", strings.NewReader(`{"nick":"mia","token":true}`)))
	if want := (asked{"mia", true, 18446744073709551615, 3, ""}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}
