// Package chat is people talking in a room.
package chat
