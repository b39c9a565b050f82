//go:build !failpoint

package room

// Failpoint does nothing: only a build with the tag failpoint dies there.
func Failpoint(string) {}
