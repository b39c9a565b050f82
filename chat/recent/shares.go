package recent

// Shares keeps, of each of many owners, the last Each values that were added, and
// All of all of them at most: beyond that, whoever was first given one longest ago
// loses theirs, so that one owner alone pushes out nobody else's. It keeps nothing
// until Each and All are set. Its owner is one goroutine.
type Shares[O, K comparable, V any] struct {
	Each, All int

	of    map[O]*share[K, V]
	order []O // in the order of their first
	count int
}

// share is what is kept of one owner.
type share[K comparable, V any] struct {
	values map[K]V
	ring   []K // oldest at next, once it is full
	next   int
}

// Get gives what was added under k for owner.
func (s *Shares[O, K, V]) Get(owner O, k K) (v V, ok bool) {
	if p := s.of[owner]; p != nil {
		v, ok = p.values[k]
	}
	return v, ok
}

// Len is how many values are kept.
func (s *Shares[O, K, V]) Len() int { return s.count }

// Add keeps v under k for owner, unless something is kept under it.
func (s *Shares[O, K, V]) Add(owner O, k K, v V) {
	if s.Each < 1 || s.All < 1 {
		return
	}
	p := s.of[owner]
	if p == nil {
		p = &share[K, V]{values: make(map[K]V)}
		if s.of == nil {
			s.of = make(map[O]*share[K, V])
		}
		s.of[owner] = p
		s.order = append(s.order, owner)
	}
	if _, there := p.values[k]; there {
		return
	}
	if len(p.ring) < s.Each {
		p.ring = append(p.ring, k)
		s.count++
	} else {
		delete(p.values, p.ring[p.next])
		p.ring[p.next] = k
		p.next = (p.next + 1) % s.Each
	}
	p.values[k] = v
	for s.count > s.All {
		s.count -= len(s.of[s.order[0]].ring)
		delete(s.of, s.order[0])
		s.order = s.order[1:]
	}
}
