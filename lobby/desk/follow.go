package desk

import (
	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// follow has c told when somebody begins a listed game. Whether there is such a
// person is not looked up: of somebody who is hidden, or never was, nothing is told.
func (d *Desk) follow(c *hall.Conn, cmd wire.Follow) (o Outcome, err error) {
	who := person.ID(cmd.Person)
	if !lobby.Canonical(cmd.Person) {
		return o, lobby.ErrNobody
	}
	answer := wire.Following{Person: cmd.Person}
	if !cmd.On {
		d.hall.Unfollow(c, who)
		return Outcome{Info: answer}, nil
	}
	playing, ok := d.hall.Follow(c, who)
	if !ok {
		return o, lobby.ErrTooMany
	}
	if !d.manners.Hides(cmd.Person) {
		answer.Room = playing
	}
	return Outcome{Info: answer}, nil
}

// Own are the games of who that go on, oldest first.
func (d *Desk) Own(who person.ID) []wire.OwnGame { return d.hall.Own(who) }

// tellPlaying tells the pages that these people have open which games of theirs go on.
func (d *Desk) tellPlaying(who ...person.ID) {
	for _, id := range who {
		d.tellOwn(d.hall.Conns(id)...)
	}
}

// tellOwn tells these connections, wherever they are, which games of their person's go on: whoever
// watches another's is not to forget their own. What one is told last is how it is: nobody looks and
// tells between.
func (d *Desk) tellOwn(conns ...*hall.Conn) {
	d.telling.Lock()
	defer d.telling.Unlock()
	for _, c := range conns {
		if c.Tell != nil && c.Who.ID != "" {
			c.Tell.Offer(wire.EncodeNews("", wire.Playing{Games: append([]wire.OwnGame{}, d.hall.Own(c.Who.ID)...)}), false)
		}
	}
}

// tellFollowers tells that those who are followed play in a room.
func (d *Desk) tellFollowers(list []hall.Telling, id room.ID) {
	for _, t := range list {
		if !d.manners.Hides(string(t.Who)) {
			t.Out.Offer(wire.EncodeNews("", wire.Followed{Person: string(t.Who), Room: string(id)}), true)
		}
	}
}
