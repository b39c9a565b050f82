// Package exhibition is the house's show: a game that it plays against itself while somebody looks at the
// lobby and there is no other game to look at.
//
// # Decisions
//
// Decision: the house's show is a game in memory that comes in lobby frames: no
// room, no log, nobody to follow it. It stops where it is when nobody looks, stays to be
// seen, and goes on.
package exhibition
