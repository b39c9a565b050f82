package lobby

import (
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// Notice is one event of a person's own stream. N is given by the store, in the
// transaction that stores it. Kind and Body are a wire.EventBody's.
type Notice struct {
	Person person.ID
	N      uint64
	Kind   string
	At     int64 // ms since 1970
	Body   []byte
}

func NewNotice(to person.ID, now time.Time, b wire.EventBody) Notice {
	kind, _, body := wire.EncodeBody(b)
	return Notice{Person: to, Kind: kind, At: now.UnixMilli(), Body: body}
}

// shownIf is a person as others see them, nil if it is nobody.
func shownIf(p person.Person) *wire.Person {
	if p.ID == "" {
		return nil
	}
	return Shown(&p)
}

// shown is a person as others see them; nil stays nil.
func Shown(p *person.Person) *wire.Person {
	if p == nil {
		return nil
	}
	return &wire.Person{ID: string(p.ID), Nick: p.Nick}
}

// body is what a stored notice tells.
func (n Notice) Event() (wire.EventBody, error) {
	return wire.Event{S: wire.NoticeStream, N: n.N, T: n.Kind, D: n.Body}.Body()
}
