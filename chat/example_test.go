package chat_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gorilla/websocket"

	"rookery/chat"
	"rookery/chat/chatws"
)

// A running chat: a room, two people, a line and a whisper, over real sockets.
func Example() {
	rooms := chatws.New(chatws.Config{Identify: func(r *http.Request) (chat.Person, bool) {
		nick := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") // a real host would look its token up
		return chat.Person{ID: nick, Nick: nick}, true
	}})
	server := httptest.NewServer(rooms)
	defer server.Close()
	defer rooms.Close(context.Background())

	visit := func(nick string) *websocket.Conn {
		dialer := websocket.Dialer{Subprotocols: []string{chatws.Subprotocol}}
		header := http.Header{"Authorization": {"Bearer " + nick}}
		conn, _, _ := dialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), header)
		_, _, _ = conn.ReadMessage() // the greeting: who is not greeted is not here yet
		return conn
	}
	wren, bobby := visit("wren"), visit("bobby")
	for i, text := range []string{"hello, all", "@wren meet me at the river"} {
		_ = bobby.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"cid":"c%d","t":"say","d":{"text":%q}}`, i, text))
	}
	for heard := 0; heard < 2; {
		var e struct {
			T, S string
			By   struct{ Nick string }
			D    struct{ Text string }
		}
		if wren.ReadJSON(&e); e.By.Nick != "" {
			fmt.Printf("%s, %s: %s\n", e.By.Nick, e.T, e.D.Text)
			heard++
		}
	}
	// Output:
	// bobby, said: hello, all
	// bobby, whisper: meet me at the river
}
