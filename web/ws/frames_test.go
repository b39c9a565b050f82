package ws

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFramesAreCountedHoweverTheBytesCome: where the network cuts the bytes
// changes nothing.
func TestFramesAreCountedHoweverTheBytesCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "stream")
		var whole, pieces frameCount
		wantGood, wantIdle := whole.follow(stream)
		good, idle := 0, true
		for good < len(stream) {
			n := rapid.IntRange(1, len(stream)-good).Draw(t, "piece")
			var took int
			took, idle = pieces.follow(stream[good : good+n])
			good += took
			if took < n {
				break
			}
		}
		if good != wantGood || idle != wantIdle {
			t.Fatalf("in pieces %v %v, at once %v %v", good, idle, wantGood, wantIdle)
		}
	})
}
