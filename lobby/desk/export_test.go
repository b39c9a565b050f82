package desk

// Tell sends a frame to everybody who looks, as a change does in time.
func (d *Desk) Tell() { d.tell() }
