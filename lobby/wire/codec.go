package wire

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// CID is the client's own id of one command: a UUID version 4 in its canonical
// lower-case text. It is chosen once per user action and repeated on every resend.
type CID string

// Request is one readable command. Hash is over its tag and body as they came,
// so that a cid reused with another body is seen.
type Request struct {
	CID  CID
	Tag  string
	Cmd  Command
	Hash [16]byte
}

// Refusal is a "no" that was found before anybody judged the command. Fields are the
// members that are to blame, as far as they are known.
type Refusal struct {
	CID    CID
	Code   Code
	Text   string
	Fields []Field
}

func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Text }

// ErrUnreadable means that a frame has no readable cid: nobody can be answered,
// and the connection is closed with ClosePolicy.
var ErrUnreadable = errors.New("frame without a readable cid")

const maxDepth = 8 // nesting of arrays and objects (CONTRACT section 1, strictness)

// Decode reads one frame from a client, of at most limit bytes. The error is
// ErrUnreadable, or a *Refusal that names the command it refuses.
func Decode(frame []byte, limit int) (Request, error) {
	if len(frame) > limit || tooDeep(frame) {
		return Request{}, ErrUnreadable
	}
	var env struct {
		CID CID            `json:"cid"`
		T   string         `json:"t"`
		D   jsontext.Value `json:"d"`
	}
	if err := unmarshal(frame, &env); err != nil || !env.CID.valid() {
		return Request{}, ErrUnreadable
	}
	c, ok := commandByTag[env.T]
	if !ok {
		return Request{}, &Refusal{env.CID, UnknownCommand, "This server does not know that command.", nil}
	}
	if len(env.D) == 0 {
		env.D = jsontext.Value("{}")
	}
	cmd, wrong, err := c.decode(env.D)
	if err != nil || len(wrong) > 0 || env.D.Kind() != '{' {
		return Request{}, &Refusal{env.CID, BadMessage, "The command " + env.T + " was not in the form that the protocol asks for.", wrong}
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", env.T)
	h.Write(env.D)
	return Request{CID: env.CID, Tag: env.T, Cmd: cmd, Hash: [16]byte(h.Sum(nil)[:16])}, nil
}

// unmarshal is strict: unknown, duplicate and case-variant names, trailing data
// and invalid UTF-8 are errors (encoding/json v1 accepts all but the first).
func unmarshal(raw []byte, into any) error {
	return json.Unmarshal(raw, into, json.RejectUnknownMembers(true))
}

// tooDeep bounds nesting before anything is allocated for it. Brackets inside
// strings are counted out.
func tooDeep(frame []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(frame); i++ {
		switch c := frame[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

func (c CID) valid() bool {
	if len(c) != 36 {
		return false
	}
	for i := range len(c) {
		b := c[i]
		switch i {
		case 8, 13, 18, 23:
			if b != '-' {
				return false
			}
		case 14:
			if b != '4' {
				return false
			}
		case 19:
			if !bytes.ContainsRune([]byte("89ab"), rune(b)) {
				return false
			}
		default:
			if (b < '0' || b > '9') && (b < 'a' || b > 'f') {
				return false
			}
		}
	}
	return true
}

// Event is one durable event as clients see it. At is wall time in ms since 1970.
type Event struct {
	S  Stream         `json:"s"`
	N  uint64         `json:"n"`
	T  string         `json:"t"`
	By string         `json:"by,omitzero"`
	At int64          `json:"at"`
	D  jsontext.Value `json:"d"`
}

// Frame is the event as it is sent.
func (e Event) Frame() []byte { return mustMarshal(e) }

// Body reads the typed body of a stored or received event.
func (e Event) Body() (EventBody, error) {
	t, ok := eventByTag[tagged{e.S, e.T}]
	if !ok {
		return nil, fmt.Errorf("read event %s/%d: unknown type %q", e.S, e.N, e.T)
	}
	b, err := t.decode(e.D)
	if err != nil {
		return nil, fmt.Errorf("read event %s/%d: %w", e.S, e.N, err)
	}
	return b, nil
}

// EncodeBody gives the tag, the stream and the stored bytes of an event's body.
// For one that several streams hold, it is the first of them.
func EncodeBody(b EventBody) (tag string, stream Stream, body []byte) {
	i := slices.IndexFunc(events, func(e event) bool { return e.Type == reflect.TypeOf(b) })
	if i < 0 {
		return tagOf(b), "", nil // which panics
	}
	return events[i].Tag, events[i].Stream, mustMarshal(b)
}

// EncodeNews is the frame of a greeting, a snapshot or an ephemeron. A
// StreamSnapshot or GameSnapshot names its stream; for others s is empty.
func EncodeNews(s Stream, n News) []byte {
	return mustMarshal(struct {
		S Stream `json:"s,omitzero"`
		T string `json:"t"`
		D News   `json:"d"`
	}{s, tagOf(n), n})
}

// EncodeOK answers a command that is durable as event n of stream s.
func EncodeOK(re CID, s Stream, n uint64) []byte {
	return mustMarshal(struct {
		Re CID    `json:"re"`
		S  Stream `json:"s"`
		OK uint64 `json:"ok"`
	}{re, s, n})
}

// EncodeInfo answers a question.
func EncodeInfo(re CID, i Info) []byte {
	type info struct {
		T string `json:"t"`
		D Info   `json:"d"`
	}
	return mustMarshal(struct {
		Re   CID  `json:"re"`
		Info info `json:"info"`
	}{re, info{tagOf(i), i}})
}

// Field is what is wrong with one member of a command, in a sentence for the person.
type Field struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// EncodeNo answers a command that certainly had no effect. fields, if there are
// any, say what is wrong with each member of the command.
func EncodeNo(re CID, code Code, text string, fields ...Field) []byte {
	type no struct {
		Code   Code    `json:"code"`
		Text   string  `json:"text"`
		Fields []Field `json:"fields,omitzero"`
	}
	return mustMarshal(struct {
		Re CID `json:"re"`
		No no  `json:"no"`
	}{re, no{code, text, fields}})
}

// EncodeWait answers a command that was not judged: the same one again after ms.
func EncodeWait(re CID, ms int64, code Code) []byte {
	return mustMarshal(struct {
		Re   CID   `json:"re"`
		Wait int64 `json:"wait"`
		Code Code  `json:"code"`
	}{re, ms, code})
}

// mustMarshal encodes our own structs, which cannot fail but for invalid UTF-8;
// texts are checked before they are kept, and anything that slips through is
// mended rather than allowed to stop a room.
func mustMarshal(v any) []byte {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return b
}
