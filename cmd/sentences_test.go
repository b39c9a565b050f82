package cmd

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "write testdata/wire/sentences.txt anew")

// saying are the folders whose sentences a browser shows to its reader.
var saying = []string{"chat", "game", "lobby", "web"}

// What speaks to programs, or to whoever runs the server.
var unsaid = []string{
	"chat/chatws", "chat/host", "chat/memory", "game/pgn", "lobby/bus", "lobby/engine", "lobby/house", "lobby/store",
	"lobby/wire", "web/app", "web/embed.go", "web/fields.go", "web/metrics.go", "web/pages", "web/pages.go", "web/preview.go", "web/reference", "web/table.go",
}

// A sentence that is new here is new to every other language of the client: its
// tests read the same file, and fail until the sentence can be said in each.
func TestWhatIsSaidToReadersIsListed(t *testing.T) {
	found := map[string]bool{}
	for _, folder := range saying {
		for _, file := range goFiles(t, folder) {
			collect(t, file, found)
		}
	}
	got := []byte(strings.Join(slices.Sorted(maps.Keys(found)), "\n") + "\n")
	golden := filepath.Join("..", "testdata", "wire", "sentences.txt")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("what is said has changed; go test ./cmd -update writes %s anew, and web/app/src/words needs the new sentences", golden)
	}
}

func goFiles(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(filepath.Join("..", folder), func(name string, d fs.DirEntry, err error) error {
		switch at := strings.TrimPrefix(filepath.ToSlash(name), "../"); {
		case err != nil:
			return err
		case slices.Contains(unsaid, at) && d.IsDir():
			return filepath.SkipDir
		case strings.HasSuffix(at, ".go") && !strings.HasSuffix(at, "_test.go") && !slices.Contains(unsaid, at):
			all = append(all, name)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return all
}

// collect finds the sentences of a file, and what the chat's commands are for.
func collect(t *testing.T, name string, found map[string]bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "panic" {
				return false // nobody reads it
			}
		case *ast.CompositeLit:
			if of, ok := n.Type.(*ast.Ident); ok && of.Name == "Usage" {
				for _, text := range n.Elts {
					found[format(text)] = true
				}
			}
		case *ast.BinaryExpr:
			if text := format(n); isSentence(text) {
				found[text] = true
				return false
			}
		case *ast.BasicLit:
			if text := format(n); isSentence(text) {
				found[text] = true
			}
		}
		return true
	})
}

var ends = regexp.MustCompile(`[.?]$|[.:] %s$`)

var verb = regexp.MustCompile(`%[.0-9]*[a-z]`)

// format is the text of an expression, with %s for what is only known later.
func format(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return format(e.X) + format(e.Y)
		}
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return verb.ReplaceAllString(text, "%s")
		}
	}
	return "%s"
}

func isSentence(text string) bool {
	bare := strings.TrimSpace(text)
	begins := strings.IndexFunc(bare, unicode.IsUpper) == 0 || strings.HasPrefix(bare, "/help ") || strings.HasPrefix(bare, "%s is ")
	return begins && strings.Contains(bare, " ") && !strings.Contains(bare, "\n") && ends.MatchString(bare)
}
