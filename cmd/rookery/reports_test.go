package main

import (
	"regexp"
	"testing"

	"rookery/lobby/wire"
)

func TestReportsShowsWhatWasReportedWithWhatStandsAroundIt(t *testing.T) {
	dir := t.TempDir()
	mask := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`)
	want := "report 1, X UTC: mia (X) reports event 2 of chat in room X: \"rude \\\"again\\\"\"\n" +
		"      1  X UTC  mia (X) said: \"good luck\"\n" +
		">     2  X UTC  tom (X) said: \"you will need it\"\n" +
		"      3  X UTC  tom (X) action: \"laughs\"\n" +
		"\n" +
		"report 2, X UTC: mia (X) reports event 1 of whispers in room X: \"\"\n" +
		">     1  X UTC  tom (X) whispered to mia (X): \"psst\"\n" +
		"\n" +
		"2 reports\n"
	show := func() {
		t.Helper()
		out, errs, err := command(t.Context(), "reports", dir)
		if out = mask.ReplaceAllString(out, "X"); err != nil || out != want || errs != "" {
			t.Errorf("it prints\n%s%s and ends with %v; want\n%s", out, errs, err, want)
		}
	}
	t.Run("while a server runs", func(t *testing.T) {
		srv := start(t, dir)
		w, b, path := seatTwo(arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"))
		w.must("say", wire.Say{Text: "good luck", To: wire.ChatStream})
		b.must("say", wire.Say{Text: "you will need it", To: wire.ChatStream})
		b.must("say", wire.Say{Text: "/me laughs", To: wire.ChatStream})
		b.must("say", wire.Say{Text: "@mia psst", To: wire.ChatStream})
		w.must("report", wire.Report{Room: roomOf(path), Stream: wire.ChatStream, N: 2, Reason: `rude "again"`})
		w.must("report", wire.Report{Room: roomOf(path), Stream: wire.WhisperStream, N: 1})
		w.must("say", wire.Say{Text: "/block tom", To: wire.ChatStream})
		show()
	})
	show()
	if out, _, err := command(t.Context(), "check", dir); err != nil {
		t.Errorf("check prints %s and ends with %v", out, err)
	}
}

func TestReportsOfNothingIsAProblemOfTheCommand(t *testing.T) {
	if out, _, err := command(t.Context(), "reports", t.TempDir()); err == nil || out != "" {
		t.Errorf("it prints %q and ends with %v", out, err)
	}
}

// roomOf is the id at the end of a room's path.
func roomOf(path string) string { return path[len(path)-36:] }
