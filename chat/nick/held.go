package nick

import "slices"

// Held is who holds which nick: a nick that looks like another, or differs from
// it by hyphens and underscores alone, is the same one, and a person holds one.
// It has one owner.
type Held struct {
	holders map[string]string    // by key
	keys    map[string][2]string // by person
}

// NewHeld gives a house in which every nick is free.
func NewHeld() *Held {
	return &Held{holders: make(map[string]string), keys: make(map[string][2]string)}
}

// Free says whether person may take nick: nobody else holds one that looks like it.
func (h *Held) Free(person, nick string) bool {
	return len(h.Others(person, nick)) == 0
}

// Others are who else holds a nick that looks like this one: two at most.
func (h *Held) Others(person, nick string) (holders []string) {
	for _, k := range keys(nick) {
		if holder, held := h.holders[k]; held && holder != person && !slices.Contains(holders, holder) {
			holders = append(holders, holder)
		}
	}
	return holders
}

// Take gives nick to person, who gives up any other: ErrTaken if it is not Free.
func (h *Held) Take(person, nick string) error {
	if !h.Free(person, nick) {
		return ErrTaken
	}
	h.Drop(person)
	h.keys[person] = keys(nick)
	for _, k := range h.keys[person] {
		h.holders[k] = person
	}
	return nil
}

// Drop frees the nick of person, if they hold one.
func (h *Held) Drop(person string) {
	for _, k := range h.keys[person] {
		delete(h.holders, k)
	}
	delete(h.keys, person)
}
