package ws

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"rookery/lobby/client"
	"rookery/lobby/wire"
)

// ErrResume means that the query of a socket's address is not a resume request.
var ErrResume = errors.New("the resume position could not be read")

const (
	maxResume = 256 // bytes of query
	maxEpoch  = 64  // bytes
)

// parseResume reads where a client left off from the query of its socket's
// address: epoch=ID and a number for each stream, such as game=41&chat=12, each
// at most once and nothing else. The error is ErrResume.
func parseResume(query string) (client.Resume, error) {
	if len(query) > maxResume {
		return client.Resume{}, fmt.Errorf("%w: longer than %d bytes", ErrResume, maxResume)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return client.Resume{}, fmt.Errorf("%w: not a query", ErrResume)
	}
	r := client.Resume{After: make(map[wire.Stream]uint64)}
	for key, vs := range values {
		if len(vs) != 1 {
			return client.Resume{}, fmt.Errorf("%w: a name twice", ErrResume)
		}
		switch s := wire.Stream(key); s {
		case "epoch":
			if !validEpoch(vs[0]) {
				return client.Resume{}, fmt.Errorf("%w: bad epoch", ErrResume)
			}
			r.Epoch = vs[0]
		case wire.GameStream, wire.ChatStream, wire.PlayersStream, wire.WhisperStream, wire.NoticeStream:
			n, err := strconv.ParseUint(vs[0], 10, 64)
			if err != nil {
				return client.Resume{}, fmt.Errorf("%w: bad number for %s", ErrResume, s)
			}
			r.After[s] = n
		default:
			return client.Resume{}, fmt.Errorf("%w: unknown name", ErrResume)
		}
	}
	return r, nil
}

func validEpoch(s string) bool {
	return s != "" && len(s) <= maxEpoch && strings.IndexFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_'
	}) < 0
}
