package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
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

// arbitrate replays every game under chess.js. That it is not there is an error,
// unless none was named: then the report says so.
func (c *cast) arbitrate(ctx context.Context, pgns map[string]string) error {
	if c.ChessJS == "" {
		return nil
	}
	lib, err := filepath.Abs(c.ChessJS)
	if err != nil {
		return err
	}
	node, noNode := exec.LookPath("node")
	if _, err := os.Stat(lib); err != nil || noNode != nil {
		return fmt.Errorf("no game can be replayed under chess.js: %w", errors.Join(err, noNode))
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
