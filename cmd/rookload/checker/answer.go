package checker

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/wire"
)

// answer is what became of a command.
func (c *Checker) answer(v *visit, f Frame) {
	cmd := c.commands[f.Re]
	if cmd == nil || cmd.person != v.Person {
		c.note(Unasked, "%s was answered a command of nobody: %s", v.Person, f.Raw)
		return
	}
	switch {
	case f.OK > 0:
		st := v.of(f.S)
		if cmd.no != "" || cmd.info || cmd.ok > 0 && (cmd.ok != f.OK || cmd.stream != st) {
			c.note(Contradicted, "%s was answered before, and then %s", cmd, f.Raw)
			return
		}
		if v.pos[f.S] < f.OK {
			c.note(Early, "%s had %d of %s when %s was answered %s", v.Person, v.pos[f.S], st, cmd, f.Raw)
		}
		cmd.ok, cmd.stream = f.OK, st
		s := c.stream(st)
		s.head = max(s.head, f.OK)
	case f.No != nil:
		if cmd.ok > 0 || cmd.info {
			c.note(Contradicted, "%s had an answer, and then %s", cmd, f.Raw)
		}
		cmd.no = f.No.Code
	case f.Info != nil:
		if cmd.ok > 0 || cmd.no != "" {
			c.note(Contradicted, "%s had an answer, and then %s", cmd, f.Raw)
		}
		cmd.info = true
		c.page(v, cmd, f)
	case f.Wait == 0 || f.Code == "":
		c.note(Broken, "an answer that says nothing: %s", f.Raw)
	}
}

// page is older history.
func (c *Checker) page(v *visit, cmd *command, f Frame) {
	asked, ok := cmd.cmd.(wire.History)
	if !ok {
		return
	}
	page, err := Body[struct {
		Stream wire.Stream      `json:"stream"`
		Events []jsontext.Value `json:"events"`
		More   bool             `json:"more"`
	}](f.Info.D)
	if err != nil || page.Stream != asked.Stream {
		c.note(Broken, "%s was answered %.200s", cmd, f.Raw)
		return
	}
	if page.Stream != wire.WhisperStream {
		c.scan(fmt.Sprintf("a page of %q to %s", page.Stream, v.Person), f.Raw)
	}
	next := asked.Before - uint64(len(page.Events))
	if page.More != (next > 1 && len(page.Events) > 0) || len(page.Events) == 0 && asked.Before > 1 {
		c.note(Gap, "before %d of %s there are %d on a page, more: %t", asked.Before, v.of(page.Stream), len(page.Events), page.More)
	}
	for _, raw := range page.Events {
		e, err := Read(raw)
		if err != nil || e.S != page.Stream || e.N != next {
			c.note(Gap, "a page of %s has %.200s, and not %d", v.of(page.Stream), raw, next)
			return
		}
		c.saw(v.of(page.Stream), e.N, raw)
		next++
	}
}
