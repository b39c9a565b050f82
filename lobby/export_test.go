package lobby

// Tell sends a frame to everybody who looks, as a change does in time.
func (l *Lobby) Tell() { l.tell() }
