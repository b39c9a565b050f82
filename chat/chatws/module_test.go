package chatws_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestAModuleOutsideCanPlugItIn builds and vets chat/testdata/example, a module
// of its own, without a network: it needs nothing that this module does not. When
// a dependency has changed, "go build -mod=mod" there mends its go.mod.
func TestAModuleOutsideCanPlugItIn(t *testing.T) {
	if testing.Short() {
		t.Skip("a build takes seconds")
	}
	for _, args := range [][]string{{"build", "-o", os.DevNull, "."}, {"vet", "."}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = "../testdata/example"
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly -buildvcs=false", "GOPROXY=off", "GOWORK=off")
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %v: %v\n%s", args, err, said)
		}
	}
}
