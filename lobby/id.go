package lobby

import (
	"github.com/google/uuid"

	"rookery/lobby/room"
)

// RoomID reads a room's id as somebody sent it: a UUID in its canonical form, in
// lower case. Of anything else, which nobody should store or log, there is no
// room: ErrNoRoom.
func RoomID(text string) (room.ID, error) {
	if !Canonical(text) {
		return "", ErrNoRoom
	}
	return room.ID(text), nil
}

// canonical reports whether text is a UUID as this server writes them.
func Canonical(text string) bool {
	u, err := uuid.Parse(text)
	return err == nil && u.String() == text
}

// listed reports whether everybody may see the room in lists.
func Listed(id room.ID) bool {
	u, err := uuid.Parse(string(id))
	return err == nil && u.Version() == 7
}
