package checker

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/wire"
)

// Frame is anything that a server sends, read loosely: members of later versions
// are ignored. Raw is what came.
type Frame struct {
	Re   wire.CID       `json:"re"`
	S    wire.Stream    `json:"s"`
	N    uint64         `json:"n"`
	T    string         `json:"t"`
	By   string         `json:"by"`
	At   int64          `json:"at"`
	D    jsontext.Value `json:"d"`
	OK   uint64         `json:"ok"`
	Info *Info          `json:"info"`
	No   *No            `json:"no"`
	Wait int64          `json:"wait"`
	Code wire.Code      `json:"code"`
	Raw  []byte         `json:"-"`
}

// Info is the answer to a question.
type Info struct {
	T string         `json:"t"`
	D jsontext.Value `json:"d"`
}

// No is a refusal.
type No struct {
	Code wire.Code `json:"code"`
	Text string    `json:"text"`
}

// Read reads a frame.
func Read(raw []byte) (Frame, error) {
	f := Frame{Raw: raw}
	if err := json.Unmarshal(raw, &f); err != nil {
		return Frame{}, fmt.Errorf("read a frame: %w", err)
	}
	return f, nil
}

// Event is f as an event: false if it is something else.
func (f Frame) Event() (wire.Event, bool) {
	return wire.Event{S: f.S, N: f.N, T: f.T, By: f.By, At: f.At, D: f.D}, f.N > 0
}

// Body reads what a frame holds as a T.
func Body[T any](d jsontext.Value) (T, error) {
	var v T
	err := json.Unmarshal(d, &v)
	return v, err
}
