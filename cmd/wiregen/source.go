package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/wire"
)

// source is what the comments of packages wire and web say; shapes come from
// wire.Messages and web.Routes.
type source struct {
	registry wire.Registry
	prose    string              // the comment of package wire as Markdown, without its decisions
	told     *comment.Doc        // the same, parsed
	types    map[string]string   // doc comment by type
	fields   map[string]string   // doc comment by "Type.Field"
	consts   map[string][]choice // typed string and number constants by type, in order
	examples map[string]jsontext.Value
}

// choice is one constant of an enumerated type.
type choice struct{ name, value, doc string }

// decisions is the heading of the package comment from which on it speaks to
// the maintainers of the server, not to the authors of clients.
const decisions = "# Decisions"

// readSource reads what is in the module at root.
func readSource(root string) (source, error) {
	s := source{
		registry: wire.Messages(),
		types:    make(map[string]string),
		fields:   make(map[string]string),
		consts:   make(map[string][]choice),
	}
	for _, dir := range []string{"web", "lobby/review", "lobby/wire"} { // the protocol's words are those that count
		pkg, err := readPackage(root, dir)
		if err != nil {
			return source{}, fmt.Errorf("read the comments of package %s: %w", dir, err)
		}
		for _, t := range pkg.Types {
			s.addType(t)
		}
		s.prose, s.told = markdown(pkg.Doc), told(pkg.Doc)
	}
	var err error
	s.examples, err = readExamples(filepath.Join(root, "testdata", "wire"))
	return s, err
}

func readPackage(root, dir string) (*doc.Package, error) {
	fset := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*.go"))
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return doc.NewFromFiles(fset, files, "rookery/"+dir, doc.PreserveAST)
}

func (s source) addType(t *doc.Type) {
	s.types[t.Name] = oneParagraph(t.Doc)
	for _, group := range t.Consts {
		for _, spec := range group.Decl.Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Values) == 0 {
				continue
			}
			lit, ok := v.Values[0].(*ast.BasicLit)
			if !ok {
				continue
			}
			value := lit.Value
			if text, err := strconv.Unquote(lit.Value); err == nil {
				value = text
			}
			s.consts[t.Name] = append(s.consts[t.Name], choice{v.Names[0].Name, value, comments(v.Doc, v.Comment)})
		}
	}
	for _, spec := range t.Decl.Specs {
		st, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range st.Fields.List {
			for _, n := range f.Names {
				s.fields[t.Name+"."+n.Name] = comments(f.Doc, f.Comment)
			}
		}
	}
}

// values lists the values of an enumerated type, in the order of its declaration.
func (s source) values(typeName string) []string {
	var vs []string
	for _, c := range s.consts[typeName] {
		vs = append(vs, c.value)
	}
	return vs
}

// comments joins a doc comment and a line comment into one line.
func comments(groups ...*ast.CommentGroup) string {
	var all []string
	for _, g := range groups {
		if g != nil {
			all = append(all, oneParagraph(g.Text()))
		}
	}
	return strings.Join(all, " ")
}

func oneParagraph(text string) string { return strings.Join(strings.Fields(text), " ") }

func markdown(packageDoc string) string {
	pr := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	return strings.TrimSpace(string(pr.Markdown(told(packageDoc))))
}

// told is a package's comment up to its decisions.
func told(packageDoc string) *comment.Doc {
	text, _, _ := strings.Cut(packageDoc, "\n"+decisions+"\n")
	var p comment.Parser
	return p.Parse(text)
}

// member is one member of a message's body as it is on the wire.
type member struct {
	name     string
	doc      string
	typ      reflect.Type
	enum     []string // the allowed strings or numbers, if they are fewer than the type's
	optional bool     // absent when zero
}

func (s source) members(t reflect.Type) []member {
	var ms []member
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		m := member{name: name, typ: f.Type, optional: options == "omitzero"}
		m.doc = s.wireNames(t, s.fields[t.Name()+"."+f.Name])
		if e := f.Tag.Get("enum"); e != "" {
			m.enum = strings.Split(e, ",")
		}
		ms = append(ms, m)
	}
	return ms
}

var word = regexp.MustCompile(`[A-Za-z]+`)

// wireNames rewrites the Go names of t's fields in its comment as what they
// are called on the wire. The type's own name at the start, and acronyms, which
// are words of chess as well, stay.
func (s source) wireNames(t reflect.Type, text string) string {
	first := true
	return word.ReplaceAllStringFunc(text, func(w string) string {
		own := first && w == t.Name()
		first = false
		f, ok := t.FieldByName(w)
		if own || !ok || len(w) > 1 && strings.ToUpper(w) == w {
			return w
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return "`" + name + "`"
	})
}

// doc is t's comment in the words of the wire.
func (s source) doc(t reflect.Type) string { return s.wireNames(t, s.types[t.Name()]) }

// structs lists every struct that the messages are made of: the messages
// themselves in the registry's order, then what they are built from.
func (s source) structs() []reflect.Type {
	var all []reflect.Type
	for _, list := range [][]wire.Entry{s.registry.Commands, s.registry.Events, s.registry.News, s.registry.Infos} {
		for _, e := range list {
			if !slices.Contains(all, e.Type) {
				all = append(all, e.Type)
			}
		}
	}
	return madeOf(all)
}

// madeOf is all, and every struct that they are made of.
func madeOf(roots []reflect.Type) []reflect.Type {
	var all []reflect.Type
	for _, t := range roots {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	for i := 0; i < len(all); i++ { // grows while it is read
		for f := range all[i].Fields() {
			if t := element(f.Type); t.Kind() == reflect.Struct && t != eventType && !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

// eventType is the envelope of an event, which each document spells as a union.
var eventType = reflect.TypeFor[wire.Event]()

// element strips pointers and slices.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}
