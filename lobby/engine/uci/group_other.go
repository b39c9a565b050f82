//go:build !unix

package uci

import (
	"os"
	"syscall"
)

func apart() *syscall.SysProcAttr { return nil }

func humble(int) {}

func slay(p *os.Process) { _ = p.Kill() }
