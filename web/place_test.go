package web

import (
	"net/http/httptest"
	"testing"

	"rookery/lobby/room"
)

func TestWhatIsNoRoomsIdGoesNoFurther(t *testing.T) {
	const id = "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"
	for text, want := range map[string]room.ID{
		"":             "",
		id:             id,
		"a secret":     "nowhere",
		id + "\n":      "nowhere",
		"{" + id + "}": "nowhere",
	} {
		r := httptest.NewRequest("GET", "/rooms/x/socket", nil)
		r.SetPathValue("id", text)
		if got := place(r); got != want {
			t.Errorf("%q is taken to %q", text, got)
		}
	}
}
