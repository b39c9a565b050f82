package chatws

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// errPanic is what a panic of the host's comes to where somebody is answered.
var errPanic = errors.New("what the host has plugged in failed")

// survive is deferred around what calls a port or a rule of the host's: a panic
// there, which would end the program with all its other rooms, comes to then. It
// is logged once for each place, without its value, which may quote a line.
func (s *Server) survive(then func()) {
	p := recover()
	if p == nil {
		return
	}
	if at := raised(); s.once(at) {
		s.cfg.Log.Error("what a chat room was given panicked", "at", at, "type", fmt.Sprintf("%T", p))
	}
	then()
}

// raised is the place of the panic that is being recovered from.
func raised() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for panicking := false; ; {
		f, more := frames.Next()
		inside := strings.HasPrefix(f.Function, "runtime.")
		switch {
		case panicking && !inside:
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		case !more:
			return "a place that is not known"
		}
		panicking = panicking || f.Function == "runtime.gopanic"
	}
}

// once says whether something is to be logged, which it is the first time.
func (s *Server) once(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.logged[what]
	s.logged[what] = true
	return first
}
