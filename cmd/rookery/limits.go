package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"rookery/chat"
	"rookery/cmd/rookery/server"
	"rookery/lobby/client"
)

// limits are what an operator may bound (CONTRACT section 6).
type limits struct {
	ChatLength        int    `default:"500" help:"How many characters a line of chat may have."`
	ChatBytes         int    `default:"3072" help:"How many bytes a line of chat may take, up to ${chatbytes}. A message of a client may have 1024 more."`
	ChatPace          pace   `default:"5/5s,2s" help:"How many lines a person may send in what time, and the time from one to the next after that."`
	PlayBudget        budget `default:"100/20s" help:"Commands that a player may send to a room in what time."`
	WatchBudget       budget `default:"50/20s" help:"The same for each who watches."`
	LobbyBudget       budget `default:"30/30s" help:"The same for the lobby."`
	SocketsPerAddress int    `default:"500" help:"Open sockets that may come from one address."`
	SocketsPerPerson  int    `default:"8" help:"Open sockets of one person in one room."`
}

// mostChatBytes is such that a line, each byte of which is written as two in
// JSON, fits into a page of history, which is 64 KiB.
const mostChatBytes = 24 << 10

// Validate is called by kong once all is read.
func (l limits) Validate() error {
	if l.ChatLength < 1 || l.SocketsPerAddress < 1 || l.SocketsPerPerson < 1 {
		return errors.New("--chat-length, --sockets-per-address and --sockets-per-person are at least 1")
	}
	if l.ChatBytes < 1 || l.ChatBytes > mostChatBytes {
		return fmt.Errorf("--chat-bytes is from 1 to %d", mostChatBytes)
	}
	return nil
}

// server gives the limits as the server takes them.
func (l limits) server() server.Limits {
	return server.Limits{
		Chat: chat.Limits{
			Graphemes: l.ChatLength, Bytes: l.ChatBytes,
			Burst: l.ChatPace.Commands, Window: l.ChatPace.In, Each: l.ChatPace.each,
		},
		Play: client.Budget(l.PlayBudget), Watch: client.Budget(l.WatchBudget), Lobby: client.Budget(l.LobbyBudget),
		PerAddress: l.SocketsPerAddress, PerPerson: l.SocketsPerPerson,
	}
}

// budget is so many commands in a time, written "30/30s".
type budget client.Budget

// UnmarshalText reads what an operator wrote.
func (b *budget) UnmarshalText(text []byte) error {
	n, in, _ := strings.Cut(string(text), "/")
	count, err := strconv.Atoi(n)
	if err != nil || count < 1 {
		return errors.New("a number and a time are wanted, such as 30/30s")
	}
	*b = budget{Commands: count}
	b.In, err = positive(in)
	return err
}

// pace is a budget and the time from one line to the next behind it, written "5/5s,2s".
type pace struct {
	budget
	each time.Duration
}

// UnmarshalText reads what an operator wrote.
func (p *pace) UnmarshalText(text []byte) error {
	first, each, ok := strings.Cut(string(text), ",")
	if !ok {
		return errors.New("two times are wanted, such as 5/5s,2s")
	}
	if err := p.budget.UnmarshalText([]byte(first)); err != nil {
		return err
	}
	var err error
	p.each, err = positive(each)
	return err
}

// positive reads a time of at least a millisecond.
func positive(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond {
		return 0, errors.New("a time is written as 2s or 500ms, and is at least 1ms")
	}
	return d, nil
}
