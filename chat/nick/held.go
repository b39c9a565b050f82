package nick

// Held is who holds which nick: one person a skeleton, one nick a person. It has
// one owner.
type Held struct {
	holders   map[string]string // by skeleton
	skeletons map[string]string // by person
}

// NewHeld gives a house in which every nick is free.
func NewHeld() *Held {
	return &Held{holders: make(map[string]string), skeletons: make(map[string]string)}
}

// Free says whether person may take nick: nobody else holds one that looks like it.
func (h *Held) Free(person, nick string) bool {
	holder, held := h.holders[Skeleton(nick)]
	return !held || holder == person
}

// Take gives nick to person, who gives up any other: ErrTaken if it is not Free.
func (h *Held) Take(person, nick string) error {
	if !h.Free(person, nick) {
		return ErrTaken
	}
	h.Drop(person)
	s := Skeleton(nick)
	h.holders[s], h.skeletons[person] = person, s
	return nil
}

// Drop frees the nick of person, if they hold one.
func (h *Held) Drop(person string) {
	if s, ok := h.skeletons[person]; ok {
		delete(h.holders, s)
		delete(h.skeletons, person)
	}
}
