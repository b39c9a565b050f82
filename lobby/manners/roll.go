package manners

import (
	"rookery/lobby"
	"rookery/lobby/guard"
)

// roll is what the store has of something, by key, in memory because rooms ask for it while
// they judge. A value is replaced and never written to, so that whoever has it may read it.
type roll[K comparable, V any] struct{ held *guard.Value[entries[K, V]] }

type entries[K comparable, V any] struct {
	of       map[K]V
	doubtful map[K]bool // of which the store may have another value
}

func newRoll[K comparable, V any]() roll[K, V] {
	return roll[K, V]{guard.New(entries[K, V]{of: make(map[K]V), doubtful: make(map[K]bool)})}
}

// get is the value of k, as it is stored.
func (r roll[K, V]) get(k K) (v V) {
	r.held.Do(func(c *entries[K, V]) { v = c.of[k] })
	return v
}

// set takes in a change that was stored. What is doubtful of k beside it stays so.
func (r roll[K, V]) set(k K, v V) { r.held.Do(func(c *entries[K, V]) { c.of[k] = v }) }

// doubt has settle read the value of k again, unless err means that nothing was stored.
func (r roll[K, V]) doubt(k K, err error) {
	if !lobby.Certain(err) {
		r.held.Do(func(c *entries[K, V]) { c.doubtful[k] = true })
	}
}

// doubts reports whether it is not known which value of k is stored.
func (r roll[K, V]) doubts(k K) (yes bool) {
	r.held.Do(func(c *entries[K, V]) { yes = c.doubtful[k] })
	return yes
}

// settle reads the value of k again if it is in doubt. Nobody else may change it meanwhile.
func (r roll[K, V]) settle(k K, read func() (V, error)) error {
	if !r.doubts(k) {
		return nil
	}
	v, err := read()
	if err != nil {
		return err
	}
	r.held.Do(func(c *entries[K, V]) {
		c.of[k] = v
		delete(c.doubtful, k)
	})
	return nil
}
