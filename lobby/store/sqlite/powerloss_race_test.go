//go:build race

package sqlite

// quickShare is how much less a quick proof does: SQLite in Go is ten times as
// slow with the race detector.
const quickShare = 6
