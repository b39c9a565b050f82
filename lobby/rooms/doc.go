// Package rooms is the directory of the rooms that run here: it opens them, opens those again that
// break down, tells of them what all may know by now, and seals them at the end.
//
// # Decisions
//
// Decision: a room that panics is opened again from its log at once, nobody else
// noticing; one that does not know what is stored, or whose log could not be read,
// after a second and then less and less often, down to once a minute. One that
// panics or finds its log ahead of it three times in a minute, or whose log breaks it, is
// opened to be read only and leaves the live list; one that breaks down even so is
// opened no more. The next process tries it afresh. Rejected: writing the
// quarantine down, which outlives the fault that it is about.
package rooms
