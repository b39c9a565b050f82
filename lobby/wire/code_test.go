package wire

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCodesAreStable(t *testing.T) {
	var codes []string
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				if id, ok := v.Type.(*ast.Ident); ok && (id.Name == "Code" || id.Name == "WaitCode") {
					codes = append(codes, strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))
				}
			}
		}
	}
	slices.Sort(codes)
	if len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Errorf("a code is there twice: %v", codes)
	}
	path := filepath.Join(goldens, "codes.txt")
	text := strings.Join(codes, "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != text {
		t.Errorf("codes are\n%sin %s they are\n%s(%v)", text, path, want, err)
	}
}

func TestCloseCodesSayWhetherToComeBack(t *testing.T) {
	for _, c := range CloseCodes() {
		if CloseText(c) == "" {
			t.Errorf("close code %d has no sentence", c)
		}
		if len(CloseText(c)) > 123 {
			t.Errorf("the sentence of close code %d does not fit into a close frame", c)
		}
	}
	comeBack := map[CloseCode]bool{
		1000: true, 1001: true, 1006: true, 1011: true, 1012: true, 4000: true, 4008: true, 4499: true,
		1002: false, 1003: false, 1007: false, 1008: false, 1009: false, 4500: false, 4504: false, 4999: false,
	}
	for c, want := range comeBack {
		if c.Final() == want {
			t.Errorf("a client comes back after %d: %t, want %t", c, !c.Final(), want)
		}
	}
}
