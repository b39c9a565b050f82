package guard

import (
	"fmt"
	"runtime/debug"
)

// Panic is one as an error. It has no more of the value than its type:
// the value may quote what somebody said.
type Panic struct {
	Kind  string
	Stack string
}

func (p *Panic) Error() string { return "panic of type " + p.Kind }

// Safely turns a panic of f into an error, so that one room's fault is not the
// end of all the others.
func Safely(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{Kind: fmt.Sprintf("%T", v), Stack: string(debug.Stack())}
		}
	}()
	return f()
}
