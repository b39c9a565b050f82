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

// Failpoint ends the process as kill -9 would, or lets it wait, if the
// environment's ROOKERY_FAILPOINT names this point and the pass: "telling:120" is
// the 120th frame offered to anybody, "answered:7:2ms" 2 ms after the 7th batch
// was answered, which lets the answer reach the network, and "commit:30:stall=2s"
// only makes the 30th commit take 2 s more, as a disk does that stalls. Several
// are separated by commas. The points are, in the order of a command's way,
// "commit" (all written, nothing committed), "committed" (on disk, nobody told),
// "telling" (between two members of a room) and "answered".
//
// Decision: a build tag and one function rather than hooks handed from above,
// so that nothing of it is in the program that people run. cmd/rookload uses it.
func Failpoint(name string) {
	for _, f := range failpoints {
		if name == f.name && f.passes.Add(1) == f.pass {
			f.reached()
		}
	}
}

func (f *failpoint) reached() {
	if f.stall {
		fmt.Fprintf(os.Stderr, "failpoint stalls %s for %s\n", f.name, f.wait)
	}
	time.Sleep(f.wait)
	if f.stall {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprintf("failpoint %s: still alive: %v", f.name, err))
}

var failpoints = readFailpoints(os.Getenv("ROOKERY_FAILPOINT"))

type failpoint struct {
	name   string
	pass   int64
	wait   time.Duration
	stall  bool // go on after wait
	passes atomic.Int64
}

// readFailpoints reads "name:pass", "name:pass:after" and "name:pass:stall=for",
// separated by commas; nothing names no point.
func readFailpoints(text string) (list []*failpoint) {
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		f, err := readFailpoint(part)
		if err != nil || f.pass < 1 {
			panic("ROOKERY_FAILPOINT is not name:pass, name:pass:after or name:pass:stall=for")
		}
		list = append(list, f)
	}
	return list
}

func readFailpoint(text string) (f *failpoint, err error) {
	name, rest, _ := strings.Cut(text, ":")
	pass, wait, waits := strings.Cut(rest, ":")
	f = &failpoint{name: name}
	if f.pass, err = strconv.ParseInt(pass, 10, 64); err != nil || !waits {
		return f, err
	}
	wait, f.stall = strings.CutPrefix(wait, "stall=")
	f.wait, err = time.ParseDuration(wait)
	return f, err
}
