//go:build linux || darwin

package sqlite

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// limit lets no file of this process grow much beyond what the store's log has:
// the kernel then fails its writes with EFBIG, which is an I/O error and not a full disk.
func limit(dir string) {
	signal.Ignore(syscall.SIGXFSZ)
	log, err := os.Stat(filepath.Join(dir, "rookery.db-wal"))
	if err == nil {
		size := uint64(log.Size()) + 512<<10
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size})
	}
	if err != nil {
		fmt.Println("limit:", err)
		os.Exit(1)
	}
}

func TestADiskThatFailsStopsTheStoreAndLosesNoAcknowledgedMove(t *testing.T) {
	dir := t.TempDir()
	acks, fatal := acked(t, limited, dir, -1)
	if fatal == "" || len(acks) == 0 {
		t.Fatalf("%d moves were acknowledged; the store said %q", len(acks), fatal)
	}
	t.Log(len(acks), "acknowledged, then:", fatal)
	survived(t, dir, acks)
}
