package client

import (
	"context"
	"errors"
	"time"

	"rookery/lobby"
	"rookery/lobby/desk"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Reply is a command's answer without a socket: the very frame that a lobby's
// socket would have sent. Code is empty but for a "no" or a "wait"; Wait is not 0
// only for the latter.
type Reply struct {
	Frame []byte
	Code  wire.Code
	Wait  time.Duration
}

// ErrUnknown means that the outcome of a command is not known, and the same one
// should be sent again: what silence and a closed socket say.
var ErrUnknown = errors.New("the outcome of the command is not known")

// Ask carries out one command of the lobby for a program without a socket: frame
// is what it would have sent there, and the budget is that of the lobby's sockets.
// For its duration the person is here, as over any connection. Errors:
// wire.ErrUnreadable and room.ErrReused, for which a socket would be closed, and ErrUnknown.
func (d *Door) Ask(ctx context.Context, v Visit, frame []byte, at time.Time) (Reply, error) {
	v = v.named()
	req, err := wire.Decode(frame, d.cfg.Limits.Message)
	no, refused := errors.AsType[*wire.Refusal](err)
	if err != nil && !refused {
		return Reply{}, err
	}
	if refused {
		req = wire.Request{CID: no.CID}
	}
	if wait := d.charge(v, wire.RoleLobby, req.Cmd, at); wait > 0 {
		return waits(req, verdict{code: wire.RateLimited, wait: wait}), nil
	}
	switch {
	case refused:
		return d.refused(ctx, v.Who, req, verdict{code: no.Code, text: no.Text, fields: no.Fields})
	case req.Cmd == wire.Ping{}:
		return Reply{Frame: wire.EncodeInfo(req.CID, wire.Pong{})}, nil
	case !OfLobby(req.Cmd):
		return d.refused(ctx, v.Who, req, judge(room.ErrWrongPlace))
	}
	o, err := d.carryOut(ctx, v.Who, req, at)
	switch {
	case err == nil && o.Info != nil:
		return Reply{Frame: wire.EncodeInfo(req.CID, o.Info)}, nil
	case err == nil:
		return Reply{Frame: wire.EncodeOK(req.CID, wire.NoticeStream, o.N)}, nil
	case errors.Is(err, room.ErrReused):
		return Reply{}, err
	}
	switch said := judge(err); {
	case said.wait > 0:
		return waits(req, said), nil
	case said.code != "":
		return d.refused(ctx, v.Who, req, said)
	}
	return Reply{}, d.unknown(ctx, req, err)
}

// carryOut has the lobby do it, as for a connection that lasts as long as that.
func (d *Door) carryOut(ctx context.Context, who person.Person, req wire.Request, at time.Time) (desk.Outcome, error) {
	c := &hall.Conn{Who: who, Poke: func() {}}
	if who.ID != "" {
		if err := d.cfg.Lobby.Arrive(ctx, c); err != nil {
			return desk.Outcome{}, err
		}
		defer d.cfg.Lobby.Leave(c)
	}
	return d.cfg.Lobby.Do(ctx, c, req, at)
}

// refused says no, unless the journal knows the command: then it happened.
func (d *Door) refused(ctx context.Context, who person.Person, req wire.Request, v verdict) (Reply, error) {
	no := Reply{Frame: wire.EncodeNo(req.CID, v.code, v.text, v.fields...), Code: v.code}
	if who.ID == "" {
		return no, nil
	}
	receipt, found, err := d.cfg.Lobby.Stored(ctx, who.ID, req.CID)
	switch {
	case err != nil:
		return Reply{}, d.unknown(ctx, req, err)
	case !found:
		return no, nil
	case receipt.Hash != req.Hash:
		return Reply{}, room.ErrReused
	}
	return Reply{Frame: wire.EncodeOK(req.CID, receipt.Stream, receipt.N)}, nil
}

// unknown logs why, once.
func (d *Door) unknown(ctx context.Context, r wire.Request, cause error) error {
	if ctx.Err() == nil {
		d.cfg.Log.Error("the outcome of a command is not known", "command", req(r), "cause", cause)
	}
	return ErrUnknown
}

func waits(req wire.Request, v verdict) Reply {
	return Reply{Frame: wire.EncodeWait(req.CID, v.wait.Milliseconds(), v.code), Code: v.code, Wait: v.wait}
}

// Notices gives up to limit notices of who after number after, in order, and the
// number of the newest. If there are none it waits for one until enough is closed,
// and who is here meanwhile, as over any connection.
func (d *Door) Notices(ctx context.Context, who person.Person, after uint64, limit int, enough <-chan struct{}) ([]wire.Event, uint64, error) {
	news := make(chan struct{}, 1)
	poke := func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}
	read := func() ([]wire.Event, uint64, error) {
		asOf := time.Now()
		head, err := d.cfg.Notices.Head(ctx, who.ID)
		if err == nil && after == head {
			d.cfg.Lobby.Knows(who.ID, asOf)
		}
		if err != nil || after >= head {
			return nil, head, err
		}
		list, err := d.cfg.Notices.Load(ctx, who.ID, after, limit)
		return mapped(list, func(n lobby.Notice) wire.Event { return readable(noticeEvent(n)) }), head, err
	}
	if enough == nil {
		return read()
	}
	c := &hall.Conn{Who: who, Poke: poke, Renew: poke}
	if err := d.cfg.Lobby.Arrive(ctx, c); err != nil {
		return nil, 0, err
	}
	defer d.cfg.Lobby.Leave(c)
	for {
		events, head, err := read()
		if err != nil || len(events) > 0 {
			return events, head, err
		}
		select {
		case <-news:
		case <-enough:
			return nil, head, nil
		case <-ctx.Done():
			return nil, head, context.Cause(ctx)
		}
	}
}

// Epoch is the random id of the data: numbers of another epoch mean nothing.
func (d *Door) Epoch() string { return d.cfg.Epoch }
