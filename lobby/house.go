package lobby

import (
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// houseID is the person who sits in the house's seat.
const HouseID person.ID = "01980000-0000-7000-8000-686f75736521"

// houseItself is that person. The nick is reserved, so that nobody else gets it.
func House() *person.Person { return &person.Person{ID: HouseID, Nick: "house"} }

// houseSide is the house's side in a game it sits in.
func HouseSide(g wire.LiveGame) (wire.Side, bool) {
	switch {
	case Sits(g.White, HouseID):
		return wire.White, true
	case Sits(g.Black, HouseID):
		return wire.Black, true
	default:
		return "", false
	}
}

func Sits(seat *wire.Person, who person.ID) bool { return seat != nil && seat.ID == string(who) }
