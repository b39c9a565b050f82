// Package guard keeps the lobby's goroutines out of each other's way: a value
// with its lock, turns that one waits for, a wish that somebody looks again, and a fault
// that stays one caller's own.
package guard
