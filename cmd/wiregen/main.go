// Command wiregen writes what clients are built from: the TypeScript types of the
// browser client, and the AsyncAPI and OpenAPI documents that the server publishes,
// with the page that tells the same in words. They come from the registry in package
// wire and the table of routes in package web: shapes by reflection, prose from the
// packages' own comments, examples from the golden frames.
//
// Without flags it writes the files; with -check it only compares, prints what
// is stale and exits with 1.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// outputs are the generated files, by their path in the module.
var outputs = []struct {
	path   string
	render func(source) ([]byte, error)
}{
	{"web/app/src/wire/wire.gen.ts", typeScript},
	{"web/reference/asyncapi.json", asyncAPI},
	{"web/reference/openapi.json", openAPI},
	{"web/reference/index.html", page},
}

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "wiregen:", err)
		os.Exit(1)
	}
}

func run(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("wiregen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	check := flags.Bool("check", false, "compare the files with what would be written")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	src, err := readSource(root)
	if err != nil {
		return err
	}
	deliver := write
	if *check {
		deliver = compare
	}
	var all error
	for _, o := range outputs {
		text, err := o.render(src)
		if err != nil {
			return fmt.Errorf("render %s: %w", o.path, err)
		}
		all = errors.Join(all, deliver(filepath.Join(root, filepath.FromSlash(o.path)), text))
	}
	return all
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of %s: %w", path, err)
	}
	return os.WriteFile(path, text, 0o644)
}

func compare(path string, want []byte) error {
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("%s is stale: run make generate", path)
	}
	return nil
}

// moduleRoot is the nearest folder at or above the working one that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("no go.mod here or above")
		}
		dir = filepath.Dir(dir)
	}
}
