package guard

import "sync"

// Value is a value that is reached only with its lock held.
type Value[T any] struct {
	mu sync.Mutex
	v  T
}

// New gives a value that begins as v.
func New[T any](v T) *Value[T] { return &Value[T]{v: v} }

// Do calls f, which must neither block nor call out, with the lock held.
func (g *Value[T]) Do(f func(*T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(&g.v)
}
