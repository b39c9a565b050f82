package presence

// Delivery says which tabs of a room something goes to; People.To gives them.
type Delivery struct {
	named   bool     // to persons; otherwise to all but them
	persons []string // at most one unless named
}

// ToAll reaches every tab, the sender's own and those without a nick among
// them: a line that is said.
func ToAll() Delivery { return Delivery{} }

// ToAllButSender reaches every tab but those of the person who sent it: what
// the sender knows, such as that they are typing. It is for what a host sends of its
// own, as by host.Room.Send; a stored line is sent to its sender too.
func ToAllButSender(id string) Delivery { return Delivery{persons: []string{id}} }

// ToPersons reaches every tab of these persons, each once, and no other: a
// whisper, or a copy of it. Nobody is called "": those without a nick get nothing.
func ToPersons(ids ...string) Delivery { return Delivery{named: true, persons: ids} }
