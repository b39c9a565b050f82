package chatws

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/presence"
)

// command is what a client may ask for.
//
//sumtype:decl
type command interface{ command() }

type (
	say struct {
		Text string `json:"text"`
	}
	away struct {
		Away bool `json:"away"`
	}
	history struct {
		Stream string `json:"s"`
		Before uint64 `json:"before"`
	}
	complete struct {
		Text string `json:"text"`
	}
	report struct {
		Stream string `json:"s"`
		N      uint64 `json:"n"`
		Reason string `json:"reason"`
	}
	ping struct{}
)

func (say) command()      {}
func (away) command()     {}
func (history) command()  {}
func (complete) command() {}
func (report) command()   {}
func (ping) command()     {}

// commands is where a tag meets its type.
var commands = map[string]func([]byte) (command, error){
	"say": as[say], "away": as[away], "history": as[history], "complete": as[complete],
	"report": as[report], "ping": as[ping],
}

func as[T command](raw []byte) (command, error) {
	var c T
	err := json.Unmarshal(raw, &c, json.RejectUnknownMembers(true))
	return c, err
}

// The bounds of what is read, beside the length of a message.
const (
	maxDepth = 8 // of arrays and objects in each other
	maxCID   = 64
)

// errUnreadable means that nobody can be answered.
var errUnreadable = errors.New("a frame without a readable cid")

// decode reads a frame. The error is errUnreadable; or cmd is nil, and no says why.
func decode(frame []byte) (cid string, cmd command, no chat.Refusal, err error) {
	var env struct {
		CID string         `json:"cid"`
		T   string         `json:"t"`
		D   jsontext.Value `json:"d"`
	}
	if tooDeep(frame) || json.Unmarshal(frame, &env, json.RejectUnknownMembers(true)) != nil || !validID(env.CID, maxCID) {
		return "", nil, no, errUnreadable
	}
	read, known := commands[env.T]
	if !known {
		return env.CID, nil, chat.Refusal{Code: unknown, Text: "This server does not know that command."}, nil
	}
	if len(env.D) == 0 {
		env.D = jsontext.Value("{}")
	}
	cmd, err = read(env.D)
	if err != nil || env.D.Kind() != '{' {
		return env.CID, nil, chat.Refusal{Code: badMessage, Text: "The command " + env.T + " was not in the form that the protocol asks for."}, nil
	}
	return env.CID, cmd, no, nil
}

// tooDeep also holds for what is no JSON at all.
func tooDeep(frame []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(frame))
	for {
		if _, err := d.ReadToken(); err != nil {
			return !errors.Is(err, io.EOF)
		}
		if d.StackDepth() > maxDepth {
			return true
		}
	}
}

// validID says whether s has 1 to most characters of [0-9A-Za-z_-].
func validID(s string, most int) bool {
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// What is sent. protocol.md has an example of each.
type (
	person struct {
		ID   string `json:"id"`
		Nick string `json:"nick"`
	}
	member struct {
		ID   string `json:"id"`
		Nick string `json:"nick"`
		Role string `json:"role,omitzero"`
		Away bool   `json:"away,omitzero"`
	}
	span struct {
		From int `json:"from"`
		To   int `json:"to"`
	}
	event struct {
		S  string `json:"s"`
		N  uint64 `json:"n"`
		T  string `json:"t"`
		At int64  `json:"at"`
		By person `json:"by,omitzero"`
		To person `json:"to,omitzero"`
		D  body   `json:"d"`
	}
	body struct {
		Text   string   `json:"text"`
		Links  []span   `json:"links,omitzero"`
		Anchor int      `json:"anchor,omitzero"`
		Act    host.Act `json:"act,omitzero"`
		Until  int64    `json:"until,omitzero"`
		Reason string   `json:"reason,omitzero"`
	}
	news struct {
		S string `json:"s,omitzero"`
		T string `json:"t"`
		D any    `json:"d"`
	}
	hello struct {
		Epoch   string   `json:"epoch"`
		You     person   `json:"you,omitzero"`
		Heads   heads    `json:"heads"`
		Message int64    `json:"message"`
		Reports bool     `json:"reports,omitzero"`
		Blocked []person `json:"blocked,omitzero"`
	}
	heads struct {
		Chat     uint64 `json:"chat"`
		Whispers uint64 `json:"whispers,omitzero"`
	}
	snapshot struct {
		First uint64 `json:"first"`
		Head  uint64 `json:"head"`
	}
	here struct {
		People  int      `json:"people"`
		Unnamed int      `json:"unnamed"`
		First   []member `json:"first"`
		Joined  names    `json:"joined,omitzero"`
		Left    names    `json:"left,omitzero"`
		Away    names    `json:"away,omitzero"`
		Back    names    `json:"back,omitzero"`
	}
	names struct {
		Count int      `json:"count"`
		First []string `json:"first"`
	}
	clients struct {
		People  []member `json:"people"`
		More    int      `json:"more"`
		Unnamed int      `json:"unnamed"`
	}
	usage struct {
		Usage string `json:"usage"`
		Does  string `json:"does"`
	}
	completion struct {
		Text  string `json:"text"`
		Shows string `json:"shows"`
		Does  string `json:"does,omitzero"`
	}
)

// IsZero has omitzero leave out what did not happen.
func (n names) IsZero() bool { return n.Count == 0 }

// encode is the frame of what a room tells.
func encode(n host.News) []byte {
	switch n := n.(type) {
	case host.Entry:
		return marshal(eventOf(n))
	case host.Snapshot:
		return marshal(news{n.Stream.Name, "snapshot", snapshot{n.First, n.Head}})
	case host.Presence:
		return marshal(news{"", "here", here{
			n.People, n.Unnamed, each(n.First, memberOf),
			namesOf(n.Joined), namesOf(n.Left), namesOf(n.Away), namesOf(n.Back),
		}})
	}
	panic(fmt.Sprintf("news that nobody knows: %T", n))
}

func eventOf(e host.Entry) event {
	b := body{Text: e.Text, Anchor: e.Anchor, Act: e.Act, Reason: e.Reason}
	if !e.Until.IsZero() {
		b.Until = e.Until.UnixMilli()
	}
	if len(e.Links) > 0 {
		b.Links = each(e.Links, func(s chat.Span) span { return span(s) })
	}
	return event{S: e.Stream.Name, N: e.N, T: string(e.Kind), At: e.At.UnixMilli(), By: person(e.By), To: person(e.To), D: b}
}

func personOf(p chat.Person) person { return person(p) }

func memberOf(m chat.Member) member { return member{m.ID, m.Nick, m.Role, m.Away} }

func namesOf(n presence.Names) names { return names{n.Count, n.First} }

// each is never nil, so that JSON has a list and not null.
func each[A, B any](list []A, f func(A) B) []B {
	all := make([]B, len(list))
	for i, a := range list {
		all[i] = f(a)
	}
	return all
}

// answerOK answers a command that is durable as event n of stream s.
func answerOK(cid string, s host.Stream, n uint64) []byte {
	return marshal(struct {
		Re string `json:"re"`
		S  string `json:"s"`
		OK uint64 `json:"ok"`
	}{cid, s.Name, n})
}

// answerInfo answers a question.
func answerInfo(cid, tag string, d any) []byte {
	return marshal(struct {
		Re   string `json:"re"`
		Info news   `json:"info"`
	}{cid, news{T: tag, D: d}})
}

// answerDone answers what is done and has no number.
func answerDone(cid string) []byte { return answerInfo(cid, "done", struct{}{}) }

// answerNo answers a command that certainly has no effect.
func answerNo(cid string, code chat.Code, text string) []byte {
	type no struct {
		Code chat.Code `json:"code"`
		Text string    `json:"text"`
	}
	return marshal(struct {
		Re string `json:"re"`
		No no     `json:"no"`
	}{cid, no{code, text}})
}

// answerWait answers a command that was not judged: the same again in ms.
func answerWait(cid string, ms int64, code chat.Code) []byte {
	return marshal(struct {
		Re   string    `json:"re"`
		Wait int64     `json:"wait"`
		Code chat.Code `json:"code"`
	}{cid, ms, code})
}

// marshal encodes our own structs. Texts have been checked before they were
// stored; should a History give one back damaged, it is mended.
func marshal(v any) []byte {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return b
}
