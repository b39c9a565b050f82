package chat

// Remembered counts the people that t holds something about.
func (t *Talk) Remembered() int { return len(t.pasts) + len(t.mutes) }

// Parse takes a line apart, for measuring.
func Parse(line string) (usage, text string) {
	r := parse(line)
	return r.usage, r.text
}
