package wire

import (
	"fmt"
	"reflect"
	"slices"
)

// commands, events, news and infos are where tags meet types. Nothing else in
// the server or in the generated documents spells a tag.
var (
	commands = []command{
		as[Move]("move"), as[Offer]("offer"), as[Accept]("accept"), as[Decline]("decline"),
		as[Claim]("claim"), as[Resign]("resign"), as[Abort]("abort"), as[GiveTime]("time"),
		as[Sit]("sit"), as[Say]("say"), as[History]("history"), as[Complete]("complete"), as[Away]("away"), as[Ping]("ping"),
		as[Search]("search"), as[Stop]("stop"), judged[Seek]("seek"), as[Withdraw]("withdraw"),
		as[Take]("take"), as[Choose]("choose"), judged[DeclineSeek]("decline_seek"), judged[MakeLink]("link"), judged[PlayHouse]("house"), judged[Rematch]("rematch"), as[DeclineRematch]("decline_rematch"),
		as[Follow]("follow"), as[Hide]("hide"),
		as[Block]("block"), as[Report]("report"),
	}
	events = []event{
		of[Start](GameStream, "start"), of[Sat](GameStream, "sat"), of[Moved](GameStream, "moved"),
		of[Offered](GameStream, "offered"), of[Declined](GameStream, "declined"),
		of[TakenBack](GameStream, "taken_back"), of[TimeGiven](GameStream, "time_given"),
		of[TimeCredited](GameStream, "time_credited"),
		of[ClockStopped](GameStream, "clock_stopped"), of[ClockStarted](GameStream, "clock_started"),
		of[Ended](GameStream, "ended"),
		of[Line](ChatStream, "line"), of[Muted](ChatStream, "muted"), of[Unmuted](ChatStream, "unmuted"),
		of[Line](PlayersStream, "line"),
		of[Whispered](WhisperStream, "whispered"),
		of[Seated](NoticeStream, "seated"), of[SeekOpened](NoticeStream, "seek_opened"),
		of[SeekClosed](NoticeStream, "seek_closed"), of[Challenged](NoticeStream, "challenged"),
		of[SeekAnswered](NoticeStream, "seek_answered"), of[Asked](NoticeStream, "asked"), of[RematchOffered](NoticeStream, "rematch_offered"),
		of[RematchClosed](NoticeStream, "rematch_closed"),
		of[Blocked](NoticeStream, "blocked"), of[Reported](NoticeStream, "reported"), of[Hidden](NoticeStream, "hidden"),
	}
	news = []Entry{
		entry[Hello]("hello"), entry[GameSnapshot]("snapshot"), entry[StreamSnapshot]("snapshot"),
		entry[Heads]("heads"), entry[Ticking]("clock"), entry[Audience]("audience"),
		entry[Lobby]("lobby"), entry[Followed]("followed"), entry[Searching]("searching"), entry[Playing]("playing"), entry[Goaway]("goaway"),
	}
	infos = []Entry{
		entry[Help]("help"), entry[Clients]("clients"), entry[Clear]("clear"), entry[Page]("page"),
		entry[Completions]("completions"), entry[Looks]("looks"),
		entry[Pong]("pong"), entry[Searching]("searching"), entry[Following]("following"),
	}
)

// Entry is one line of the registry: a tag and the struct it stands for.
type Entry struct {
	Tag    string
	Type   reflect.Type
	Stream Stream // of events; empty otherwise
}

type command struct {
	Entry
	decode func([]byte) (Command, []Field, error)
}

type event struct {
	Entry
	decode func([]byte) (EventBody, error)
}

func entry[T any](tag string) Entry { return Entry{Tag: tag, Type: reflect.TypeFor[T]()} }

// as is a command of which the codec refuses what is outside an enumeration.
func as[T Command](tag string) command { return shaped[T](tag, shapeOf(reflect.TypeFor[T]())) }

// judged is a command whose enumerations the lobby judges, with everything else that is
// asked for, so that all that is wrong is told at once.
func judged[T Command](tag string) command {
	return shaped[T](tag, open(shapeOf(reflect.TypeFor[T]())))
}

// shaped is a command whose body must have a shape. It is decoded with the fields that
// are wrong, as far as there are such, or an error.
func shaped[T Command](tag string, members []shape) command {
	return command{entry[T](tag), func(raw []byte) (Command, []Field, error) {
		var m T
		if err := unmarshal(raw, &m); err != nil {
			return nil, misread(members, err), err
		}
		fields, err := complete(members, raw)
		return m, fields, err
	}}
}

func of[T EventBody](s Stream, tag string) event {
	e := event{Entry: entry[T](tag)}
	e.Stream = s
	e.decode = func(raw []byte) (EventBody, error) {
		var m T
		err := unmarshal(raw, &m)
		return m, err
	}
	return e
}

// The indexes below are built once, from the tables above, and never written to.
var (
	commandByTag = index(commands, func(c command) string { return c.Tag })
	eventByTag   = index(events, func(e event) tagged { return tagged{e.Stream, e.Tag} })
	tagByType    = tags()
)

// tagged names a type of event: a line is one in each stream that has lines.
type tagged struct {
	stream Stream
	tag    string
}

func index[K comparable, T any](list []T, tag func(T) K) map[K]T {
	m := make(map[K]T, len(list))
	for _, e := range list {
		m[tag(e)] = e
	}
	return m
}

func tags() map[reflect.Type]string {
	m := make(map[reflect.Type]string)
	for _, c := range commands {
		m[c.Type] = c.Tag
	}
	for _, e := range events {
		m[e.Type] = e.Tag
	}
	for _, e := range slices.Concat(news, infos) {
		m[e.Type] = e.Tag
	}
	return m
}

// tagOf is the tag of a message of ours. A type outside the registry, or a
// pointer to one inside it, is a mistake in the program, never to be stored.
func tagOf(message any) string {
	tag, ok := tagByType[reflect.TypeOf(message)]
	if !ok {
		panic(fmt.Sprintf("wire: %T is not in the registry", message))
	}
	return tag
}

// Registry is the whole protocol, for the programs that generate types and
// documents from it.
type Registry struct {
	Commands, Events, News, Infos []Entry
}

// Messages returns a copy of the registry, in the order in which it is documented.
func Messages() Registry {
	r := Registry{News: slices.Clone(news), Infos: slices.Clone(infos)}
	for _, c := range commands {
		r.Commands = append(r.Commands, c.Entry)
	}
	for _, e := range events {
		r.Events = append(r.Events, e.Entry)
	}
	return r
}
