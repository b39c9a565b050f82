package chat

import (
	"iter"
	"strings"
)

// longestWord bounds, in characters, the words that are quoted and compared.
const longestWord = 32

// maxSlips is how many slips of the keyboard are taken for one.
const maxSlips = 2

// closest gives the candidate that word was most likely meant to be: one that
// it begins, or one that is a slip of the keyboard away (two in longer words).
// The first of equals wins.
func closest(word string, candidates iter.Seq[string]) (string, bool) {
	typed := []rune(strings.ToLower(word))
	if len(typed) == 0 || len(typed) > longestWord {
		return "", false
	}
	slips := 1
	if len(typed) >= 5 {
		slips = maxSlips
	}
	best, near := slips+1, ""
	for c := range candidates {
		d := slips + 1
		if lower := strings.ToLower(c); strings.HasPrefix(lower, string(typed)) {
			d = 1
		} else if meant := []rune(lower); abs(len(meant)-len(typed)) <= slips {
			d = distance(typed, meant)
		}
		if d < best {
			best, near = d, c
		}
	}
	return near, best <= slips
}

// distance counts the slips between two words: a letter too many, missing or
// wrong, or two neighbours swapped (optimal string alignment).
// Neither has more than maxSlips characters over longestWord.
func distance(a, b []rune) int {
	var rows [3][longestWord + maxSlips + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
