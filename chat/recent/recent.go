// Package recent is maps that forget what was put into them long ago.
package recent

// Map keeps at least the last size keys that were put and at most twice as
// many: when the young half is full, it becomes the old one. Its owner is one goroutine.
type Map[K comparable, V any] struct {
	size       int
	young, old map[K]V
}

// New gives an empty map.
func New[K comparable, V any](size int) Map[K, V] {
	return Map[K, V]{size: size, young: make(map[K]V)}
}

// Get gives what was put under k, unless it was long ago.
func (m *Map[K, V]) Get(k K) (V, bool) {
	if v, ok := m.young[k]; ok {
		return v, true
	}
	v, ok := m.old[k]
	return v, ok
}

// Put keeps v under k.
func (m *Map[K, V]) Put(k K, v V) {
	if _, there := m.young[k]; !there && len(m.young) >= m.size {
		m.young, m.old = make(map[K]V), m.young
	}
	m.young[k] = v
}

// Drop forgets k.
func (m *Map[K, V]) Drop(k K) {
	delete(m.young, k)
	delete(m.old, k)
}
