package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// readers is how many read at the same time.
const readers = 8

// readAgain has everybody read every stream that they may, from its first event,
// and gives the PGN of every room.
func (c *cast) readAgain(ctx context.Context, everybody []person) (map[string]string, error) {
	c.checker.ReadAgain()
	type job struct {
		who  person
		room string
	}
	var jobs []job
	for _, p := range everybody {
		if p.id != "" {
			jobs = append(jobs, job{p, ""})
		}
	}
	rooms := slices.Sorted(maps.Keys(c.rooms))
	for _, room := range rooms {
		for _, p := range append([]person{{}}, c.rooms[room]...) {
			jobs = append(jobs, job{p, room})
		}
	}
	queue, errs := make(chan job), make(chan error, readers)
	var all sync.WaitGroup
	for range readers {
		all.Go(func() {
			var first error
			for j := range queue {
				if first == nil {
					first = c.read(ctx, j.who, j.room)
				}
			}
			errs <- first
		})
	}
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	all.Wait()
	for range readers {
		if err := <-errs; err != nil {
			return nil, fmt.Errorf("read everything again: %w", err)
		}
	}
	return c.files(ctx, rooms)
}

// files reads the pages and the PGN of all rooms.
func (c *cast) files(ctx context.Context, rooms []string) (map[string]string, error) {
	pgns := make(map[string]string)
	for _, path := range []string{"/", "/metrics", "/api/lobby", "/api/asyncapi.json", "/healthz", "/readyz"} {
		if _, err := c.call(ctx, "GET", path, nil); err != nil {
			return nil, err
		}
	}
	for _, room := range rooms {
		listed, err := c.call(ctx, "GET", "/api/rooms/"+room, nil)
		if err != nil {
			return nil, err
		}
		var g wire.LiveGame
		if err := json.Unmarshal(listed, &g); err != nil {
			return nil, fmt.Errorf("read room %s: %w", room, err)
		}
		c.checker.Listed(g)
		pgn, err := c.call(ctx, "GET", "/rooms/"+room+"/game.pgn", nil)
		if err != nil {
			return nil, err
		}
		pgns[room] = string(pgn)
	}
	return pgns, nil
}

// reading is one socket on which everything is read, by asking in turn.
type reading struct {
	cast  *cast
	who   person
	conn  *websocket.Conn
	visit int
	rng   *rand.Rand
	first map[wire.Stream]uint64 // of the streams that began with a snapshot
	heads map[wire.Stream]uint64 // the newest that came of each stream
	came  int                    // events
}

// read reads all streams that a person has in a room, or in the lobby, from the start.
func (c *cast) read(ctx context.Context, who person, room string) error {
	after := map[wire.Stream]uint64{wire.NoticeStream: 0}
	if room != "" {
		after[wire.GameStream], after[wire.ChatStream], after[wire.WhisperStream] = 0, 0, 0
	}
	r, err := c.resume(ctx, who, room, after)
	if err != nil {
		return err
	}
	defer r.close()
	for s, first := range r.first {
		for first > 1 {
			f, err := r.ask(newCID(r.rng), "history", fmt.Sprintf(`{"stream":%q,"before":%d}`, s, first))
			if err != nil {
				return err
			}
			if f.Info == nil {
				return fmt.Errorf("a page of %s before %d: %s", s, first, f.Raw)
			}
			page, err := checker.Body[wire.Page](f.Info.D)
			if err != nil || len(page.Events) == 0 {
				return fmt.Errorf("a page of %s before %d: %s", s, first, f.Raw)
			}
			first = page.Events[0].N
		}
	}
	return nil
}

// resume opens a socket after these numbers, and takes all that comes before the
// answer to its first question: whatever it has missed. Its caller closes it.
func (c *cast) resume(ctx context.Context, who person, room string, after map[wire.Stream]uint64) (*reading, error) {
	epoch, err := c.epoch(ctx)
	if err != nil {
		return nil, err
	}
	path := "/lobby/socket"
	if room != "" {
		path = "/rooms/" + room + "/socket"
	}
	conn, err := c.dial(ctx, who, path, epoch, after)
	if err != nil {
		return nil, err
	}
	r := &reading{
		cast: c, who: who, conn: conn, visit: c.checker.Open(checker.Visit{Person: who.id, Room: room, After: after}),
		rng: c.random("reading " + who.id + room + fmt.Sprint(after)), first: make(map[wire.Stream]uint64), heads: make(map[wire.Stream]uint64),
	}
	if _, err := r.ask(newCID(r.rng), "ping", "{}"); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *reading) close() {
	_ = r.conn.Close()
	r.cast.checker.Close(r.visit, 0)
}

// epoch asks the server for it, as a client without any would hear it.
func (c *cast) epoch(ctx context.Context) (string, error) {
	c.mu.Lock()
	known := c.known
	c.mu.Unlock()
	if known != "" {
		return known, nil
	}
	conn, err := c.dial(ctx, person{}, "/lobby/socket", "", nil)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_, raw, err := conn.ReadMessage()
	if err != nil {
		return "", err
	}
	f, err := checker.Read(raw)
	if err != nil {
		return "", err
	}
	h, err := checker.Body[wire.Hello](f.D)
	c.mu.Lock()
	c.known = h.Epoch
	c.mu.Unlock()
	return h.Epoch, err
}

// ask sends a question until it is answered, and takes all that comes before the answer.
func (r *reading) ask(cid wire.CID, tag, d string) (checker.Frame, error) {
	question := fmt.Appendf(nil, `{"cid":%q,"t":%q,"d":%s}`, cid, tag, d)
	for {
		if err := r.cast.checker.Sent(r.visit, question); err != nil {
			return checker.Frame{}, err
		}
		if err := r.conn.WriteMessage(websocket.TextMessage, question); err != nil {
			return checker.Frame{}, err
		}
		f, err := r.answer(cid)
		if err != nil || f.Wait == 0 {
			return f, err
		}
		time.Sleep(time.Duration(f.Wait) * time.Millisecond)
	}
}

func (r *reading) answer(cid wire.CID) (checker.Frame, error) {
	for {
		_ = r.conn.SetReadDeadline(time.Now().Add(silence))
		_, raw, err := r.conn.ReadMessage()
		if err != nil {
			return checker.Frame{}, err
		}
		f, err := checker.Read(raw)
		if err != nil {
			return f, err
		}
		r.cast.checker.Got(r.visit, f)
		if f.N > 0 {
			r.heads[f.S] = f.N
			r.came++
		}
		if snap, err := checker.Body[wire.StreamSnapshot](f.D); f.T == "snapshot" && f.S != wire.GameStream && err == nil {
			r.first[f.S] = snap.First
		}
		if f.Re == cid {
			return f, nil
		}
	}
}
