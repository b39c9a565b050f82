package board

import (
	"errors"
	"strings"
)

// Reasons why a text is no move to play. None quotes it.
var (
	ErrNotMove   = errors.New("this is not the text of a move")
	ErrIllegal   = errors.New("this move is not legal")
	ErrAmbiguous = errors.New("more than one move is written like this")
)

// unpromoted is the ErrAmbiguous of a pawn's last step that does not say to what.
type unpromoted struct{}

func (unpromoted) Error() string { return "a promotion says to what" }

func (unpromoted) Unwrap() error { return ErrAmbiguous }

// Reason is the sentence for a person.
func (unpromoted) Reason() string { return "Say what the pawn becomes, as in e8=Q." }

// maxText is longer than any text of a move: "Qd4xa1=(Q) e.p.++!?" has 19 bytes.
const maxText = 24

// Read is the legal move that text means, in canonical form. Text is UCI, also
// with a king that takes its own rook, or SAN as people write it: with more or
// less of the origin than is needed, a hyphen for the way, no x for a capture,
// castling in letters or zeros, a small letter for the piece, (Q) or q for =Q,
// and marks of check, praise and e.p., which are not compared with the truth.
//
// What has the form of UCI is nothing else: "b4c5" never means the bishop. A
// small b is otherwise the pawn's file if a pawn moves or takes like that, else
// the bishop. A promotion says to what.
func (p *Position) Read(text string) (Move, error) {
	if len(text) > maxText {
		return 0, ErrNotMove
	}
	if m, ok := ParseMove(text); ok {
		if m = p.castling(m); p.isLegal(m) {
			return m, nil
		}
	}
	text = unmarked(strings.TrimSpace(text))
	if to, ok := castlingText(text, p.turn); ok {
		return p.only(pattern{kind: king, from: bit(to/8*8 + 4), to: to})
	}
	m, err := p.readPattern(text)
	if piece, isB := strings.CutPrefix(text, "b"); isB && err != nil && !errors.Is(err, ErrAmbiguous) {
		if _, square := parseSquare(text[:min(len(text), 2)]); !square && !p.pawnMight(text) {
			return p.readPattern("B" + piece)
		}
	}
	return m, err
}

func (p *Position) readPattern(text string) (Move, error) {
	asked, ok := parsePattern(text)
	if !ok {
		return 0, ErrNotMove
	}
	return p.only(asked)
}

// pawnMight reports whether a pawn would make the move that text says, were its
// own king not in the way: who writes "bxc6" then means no bishop.
func (p *Position) pawnMight(text string) bool {
	asked, ok := parsePattern(text)
	if !ok {
		return false
	}
	for own := p.sides[p.turn] & p.kinds[pawn] & asked.from; own != 0; own &= own - 1 {
		if p.targets(first(own))&bit(asked.to) != 0 {
			return true
		}
	}
	return false
}

func (p *Position) isLegal(m Move) bool {
	_, ok := p.Update(m)
	return ok
}

// unmarked is text without what may follow a move.
func unmarked(text string) string {
	for {
		short := strings.TrimRight(text, "+#!? ")
		short = strings.TrimSuffix(strings.TrimSuffix(short, "e.p."), "ep")
		if short == text {
			return text
		}
		text = short
	}
}

// castlingText is where turn's king goes if text, without marks, is castling.
func castlingText(text string, turn Color) (to Square, ok bool) {
	home := Square(56 * turn)
	switch text {
	case "O-O", "0-0", "o-o":
		return home + 6, true
	case "O-O-O", "0-0-0", "o-o-o":
		return home + 2, true
	}
	return 0, false
}

// pattern is what a text says of a move.
type pattern struct {
	kind  kind   // none: any
	from  uint64 // the squares it may come from
	to    Square
	as    uint8 // the promotion; 0: not said
	takes bool
}

// parsePattern reads from the end, where a move is regular: its target and its promotion.
func parsePattern(text string) (asked pattern, ok bool) {
	text, asked.as = cutPromotion(text)
	if len(text) < 2 {
		return asked, false
	}
	asked.to, ok = parseSquare(text[len(text)-2:])
	if !ok {
		return asked, false
	}
	text, asked.takes = strings.CutSuffix(text[:len(text)-2], "x")
	if !asked.takes {
		text = strings.TrimSuffix(text, "-")
	}
	asked.kind, asked.from = pawn, ^uint64(0)
	if text != "" {
		if k := strings.IndexByte("KQRBNPkqrBnp", text[0]); k >= 0 {
			asked.kind, text = kind(k%6), text[1:]
		} else if len(text) == 2 {
			asked.kind = none // "g1-f3" says where from, which is enough
		} else if text[0] < 'a' || text[0] == asked.to.file() {
			return asked, false // a pawn's rank alone says too little, and its own file nothing
		}
	}
	return asked, asked.origin(text)
}

// cutPromotion cuts "=Q", "(Q)", "=(Q)" or "Q" after a rank off, in either case.
func cutPromotion(text string) (rest string, as uint8) {
	rest, bracket := strings.CutSuffix(text, ")")
	if len(rest) < 3 {
		return text, 0
	}
	last := len(rest) - 1
	as = uint8(strings.IndexByte(promotions, rest[last]|' ') + 1)
	if as == 0 {
		return text, 0
	}
	rest = rest[:last]
	if bracket {
		if rest, bracket = strings.CutSuffix(rest, "("); !bracket {
			return text, 0
		}
	}
	return strings.TrimSuffix(rest, "="), as
}

// origin reads what is left of a text: a file, a rank, both or neither.
func (asked *pattern) origin(text string) bool {
	if text != "" && text[0] >= 'a' && text[0] <= 'h' {
		asked.from &= fileA << (text[0] - 'a')
		text = text[1:]
	}
	if text != "" && text[0] >= '1' && text[0] <= '8' {
		asked.from &= rank1 << (8 * (text[0] - '1'))
		text = text[1:]
	}
	return text == ""
}

// only is the one legal move that was asked for.
func (p *Position) only(asked pattern) (found Move, err error) {
	err = ErrIllegal
	own := p.sides[p.turn] & asked.from
	if asked.kind != none {
		own &= p.kinds[asked.kind]
	}
	for ; own != 0; own &= own - 1 {
		m := newMove(first(own), asked.to, asked.as)
		if bit(m.From()) == asked.from {
			m = p.castling(m)
		}
		if asked.as == 0 && p.promotes(m) {
			if p.isLegal(newMove(m.From(), m.To(), 1)) {
				return 0, unpromoted{}
			}
			continue
		}
		if !p.isLegal(m) || asked.takes && !p.captures(m) {
			continue
		}
		if err == nil {
			return 0, ErrAmbiguous
		}
		found, err = m, nil
	}
	return found, err
}
