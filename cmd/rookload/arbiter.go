package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/cmd/rookload/checker"
)

//go:embed arbiter.mjs
var arbiter []byte

// arbitrate replays every game under chess.js. Without node or chess.js it does
// nothing, and the report says so.
func (c *cast) arbitrate(ctx context.Context, pgns map[string]string) error {
	lib, err := filepath.Abs(c.ChessJS)
	if err != nil {
		return err
	}
	node, noNode := exec.LookPath("node")
	if _, err := os.Stat(lib); noNode != nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	dir, err := os.MkdirTemp("", "rookload")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	script := filepath.Join(dir, "arbiter.mjs")
	if err := os.WriteFile(script, arbiter, 0o600); err != nil {
		return err
	}
	var in bytes.Buffer
	games := c.checker.Games()
	for room, frames := range games {
		line := struct {
			Room   string           `json:"room"`
			PGN    string           `json:"pgn,omitzero"`
			Frames []jsontext.Value `json:"frames"`
		}{Room: room, PGN: pgns[room]}
		for _, f := range frames {
			line.Frames = append(line.Frames, f)
		}
		if err := json.MarshalWrite(&in, line); err != nil {
			return err
		}
		in.WriteByte('\n')
	}
	cmd := exec.CommandContext(ctx, node, script, lib)
	cmd.Stdin = &in
	var said, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complaint
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("chess.js: %w: %.500s", err, complaint.Bytes())
	}
	for line := range strings.Lines(said.String()) {
		c.checker.Note(checker.Illegal, "chess.js: %s", strings.TrimSpace(line))
	}
	c.replayed = len(games)
	return nil
}
