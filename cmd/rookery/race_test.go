//go:build race

package main

// largeFile is how many games of 37 kB a large file has: the race detector makes
// reading one ten times as dear. These are 16 MiB.
const largeFile = 450
