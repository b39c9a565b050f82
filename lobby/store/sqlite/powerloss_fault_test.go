package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"rookery/lobby/room"
)

// The proof that a disk that fails takes nothing that was acknowledged either.
// The script is played on a disk on which one call goes wrong, or a few in a
// row, and in the way in which a server and its clients play it: whatever found
// no space is asked for again, a store that has stopped is opened again in one
// of three ways, and what was left unknown must then be there whole or not at
// all. At the end the power is cut.

// ending is how a server ends whose store has stopped.
type ending int

const (
	closing ending = iota // in good order
	killing               // as by kill -9
	dark                  // with everything else on the machine
	endings
)

func (e ending) String() string {
	return [...]string{"closed", "killed", "in the dark"}[e]
}

// trial is the script played on a disk that fails.
type trial struct {
	*script
	m      *machine
	d      *disk
	ending ending
	fate   *rand.Rand
	store  *Store
	stored int // steps
	rare   rare

	operations int
}

// rare counts what a fault came to.
type rare struct{ stopped, full, unopened int }

// patience is how often something is asked for again.
const patience = 100

// endure plays s while a goes wrong, and says what was not as promised.
func (s *script) endure(t *testing.T, m *machine, a attempt) (*trial, error) {
	try := &trial{script: s, m: m, d: newDisk(), ending: a.ending, fate: rand.New(rand.NewPCG(a.seed, 3))}
	try.d.fault = a.fault
	try.d.fault.fate = rand.New(rand.NewPCG(a.seed, 4)) // the disk's own
	defer func() {
		try.stop(closing)
		try.operations += try.d.done()
	}()
	if err := try.start(); err != nil {
		return try, err
	}
	for _, act := range s.acts {
		if err := try.play(t, act); err != nil {
			return try, err
		}
	}
	if a.call == writes && a.full && try.rare.stopped > 0 {
		return try, errors.New("there was no space, and the store stopped")
	}
	return try, try.outage(t)
}

// outage cuts the power, of a disk that does not fail any more.
func (try *trial) outage(t *testing.T) error {
	try.d.fault = fault{}
	try.stop(dark)
	if err := try.start(); err != nil {
		return err
	}
	return try.compare(t, try.stored)
}

// start opens the store, as often as it takes.
func (try *trial) start() (err error) {
	for range patience {
		if try.store, err = try.m.start(try.d); err == nil {
			try.d.unsafe = false // goose tries some things again
			return nil
		}
		try.rare.unopened++
	}
	return fmt.Errorf("it does not open any more: %w", err)
}

// stop ends the server, and gives the disk to the next.
func (try *trial) stop(e ending) {
	next := try.d
	switch e {
	case killing:
		next = try.d.killed()
	case dark:
		next = try.d.cut(loss(try.fate.IntN(int(nothing))), try.fate)
		next.calls, next.fault = try.d.calls, try.d.fault
		try.d.killed()
	}
	if try.store != nil {
		_ = try.store.Close() // a disk that fails may fail here
	}
	if next != try.d {
		try.operations += try.d.done()
	}
	try.d, try.store = next, nil
}

// play has the store do what it is asked until it has.
func (try *trial) play(t *testing.T, act []step) error {
	if act == nil {
		try.stop(closing)
		return try.start()
	}
	wrong := false
	for range patience {
		n, stopped, err := try.ask(act)
		try.stored += n
		act = act[n:]
		switch {
		case err != nil:
			return err
		case stopped:
			wrong = true
			if n, err = try.restart(t, act); err != nil {
				return err
			}
			try.stored += n
			act = act[n:]
		case try.d.unsafe:
			return errors.New("a sync of the log failed, and the store went on")
		}
		if len(act) > 0 {
			wrong = true
			continue
		}
		switch {
		case wrong && try.fate.IntN(2) == 0: // what was acknowledged since is in danger now
			return try.outage(t)
		case wrong:
			return try.compare(t, try.stored)
		}
		return nil
	}
	return fmt.Errorf("%s: not stored after all this time", act[0].what)
}

// ask asks once. It tells how many steps were answered as they should be, and
// whether the store has stopped.
func (try *trial) ask(act []step) (n int, stopped bool, err error) {
	refused := false
	for i, err := range try.store.perform(act) {
		switch got := answered(err); {
		case got == act[i].result && !refused && !stopped:
			n++
		case errors.Is(err, room.ErrFull):
			refused = true
			try.rare.full++
		case got == "unknown":
			stopped = true
		default:
			return n, stopped, fmt.Errorf("%s: %s (%w), want %s", act[i].what, got, err, act[i].result)
		}
	}
	return n, stopped, nil
}

// restart checks that a store that has stopped says so and does nothing more,
// opens it again, and tells how many of the unknown steps are stored nevertheless.
// Those cannot be stored once more.
func (try *trial) restart(t *testing.T, unknown []step) (int, error) {
	try.rare.stopped++
	select {
	case <-try.store.Fatal():
	default:
		return 0, errors.New("an outcome is unknown, and the store goes on")
	}
	for what, err := range map[string]error{
		"a commit":  try.store.Ready(t.Context()),
		"a command": try.steps[0].do(t.Context(), try.store.ports()),
		"a reader":  func() error { _, err := try.store.Rooms().Unfinished(t.Context()); return err }(),
	} {
		if answered(err) != "unknown" {
			return 0, fmt.Errorf("the store has stopped, and %s is told %s (%w)", what, answered(err), err)
		}
	}
	try.stop(try.ending)
	if err := try.start(); err != nil {
		return 0, err
	}
	n := 0
	for err := try.compare(t, try.stored); err != nil; err = try.compare(t, try.stored+n) {
		if n++; n > len(unknown) {
			return 0, err
		}
	}
	for _, s := range unknown[:n] {
		if try.d.past() && s.result == "stored" && answered(s.do(t.Context(), try.store.ports())) == "stored" {
			return n, fmt.Errorf("%s: stored twice", s.what)
		}
	}
	return n, nil
}

// compare tells in what the store is not as so many steps of the script leave it.
func (try *trial) compare(t *testing.T, steps int) error {
	var got string
	var err error
	for range patience { // a reader may meet the fault as well
		if got, err = try.dump(t.Context(), try.store.ports()); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	if got != try.want[steps] {
		return fmt.Errorf("after %d steps it holds %s", steps, difference(got, try.want[steps]))
	}
	if s := sound(t.Context(), try.store); s != "" {
		return errors.New(s)
	}
	return nil
}

// everyFault is all that can go wrong in what is called so often.
func (p *proof) everyFault(calls map[call]int) (list []attempt) {
	for _, c := range []call{opens, reads, writes, truncates, syncs, removes} {
		for first := range calls[c] {
			for _, full := range []bool{false, true} {
				if full && (c == reads || c == removes) {
					continue // neither needs space
				}
				a := attempt{fault{call: c, first: first + 1, n: 1, full: full}, ending(p.fate.IntN(int(endings))), p.fate.Uint64()}
				if full {
					a.n += p.fate.IntN(8)
				}
				list = append(list, a)
			}
		}
	}
	return list
}

// attempt is a fault to be endured, and how the server ends if it must.
type attempt struct {
	fault
	ending
	seed uint64
}

// endureAll tells what each of list came to.
func (p *proof) endureAll(s *script, list []attempt, trusting bool, seen func(attempt, error)) (total rare) {
	attempts := make(chan attempt)
	var wg sync.WaitGroup
	for range 8 { // now and then goose waits a second
		m := newMachine(p.T, often...)
		m.trusting = trusting
		wg.Go(func() {
			for a := range attempts {
				try, err := s.endure(p.T, m, a)
				p.count(1, try.operations)
				p.mu.Lock()
				total.stopped += try.rare.stopped
				total.full += try.rare.full
				total.unopened += try.rare.unopened
				p.mu.Unlock()
				seen(a, err)
			}
		})
	}
	for _, a := range list {
		attempts <- a
	}
	close(attempts)
	wg.Wait()
	return total
}

// calls counts what a disk that does not fail is asked for.
func (p *proof) calls(s *script) map[call]int {
	p.Helper()
	whole, err := s.endure(p.T, newMachine(p.T, often...), attempt{seed: p.seed})
	if err != nil {
		p.Fatal(err)
	}
	return whole.d.calls
}

func TestADiskThatFailsAnywhereTakesNothingThatWasAcknowledged(t *testing.T) {
	p := prove(t)
	defer p.report()
	s := newScript(t, p.seed, 30)
	list := p.everyFault(p.calls(s))
	p.fate.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	list = list[:min(len(list), p.of(150, len(list)))]
	total := p.endureAll(s, list, false, func(a attempt, err error) {
		if err != nil {
			p.breach("%v, then %v: %v", a.fault, a.ending, err)
		}
	})
	t.Logf("the store stopped %d times, had no space %d times, and did not open %d times", total.stopped, total.full, total.unopened)
	if len(list) >= 100 && (total.stopped == 0 || total.full == 0 || total.unopened == 0) {
		p.breach("the faults did not come to what they can come to")
	}
}

// Without renew, who is killed after a failed sync leaves a log that can be read
// and is not on the disk. This shows that the proof above would find it.
func TestWhoeverTrustsTheLogOfAFailedSyncLosesWhatWasAcknowledged(t *testing.T) {
	p := prove(t)
	defer p.report()
	s := newScript(t, p.seed, 30)
	var list []attempt
	for first := range p.calls(s)[syncs] {
		list = append(list, attempt{fault{call: syncs, first: first + 1, n: 1}, killing, p.fate.Uint64()})
	}
	if !p.full {
		p.fate.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = list[:min(len(list), 16)]
	}
	var mu sync.Mutex
	lost := 0
	p.endureAll(s, list, true, func(_ attempt, err error) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			lost++
		}
	})
	if lost == 0 {
		p.breach("none of %d failed syncs took anything", len(list))
	}
	t.Logf("%d of %d failed syncs took what was acknowledged, or the whole file", lost, len(list))
}
