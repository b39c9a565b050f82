package main

import (
	"syscall"
	"testing"
	"time"

	"rookery/lobby/wire"
)

// A process that is stopped reads no clock; this one has to stand still in real time.
func TestAStoppedProcessCostsThePlayerToMoveNothing(t *testing.T) {
	const stopped = 2 * time.Second
	srv := spawn(t, t.TempDir())
	w, b, _ := seatTwo(arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"))
	play(w, b, 0, scholarsMate[:2])
	if err := srv.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(stopped)
	if err := srv.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	w.move(scholarsMate[2])
	credited := body[wire.TimeCredited](t, b.event("time_credited"))
	left := body[wire.Moved](t, b.event("moved")).Clock.White
	t.Logf("stopped for %v: %d ms given back, %d ms left of 300000", stopped, credited.Ms, left)
	if credited.Side != wire.White || left < 300_000-stopped.Milliseconds()/2 {
		t.Errorf("white was charged for the stop: %d ms left, %+v", left, credited)
	}
}
