package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"rookery/cmd/rookload/checker"
)

// program is the server under test, which is started over the same data and on
// the same address again and again.
type program struct {
	path, data, addr string
	checker          *checker.Checker
}

// freeAddress is an address of this machine on which nobody listens, with a port
// below those that systems give to outgoing connections: one of these could
// otherwise have it when the server is to come back.
func freeAddress() (string, error) {
	var err error
	for range 100 {
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000))); err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", fmt.Errorf("find a free port: %w", err)
}

// life is one process of the program.
type life struct {
	cmd    *exec.Cmd
	began  time.Time
	stalls atomic.Int64  // how often it has stalled at a failpoint
	ready  chan struct{} // closed when it says that it is ready
	ended  chan struct{} // closed when it has ended, with how in err
	err    error
}

// errEnded means that the server ended before it was ready.
var errEnded = errors.New("the server ended before it was ready")

// start starts the program, which dies by itself at the failpoint, if one is named.
func (p program) start(failpoint string) (*life, error) {
	return p.startWith("ROOKERY_FAILPOINT=" + failpoint)
}

// startWith starts the program with what it is to find in its environment.
func (p program) startWith(env ...string) (*life, error) {
	l := &life{
		cmd:   exec.Command(p.path, "--listen", p.addr, "--data", p.data),
		ready: make(chan struct{}), ended: make(chan struct{}),
	}
	l.cmd.Env = append(os.Environ(), env...)
	stdout, err := l.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := l.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	l.began = time.Now()
	if err := l.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	var reading sync.WaitGroup
	reading.Go(func() { p.listen(stdout, l, nil) })
	reading.Go(func() { p.listen(stderr, l, l.ready) })
	go func() {
		reading.Wait() // before Wait closes the pipes
		l.err = l.cmd.Wait()
		p.checker.Ran(l.began, time.Now())
		close(l.ended)
	}()
	return l, nil
}

// listen has the checker read all that the server prints.
func (p program) listen(out io.Reader, l *life, ready chan struct{}) {
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		p.checker.Text("the server's output", []byte(line))
		if ready != nil && strings.HasPrefix(line, "ready ") {
			close(ready)
			ready = nil
		}
		if strings.HasPrefix(line, "failpoint stalls") {
			l.stalls.Add(1)
		}
		if err != nil {
			return
		}
	}
}

// awaitReady returns when the server is, or errEnded.
func (l *life) awaitReady(ctx context.Context) error {
	select {
	case <-l.ready:
		return nil
	case <-l.ended:
		return errEnded
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(patience):
		return errors.New("the server does not become ready")
	}
}

// kill ends the process as kill -9 does, and waits for its end.
func (l *life) kill() {
	_ = l.cmd.Process.Kill() // it may have ended
	<-l.ended
}

// killed reports whether it was a SIGKILL that ended the process.
func (l *life) killed() bool {
	status, ok := l.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// stop asks the process to end, and gives how it did.
func (l *life) stop() error {
	if err := l.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-l.ended:
		return l.err
	case <-time.After(patience):
		l.kill()
		return errors.New("the server did not stop when it was asked to")
	}
}
