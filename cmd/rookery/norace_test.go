//go:build !race

package main

// largeFile is how many games of 37 kB a large file has: 71 MiB of them.
const largeFile = 2000
