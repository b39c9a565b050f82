package room

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"rookery/lobby/wire"
)

// next is a command that an earlier append left over.
func (s *state) next() (Command, bool) {
	if len(s.held) == 0 {
		return Command{}, false
	}
	c := s.held[0]
	s.held = s.held[1:]
	return c, true
}

// poll takes a queued command without waiting, seats before others (nil: seats alone).
func (s *state) poll(others <-chan Command) (Command, bool) {
	if c, ok := s.next(); ok {
		return c, true
	}
	select {
	case c := <-s.room.seats:
		return c, true
	default:
	}
	select {
	case c := <-s.room.seats:
		return c, true
	case c := <-others:
		return c, true
	default:
		return Command{}, false
	}
}

// batch decides first and what else is queued, in turn, and stores it in one
// append. At most one of them changes the game, so that each is decided against
// a position that is on disk; the next such command waits for the next append,
// as does one that is sent again while it is first being stored.
func (s *state) batch(first Command) error {
	if changesGame(first.Req.Cmd) {
		if err := s.credit(s.steady(first.Received)); err != nil {
			return err
		}
	}
	if err := s.show(s.now()); err != nil { // who may talk where goes by what is shown
		return err
	}
	var list []decision
	played, taken := false, make(map[Receipt]bool)
	for c, ok := first, true; ok; c, ok = s.poll(s.room.audience) {
		id := Receipt{Actor: c.From.Person.ID, CID: c.Req.CID}
		// What is owed for a stall comes before the command, in an append of its own.
		if changesGame(c.Req.Cmd) && (played || len(list) > 0 && s.owes(s.steady(c.Received))) || taken[id] {
			s.held = append([]Command{c}, s.held...)
			break
		}
		taken[id] = true
		d := s.decide(c)
		played = played || (changesGame(c.Req.Cmd) && d.err == nil)
		list = append(list, d)
		// Who is muted must not be heard after it. Where the chat is separate, who sits
		// down or ends the game changes who talks where.
		if len(list) == maxBatch || d.mutes() || played && s.separate() {
			break
		}
	}
	return s.commit(list)
}

func changesGame(c wire.Command) bool {
	_, talk := c.(wire.Say)
	return !talk
}

// mutes reports whether d changes who may talk, so that nothing is decided after
// it before it is applied.
func (d decision) mutes() bool {
	return slices.ContainsFunc(d.drafts, func(dr draft) bool {
		switch dr.body.(type) {
		case wire.Muted, wire.Unmuted:
			return true
		}
		return false
	})
}

// commit persists decisions, applies them, tells everyone, and answers. An
// error means that the outcome is unknown or that another owner has the room:
// nobody was answered, and the room must not go on.
func (s *state) commit(list []decision) error {
	list, err := s.persist(list)
	if err != nil {
		return err
	}
	for _, d := range list {
		s.answer(d)
	}
	Failpoint("answered")
	return nil
}

// persist is commit without the answers: it gives the decisions that are left to be answered.
func (s *state) persist(list []decision) ([]decision, error) {
	seated := func() {}
	defer func() { seated() }()
	for {
		entry := s.entry(list)
		if len(entry.Events) == 0 {
			break
		}
		if entry.Full != nil {
			seated() // what was decided anew is asked for anew
			var free bool
			if seated, free = s.seat(list); !free {
				continue
			}
		}
		err := s.room.cfg.Journal.Append(s.ctx, entry)
		var seen *SeenError
		switch {
		case err == nil:
			s.halt = halt{}
			if err := s.tell(list, entry); err != nil {
				return nil, err
			}
		case errors.As(err, &seen):
			if err := s.behind(); err != nil {
				return nil, err
			}
			list = s.answerSeen(list, seen.Receipt)
			continue
		case errors.Is(err, ErrFull), errors.Is(err, ErrBusy):
			s.notStored(list, err)
		default:
			return nil, fmt.Errorf("append to room %s after position %d: %w", s.room.cfg.ID, s.pos, err)
		}
		break
	}
	return list, nil
}

// seat asks the lobby whether whoever takes the free seat in list may have it, and has nobody
// else seat the two until done. If not, their command is refused, or not judged.
func (s *state) seat(list []decision) (done func(), free bool) {
	done = func() {}
	for i, d := range list {
		for _, dr := range d.drafts {
			sat, ok := dr.body.(wire.Sat)
			if !ok || s.room.cfg.Seating == nil {
				continue
			}
			maker := s.player(gameSide(sat.Side).Other())
			release, err := s.room.cfg.Seating(maker.ID, sat.Person.ID, d.cmd.Received)
			if err != nil {
				list[i].drafts, list[i].err = nil, err
				return done, false
			}
			return release, true
		}
	}
	return done, true
}

// entry numbers the drafts of the decisions that have any.
func (s *state) entry(list []decision) Entry {
	e := Entry{Room: s.room.cfg.ID, Prev: s.pos}
	heads := make(map[Stream]uint64)
	live, gameMoved := s.live, false
	for k, d := range list {
		for i, dr := range d.drafts {
			if _, ok := heads[dr.stream]; !ok {
				heads[dr.stream] = s.head(dr.stream)
			}
			heads[dr.stream]++
			tag, _, body := wire.EncodeBody(dr.body)
			e.Events = append(e.Events, Event{
				Stream: dr.stream, N: heads[dr.stream], Pos: s.pos + uint64(len(e.Events)) + 1,
				Kind: tag, By: dr.by, At: dr.at.UnixMilli(), Body: body,
			})
			if i == 0 && !d.own {
				list[k].n = heads[dr.stream]
				e.Receipts = append(e.Receipts, Receipt{
					Actor: d.cmd.From.Person.ID, CID: d.cmd.Req.CID, Hash: d.cmd.Req.Hash,
					Stream: dr.stream.Name, N: heads[dr.stream],
				})
			}
			if dr.stream.Name == wire.GameStream {
				live, gameMoved = project(live, dr.body), true
				e.Turned = e.Turned || setsClocks(dr.body)
				if sat, ok := dr.body.(wire.Sat); ok {
					full := seated(s.start, sat)
					e.Full = &full
				}
			}
		}
	}
	e.Urgent = gameMoved
	if gameMoved {
		sum := s.summary(live)
		e.Summary = &sum
	}
	return e
}

// tell applies what is now on disk and sends it to everybody entitled, in the
// room's order, encoded once.
func (s *state) tell(list []decision, entry Entry) error {
	k, gameMoved := 0, false
	for _, d := range list {
		for _, dr := range d.drafts {
			if err := s.apply(dr); err != nil {
				return fmt.Errorf("apply event %d of room %s, which is stored: %w", entry.Events[k].Pos, s.room.cfg.ID, err)
			}
			e := entry.Events[k]
			frame := e.Wire().Frame()
			if _, stops := dr.body.(wire.ClockStopped); stops {
				s.stopped = time.Time{} // what is waited for is waited for from when this is on disk
			}
			s.tail.add(told{e.Stream, e.N, frame})
			s.send(e.Stream, frame)
			if s.hides(e.Stream.Name) {
				s.hidden = append(s.hidden, hidden{event: e, body: dr.body, frame: frame, ran: s.now()})
			} else {
				s.openTalk(dr.body)
			}
			gameMoved = gameMoved || e.Stream.Name == wire.GameStream
			k++
		}
	}
	if gameMoved {
		s.afterPlay(s.now())
	}
	return s.show(s.now())
}

// send offers a frame to every member of its stream who may see it now, players first.
func (s *state) send(st Stream, frame []byte) {
	if st.Person != "" {
		offer(s.crowd.membersOf(st.Person), frame, nil)
		return
	}
	offer(s.crowd.membersOf(s.crowd.seated()...), frame, s.readers(st.Name))
	if !s.hides(st.Name) {
		s.sendOthers(st, frame)
	}
}

// sendOthers offers a frame to every member of its stream who does not play.
func (s *state) sendOthers(st Stream, frame []byte) {
	readers := s.readers(st.Name)
	offer(s.crowd.members(), frame, func(m *Member) bool {
		_, seated := s.crowd.seat(m.Person.ID)
		return !seated && (readers == nil || readers(m))
	})
}

// readers tells who is in a stream; nil: everybody.
func (s *state) readers(name wire.Stream) func(*Member) bool {
	if !s.separate() {
		return nil
	}
	return func(m *Member) bool { return s.mayRead(m.Person.ID, name) && s.follows(m, name) }
}

// offer sends a frame to those of to who fulfil which; nil: to all of them.
func offer(to iter.Seq[*Member], frame []byte, which func(*Member) bool) {
	for m := range to {
		if which == nil || which(m) {
			m.Out.Offer(frame, false)
			Failpoint("telling")
		}
	}
}

// offerNews offers an ephemeral frame to the players, and one to everybody else; nil is none.
func (s *state) offerNews(players, others []byte) {
	for m := range s.crowd.members() {
		frame := others
		if _, plays := s.crowd.seat(m.Person.ID); plays {
			frame = players
		}
		if frame != nil {
			m.Out.Offer(frame, true)
		}
	}
}

// behind is the error of a room whose log has gone on without it: an append that
// was given up has been stored all the same, after the log was read. It must be
// read again before an ok names an event that nobody here was told.
func (s *state) behind() error {
	ahead, err := s.room.cfg.Journal.Replay(s.ctx, s.room.cfg.ID, s.pos, 1)
	switch {
	case err != nil:
		return fmt.Errorf("look how far the log of room %s is: %w", s.room.cfg.ID, err)
	case len(ahead) > 0:
		return fmt.Errorf("the log of room %s goes on after position %d: %w", s.room.cfg.ID, s.pos, ErrConflict)
	}
	return nil
}

// answerSeen answers the command that the journal already has, and decides the
// others anew, as far as one append goes: a mute that was refused may do by now.
func (s *state) answerSeen(list []decision, r Receipt) []decision {
	undo(list)
	rest := list[:0:0]
	for i, d := range list {
		switch {
		case d.own:
			rest = append(rest, d)
		case d.cmd.From.Person.ID != r.Actor || d.cmd.Req.CID != r.CID:
			rest = append(rest, s.decide(d.cmd))
		case d.cmd.Req.Hash != r.Hash:
			d.cmd.From.Answer(Answer{Req: d.cmd.Req, Err: ErrReused})
		default:
			d.cmd.From.Answer(Answer{Req: d.cmd.Req, Stream: r.Stream, N: r.N})
		}
		if len(rest) > 0 && rest[len(rest)-1].mutes() {
			var later []Command
			for _, d := range list[i+1:] {
				later = append(later, d.cmd)
			}
			s.held = append(later, s.held...)
			break
		}
	}
	return rest
}

// undo takes back what chat counted for decisions that come to nothing.
func undo(list []decision) {
	for _, d := range slices.Backward(list) {
		if d.undo != nil {
			d.undo()
		}
	}
}

// answer tells a command's sender how it ended, once everybody knows.
func (s *state) answer(d decision) {
	if d.own {
		return
	}
	a := Answer{Req: d.cmd.Req, Info: d.info, Lobby: d.lobby, Err: d.err}
	switch {
	case d.lobby != nil:
		s.handed.add(d.cmd.From.Person.ID, d.cmd.Req, d.lobby)
	case d.err != nil:
		if final(d.err) {
			s.refused.Add(d.cmd.From.Person.ID, d.cmd.Req, d.err)
		}
	case d.info == nil && len(d.drafts) > 0:
		a.Stream, a.N = d.drafts[0].stream.Name, d.n
	}
	d.cmd.From.Answer(a)
}

// final tells a refusal from "not judged".
func final(err error) bool {
	var talk *TalkRefused
	if errors.As(err, &talk) {
		return talk.Wait == 0
	}
	for _, not := range []error{ErrDraining, ErrFull, ErrBusy, ErrClosed, ErrNeedNick} {
		if errors.Is(err, not) {
			return false
		}
	}
	return true
}

func (s *state) summary(live wire.LiveGame) Summary {
	live.Watching = s.crowd.watching()
	return Summary{Room: s.room.cfg.ID, Game: live, Over: live.Ended != nil}
}

// changed tells the lists what all may see.
func (s *state) changed() {
	if s.room.cfg.Changed != nil {
		s.room.cfg.Changed(s.summary(s.shown.live))
	}
}
