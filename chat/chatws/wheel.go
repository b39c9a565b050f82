package chatws

import (
	"sync"
	"time"
)

const (
	slots  = 40 // the beats of all sockets are spread over so many instants
	checks = 4  // how often a beat a socket is looked at for silence
)

// wheel turns for all sockets: each has one slot, is pinged when the wheel is
// there, and looked at for silence a few times in between. Silence is counted in
// looks rather than by the clock, so that a process that was paused does not
// take everybody for dead. Its goroutine runs only while there are sockets, and
// ticks their rooms once a second.
type wheel struct {
	srv *Server

	mu    sync.Mutex // guards what follows; nothing is called under it
	slots [slots]map[*socket]struct{}
	count int
	next  int           // the slot of the next socket
	quit  chan struct{} // ends the goroutine; nil while there is none
}

// add puts k on the wheel. The caller is one whom Close waits for.
func (w *wheel) add(k *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k.slot = w.next
	w.next = (w.next + 1) % slots
	if w.slots[k.slot] == nil {
		w.slots[k.slot] = make(map[*socket]struct{})
	}
	w.slots[k.slot][k] = struct{}{}
	if w.count++; w.count == 1 {
		quit := make(chan struct{})
		w.quit = quit
		w.srv.wg.Go(func() { w.turn(quit) })
	}
}

func (w *wheel) remove(k *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.slots[k.slot], k)
	if w.count--; w.count == 0 {
		close(w.quit)
		w.quit = nil
	}
}

func (w *wheel) turn(quit <-chan struct{}) {
	l := w.srv.cfg.Limits
	looks := int(l.Silence*checks/l.Beat) + 1 // the first may come right after a frame
	beat := time.NewTicker(l.Beat / slots)
	defer beat.Stop()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for at := 0; ; {
		select {
		case <-quit:
			return
		case <-second.C:
			now := w.srv.cfg.Now()
			w.srv.restore(now)
			for _, r := range w.srv.busy(now) {
				w.srv.tick(r, now)
			}
		case <-beat.C:
			for _, k := range w.near(at, quit) {
				switch {
				case k.silent(looks):
					k.close(end{code: closeSilent})
				case k.slot == at:
					k.beat()
				}
			}
			at = (at + 1) % slots
		}
	}
}

// near lists the sockets to look at when the wheel is at slot at: none for a
// goroutine that was to quit and had a tick left, as another may turn by now.
func (w *wheel) near(at int, quit <-chan struct{}) []*socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.quit != quit {
		return nil
	}
	var list []*socket
	for i := at % (slots / checks); i < slots; i += slots / checks {
		for k := range w.slots[i] {
			list = append(list, k)
		}
	}
	return list
}
