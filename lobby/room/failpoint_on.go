//go:build failpoint

package room

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Failpoint ends the process as kill -9 would, if the environment's
// ROOKERY_FAILPOINT names this point and the pass: "telling:120" is the 120th
// frame offered to anybody, "answered:7:2ms" 2 ms after the 7th batch was
// answered, which lets the answer reach the network. The points are, in the
// order of a command's way, "commit" (all written, nothing committed),
// "committed" (on disk, nobody told), "telling" (between two members of a room)
// and "answered".
//
// Decision: a build tag and one function rather than hooks handed from above,
// so that nothing of it is in the program that people run. cmd/rookload uses it.
func Failpoint(name string) {
	if name != failpoint.name || passes.Add(1) != failpoint.pass {
		return
	}
	time.Sleep(failpoint.after)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprintf("failpoint %s: still alive: %v", name, err))
}

var (
	failpoint = readFailpoint(os.Getenv("ROOKERY_FAILPOINT"))
	passes    atomic.Int64 // of the point that was named
)

type failpointAt struct {
	name  string
	pass  int64
	after time.Duration
}

// readFailpoint reads "name:pass" or "name:pass:after"; nothing names no point.
func readFailpoint(text string) (at failpointAt) {
	if text == "" {
		return at
	}
	parts := strings.SplitN(text, ":", 3)
	var err error
	at.name = parts[0]
	if len(parts) > 1 {
		at.pass, err = strconv.ParseInt(parts[1], 10, 64)
	}
	if len(parts) > 2 && err == nil {
		at.after, err = time.ParseDuration(parts[2])
	}
	if err != nil || at.pass < 1 {
		panic("ROOKERY_FAILPOINT is not name:pass or name:pass:after")
	}
	return at
}
