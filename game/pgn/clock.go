package pgn

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// clockText is h:mm:ss, with tenths under ten seconds.
func clockText(d time.Duration) string {
	tenths := d / (100 * time.Millisecond)
	seconds := tenths / 10
	text := fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if d < 10*time.Second {
		text += fmt.Sprintf(".%d", tenths%10)
	}
	return text
}

// cutClock takes the first [%clk] out of a comment; one that tells no time stays where it is.
func cutClock(text string) (clock time.Duration, rest string, ok bool) {
	before, after, _ := strings.Cut(text, "[%clk ")
	inside, after, found := strings.Cut(after, "]")
	if !found {
		return 0, text, false
	}
	if clock, ok = parseClock(strings.TrimSpace(inside)); !ok {
		return 0, text, false
	}
	return clock, before + after, true
}

// parseClock reads h:mm:ss with up to nine decimals.
func parseClock(text string) (time.Duration, bool) {
	fields := strings.Split(text, ":")
	if len(text) > 24 || len(fields) != 3 {
		return 0, false
	}
	seconds, decimals, exact := strings.Cut(fields[2], ".")
	h, err1 := strconv.ParseUint(fields[0], 10, 16)
	m, err2 := strconv.ParseUint(fields[1], 10, 8)
	s, err3 := strconv.ParseUint(seconds, 10, 8)
	if err1 != nil || err2 != nil || err3 != nil || m > 59 || s > 59 || exact && (decimals == "" || len(decimals) > 9) {
		return 0, false
	}
	var n uint64
	if exact {
		var err error
		if n, err = strconv.ParseUint((decimals + "00000000")[:9], 10, 32); err != nil {
			return 0, false
		}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(n), true
}
