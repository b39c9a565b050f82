package uci

import (
	"os"
	"syscall"
)

// apart starts an engine in a process group of its own, out of reach of a
// terminal's signals, and has it killed should this process die.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// politeness is what an engine's priority is below an ordinary one's.
const politeness = 10

// humble lets everything else go before the engine. It plays without, too.
func humble(pid int) { _ = syscall.Setpriority(syscall.PRIO_PGRP, pid, politeness) }

// slay kills an engine that was not yet waited for, and its group.
func slay(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL) // whose members may all have ended
	_ = p.Kill()
}
