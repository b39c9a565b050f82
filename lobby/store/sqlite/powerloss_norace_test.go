//go:build !race

package sqlite

const quickShare = 1
