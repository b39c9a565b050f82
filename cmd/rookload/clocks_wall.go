package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// overlay is the command that makes a server possible whose wall clock can be
// set while it runs, without touching the machine's:
//
//	rookload overlay DIR
//	go build -overlay DIR/overlay.json -tags failpoint -o SERVER ./cmd/rookery
//
// Decision: a copy of the standard library's time.go, made when it is needed
// from the one that is installed, in which Now adds an offset to the wall
// reading alone. Rejected: setting the machine's clock, which is everybody's; a
// library in between the program and the system, which a static program does
// not call.
type overlay struct {
	Dir string `arg:"" help:"Where the files are written."`
}

// wallEnv is where a server with the overlay reads how its wall clock is set:
// "2s:3h,4s:-1h" is 3 h forth from 2 s after its start and 1 h back from 4 s on.
const wallEnv = "ROOKERY_WALL"

// errOtherGo means that this Go builds time.Now differently.
var errOtherGo = errors.New("this Go's time.Now is not the one that the overlay knows")

// Where time.Now reads the clocks, and what becomes of it.
const (
	wallRead = "\tsec, nsec, mono := runtimeNow()\n\tif mono == 0 {"
	wallSet  = "\tsec, nsec, mono := runtimeNow()\n\tsec += wallSet(mono - startNano)\n\tif mono == 0 {"
)

// wallCode is the file that package time is given beside its own.
const wallCode = `package time

import "syscall"

type wallSetting struct{ from, by int64 }

var wallSettings = readWallSettings()

// wallSet is by how many seconds the wall clock is off, so many ns after the start.
func wallSet(up int64) (by int64) {
	for _, w := range wallSettings {
		if up >= w.from {
			by = w.by
		}
	}
	return by
}

func readWallSettings() (list []wallSetting) {
	text, _ := syscall.Getenv("` + wallEnv + `")
	var parts [2]string
	n := 0
	for i := 0; i <= len(text) && text != ""; i++ {
		switch {
		case i == len(text) || text[i] == ',':
			from, _ := ParseDuration(parts[0])
			by, _ := ParseDuration(parts[1])
			list = append(list, wallSetting{int64(from), int64(by / Second)})
			parts, n = [2]string{}, 0
		case text[i] == ':':
			n = 1
		default:
			parts[n] += text[i : i+1]
		}
	}
	return list
}
`

func (o overlay) run(ctx context.Context) error {
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("ask for GOROOT: %w", err)
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	lib := filepath.Join(strings.TrimSpace(string(goroot)), "src", "time")
	code, err := os.ReadFile(filepath.Join(lib, "time.go"))
	if err != nil {
		return fmt.Errorf("read the standard library: %w", err)
	}
	if strings.Count(string(code), wallRead) != 1 {
		return errOtherGo
	}
	replace := make(map[string]string)
	for name, text := range map[string]string{"time.go": strings.Replace(string(code), wallRead, wallSet, 1), "wall_set.go": wallCode} {
		replace[filepath.Join(lib, name)] = filepath.Join(dir, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace}, json.Deterministic(true))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "overlay.json"), list, 0o600)
}

// setting is one change of a server's wall clock, so long after its start.
type setting struct{ after, by time.Duration }

// wallOf is what a server is told of how its wall clock is set.
func wallOf(list ...setting) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = fmt.Sprintf("%s:%s", s.after, s.by.Truncate(time.Second))
	}
	return wallEnv + "=" + strings.Join(parts, ",")
}
