package chatws

import (
	"context"
	"errors"
	"slices"
	"time"

	"rookery/chat"
	"rookery/chat/host"
)

// take reads a command, and has it judged after those before it. It reports
// false for what nobody can be answered about, and for who does not wait when told to.
func (k *socket) take(frame []byte) bool {
	cid, cmd, no, err := decode(frame)
	switch {
	case k.tab == nil:
		return true // turned away, and told so
	case err != nil:
		return false
	}
	if wait := k.srv.spend(k.payer, k.srv.cfg.Limits.Commands, k.srv.cfg.Limits.Window); wait > 0 {
		k.strikes++
		k.Offer(answerWait(cid, milliseconds(wait), rateLimited), false)
		return k.strikes <= k.srv.cfg.Limits.InFlight
	}
	k.strikes = 0
	if cmd == nil {
		k.Offer(answerNo(cid, no.Code, no.Text), false)
		return true
	}
	if !k.queue(asked{cid, cmd}) {
		k.Offer(answerWait(cid, 1000, busy), false)
	}
	return true
}

func milliseconds(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}

// queue puts a command behind those in flight, unless they are too many.
func (k *socket) queue(a asked) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.todo) >= k.srv.cfg.Limits.InFlight {
		return false
	}
	if k.todo = append(k.todo, a); len(k.todo) == 1 {
		k.srv.wg.Go(k.work)
	}
	return true
}

// work answers commands in their order, and ends when there are none.
func (k *socket) work() {
	for a, more := k.first(); more; a, more = k.done() {
		answer, why := k.judge(a)
		switch {
		case why.code != 0:
			k.close(why)
		case answer != nil:
			k.Offer(answer, false)
		}
	}
}

func (k *socket) first() (asked, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.todo[0], true
}

// done takes away the command that was judged, and gives the next.
func (k *socket) done() (asked, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.todo = slices.Delete(k.todo, 0, 1)
	if len(k.todo) == 0 {
		return asked{}, false
	}
	return k.todo[0], true
}

// judge gives the answer to a command, or why the socket is closed without one.
func (k *socket) judge(a asked) (answer []byte, why end) {
	defer k.srv.survive(func() { answer, why = nil, end{code: closeUnknown} })
	cid := a.cid
	switch c := a.cmd.(type) {
	case say:
		return k.say(cid, c.Text)
	case away:
		k.room.Away(k.tab, c.Away, k.srv.cfg.Now())
		return answerDone(cid), end{}
	case history:
		return k.page(cid, c)
	case complete:
		type completions struct {
			Completions []completion `json:"completions"`
		}
		found := k.room.Completions(k.who, c.Text)
		return answerInfo(cid, "completions", completions{each(found, func(c chat.Completion) completion { return completion(c) })}), end{}
	case report:
		return k.report(cid, c)
	case ping:
		return answerInfo(cid, "pong", struct{}{}), end{}
	}
	return nil, end{code: closeUnknown}
}

// say has the room decide. Whatever is not known to be stored or not is not
// answered: the client comes back and sends it again.
func (k *socket) say(cid, text string) ([]byte, end) {
	a, err := k.room.Say(k.srv.ctx, k.who, cid, text, k.srv.cfg.Now())
	switch {
	case errors.Is(err, host.ErrNobody):
		return answerNo(cid, needNick, "A nick is needed to say something here."), end{}
	case errors.Is(err, host.ErrReused):
		return nil, end{closePolicy, host.ErrReused.Error()}
	case errors.Is(err, host.ErrNotStored):
		return answerWait(cid, 2000, notStored), end{}
	case err != nil:
		if !errors.Is(err, context.Canceled) {
			k.srv.cfg.Log.Error("what became of a line is not known", "error", err)
		}
		return nil, end{code: closeUnknown}
	case a.N != 0:
		return answerOK(cid, a.Stream, a.N), end{}
	}
	return outcome(cid, a.Outcome), end{}
}

// outcome answers what is not stored, to the asker alone.
func outcome(cid string, out chat.Outcome) []byte {
	switch o := out.(type) {
	case chat.Help:
		type help struct {
			Commands []usage `json:"commands"`
		}
		return answerInfo(cid, "help", help{each(o.Commands, func(u chat.Usage) usage { return usage(u) })})
	case chat.Clients:
		return answerInfo(cid, "clients", clients{each(o.People, memberOf), o.More, o.Unnamed})
	case chat.Clear:
		return answerInfo(cid, "clear", struct{}{})
	case chat.Refusal:
		if o.Wait > 0 {
			return answerWait(cid, milliseconds(o.Wait), o.Code)
		}
		return answerNo(cid, o.Code, o.Text)
	}
	return nil // stored outcomes have a number
}

// maxPage is how many bytes of events a page has.
const maxPage = 64 << 10

// page gives what came before a number: as many of the last as fit.
func (k *socket) page(cid string, c history) ([]byte, end) {
	if !k.has(2 * maxPage) {
		return answerWait(cid, 250, busy), end{} // what was asked for before is still on its way
	}
	entries, err := k.room.Page(k.srv.ctx, k.who, c.Stream, c.Before)
	switch {
	case errors.Is(err, host.ErrNoStream):
		return answerNo(cid, noStream, "There is no such stream for you."), end{}
	case err != nil:
		k.srv.cfg.Log.Error("a page of the history could not be read", "error", err)
		return answerWait(cid, 2000, busy), end{}
	}
	type page struct {
		S      string  `json:"s"`
		Events []event `json:"events"`
	}
	from, size := len(entries), 0
	for ; from > 0; from-- {
		if size += len(encode(entries[from-1])); size > maxPage {
			break
		}
	}
	return answerInfo(cid, "page", page{c.Stream, each(entries[from:], eventOf)}), end{}
}
