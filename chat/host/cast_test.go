package host_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/presence"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// codec makes frames that its tests can read again.
type codec struct {
	mu   sync.Mutex
	news []host.News
}

func (c *codec) encode(n host.News) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.news = append(c.news, n)
	return []byte(strconv.Itoa(len(c.news) - 1))
}

func (c *codec) decode(frame []byte) host.News {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, err := strconv.Atoi(string(frame))
	if err != nil {
		panic(err)
	}
	return c.news[i]
}

// client is a tab, and what its page makes of what it is sent.
type client struct {
	name   string
	codec  *codec
	tab    *host.Tab
	full   bool                    // its outbox takes nothing more
	news   []host.News             // in the order they came
	lines  map[string][]host.Entry // by stream, what the page shows
	at     map[string]uint64       // the last number held
	faults []string                // what no page should be sent
}

func newClient(name string, c *codec) *client {
	return &client{
		name: name, codec: c, lines: make(map[string][]host.Entry), at: make(map[string]uint64),
	}
}

func (c *client) GoString() string { return "a tab of " + c.name }

func (c *client) Offer(frame []byte, ephemeral bool) bool {
	if c.full {
		return ephemeral
	}
	n := c.codec.decode(frame)
	c.news = append(c.news, n)
	switch n := n.(type) {
	case host.Snapshot:
		c.lines[n.Stream.Name] = nil
		c.at[n.Stream.Name] = n.First - 1
	case host.Entry:
		if n.N != c.at[n.Stream.Name]+1 {
			c.faults = append(c.faults, fmt.Sprintf("%s was sent %s %d after %d", c.name, n.Stream.Name, n.N, c.at[n.Stream.Name]))
		}
		c.at[n.Stream.Name] = n.N
		c.lines[n.Stream.Name] = append(c.lines[n.Stream.Name], n)
	}
	return true
}

// fault is how the next append goes wrong.
type fault int

const (
	none fault = iota
	full
	unknownStored
	unknownLost
	unreadable // unknown, stored, and the history cannot be read once
)

var errDisk = errors.New("the disk does not answer")

// flaky is a history whose disk fails when it is told to.
type flaky struct {
	*memory.History
	next  fault
	blind int // so many reads fail
}

func (f *flaky) Append(ctx context.Context, b host.Batch) error {
	how := f.next
	f.next = none
	switch how {
	case full:
		return fmt.Errorf("a full disk: %w", host.ErrNotStored)
	case unknownLost:
		return errDisk
	case unreadable:
		f.blind = 1
		fallthrough
	case unknownStored:
		if err := f.History.Append(ctx, b); err != nil {
			return err
		}
		return errDisk
	}
	return f.History.Append(ctx, b)
}

func (f *flaky) Receipt(ctx context.Context, person, cid string) (host.Receipt, bool, error) {
	if f.blind > 0 {
		f.blind--
		return host.Receipt{}, false, errDisk
	}
	return f.History.Receipt(ctx, person, cid)
}

// stored is the whole of a stream.
func stored(t interface{ Fatal(...any) }, h host.History, s host.Stream) []host.Entry {
	all, err := h.Load(context.Background(), s, 0, math.MaxInt32)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func told(n host.News) string {
	switch n := n.(type) {
	case host.Entry:
		return fmt.Sprintf("%s %d: %s", n.Stream.Name, n.N, line(n))
	case host.Snapshot:
		if n.Head < n.First {
			return fmt.Sprintf("%s anew: nothing", n.Stream.Name)
		}
		return fmt.Sprintf("%s anew: %d to %d", n.Stream.Name, n.First, n.Head)
	case host.Presence:
		return "here: " + who(n.Here)
	}
	panic("news that nobody knows")
}

func line(e host.Entry) string {
	switch {
	case e.Kind == "action":
		return fmt.Sprintf("✶ %s %q", e.By.Nick, e.Text)
	case e.Kind == "whisper":
		return fmt.Sprintf("%s whispers to %s %q", e.By.Nick, e.To.Nick, e.Text)
	case e.Kind == "notice" && e.By.ID == "":
		return fmt.Sprintf("notice %q", e.Text)
	case e.Kind == "notice":
		return fmt.Sprintf("notice by %s %q", e.By.Nick, e.Text)
	}
	return fmt.Sprintf("%s says %q", e.By.Nick, e.Text)
}

func who(h presence.Here) string {
	var nicks []string
	for _, m := range h.First {
		nick := m.Nick
		if m.Away {
			nick += " (away)"
		}
		nicks = append(nicks, nick)
	}
	s := fmt.Sprintf("%d (%s) and %d without a nick", h.People, strings.Join(nicks, " "), h.Unnamed)
	for _, c := range []struct {
		what  string
		names presence.Names
	}{{"joined", h.Joined}, {"left", h.Left}, {"away", h.Away}, {"back", h.Back}} {
		if c.names.Count > 0 {
			s += fmt.Sprintf("; %s: %s", c.what, strings.Join(slices.Sorted(slices.Values(c.names.First)), " "))
		}
		if more := c.names.Count - len(c.names.First); more > 0 {
			s += fmt.Sprintf(" and %d more", more)
		}
	}
	return s
}
