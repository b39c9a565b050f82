package board

import "testing"

func TestWhoCanStillMate(t *testing.T) {
	for _, c := range []struct {
		why, fen     string
		white, black bool
	}{
		{"bare kings", "4k3/8/8/8/8/8/8/4K3 w - - 0 1", false, false},
		{"a pawn may promote", "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1", true, false},
		{"a lone knight against a lone king", "4k3/8/8/8/8/8/8/4KN2 w - - 0 1", false, false},
		{"a lone knight against a rook, which can be in its king's way", "3rk3/8/8/8/8/8/8/4KN2 w - - 0 1", true, true},
		{"a lone knight against a queen", "3qk3/8/8/8/8/8/8/4KN2 w - - 0 1", false, true},
		{"two knights, with help", "4k3/8/8/8/8/8/8/3NKN2 w - - 0 1", true, false},
		{"knight against knight", "3nk3/8/8/8/8/8/8/4KN2 w - - 0 1", true, true},
		{"a lone bishop", "4k3/8/8/8/8/8/8/4KB2 w - - 0 1", false, false},
		{"bishops on squares of one colour", "2b1k3/8/8/8/8/8/8/4KB2 w - - 0 1", false, false},
		{"bishops on squares of both colours", "4kb2/8/8/8/8/8/8/4KB2 w - - 0 1", true, true},
		{"bishop against pawn", "4k3/4p3/8/8/8/8/8/4KB2 w - - 0 1", true, true},
		{"bishop against knight", "4kn2/8/8/8/8/8/8/4KB2 w - - 0 1", true, true},
		{"bishop against rook", "4kr2/8/8/8/8/8/8/4KB2 w - - 0 1", false, true},
		{"bishop and knight", "4k3/8/8/8/8/8/8/3NKB2 w - - 0 1", true, false},
	} {
		p := parse(t, c.fen)
		if white, black := p.CanMate(White), p.CanMate(Black); white != c.white || black != c.black {
			t.Errorf("%s: white %v, black %v, want %v, %v", c.why, white, black, c.white, c.black)
		}
		if p.Dead() != (!c.white && !c.black) {
			t.Errorf("%s: dead = %v", c.why, p.Dead())
		}
	}
}
