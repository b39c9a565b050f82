package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3/vfs"

	"rookery/lobby/room"
	"rookery/lobby/store/storetest"
	"rookery/lobby/wire"
)

// The proof that a power cut takes nothing that was acknowledged. The store is
// the real one, with its own statements, migrations, settings and writer; below
// it is SQLite on a disk that forgets what was not synced (powerloss_disk_test.go).
//
// An evening is played once, and the disk notes every operation. What the power
// leaves if it fails after operation k is then made from the first k of them, as
// often and in as many ways as one likes, and the store is opened on it. It must
// hold what the script's first n steps leave in a store in memory, where n is no
// less than the steps that were answered before operation k, and no more than
// those that had begun. Then the store goes on, and the power fails again: in
// the recovery, or after the next thing that is acknowledged.
//
// Decision: the index of the log is shared memory of the operating system, as in
// production, so that readers have their own connections; it is made anew after
// every cut. Rejected: locking_mode=EXCLUSIVE, which needs no index, but allows no
// second connection and so leaves out what readers do to the log. SQLite itself
// is translated to Go by another hand, and may be of another version.
//
// A quick proof takes a sample of the cuts; PROVE_FULL=1 takes all, on several
// evenings. SEED=n chooses the evening and the losses.

func (s *Store) ports() storetest.Stores {
	return storetest.Stores{Journal: s.Journal(), Pulse: s.Pulse(), Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Reports: s.Reports(), Ratings: s.Ratings(), History: s.History(), Hiding: s.Hiding(), Persons: s.Persons()}
}

// span is a step's: what the disk had done when it began, and when it was answered.
type span struct{ began, answered int }

// played is an evening as it went.
type played struct {
	*script
	log   []op
	spans []span // by step
	since int    // what the disk had done when the store was opened first
	epoch string
}

// play plays the whole script on a new disk that does not fail.
func (p *proof) play(s *script, m *machine) *played {
	p.Helper()
	d := newDisk()
	run := &played{script: s}
	var store *Store
	start := func() {
		var err error
		if store, err = m.start(d); err != nil {
			p.Fatal(err)
		}
	}
	start()
	run.since, run.epoch = d.done(), store.Epoch()
	for _, act := range s.acts {
		if act == nil {
			if err := store.Close(); err != nil {
				p.Fatal(err)
			}
			start()
			continue
		}
		began := d.done()
		for i, err := range store.perform(act) {
			if got := answered(err); got != act[i].result {
				p.Fatalf("%s: %s (%v), want %s", act[i].what, got, err, act[i].result)
			}
			run.spans = append(run.spans, span{began, d.done()})
		}
		if _, err := store.Rooms().Unfinished(p.Context()); err != nil { // a reader, whom the log's end must wait for
			p.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		p.Fatal(err)
	}
	run.log = d.log
	p.count(0, len(d.log))
	return run
}

// perform has the steps of act wait together, so that one commit takes them.
func (s *Store) perform(act []step) []error {
	ctx := context.Background()
	if len(act) == 1 {
		return []error{act[0].do(ctx, s.ports())}
	}
	var wg sync.WaitGroup
	stalled, goOn, failed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	wg.Go(func() {
		_, err := write(ctx, s, true, func(*tx) (int, error) { close(stalled); <-goOn; return 0, errStalled })
		failed <- err
	})
	select {
	case <-stalled:
	case err := <-failed: // the disk has failed before anything could be asked
		return slices.Repeat([]error{err}, len(act))
	}
	errs := make([]error, len(act))
	for i, step := range act {
		wg.Go(func() { errs[i] = step.do(ctx, s.ports()) })
		for s.waiting() <= i { // until it is in the queue
			runtime.Gosched()
		}
	}
	close(goOn)
	wg.Wait()
	return errs
}

// errStalled undoes what only held the writer up.
var errStalled = errors.New("stalled")

func (s *Store) waiting() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.urgent) + len(s.queue.rest)
}

// found is what a store holds after a power cut.
type found struct {
	steps int    // that many steps of the script are stored
	lost  string // what was acknowledged and is not there
	wrong string // what cannot be so, whatever is lost
	again string // what a second power cut took of what was acknowledged after the first
}

// judge opens the store on what a power cut left, compares what it holds with
// the script, has it go on working, and cuts the power once more.
func (run *played) judge(ctx context.Context, m *machine, o outage) (f found) {
	before := o.left.copied()
	store, err := m.start(o.left)
	if err != nil {
		return found{wrong: err.Error()}
	}
	defer func() {
		if err := store.Close(); err != nil && f.wrong == "" {
			f.wrong = err.Error()
		}
	}()
	if f = run.steps(ctx, store, o.acked, o.begun); f.wrong != "" {
		return f
	}
	switch {
	case f.steps < o.acked:
		f.lost = fmt.Sprintf("%d steps were acknowledged, %d are stored", o.acked, f.steps)
	case o.after >= run.since && store.Epoch() != run.epoch:
		f.lost = "the epoch is another"
	}
	if f.wrong = sound(ctx, store); f.wrong != "" {
		return f
	}
	recovery := o.left.log[:o.left.done()]
	e, err := run.goOn(ctx, store)
	if err != nil {
		return found{wrong: fmt.Sprintf("the store does not go on: %v", err)}
	}
	switch {
	case o.fate.IntN(2) == 0:
		for _, op := range recovery[:o.fate.IntN(len(recovery)+1)] {
			before.do(op)
		}
		f.again = m.again(before.cut(o.loss, o.fate), func(store *Store) string {
			return run.steps(ctx, store, f.steps, f.steps).wrong
		})
	case len(e.Receipts) > 0:
		f.again = m.again(o.left.cut(o.loss, o.fate), func(store *Store) string { return kept(ctx, store, e) })
	}
	return f
}

// steps tells how many steps of the script are stored.
func (run *played) steps(ctx context.Context, store *Store, acked, begun int) found {
	got, err := run.dump(ctx, store.ports())
	if err != nil {
		return found{wrong: err.Error()}
	}
	for n := begun; n >= 0; n-- {
		if got == run.want[n] {
			return found{steps: n}
		}
	}
	return found{wrong: "it is what no number of steps leaves: " + difference(got, run.want[acked])}
}

// difference is the first line in which two dumps differ.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%.200q instead of %.200q", g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(g), len(w))
}

// sound is what SQLite itself finds wrong with the file.
func sound(ctx context.Context, store *Store) string {
	text := func(scan func(...any) error) (s string, err error) { return s, scan(&s) }
	list, err := rows(ctx, store, text, `PRAGMA integrity_check`)
	if err != nil || !slices.Equal(list, []string{"ok"}) {
		return fmt.Sprintf("integrity_check: %v %v", list, err)
	}
	list, err = rows(ctx, store, text, `SELECT "table" FROM pragma_foreign_key_check`)
	if err != nil || len(list) > 0 {
		return fmt.Sprintf("foreign_key_check: %v %v", list, err)
	}
	return ""
}

// goOn says one more line in the room that was made last, if there is one, and
// gives it. Nobody who believes the room to be elsewhere may.
func (run *played) goOn(ctx context.Context, store *Store) (e room.Entry, err error) {
	list, err := store.Rooms().Unfinished(ctx)
	if err != nil || len(list) == 0 {
		return e, errors.Join(err, store.Ready(ctx))
	}
	id := list[len(list)-1].Room
	events, err := store.Journal().Replay(ctx, id, 0, 1<<20)
	if err != nil {
		return e, err
	}
	chat := room.Stream{Name: wire.ChatStream}
	n, pos := uint64(1), uint64(len(events))
	for _, e := range events {
		if e.Stream == chat {
			n = e.N + 1
		}
	}
	for _, prev := range []uint64{pos - 1, pos + 1, pos} {
		by := string(run.guests[0].ID)
		e = room.Entry{
			Room: id, Prev: prev,
			Events:   []room.Event{{Stream: chat, N: n, Pos: prev + 1, Kind: "line", By: by, At: evening, Body: []byte(`{"text":"where were we?"}`)}},
			Receipts: []room.Receipt{{Actor: by, CID: wire.CID(uuid.NewString()), Stream: chat.Name, N: n}},
		}
		err := store.Journal().Append(ctx, e)
		if stored := err == nil; stored != (prev == pos) || !stored && !errors.Is(err, room.ErrConflict) {
			return e, fmt.Errorf("at %d, after %d: %w", pos, prev, err)
		}
	}
	return e, nil
}

// again opens the store after a second power cut, of the recovery from the first
// or of what came next, and has it judged.
func (m *machine) again(d *disk, judge func(*Store) string) string {
	m = &machine{dir: filepath.Join(m.dir, "again"), settings: m.settings}
	defer vfs.Unregister(m.dir)
	store, err := m.start(d)
	if err != nil {
		return err.Error()
	}
	wrong := judge(store)
	if err := store.Close(); err != nil && wrong == "" {
		wrong = err.Error()
	}
	return wrong
}

// kept says what is wrong if e is not there.
func kept(ctx context.Context, store *Store, e room.Entry) string {
	r, ok, err := store.Journal().Find(ctx, e.Receipts[0].Actor, e.Receipts[0].CID)
	if err != nil || !ok || r != e.Receipts[0] {
		return fmt.Sprintf("the receipt is %v, %v, %v", r, ok, err)
	}
	list, err := store.Journal().Replay(ctx, e.Room, e.Prev, 10)
	if err != nil || len(list) != 1 || string(list[0].Body) != string(e.Events[0].Body) {
		return fmt.Sprintf("the line is %v, %v", list, err)
	}
	return ""
}

// cut is one power cut: after so many operations, and what it takes.
type cut struct {
	after int
	loss
}

func (c cut) String() string {
	return fmt.Sprintf("a power cut after operation %d took %s that was not synced", c.after, c.loss)
}

// outage is a cut to be judged: at least acked steps must be stored if the promise
// is kept, at most begun can be.
type outage struct {
	cut
	left         *disk
	fate         *rand.Rand
	acked, begun int
}

// cuts judges what is left by each of list, which is in the order of operations.
func (p *proof) cuts(run *played, list []cut, settings []pragma, seen func(outage, found)) {
	outages := make(chan outage)
	var wg sync.WaitGroup
	for range 2 {
		m := newMachine(p.T, settings...)
		wg.Go(func() {
			for o := range outages {
				seen(o, run.judge(p.Context(), m, o))
			}
		})
	}
	d := newDisk()
	for _, c := range list {
		for _, o := range run.log[len(d.log):c.after] {
			d.do(o)
		}
		o := outage{cut: c, fate: rand.New(rand.NewPCG(p.seed, uint64(c.after)<<8|uint64(c.loss)))}
		o.left = d.cut(c.loss, o.fate)
		for _, s := range run.spans {
			if s.answered <= c.after {
				o.acked++
			}
			if s.began < c.after || s.answered <= c.after { // a refusal needs no operation
				o.begun++
			}
		}
		outages <- o
	}
	close(outages)
	wg.Wait()
	p.count(len(list), 0)
}

// some are cuts after every operation, so many each, or n of them.
func (p *proof) some(run *played, each, n int) (list []cut) {
	for k := range len(run.log) + 1 {
		for _, l := range p.fate.Perm(int(losses))[:each] {
			list = append(list, cut{k, loss(l)})
		}
	}
	if n < len(list) {
		p.fate.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = list[:n]
		slices.SortFunc(list, func(a, b cut) int { return a.after - b.after })
	}
	return list
}

// often has the log folded into the file and cut short every few commits instead
// of every thousand pages: those are the dangerous moments.
var often = []pragma{{"wal_autocheckpoint", "40", "40"}, {"journal_size_limit", "32768", "32768"}}

func TestAPowerCutTakesNothingThatWasAcknowledged(t *testing.T) {
	type night struct {
		acts, each, cuts int
		settings         []pragma
	}
	const every = 1 << 30
	nights := []night{{60, 4, 150 / quickShare, often}, {60, 4, 50 / quickShare, nil}}
	p := prove(t)
	defer p.report()
	if p.full {
		nights = []night{{60, 4, every, often}, {60, 4, every, often}, {60, 4, every, often}, {60, 4, every, nil}, {400, 1, every, nil}}
	}
	for i, n := range nights {
		run := p.play(newScript(t, p.seed+uint64(i), n.acts), newMachine(t, n.settings...))
		p.cuts(run, p.some(run, n.each, n.cuts), n.settings, func(o outage, f found) {
			switch {
			case f.wrong != "":
				p.breach("night %d: %v: %s", i, o.cut, f.wrong)
			case f.lost != "":
				p.breach("night %d: %v: %s", i, o.cut, f.lost)
			case f.again != "":
				p.breach("night %d: %v, and the power failed again: %s", i, o.cut, f.again)
			}
		})
	}
}

// Without this the proof could be one of nothing: the store would not know it.
func TestLessThanAFullSyncLosesWhatWasAcknowledged(t *testing.T) {
	p := prove(t)
	defer p.report()
	settings := append(slices.Clone(often), pragma{"synchronous", "normal", "1"})
	run := p.play(newScript(t, p.seed, 60), newMachine(t, settings...))
	var mu sync.Mutex
	lost, most, again := 0, 0, 0
	p.cuts(run, p.some(run, int(losses), p.of(150, 1<<30)), settings, func(o outage, f found) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case f.wrong != "":
			p.breach("%v: %s", o.cut, f.wrong)
		case f.lost != "":
			lost++
			most = max(most, o.acked-f.steps)
		case f.again != "":
			again++
		}
	})
	if lost == 0 {
		p.breach("no power cut took anything that was acknowledged")
	}
	t.Logf("%d power cuts took what was acknowledged, at most %d steps; of the others %d took it when they came again", lost, most, again)
}
