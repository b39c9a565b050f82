// Package cmd holds no code: it is the folder of the programs. Its test is the
// architecture of the whole module, as data.
package cmd

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "rookery"

// imports says what a package may import from this module. "x/…" is x and
// everything below it. A package that is not listed fails the test.
var imports = []struct {
	pkg string
	may []string
}{
	{"game/internal/…", []string{"game/internal/…"}},
	{"game", []string{"game/internal/…"}},
	{"game/pgn", []string{"game"}},
	// The chat is a product of its own: it imports nothing but itself. Names and
	// what is recent know nothing of lines; the host that stands alone knows all.
	{"chat/nick", nil},
	{"chat/recent", nil},
	{"chat", []string{"chat/recent"}},
	{"chat/presence", []string{"chat"}},
	{"chat/host", []string{"chat", "chat/nick", "chat/presence", "chat/recent"}},
	{"chat/memory", []string{"chat", "chat/host"}},
	{"chat/chatws/frame", nil},
	{"chat/chatws", []string{"chat", "chat/chatws/frame", "chat/host", "chat/memory", "chat/nick", "chat/presence", "chat/recent"}},
	{"lobby/wire", nil},
	// Whom a nick imitates is one question, for guests of the lobby and of any chat.
	{"lobby/person", []string{"chat/nick"}},
	{"lobby/bus", nil},
	{"lobby/bus/bustest", []string{"lobby/bus"}},
	{"lobby/bus/natsbus", []string{"lobby/bus"}},
	{"lobby/engine/uci", []string{"game"}},
	{"lobby/engine", []string{"game", "lobby/engine/uci"}},
	// A review asks the same engines as the house, but knows nothing of levels, rooms or sockets.
	{"lobby/review", []string{"game", "lobby/engine/uci"}},
	{"lobby/pairing", nil},
	{"lobby/room", []string{"game", "chat", "chat/presence", "chat/recent", "lobby/wire"}},
	// What the lobby deals in knows nothing of those who deal: wish judges it, hall and rooms hold it,
	// manners and exhibition know none of each other, and desk alone knows them all.
	{"lobby", []string{"game", "lobby/pairing", "lobby/person", "lobby/room", "lobby/wire"}},
	{"lobby/guard", nil},
	{"lobby/wish", []string{"game", "lobby", "lobby/room", "lobby/wire"}},
	{"lobby/hall", []string{"game", "lobby", "lobby/guard", "lobby/pairing", "lobby/person", "lobby/room", "lobby/wire"}},
	{"lobby/rooms", []string{"chat/recent", "lobby", "lobby/guard", "lobby/room"}},
	// The reason of a report is judged as the text of a line is: by chat.
	{"lobby/manners", []string{"chat", "lobby", "lobby/guard", "lobby/person", "lobby/room", "lobby/wire"}},
	{"lobby/exhibition", []string{"game", "lobby", "lobby/guard", "lobby/wire"}},
	{"lobby/record", []string{"game", "lobby", "lobby/pairing", "lobby/person", "lobby/room", "lobby/wire"}},
	{"lobby/rematch", []string{"lobby", "lobby/guard", "lobby/person", "lobby/room", "lobby/wire"}},
	{"lobby/insist", []string{"chat/recent", "lobby/guard", "lobby/person"}},
	{"lobby/desk", []string{
		"game", "lobby", "lobby/exhibition", "lobby/guard", "lobby/hall", "lobby/insist", "lobby/manners", "lobby/pairing",
		"lobby/person", "lobby/record", "lobby/rematch", "lobby/room", "lobby/rooms", "lobby/wire", "lobby/wish",
	}},
	// The house plays as any client of a room would; the lobby calls it by its own port.
	{"lobby/house", []string{"game", "lobby/room", "lobby/wire"}},
	{"lobby/client", []string{"lobby", "lobby/desk", "lobby/hall", "lobby/person", "lobby/room", "lobby/wire"}},
	// The store speaks of summaries, seeks and cids in the words of the wire, as its ports do.
	{"lobby/store/…", []string{"game", "chat", "lobby", "lobby/person", "lobby/room", "lobby/wire", "lobby/store/…"}},
	{"web/app", nil},
	{"web/auth", []string{"lobby/person"}},
	{"web/pages", nil},
	{"web/reference", nil},
	{"web/ws", []string{"lobby/client", "lobby/wire"}},
	{"web", []string{"game", "game/pgn", "chat", "lobby", "lobby/person", "lobby/room", "lobby/client", "lobby/review", "lobby/wire", "web/…"}},
	{"cmd/rookload/…", []string{"game", "lobby/wire", "cmd/rookload/…"}},
	{"cmd/…", []string{"…"}},
}

// fences say which packages alone may import a library, or a part of the
// standard library that decides what a package is able to do.
var fences = []struct {
	library string
	only    []string
}{
	{"github.com/gorilla/websocket", []string{"web/ws", "chat/chatws", "cmd/rookload"}},
	{"github.com/notnil/chess/…", []string{"game/internal/…"}},
	{"modernc.org/sqlite/…", []string{"lobby/store/…"}},
	{"github.com/jackc/pgx/…", []string{"lobby/store/…"}},
	{"database/sql/…", []string{"lobby/store/…"}},
	{"github.com/pressly/goose/…", []string{"lobby/store/…"}},
	{"github.com/nats-io/…", []string{"lobby/bus/natsbus"}},
	{"github.com/google/uuid", []string{"lobby", "lobby/desk", "lobby/house", "lobby/person", "lobby/store/…", "web/auth"}},
	// The protocol is written and read by one strict codec; encoding/json accepts what it must refuse.
	{"encoding/json", nil},
}

// pure says what the rules of chess must be able to do without.
var pure = []string{"net/…", "os/…", "sync/…", "context", "log/…", "database/…"}

// timely is what of package time asks what time it is, or waits; the rules are told.
var timely = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

// vague names say nothing about what is inside.
var vague = []string{"util", "utils", "common", "helper", "helpers", "manager", "misc", "shared"}

func TestTheModuleKeepsItsArchitecture(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	files, err := parse(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d Go files were found below %s", len(files), root)
	}
	for _, b := range breaches(files) {
		t.Error(b)
	}
}

// TestTheCheckItselfFails shows that each rule bites, in small trees of its own.
func TestTheCheckItselfFails(t *testing.T) {
	doc := "// Package x is documented.\n"
	for name, c := range map[string]struct {
		file, text string
		want       string // a part of the one breach, or empty
	}{
		"rules that know the lobby":        {"game/a.go", doc + "package game\nimport _ \"rookery/lobby\"", "game/a.go: game may not import rookery/lobby"},
		"rules on their own board":         {"game/a.go", doc + "package game\nimport _ \"rookery/game/internal/board\"", ""},
		"a board that knows its user":      {"game/internal/board/a.go", doc + "package board\nimport _ \"rookery/game\"", "may not import rookery/game"},
		"a file that opens itself":         {"game/pgn/a.go", doc + "package pgn\nimport _ \"os\"", "game/pgn does without os"},
		"a file that knows the board":      {"game/pgn/a.go", doc + "package pgn\nimport _ \"rookery/game/internal/board\"", "may not import rookery/game/internal/board"},
		"a room that knows the bus":        {"lobby/room/a.go", doc + "package room\nimport _ \"rookery/lobby/bus\"", "may not import rookery/lobby/bus"},
		"a client that knows sockets":      {"lobby/client/a.go", doc + "package client\nimport _ \"github.com/gorilla/websocket\"", "github.com/gorilla/websocket belongs to"},
		"a socket where sockets are":       {"web/ws/a.go", doc + "package ws\nimport _ \"github.com/gorilla/websocket\"", ""},
		"another user of the library":      {"game/a.go", doc + "package game\nimport _ \"github.com/notnil/chess\"", "github.com/notnil/chess belongs to"},
		"its other packages too":           {"lobby/a.go", doc + "package lobby\nimport _ \"github.com/notnil/chess/opening\"", "github.com/notnil/chess/opening belongs to"},
		"a lobby with SQL":                 {"lobby/a.go", doc + "package lobby\nimport _ \"database/sql\"", "database/sql belongs to"},
		"a second parser":                  {"web/a.go", doc + "package web\nimport _ \"encoding/json\"", "encoding/json belongs to no package"},
		"rules that look at a clock's net": {"game/a.go", doc + "package game\nimport _ \"net/http\"", "game does without net/http"},
		"rules that lock":                  {"game/internal/board/a.go", doc + "package board\nimport _ \"sync\"", "game/internal/board does without sync"},
		"rules that wait":                  {"game/a.go", doc + "package game\nimport _ \"context\"", "game does without context"},
		"rules that ask the time":          {"game/a.go", doc + "package game\nimport \"time\"\nvar start = time.Now()", "game does without time.Now"},
		"rules that sleep":                 {"game/pgn/a.go", doc + "package pgn\nimport \"time\"\nfunc a() { time.Sleep(1) }", "game/pgn does without time.Sleep"},
		"rules that hand a clock on":       {"game/a.go", doc + "package game\nimport \"time\"\nvar now = time.Now", "game does without time.Now"},
		"time under another name":          {"game/a.go", doc + "package game\nimport t \"time\"\nvar c = t.After(1)", "game does without time.After"},
		"time under no name":               {"game/a.go", doc + "package game\nimport . \"time\"\nvar c = Now()", "game does without a time that has no name"},
		"rules that start something":       {"game/internal/board/a.go", doc + "package board\nfunc a() { go a() }", "game/internal/board does without go"},
		"rules with a stamp":               {"game/a.go", doc + "package game\nimport \"time\"\nvar a = time.UnixMilli(1).After(time.Time{})", ""},
		"rules that do without time":       {"game/a.go", doc + "package game\ntype t struct{}\nfunc (t) Now() {}\nfunc a(time t) { time.Now() }", ""},
		"a test of the rules":              {"game/a_test.go", "package game\nimport \"time\"\nfunc a() { go time.Now() }", ""},
		"a room, which has the time":       {"lobby/room/a.go", doc + "package room\nimport \"time\"\nfunc a() { go time.Now() }", ""},
		"a program, which may all":         {"cmd/rookery/a.go", doc + "package main\nimport _ \"rookery/web\"", ""},
		"a program that may not":           {"cmd/rookload/a.go", doc + "package main\nimport _ \"rookery/lobby\"", "cmd/rookload may not import rookery/lobby"},
		"a package nobody planned":         {"lobby/karma/a.go", doc + "package karma", "lobby/karma is not in the table"},
		"a package at the root":            {"a.go", doc + "package rookery", "the module's root is not in the table"},
		"a test, which may all":            {"game/a_test.go", "package game\nimport _ \"rookery/lobby\"", ""},
		"a package without a word":         {"game/a.go", "package game", "package game has no doc comment"},
		"a hidden beginning":               {"game/a.go", doc + "package game\nfunc init() {}", "game/a.go: func init"},
		"a method may be called init":      {"game/a.go", doc + "package game\ntype a struct{}\nfunc (a) init() {}", ""},
		"a vague file":                     {"game/util.go", doc + "package game", "game/util.go: a name that says nothing"},
		"a vague test":                     {"game/helpers_test.go", "package game", "game/helpers_test.go: a name that says nothing"},
		"a vague folder":                   {"cmd/common/a.go", doc + "package common", "cmd/common/a.go: a name that says nothing"},
		"a vague part of a name":           {"game/time_utils.go", doc + "package game", "game/time_utils.go: a name that says nothing"},
		"a word that only begins so":       {"game/utility.go", doc + "package game", ""},
		"what npm installed":               {"web/app/node_modules/x/a.go", "package x", ""},
		"what is data":                     {"game/testdata/a.go", "package x", ""},
		"what was built":                   {"web/app/dist/a.go", "package x", ""},
	} {
		files, err := parse(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := breaches(files)
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: unexpected %q", name, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
			t.Errorf("%s: got %q, want one breach with %q", name, got, c.want)
		}
	}
}

// goFile is one Go file, by its path from the module's root.
type goFile struct {
	path, pkg string
	test      bool
	imports   []string
	doc       bool
	inits     int
	acts      []string // what it does that a pure package does not
}

// parse reads every Go file of the module. It does so in this process: what a
// go list in another reads, the test cache would not see.
func parse(tree fs.FS) ([]goFile, error) {
	var files []goFile
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(path.Base(name)) && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		files = append(files, read(name, f))
		return nil
	})
	return files, err
}

func skipped(dir string) bool {
	return dir == "node_modules" || dir == "testdata" || dir == "dist" || strings.HasPrefix(dir, ".")
}

func read(name string, f *ast.File) goFile {
	g := goFile{path: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), doc: f.Doc != nil}
	for _, i := range f.Imports {
		imported, _ := strconv.Unquote(i.Path.Value) // the parser has seen that it can be
		g.imports = append(g.imports, imported)
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			g.inits++
		}
	}
	g.acts = acts(f)
	return g
}

// acts lists the goroutines that f starts, and where it asks the time or waits.
func acts(f *ast.File) (found []string) {
	clock := ""
	for _, i := range f.Imports {
		switch {
		case i.Path.Value != `"time"`:
		case i.Name == nil:
			clock = "time"
		case i.Name.Name == ".":
			found = append(found, "a time that has no name")
		default:
			clock = i.Name.Name
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = append(found, "go")
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && clock != "" && x.Name == clock && slices.Contains(timely, n.Sel.Name) {
				found = append(found, "time."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// breaches lists everything in files that the architecture forbids.
func breaches(files []goFile) []string {
	var all []string
	documented := make(map[string]bool)
	for _, f := range files {
		if !f.test {
			documented[f.pkg] = documented[f.pkg] || f.doc
		}
		all = append(all, names(f)...)
		if f.inits > 0 {
			all = append(all, f.path+": func init runs before anybody asked; make it a function that is called")
		}
		if f.test {
			continue // tests may import what they like
		}
		if match("game/…", f.pkg) {
			for _, act := range f.acts {
				all = append(all, f.path+": "+f.pkg+" does without "+act)
			}
		}
		for _, imported := range f.imports {
			if b := forbidden(f.pkg, imported); b != "" {
				all = append(all, f.path+": "+b)
			}
		}
	}
	for pkg, ok := range documented {
		if !ok {
			all = append(all, "package "+pkg+" has no doc comment")
		}
		if _, listed := allowed(pkg); !listed {
			all = append(all, place(pkg)+" is not in the table of imports")
		}
	}
	slices.Sort(all)
	return all
}

// forbidden says why pkg may not import imported, or nothing.
func forbidden(pkg, imported string) string {
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		if may, listed := allowed(pkg); listed && !anyMatch(may, own) {
			return pkg + " may not import " + imported
		}
		return ""
	}
	if match("game/…", pkg) && anyMatch(pure, imported) {
		return pkg + " does without " + imported
	}
	for _, f := range fences {
		if !match(f.library, imported) || anyMatch(f.only, pkg) {
			continue
		}
		if len(f.only) == 0 {
			return imported + " belongs to no package"
		}
		return imported + " belongs to " + strings.Join(f.only, ", ") + " alone"
	}
	return ""
}

func allowed(pkg string) (may []string, listed bool) {
	for _, row := range imports {
		if match(row.pkg, pkg) {
			return row.may, true
		}
	}
	return nil, false
}

func place(pkg string) string {
	if pkg == "." {
		return "the module's root"
	}
	return pkg
}

// names finds vague words in a file's path. Words are parted by slashes,
// underscores, hyphens and dots.
func names(f goFile) []string {
	parts := strings.FieldsFunc(f.path, func(r rune) bool { return strings.ContainsRune("/_-.", r) })
	if slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(vague, p) }) {
		return []string{f.path + ": a name that says nothing"}
	}
	return nil
}

// match reports whether pattern, which may end in "…", stands for name.
func match(pattern, name string) bool {
	prefix, tree := strings.CutSuffix(pattern, "…")
	if !tree {
		return pattern == name
	}
	return strings.HasPrefix(name+"/", prefix)
}

func anyMatch(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

// moduleRoot is the nearest folder above the test's own that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
