package presence_test

import (
	"testing"
	"time"

	"rookery/chat"
	"rookery/chat/presence"
)

// TestARuleThatPanicsLeavesEverybodyWhereTheyWere: the rule of who is hidden is the host's.
func TestARuleThatPanicsLeavesEverybodyWhereTheyWere(t *testing.T) {
	broken := false
	p := presence.New[string](func(chat.Member) bool {
		if broken {
			panic("a bug")
		}
		return false
	})
	for _, tab := range []string{"bobby", "bobby/2", "?1"} {
		p.Join(tab, person(tab))
	}
	p.Announce(noon)
	broken = true
	for what, do := range map[string]func(){
		"somebody comes":          func() { p.Join("wren", person("wren")) },
		"somebody's third tab":    func() { p.Join("bobby/3", person("bobby")) },
		"a tab comes once more":   func() { p.Join("bobby/2", person("bobby")) },
		"somebody is looked at":   func() { p.Look(chat.Member{Person: person("bobby").Person, Role: "king"}) },
		"a tab without a nick is": func() { p.Join("?1", person("wren")) },
	} {
		func() {
			defer func() { _ = recover() }()
			do()
			t.Errorf("%s: nobody was asked", what)
		}()
		if h := p.Now(); h.People != 1 || h.Unnamed != 1 || h.First[0].Role != "guest" {
			t.Errorf("%s: here are %+v", what, h)
		}
		if _, here := p.ByID(person("wren").ID); here {
			t.Errorf("%s: wren is here", what)
		}
		if n := len(tabsOf(p, "bobby")); n != 2 {
			t.Errorf("%s: bobby has %d tabs", what, n)
		}
		if _, due := p.Due(); due {
			t.Errorf("%s: there is something to tell", what)
		}
	}
}

// TestToLeaveAndToLookAwayNeedsNobodysLeave: a tab that has gone is gone, whatever the host's rule does.
func TestToLeaveAndToLookAwayNeedsNobodysLeave(t *testing.T) {
	asked := 0
	p := presence.New[string](func(chat.Member) bool { asked++; return false })
	p.Join("bobby", person("bobby"))
	p.Join("bobby/2", person("bobby"))
	before := asked
	p.Away("bobby/2", true)
	p.Leave("bobby")
	p.Leave("bobby/2")
	if h := p.Now(); h.People != 0 || asked != before {
		t.Errorf("here are %+v, and the host was asked %d times", h, asked-before)
	}
}

func TestARenamedPersonIsHiddenAsBeforeUntilTheyAreLookedAt(t *testing.T) {
	p := presence.New[string](func(m chat.Member) bool { return m.Nick == "ghost" })
	p.Join("bobby", person("bobby"))
	p.Join("wren", person("wren"))
	p.Announce(noon)
	p.Rename(chat.Person{ID: person("bobby").ID, Nick: "ghost"})
	if m, here := p.Find("ghost"); !here || m.ID != person("bobby").ID || p.Now().People != 2 {
		t.Errorf("ghost is %v, among %d", m, p.Now().People)
	}
	p.Look(chat.Member{Person: chat.Person{ID: person("bobby").ID, Nick: "ghost"}, Role: "guest"})
	h, told := p.Announce(noon.Add(2 * time.Second))
	if !told || h.People != 1 || h.Left.Count != 1 || h.Left.First[0] != "ghost" {
		t.Errorf("told %+v", h)
	}
}

func tabsOf(p *presence.People[string], name string) (tabs []string) {
	for tab := range p.To(presence.ToPersons(person(name).ID)) {
		tabs = append(tabs, tab)
	}
	return tabs
}

// TestWhoHasShownThemselvesIsSeenUntilTheyLeave: the host still says that they hide.
func TestWhoHasShownThemselvesIsSeenUntilTheyLeave(t *testing.T) {
	p := presence.New[string](func(m chat.Member) bool { return true })
	wren := person("wren")
	p.Show(wren.ID) // who is not here has not shown themselves
	p.Join("wren", wren)
	if n := p.Now().People; n != 0 || p.Shown(wren.ID) {
		t.Errorf("%d are seen who hide", n)
	}
	p.Show(wren.ID)
	p.Join("wren/2", wren)
	p.Look(wren)
	if h := p.Now(); h.People != 1 || h.First[0].Nick != wren.Nick || !p.Shown(wren.ID) {
		t.Errorf("wren has spoken, and %+v are seen", h)
	}
	p.Leave("wren")
	p.Leave("wren/2")
	p.Join("wren", wren)
	if n := p.Now().People; n != 0 || p.Shown(wren.ID) {
		t.Errorf("wren comes again, and %d are seen", n)
	}
}
