// Package room is the actor: one game, its chat and its audience, with every
// command decided, persisted, applied and told in that order.
package room
