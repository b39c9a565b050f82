package chat

// Remembered counts the people that t holds something about.
func (t *Talk) Remembered() int { return len(t.pasts) }
