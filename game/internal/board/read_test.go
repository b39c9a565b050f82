package board

import (
	"errors"
	"strings"
	"testing"
)

const kiwipete = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"

func TestMovesAreReadAsPeopleWriteThem(t *testing.T) {
	const (
		castle     = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"
		blackTurn  = "r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1"
		promotes   = "3r4/4P1k1/8/8/8/8/8/4K3 w - - 0 1"
		passes     = "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1"
		twoKnights = "4k3/8/8/8/8/8/8/1N2KN2 w - - 0 1"
		queens     = "8/7k/8/8/Q2Q4/8/8/3QK3 w - - 0 1"
		pawnOrB    = "4k3/8/8/8/8/2p5/1P1B4/4K3 w - - 0 1" // both can take
		bishop     = "4k3/8/8/8/8/2p5/3B4/4K3 w - - 0 1"
		bishops    = "4k3/8/8/8/1B3B2/8/8/4K3 w - - 0 1"
	)
	for _, c := range []struct{ why, fen, text, want string }{
		{"UCI", StartFEN, "e2e4", "e2e4"},
		{"UCI with a promotion", promotes, "e7e8n", "e7e8n"},
		{"UCI castling as the king's two squares", castle, "e1c1", "e1c1"},
		{"UCI castling as king takes rook", castle, "e1h1", "e1g1"},
		{"UCI castling as king takes rook, Black", blackTurn, "e8a8", "e8c8"},
		{"a pawn's way", StartFEN, "e4", "e2e4"},
		{"a pawn with its letter", StartFEN, "Pe4", "e2e4"},
		{"a piece", StartFEN, "Nf3", "g1f3"},
		{"a piece with a small letter", StartFEN, "nf3", "g1f3"},
		{"a piece with more origin than needed", StartFEN, "Ngf3", "g1f3"},
		{"a piece with all of its origin", StartFEN, "Ng1f3", "g1f3"},
		{"a piece with a hyphen", StartFEN, "Ng1-f3", "g1f3"},
		{"squares with a hyphen", StartFEN, "g1-f3", "g1f3"},
		{"a pawn's squares with a hyphen", StartFEN, "e2-e4", "e2e4"},
		{"praise and blame are no part of a move", StartFEN, "Nf3!?", "g1f3"},
		{"a check that is none", StartFEN, "Nf3+", "g1f3"},
		{"a mate that is none", StartFEN, "e4#", "e2e4"},
		{"space around it", StartFEN, "  e4 ", "e2e4"},
		{"castling short", castle, "O-O", "e1g1"},
		{"castling long", castle, "O-O-O", "e1c1"},
		{"castling in zeros", castle, "0-0", "e1g1"},
		{"castling long in zeros", castle, "0-0-0", "e1c1"},
		{"castling in small letters", castle, "o-o", "e1g1"},
		{"castling long in small letters, Black", blackTurn, "o-o-o", "e8c8"},
		{"castling with check", castle, "O-O+", "e1g1"},
		{"castling as the king's way", castle, "Ke1-g1", "e1g1"},
		{"castling as the king's target", castle, "Kc1", "e1c1"},
		{"castling as king takes rook with a hyphen", castle, "e1-h1", "e1g1"},
		{"promotion by the standard", promotes, "e8=Q", "e7e8q"},
		{"promotion without a sign", promotes, "e8Q", "e7e8q"},
		{"promotion in a small letter", promotes, "e8q", "e7e8q"},
		{"promotion to a bishop in a small letter", promotes, "e8b", "e7e8b"},
		{"promotion in brackets", promotes, "e8(R)", "e7e8r"},
		{"promotion with a sign and brackets", promotes, "e8=(r)", "e7e8r"},
		{"promotion with a sign and a small letter", promotes, "e8=n+", "e7e8n"},
		{"promotion with a capture", promotes, "exd8=Q+", "e7d8q"},
		{"promotion with a capture and no x", promotes, "ed8Q", "e7d8q"},
		{"promotion with all squares", promotes, "e7xd8=Q", "e7d8q"},
		{"promotion in UCI with a capital", promotes, "e7d8Q", "e7d8q"},
		{"en passant", passes, "exd6", "e5d6"},
		{"en passant, said so", passes, "exd6 e.p.", "e5d6"},
		{"en passant, said so without a space", passes, "exd6e.p.", "e5d6"},
		{"en passant without dots", passes, "exd6 ep", "e5d6"},
		{"en passant with all squares", passes, "e5xd6 e.p.!", "e5d6"},
		{"one of two knights by file", twoKnights, "Nbd2", "b1d2"},
		{"one of two knights, small", twoKnights, "nfd2", "f1d2"},
		{"one of two knights by square", twoKnights, "Nf1-d2", "f1d2"},
		{"one of three queens", queens, "Qd4a1", "d4a1"},
		{"one of three queens with check marks", queens, "Qd4a1#", "d4a1"},
		{"a rook by rank", "k7/8/8/8/4R3/8/8/K3R3 w - - 0 1", "R1e2", "e1e2"},
		{"a capture without x", kiwipete, "Ng6", "e5g6"},
		{"a capture with a hyphen", kiwipete, "e5-g6", "e5g6"},
		{"a capture with all squares", kiwipete, "e5xg6", "e5g6"},
		{"a pawn's capture without x", kiwipete, "de6", "d5e6"},
		{"a small b is a pawn if a pawn can", pawnOrB, "bxc3", "b2c3"},
		{"a small b without x is a pawn if a pawn can", pawnOrB, "bc3", "b2c3"},
		{"a small b is the bishop if no pawn can", bishop, "bxc3", "d2c3"},
		{"a small b without x is the bishop if no pawn can", bishop, "bc3", "d2c3"},
		{"a small b to its own file is the bishop: the pawn's move is b4", "4k3/8/8/8/8/8/1P1B4/4K3 w - - 0 1", "bb4", "d2b4"},
		{"a pawn to b4", "4k3/8/8/8/8/8/1P1B4/4K3 w - - 0 1", "b4", "b2b4"},
		{"a small b with a file is a bishop", bishops, "bbd2", "b4d2"},
		{"a small b with another file is a bishop", bishops, "bfd2", "f4d2"},
		{"a small b that promotes", "4k3/1P6/8/8/8/8/8/4K3 w - - 0 1", "b8=Q", "b7b8q"},
		{"a b-pawn that promotes to a bishop", "4k3/1P6/8/8/8/8/8/4K3 w - - 0 1", "b8b", "b7b8b"},
		{"a b-pawn that takes and promotes", "r3k3/1P6/8/8/8/8/8/4K3 w - - 0 1", "bxa8=Q+", "b7a8q"},
		{"a square that begins with b is no bishop", StartFEN, "b1c3", "b1c3"},
		{"a pawn's squares that begin with b", StartFEN, "b2b4", "b2b4"},
		{"a pinned knight does not count", "4k3/8/8/8/1b6/2N5/8/4K1N1 w - - 0 1", "Ne2", "g1e2"},
	} {
		if m, err := parse(t, c.fen).Read(c.text); err != nil || m.String() != c.want {
			t.Errorf("%s: %q is read as %s, %v, want %s", c.why, c.text, m, err, c.want)
		}
	}
}

func TestAMoveIsRefusedForANamedReason(t *testing.T) {
	const promotes = "3r4/4P1k1/8/8/8/8/8/4K3 w - - 0 1"
	for _, c := range []struct {
		why, fen, text string
		want           error
	}{
		{"nothing", StartFEN, "", ErrNotMove},
		{"space", StartFEN, "   ", ErrNotMove},
		{"only marks", StartFEN, "+!?", ErrNotMove},
		{"the engines' null move", StartFEN, "0000", ErrNotMove},
		{"the database's null move", StartFEN, "--", ErrNotMove},
		{"a word", StartFEN, "hello", ErrNotMove},
		{"a square that is none", StartFEN, "e9", ErrNotMove},
		{"a file that is none", StartFEN, "Ni3", ErrNotMove},
		{"a piece that is none", StartFEN, "Xf3", ErrNotMove},
		{"a promotion to a king", promotes, "e8=K", ErrNotMove},
		{"a promotion to a pawn", promotes, "e8=P", ErrNotMove},
		{"half a bracket", promotes, "e8Q)", ErrNotMove},
		{"a bracket with nothing", promotes, "e8()", ErrNotMove},
		{"two moves", StartFEN, "e4 e5", ErrNotMove},
		{"a number", StartFEN, "1.e4", ErrNotMove},
		{"two hyphens", StartFEN, "e2--e4", ErrNotMove},
		{"a pawn's rank alone", StartFEN, "2e4", ErrNotMove},
		{"a pawn's own file", StartFEN, "ee4", ErrNotMove},
		{"rank before file", StartFEN, "N1gf3", ErrNotMove},
		{"capitals throughout", StartFEN, "E2E4", ErrNotMove},
		{"castling with mixed letters", StartFEN, "O-0", ErrNotMove},
		{"another alphabet", StartFEN, "е4", ErrNotMove},
		{"a nul for a piece", StartFEN, "\x00f3", ErrNotMove},
		{"a hundred marks", StartFEN, "e4" + strings.Repeat("!", 100), ErrNotMove},
		{"a pawn that cannot", StartFEN, "e5", ErrIllegal},
		{"a piece that cannot", StartFEN, "Nf4", ErrIllegal},
		{"UCI that is not legal", StartFEN, "e2e5", ErrIllegal},
		{"castling through pieces", StartFEN, "O-O", ErrIllegal},
		{"castling without the right", "r3k2r/8/8/8/8/8/8/R3K2R w Qkq - 0 1", "0-0", ErrIllegal},
		{"castling when the king has left home", "4k3/8/8/8/8/8/8/R2K3R w - - 0 1", "O-O", ErrIllegal},
		{"a king that takes its own rook in SAN", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "Kxh1", ErrIllegal},
		{"a king on its own rook's square in SAN", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "Kh1", ErrIllegal},
		{"a capture of nothing", StartFEN, "Nxf3", ErrIllegal},
		{"a pawn's capture of nothing", StartFEN, "exd3", ErrIllegal},
		{"a promotion before the last rank", StartFEN, "e4=Q", ErrIllegal},
		{"a promotion of a piece", "4k3/8/8/8/8/8/8/R3K3 w Q - 0 1", "Ra8=Q", ErrIllegal},
		{"UCI of a bishop whose rank is meant is still UCI", "4k3/8/8/8/3B4/8/8/4K3 w - - 0 1", "b4c5", ErrIllegal},
		{"squares that begin with b are no bishop's rank", "4k3/8/8/8/3B4/8/8/4K3 w - - 0 1", "b4-c5", ErrIllegal},
		{"a pinned piece", "4k3/8/8/8/1b6/2N5/8/4K3 w - - 0 1", "Nd5", ErrIllegal},
		{"out of a check that stays", "4k3/8/8/8/8/8/4r3/4K2R w K - 0 1", "Rh2", ErrIllegal},
		{"one of two knights", "4k3/8/8/8/8/8/8/1N2KN2 w - - 0 1", "Nd2", ErrAmbiguous},
		{"one of three queens by file", "8/7k/8/8/Q2Q4/8/8/3QK3 w - - 0 1", "Qda1", ErrAmbiguous},
		{"a promotion says to what", promotes, "e8", ErrAmbiguous},
		{"a promotion in UCI says to what", promotes, "e7e8", ErrAmbiguous},
		{"a pinned pawn's capture is no bishop's", "1q2k3/8/2n5/1P6/8/8/6B1/1K6 w - - 0 1", "bxc6", ErrIllegal},
		{"nor without the x", "1q2k3/8/2n5/1P6/8/8/6B1/1K6 w - - 0 1", "bc6", ErrIllegal},
		{"a capture that promotes says to what, and is no bishop's", "r3k3/1P6/8/3B4/8/8/8/4K3 w - - 0 1", "bxa8", ErrAmbiguous},
	} {
		m, err := parse(t, c.fen).Read(c.text)
		if m != 0 || !errors.Is(err, c.want) {
			t.Errorf("%s: %q gives %s, %v, want %v", c.why, c.text, m, err, c.want)
		}
	}
}

func TestTheTextOfAMoveCostsNoMoreThanItsLength(t *testing.T) {
	p, long := Start(), strings.Repeat("Nf3", 1<<20)
	if n := testing.AllocsPerRun(10, func() { _, _ = p.Read(long) }); n > 0 {
		t.Errorf("%v allocations for 3 MiB that are no move", n)
	}
}

// spellings are ways to write l that must all be read as l.
func spellings(p *Position, l Legal, san string) []string {
	bare := strings.TrimRight(san, "+#")
	from, to := l.String()[:2], l.String()[2:4]
	out := []string{l.String(), san, bare, bare + "!?", bare + " +", from + "-" + to, from + to}
	if as := l.Promotion(); as != 0 {
		capital := strings.ToUpper(string(as))
		target := strings.TrimSuffix(bare, "="+capital)
		out = append(out[:5], target+capital, target+string(as), target+"("+capital+")", from+"-"+to+"="+capital)
	} else if p.at(l.From()) != pawn && bare[0] != 'O' {
		letter, mark := bare[:1], "-"
		if l.Capture {
			mark = "x"
		}
		out = append(out, letter+from+to, letter+from+mark+to, letter+from[:1]+from[1:]+to)
		if letter != "B" {
			out = append(out, strings.ToLower(letter)+bare[1:])
		}
	}
	if bare[0] == 'O' {
		out = append(out, strings.ToLower(bare), strings.ReplaceAll(bare, "O", "0")+"+", "K"+to)
	}
	return out
}

func TestEveryMoveIsReadBackFromEveryWayToWriteIt(t *testing.T) {
	var walk func(p *Position, depth int)
	walk = func(p *Position, depth int) {
		for _, l := range p.Legal() {
			_, next, san, _ := p.Play(l.Move)
			for _, text := range spellings(p, l, san) {
				if m, err := p.Read(text); err != nil || m != l.Move {
					t.Fatalf("%s: %q, which is %s, is read as %s, %v", p.FEN(), text, l, m, err)
				}
			}
			if depth > 1 {
				walk(next, depth-1)
			}
		}
	}
	for _, table := range perftTables(t) {
		walk(parse(t, table.FEN), readDepth)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"e2e4", "e7e8q", "e1h1", "Nf3", "Nbxd7+", "exd5", "e8=Q", "e8(n)!", "R1e1", "Qd4a1#", "O-O", "0-0-0+", "o-o",
		"exd6 e.p.", "bxc3", "bb4", "g1-f3", "Ng1-f3", "b8=Q", "--", "\x00f3", "e8=Qep",
	} {
		f.Add(text)
	}
	positions := []*Position{
		Start(),
		parse(f, kiwipete),
		parse(f, "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1"),
		parse(f, "rnbqkbnr/ppp1p1pp/8/3pPp2/8/8/PPPP1PPP/RNBQKBNR w KQkq f6 0 3"),
		parse(f, "6k1/8/8/1B3B2/Q2Q4/2p5/1P1B4/3QK3 w - - 0 1"),
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range positions {
			m, err := p.Read(text)
			if err != nil {
				if m != 0 || !errors.Is(err, ErrNotMove) && !errors.Is(err, ErrIllegal) && !errors.Is(err, ErrAmbiguous) {
					t.Fatalf("%q: %s, %v", text, m, err)
				}
				continue
			}
			played, _, san, ok := p.Play(m)
			if !ok || played != m {
				t.Fatalf("%q is read as %s, which is no move of %s", text, m, p.FEN())
			}
			if again, err := p.Read(san); err != nil || again != m {
				t.Fatalf("%q is read as %s, but its SAN %q as %s, %v", text, m, san, again, err)
			}
		}
	})
}
