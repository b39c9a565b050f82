package client

import (
	"testing"

	"rookery/lobby/wire"
)

func TestAnOutboxHoldsSoMuchAndNoMore(t *testing.T) {
	const k = 1 << 10
	for _, c := range []struct {
		says   string
		frames []int // their sizes
		code   wire.CloseCode
	}{
		{"what fits exactly", []int{128 * k, 64 * k, 64 * k}, 0},
		{"a byte more", []int{128 * k, 64 * k, 64 * k, 1}, wire.CloseSlow},
		{"the snapshot of a very long game, after a greeting and before a few events", []int{300, 900 * k, 64 * k}, 0},
		{"two of them after a greeting", []int{300, 900 * k, 900 * k}, wire.CloseSlow},
	} {
		t.Run(c.says, func(t *testing.T) {
			o := &outbox{wake: func() {}}
			for i, size := range c.frames {
				last := i == len(c.frames)-1
				if ok := o.Offer(make([]byte, size), false); !ok && (!last || c.code == 0) {
					t.Fatalf("frame %d did not fit", i)
				}
			}
			frames, code := o.take()
			if code != c.code || code == 0 && len(frames) != len(c.frames) {
				t.Errorf("%d frames, and code %d", len(frames), code)
			}
		})
	}
}
