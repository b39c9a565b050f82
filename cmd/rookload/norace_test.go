//go:build !race

package main

// raceFlag builds the server as these tests are built.
var raceFlag []string
