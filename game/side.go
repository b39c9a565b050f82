package game

// Side is one of the two players.
type Side uint8

// The two sides; the zero value is White.
const (
	White Side = iota
	Black
)

// Other is the opponent.
func (s Side) Other() Side { return s ^ 1 }

// String is "white" or "black".
func (s Side) String() string {
	if s == White {
		return "white"
	}
	return "black"
}

// wins is the result in which s has won.
func (s Side) wins() Result {
	if s == White {
		return WhiteWins
	}
	return BlackWins
}
