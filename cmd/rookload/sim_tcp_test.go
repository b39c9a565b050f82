package main

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// The network of a bubble does what TCP does: it delays, bounds, ends and cuts, and
// gives nothing on behind a hole.
func TestABubblesConnectionsBehaveAsTCPDoes(t *testing.T) {
	const slow = 50 * time.Millisecond
	ends := func() (near, far *conn) { return wired(slow, &net.TCPAddr{}, &net.TCPAddr{}) }
	bubble := func(says string, f func(t *testing.T, near, far *conn)) {
		t.Run(says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := ends()
				_ = far.SetReadDeadline(time.Now().Add(time.Minute))
				f(t, near, far)
			})
		})
	}
	fails := func(t *testing.T, what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	some := make([]byte, 100)
	bubble("what is written arrives later, and then the end", func(t *testing.T, near, far *conn) {
		began := time.Now()
		_, _ = near.Write(some)
		_ = near.Close()
		if n, err := io.ReadFull(far, some); n != len(some) || err != nil || time.Since(began) != slow {
			t.Errorf("%d bytes after %v, %v", n, time.Since(began), err)
		}
		_, err := far.Read(some)
		fails(t, "reading on", err, io.EOF)
		_, err = far.Write(some)
		fails(t, "writing to nobody", err, syscall.EPIPE)
	})
	bubble("whoever is not read waits", func(t *testing.T, near, far *conn) {
		_ = near.SetWriteDeadline(time.Now().Add(time.Second))
		n, err := near.Write(make([]byte, 2*onTheWay))
		fails(t, "writing too much", err, os.ErrDeadlineExceeded)
		if n != onTheWay {
			t.Errorf("%d bytes are on their way", n)
		}
		_ = near.SetWriteDeadline(time.Time{})
		go func() { _, _ = io.Copy(io.Discard, far) }()
		if n, err := near.Write(make([]byte, 2*onTheWay)); n != 2*onTheWay || err != nil {
			t.Errorf("once it is read: %d bytes, %v", n, err)
		}
		_ = near.Close()
		time.Sleep(2 * slow) // for the reader to end
	})
	bubble("a stalled direction goes on later", func(t *testing.T, near, far *conn) {
		began := time.Now()
		far.in.do(func() { far.in.held = began.Add(time.Second) })
		_, _ = near.Write(some)
		if _, err := far.Read(some); err != nil || time.Since(began) != time.Second {
			t.Errorf("after %v, %v", time.Since(began), err)
		}
	})
	bubble("a cut is heard by both at once", func(t *testing.T, near, far *conn) {
		_, _ = near.Write(some)
		time.AfterFunc(slow/2, near.reset)
		_, err := far.Read(some)
		fails(t, "reading", err, syscall.ECONNRESET)
		_, err = near.Write(some)
		fails(t, "writing", err, syscall.ECONNRESET)
	})
	bubble("nothing comes behind a hole, not even the end", func(t *testing.T, near, far *conn) {
		near.out.do(func() { near.out.lost = true })
		_, _ = near.Write(some)
		_ = near.Close()
		_, err := far.Read(some)
		fails(t, "reading", err, os.ErrDeadlineExceeded)
	})
	bubble("who vanishes is not heard of", func(t *testing.T, near, far *conn) {
		near.vanish()
		_, err := near.Read(some)
		fails(t, "reading oneself", err, net.ErrClosed)
		_, err = far.Write(some)
		fails(t, "being written to", err, nil)
		_, err = far.Read(some)
		fails(t, "being read", err, os.ErrDeadlineExceeded)
	})
}
