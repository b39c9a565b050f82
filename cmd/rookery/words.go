package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rookery/chat/nick"
)

// Bounds of a file of banned words.
const (
	mostWords   = 1 << 20 // bytes of the file
	longestWord = 50      // characters; what is longer than each of them need not be compared
)

// banned are words that nobody may say here or be called, by their skeletons: a
// word is banned in any letter case, and with b0bby are all that look like bobby.
//
// Decision: whole words, in everything that one person can make another read:
// lines, whispers, the reasons of mutes, nicks. Rejected: parts of words, which
// refuse Scunthorpe. Rejected: to leave whispers alone; a word that is not wanted
// in a house is worst where nobody else sees it, and a rule that holds for every
// line is one that a person can know. Nothing is stored or logged of what is refused.
type banned map[string]bool

// readBanned reads a file of one word a line; no file at all bans nothing.
func readBanned(path string) (banned, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the banned words: %w", err)
	}
	defer f.Close() // nothing was written
	words, err := parseBanned(f)
	if err != nil {
		return nil, fmt.Errorf("read the banned words in %s: %w", path, err)
	}
	return words, nil
}

func parseBanned(r io.Reader) (banned, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostWords+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostWords:
		return nil, fmt.Errorf("the file has more than %d bytes", mostWords)
	case !utf8.Valid(text):
		return nil, errors.New("the file is not UTF-8")
	}
	words, n := make(banned), 0
	for line := range strings.Lines(string(text)) {
		n++
		word := strings.TrimSpace(line)
		if word == "" {
			continue
		}
		parts := slices.Collect(wordsOf(word))
		if len(parts) != 1 || parts[0] != norm.NFC.String(word) || utf8.RuneCountInString(word) > longestWord {
			return nil, fmt.Errorf("line %d is not one word", n)
		}
		words[nick.Skeleton(parts[0])] = true
	}
	return words, nil
}

// wordsOf gives the words of a text: what stands between characters that are
// neither letters nor digits nor their accents.
func wordsOf(text string) iter.Seq[string] {
	return strings.FieldsFuncSeq(norm.NFC.String(text), func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.M) && !unicode.Is(unicode.Cf, r)
	})
}

// in reports whether a banned word is in text.
func (b banned) in(text string) bool {
	if len(b) == 0 {
		return false
	}
	for word := range wordsOf(text) {
		if len(word) <= longestWord*utf8.UTFMax && b[nick.Skeleton(word)] {
			return true
		}
	}
	return false
}

// inNick reports whether a banned word is in a nick, or is the nick without what
// can be strewn into it.
func (b banned) inNick(name string) bool { return b.in(name) || b[nick.Key(name)] }

// filter refuses a text for its words.
func (b banned) filter(text string) (reason string) {
	if b.in(text) {
		return "Not sent: a word in it is not allowed here."
	}
	return ""
}
