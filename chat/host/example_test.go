package host_test

import (
	"context"
	"fmt"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/nick"
)

// A club keeps its members' nicks, and all that look like them, for them.
func ExampleConfig_registered() {
	members := map[string]string{nick.Key("Bobby"): "member 7"}
	ctx, now := context.Background(), time.Now()
	room, err := host.Open(ctx, host.Config{
		History: memory.NewHistory(),
		Encode:  func(host.News) []byte { return nil },
		Registered: func(name string) (person string, ok bool) {
			person, ok = members[nick.Key(name)]
			return person, ok
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range []chat.Person{{ID: "guest 1", Nick: "b0b_by"}, {ID: "member 7", Nick: "bobby"}} {
		_, err := room.Join(ctx, host.Visit{Person: p, Out: memory.NewOutbox(64 << 10)}, now)
		fmt.Printf("%s as %s: %v\n", p.ID, p.Nick, err)
	}
	// Output:
	// guest 1 as b0b_by: this nick is taken
	// member 7 as bobby: <nil>
}
