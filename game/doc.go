// Package game is a game of chess as a value: position, clocks, offers, result.
package game
