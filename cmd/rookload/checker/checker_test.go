package checker

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// The story that every transcript here is doctored from: mia makes a game by
// link, tom sits down, they talk, somebody without a name watches, the server is
// killed in the tenth second and back in the twentieth, and tom mates.
//
//	NAME opens PERSON ROOM [POSITIONS]   NAME > a command   NAME < a frame
//	lists A ROOM   NAME closes CODE   ran FROM TO (s)   says WHERE TEXT   again: the final reading
const story = `
ran 0 10
ran 20 40
lobby opens MIA -
lobby < {"t":"hello","d":{"epoch":"e","you":{"id":"MIA","nick":"mia"},"role":"lobby","streams":["notices"],"version":"v"}}
lobby < {"s":"notices","t":"snapshot","d":{"first":1,"head":0}}
lobby > {"cid":"CID1","t":"link","d":{"control":{"base":60,"inc":0},"side":"white"}}
lobby < {"s":"notices","n":1,"t":"seated","at":1000,"d":{"room":"R","side":"white","control":{"base":60,"inc":0},"how":"link"}}
lobby < {"re":"CID1","s":"notices","ok":1}
mia opens MIA R
mia < HELLO_MIA
mia < START
mia < {"s":"chat","t":"snapshot","d":{"first":1,"head":0}}
mia < {"s":"whispers","t":"snapshot","d":{"first":1,"head":0}}
mia < {"s":"notices","t":"snapshot","d":{"first":1,"head":1}}
mia < {"s":"notices","n":1,"t":"seated","at":1000,"d":{"room":"R","side":"white","control":{"base":60,"inc":0},"how":"link"}}
mia < {"t":"clock","d":{"clock":{"white":60000,"black":60000}}}
tom opens TOM R
tom < HELLO_TOM
tom < START
tom < {"s":"chat","t":"snapshot","d":{"first":1,"head":0}}
tom < {"s":"whispers","t":"snapshot","d":{"first":1,"head":0}}
tom < {"s":"notices","t":"snapshot","d":{"first":1,"head":0}}
tom < {"t":"clock","d":{"clock":{"white":60000,"black":60000}}}
tom > {"cid":"CID2","t":"sit","d":{}}
mia < EVENT2
tom < EVENT2
tom < {"re":"CID2","s":"game","ok":2}
mia > {"cid":"CID3","t":"move","d":{"move":"f3","on":1}}
mia < EVENT3
tom < EVENT3
mia < {"re":"CID3","s":"game","ok":3}
tom > {"cid":"CID4","t":"move","d":{"move":"e7e5","on":3}}
mia < EVENT4
tom < EVENT4
tom < {"re":"CID4","s":"game","ok":4}
mia > {"cid":"CID5","t":"move","d":{"move":"g2g4","on":4}}
mia < EVENT5
tom < EVENT5
mia < {"re":"CID5","s":"game","ok":5}
mia > {"cid":"CID6","t":"say","d":{"text":"good luck 1.","to":"chat"}}
mia < CHAT1
tom < CHAT1
mia < {"re":"CID6","s":"chat","ok":1}
mia > {"cid":"CID7","t":"say","d":{"text":"@tom hush-2.","to":"chat"}}
mia < WHISPER
tom < WHISPER
mia < {"re":"CID7","s":"whispers","ok":1}
tom > {"cid":"CID8","t":"move","d":{"move":"a7a6","on":4}}
tom < {"re":"CID8","no":{"code":"stale","text":"The position had changed."}}
tom > {"cid":"CID9","t":"ping","d":{}}
tom < {"re":"CID9","info":{"t":"pong","d":{}}}
mia closes 1006
tom closes 1006
mia opens MIA R game=5 chat=1 whispers=1 notices=1
mia < HELLO_MIA
tom opens TOM R game=5 chat=1 whispers=1 notices=0
tom < HELLO_TOM
mia < EVENT6
tom < EVENT6
watcher opens - R
watcher < HELLO_WATCHER
watcher < SHOT6
watcher < {"s":"chat","t":"snapshot","d":{"first":1,"head":1}}
watcher < CHAT1
watcher < {"t":"heads","d":{"heads":{"game":6,"chat":1}}}
tom > {"cid":"CIDA","t":"move","d":{"move":"d8h4","on":5}}
tom < {"re":"CIDA","wait":250,"code":"busy"}
tom > {"cid":"CIDA","t":"move","d":{"move":"d8h4","on":5}}
tom < EVENT7
mia < EVENT7
watcher < EVENT7
tom < EVENT8
mia < EVENT8
watcher < EVENT8
tom < {"re":"CIDA","s":"game","ok":7}
tom > {"cid":"CIDA","t":"move","d":{"move":"d8h4","on":5}}
tom < {"re":"CIDA","s":"game","ok":7}
says output ready
lists LISTED
again
last opens MIA R game=0 chat=0 whispers=0 notices=0
last < HELLO_MIA
last < EVENT1
last < EVENT2
last < EVENT3
last < EVENT4
last < EVENT5
last < EVENT6
last < EVENT7
last < EVENT8
last < CHAT1
last < WHISPER
last < {"s":"notices","n":1,"t":"seated","at":1000,"d":{"room":"R","side":"white","control":{"base":60,"inc":0},"how":"link"}}
last2 opens TOM R whispers=0
last2 < HELLO_TOM
last2 < WHISPER
`

// words are what stands in the story for longer texts.
func words() map[string]string {
	w := map[string]string{
		"HELLO_MIA":     `{"t":"hello","d":{"epoch":"e","you":{"id":"MIA","nick":"mia"},"role":"white","room":"R","streams":["game","chat","whispers","notices"],"version":"v"}}`,
		"HELLO_TOM":     `{"t":"hello","d":{"epoch":"e","you":{"id":"TOM","nick":"tom"},"role":"black","room":"R","streams":["game","chat","whispers","notices"],"version":"v"}}`,
		"HELLO_WATCHER": `{"t":"hello","d":{"epoch":"e","role":"spectator","room":"R","streams":["game","chat"],"version":"v"}}`,
		"CHAT1":         `{"s":"chat","n":1,"t":"line","by":"MIA","at":3000,"d":{"name":"mia","kind":"said","text":"good luck 1.","ply":3}}`,
		"WHISPER":       `{"s":"whispers","n":1,"t":"whispered","by":"MIA","at":3500,"d":{"from":{"id":"MIA","nick":"mia"},"to":{"id":"TOM","nick":"tom"},"text":"hush-2.","ply":3}}`,
		"START":         `{"s":"game","t":"snapshot","d":{"n":1,"on":1,"start":{"white":{"id":"MIA","nick":"mia"},"control":{"base":60,"inc":0},"how":"link","clock":{"white":60000,"black":60000}},"moves":[],"fen":"` + usualFEN + `","clock":{"white":60000,"black":60000}}}`,
		"EVENT1":        `{"s":"game","n":1,"t":"start","at":1000,"d":{"white":{"id":"MIA","nick":"mia"},"control":{"base":60,"inc":0},"how":"link","clock":{"white":60000,"black":60000}}}`,
		"EVENT2":        `{"s":"game","n":2,"t":"sat","by":"TOM","at":2000,"d":{"side":"black","person":{"id":"TOM","nick":"tom"}}}`,
		"EVENT6":        `{"s":"game","n":6,"t":"clock_stopped","at":20500,"d":{"why":"restart","clock":{"white":59000,"black":60000}}}`,
		"LISTED":        `{"room":"R","control":{"base":60,"inc":0},"fen":"rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3","last":"d8h4","ply":4,"clock":{"white":59000,"black":60000},"watching":0,"ended":{"result":"0-1","reason":"checkmate","clock":{"white":59000,"black":60000}}}`,
		"EVENT8":        `{"s":"game","n":8,"t":"ended","by":"TOM","at":25000,"d":{"result":"0-1","reason":"checkmate","clock":{"white":59000,"black":60000}}}`,
	}
	pos, _ := game.ParsePosition(usualFEN)
	clock := `"clock":{"white":60000,"black":60000}`
	var past []string
	for i, uci := range []string{"f2f3", "e7e5", "g2g4", "d8h4"} {
		n, at := i+3, 4000+1000*i
		if i == 2 {
			clock = `"clock":{"white":59000,"black":60000}`
		}
		if i == 3 {
			n, at = 7, 25_000
		}
		c, _ := pos.Read(uci)
		san := pos.SAN(c)
		pos = pos.After(c)
		w[fmt.Sprintf("EVENT%d", n)] = fmt.Sprintf(`{"s":"game","n":%d,"t":"moved","by":"%s","at":%d,"d":{"uci":"%s","san":"%s","ply":%d,"fen":"%s",%s,"spent":0}}`,
			n, []string{"MIA", "TOM"}[i%2], at, uci, san, i+1, pos.FEN(), clock)
		past = append(past, fmt.Sprintf(`{"uci":"%s","san":"%s",%s}`, uci, san, clock))
		if i == 2 {
			w["SHOT6"] = `{"s":"game","t":"snapshot","d":{"n":6,"on":5,"start":{"white":{"id":"MIA","nick":"mia"},"black":{"id":"TOM","nick":"tom"},"control":{"base":60,"inc":0},"how":"link","clock":{"white":60000,"black":60000}},"moves":[` +
				strings.Join(past, ",") + `],"fen":"` + pos.FEN() + `",` + clock + `,"stopped":"restart"}}`
		}
	}
	return w
}

// replay tells a checker the lines of a transcript.
func replay(t *testing.T, transcript string) []Violation {
	t.Helper()
	for word, text := range words() {
		transcript = strings.ReplaceAll(transcript, word+"\n", text+"\n")
	}
	for i := range 16 {
		transcript = strings.ReplaceAll(transcript, fmt.Sprintf("CID%X", i), fmt.Sprintf("6f1c4b1e-6f0a-4c0e-9a53-2d1f7a3f0b%02x", i))
	}
	c := New("hush-")
	ids := make(map[string]int)
	for line := range strings.Lines(transcript) {
		line = strings.TrimSpace(line)
		f := strings.SplitN(line, " ", 3)
		switch {
		case line == "":
		case line == "again":
			c.ReadAgain()
		case f[0] == "ran":
			c.Ran(second(t, f[1]), second(t, f[2]))
		case f[0] == "lists":
			g, err := Body[wire.LiveGame]([]byte(strings.TrimPrefix(line, "lists ")))
			if err != nil {
				t.Fatal(err)
			}
			c.Listed(g)
		case f[0] == "says":
			c.Text(f[1], []byte(f[2]))
		case f[1] == "opens":
			ids[f[0]] = c.Open(visitOf(t, strings.Fields(f[2])))
		case f[1] == "closes":
			code, _ := strconv.Atoi(f[2])
			c.Close(ids[f[0]], wire.CloseCode(code))
		case f[1] == ">":
			if err := c.Sent(ids[f[0]], []byte(f[2])); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		case f[1] == "<":
			frame, err := Read([]byte(f[2]))
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			c.Got(ids[f[0]], frame)
		default:
			t.Fatalf("no such line: %s", line)
		}
	}
	found, _ := c.Verdict()
	return found
}

func second(t *testing.T, text string) time.Time {
	s, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(int64(s), 0)
}

// visitOf reads PERSON ROOM stream=n…; - is none.
func visitOf(t *testing.T, f []string) Visit {
	v := Visit{Person: strings.Trim(f[0], "-"), Room: strings.Trim(f[1], "-")}
	for _, at := range f[2:] {
		s, text, _ := strings.Cut(at, "=")
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if v.After == nil {
			v.After = make(map[wire.Stream]uint64)
		}
		v.After[wire.Stream(s)] = n
	}
	return v
}

func TestAnHonestServerHasNothingToFear(t *testing.T) {
	for _, v := range replay(t, story) {
		t.Error(v)
	}
}

// edit is one lie told instead of the story: the first or all places where old stands.
type edit struct {
	old, with string
	all       bool
}

func instead(old, with string) edit    { return edit{old: old, with: with} }
func everywhere(old, with string) edit { return edit{old, with, true} }
func without(old string) edit          { return edit{old: old + "\n"} }
func nowhere(old string) edit          { return edit{old: old + "\n", all: true} }
func after(old, more string) edit      { return edit{old: old + "\n", with: old + "\n" + more + "\n"} }

// tomsNotices has tom read again what he was told.
func tomsNotices(events ...string) string {
	lines := []string{"last3 opens TOM - notices=0", `last3 < {"t":"hello","d":{"epoch":"e","you":{"id":"TOM","nick":"tom"},"role":"lobby","streams":["notices"],"version":"v"}}`}
	for _, e := range events {
		lines = append(lines, "last3 < "+e)
	}
	return strings.Join(lines, "\n")
}

// tomsBlocks has him told that he blocked mia, or no more, with each of on.
func tomsBlocks(on ...bool) string {
	var events []string
	for i, on := range on {
		events = append(events, fmt.Sprintf(`{"s":"notices","n":%d,"t":"blocked","at":1,"d":{"person":{"id":"MIA","nick":"mia"},"on":%t}}`, i+1, on))
	}
	return tomsNotices(events...)
}

// mutedMia has her read again that she was muted until an instant, and said a line more.
func mutedMia(until int, more string) string {
	return fmt.Sprintf(`last < {"s":"chat","n":2,"t":"muted","by":"TOM","at":3000,"d":{"whom":{"id":"MIA","nick":"mia"},"until":%d,"reason":"rude"}}`, until) + "\n" +
		"last < " + strings.Replace(more, `"n":1`, `"n":3`, 1)
}

func atLast(more string) edit {
	return after("last2 < WHISPER", more)
}

func TestEveryLieIsFound(t *testing.T) {
	w := words()
	chat2 := strings.Replace(w["CHAT1"], `"n":1`, `"n":2`, 1)
	whisper2 := strings.Replace(w["WHISPER"], `"n":1`, `"n":2`, 1)
	for name, c := range map[string]struct {
		class Class
		edits []edit
	}{
		"an acknowledged line is gone":                {Lost, []edit{without("last < CHAT1")}},
		"the result is gone":                          {Lost, []edit{without("last < EVENT8")}},
		"what only one client saw is gone":            {Lost, []edit{after("watcher < CHAT1", "watcher < "+chat2)}},
		"a client that returns hears of a lower head": {Lost, []edit{after("tom opens TOM R game=5 chat=1 whispers=1 notices=0", `tom < HELLO_TOM`+"\n"+`tom < {"s":"chat","t":"snapshot","d":{"first":1,"head":0}}`)}},
		"an ok for what nobody ever saw":              {Lost, []edit{instead(`"s":"whispers","ok":1`, `"s":"whispers","ok":2`)}},
		"the recipient has no copy":                   {Lost, []edit{nowhere("tom < WHISPER"), without("last2 < WHISPER"), instead("tom opens TOM R game=5 chat=1 whispers=1", "tom opens TOM R game=5 chat=1 whispers=0")}},
		"one client is told another move":             {Changed, []edit{instead("tom < EVENT3", "tom < "+strings.Replace(w["EVENT3"], "f2f3", "f2f4", 1))}},
		"the log has another time":                    {Changed, []edit{instead("last < EVENT3", "last < "+strings.Replace(w["EVENT3"], "4000", "4001", 1))}},
		"an ok names another's move":                  {Changed, []edit{instead(`tom < {"re":"CID4","s":"game","ok":4}`, `tom < {"re":"CID4","s":"game","ok":3}`), without(`mia < {"re":"CID3","s":"game","ok":3}`)}},
		"the move played is not the one asked for":    {Changed, []edit{instead(`"move":"g2g4"`, `"move":"g2g3"`)}},
		"the move answers another position":           {Changed, []edit{instead(`{"move":"g2g4","on":4}`, `{"move":"g2g4","on":3}`)}},
		"a line says something else":                  {Changed, []edit{instead(`"text":"good luck 1."`, `"text":"bad luck 1."`)}},
		"a line went to another stream":               {Broken, []edit{everywhere(`< CHAT1`, `< `+strings.Replace(w["CHAT1"], `"line"`, `"moved"`, 1))}},
		"a move is left out live":                     {Gap, []edit{without("tom < EVENT4")}},
		"a move comes twice":                          {Gap, []edit{after("mia < EVENT4", "mia < EVENT4")}},
		"a resume leaves an event out":                {Gap, []edit{instead("mia opens MIA R game=5", "mia opens MIA R game=4")}},
		"a resume repeats an event":                   {Gap, []edit{after("mia opens MIA R game=5 chat=1 whispers=1 notices=1", "mia < HELLO_MIA\nmia < EVENT5")}},
		"a snapshot instead of what was missed":       {Gap, []edit{instead("mia < EVENT6", "mia < SHOT6")}},
		"heads that were never sent":                  {Gap, []edit{instead(`"heads":{"game":6`, `"heads":{"game":7`)}},
		"a page with a hole": {Gap, []edit{atLast(
			`last2 > {"cid":"CIDB","t":"history","d":{"stream":"whispers","before":2}}` + "\n" + `last2 < {"re":"CIDB","info":{"t":"page","d":{"stream":"whispers","events":[],"more":false}}}`)}},
		"a line twice in the log":      {Doubled, []edit{after("last < CHAT1", "last < "+chat2)}},
		"a whisper twice in both logs": {Doubled, []edit{after("last < WHISPER", "last < "+whisper2), after("last2 < WHISPER", "last2 < "+whisper2)}},
		"two moves for one event": {Doubled, []edit{after(`mia < {"re":"CID3","s":"game","ok":3}`,
			`mia > {"cid":"CIDB","t":"move","d":{"move":"f3","on":1}}`+"\n"+`mia < {"re":"CIDB","s":"game","ok":3}`)}},
		"a line of nobody":                   {Unasked, []edit{after("last < CHAT1", "last < "+strings.Replace(chat2, "luck 1", "luck 9", 1))}},
		"a move of nobody":                   {Unasked, []edit{without(`tom > {"cid":"CID4","t":"move","d":{"move":"e7e5","on":3}}`), without(`tom < {"re":"CID4","s":"game","ok":4}`)}},
		"a resignation of nobody":            {Unasked, []edit{everywhere("< EVENT8", "< "+strings.Replace(strings.Replace(w["EVENT8"], "checkmate", "resignation", 1), "25000", "25001", 1))}},
		"a game of nobody":                   {Unasked, []edit{without(`lobby > {"cid":"CID1","t":"link","d":{"control":{"base":60,"inc":0},"side":"white"}}`), without(`lobby < {"re":"CID1","s":"notices","ok":1}`)}},
		"clocks stopped in a player's name":  {Unasked, []edit{everywhere("< EVENT6", "< "+strings.Replace(w["EVENT6"], `"at"`, `"by":"TOM","at"`, 1))}},
		"an answer to somebody else":         {Unasked, []edit{instead(`tom < {"re":"CID4"`, `mia < {"re":"CID4"`)}},
		"no, and yet in the log":             {Refused, []edit{instead(`{"re":"CID6","s":"chat","ok":1}`, `{"re":"CID6","no":{"code":"slow_down","text":"Slower."}}`)}},
		"a move refused, and yet played":     {Refused, []edit{instead(`{"re":"CID4","s":"game","ok":4}`, `{"re":"CID4","no":{"code":"stale","text":"Too late."}}`)}},
		"another number for a resend":        {Contradicted, []edit{after(`tom < {"re":"CIDA","s":"game","ok":7}`, `tom < {"re":"CIDA","s":"game","ok":8}`)}},
		"an ok after a no":                   {Contradicted, []edit{after(`tom < {"re":"CID8","no":{"code":"stale","text":"The position had changed."}}`, `tom < {"re":"CID8","s":"game","ok":5}`)}},
		"a no after an ok":                   {Contradicted, []edit{after(`mia < {"re":"CID5","s":"game","ok":5}`, `mia < {"re":"CID5","no":{"code":"stale","text":"Too late."}}`)}},
		"talk overtakes a move live":         {Disorder, []edit{without("tom < EVENT5"), after("tom < CHAT1", "tom < EVENT5")}},
		"a list shows another position":      {Snapshot, []edit{instead("lists LISTED", "lists "+strings.Replace(w["LISTED"], "6Pq", "6P1", 1))}},
		"a list shows no result":             {Snapshot, []edit{instead("lists LISTED", "lists "+strings.Replace(w["LISTED"], `,"ended":{"result":"0-1","reason":"checkmate","clock":{"white":59000,"black":60000}}`, "", 1))}},
		"an ok before its event":             {Early, []edit{without("tom < EVENT4"), after(`tom < {"re":"CID4","s":"game","ok":4}`, "tom < EVENT4")}},
		"a command never answered":           {Unanswered, []edit{without(`mia < {"re":"CID6","s":"chat","ok":1}`)}},
		"a whisper as a line":                {Leaked, []edit{everywhere("good luck 1.", "hush-1."), everywhere("< CHAT1", "< "+strings.Replace(w["CHAT1"], "good luck", "hush-", 1))}},
		"a whisper in the log of the server": {Leaked, []edit{instead("says output ready", "says output said hush-2.")}},
		"a whisper in an answer":             {Leaked, []edit{instead("The position had changed.", "Not after hush-2.")}},
		"somebody else's whisper": {Leaked, []edit{
			instead("last2 < WHISPER", "last2 < "+strings.Replace(strings.Replace(w["WHISPER"], `"by":"MIA"`, `"by":"KIM"`, 1), `"id":"MIA"`, `"id":"KIM"`, 1)),
			instead("tom < WHISPER", "tom < "+strings.Replace(strings.Replace(w["WHISPER"], `"by":"MIA"`, `"by":"KIM"`, 1), `"id":"TOM"`, `"id":"KIM"`, 1)),
		}},
		"a whisper to nobody":                   {Strange, []edit{after("watcher < CHAT1", "watcher < WHISPER")}},
		"whispers promised to nobody":           {Strange, []edit{instead("watcher < HELLO_WATCHER", "watcher < "+strings.Replace(w["HELLO_WATCHER"], `"chat"`, `"chat","whispers"`, 1))}},
		"another epoch after the restart":       {Strange, []edit{instead("again\nlast opens MIA R game=0 chat=0 whispers=0 notices=0\nlast < HELLO_MIA", "again\nlast opens MIA R game=0 chat=0 whispers=0 notices=0\nlast < "+strings.Replace(w["HELLO_MIA"], `"epoch":"e"`, `"epoch":"f"`, 1))}},
		"another identity":                      {Strange, []edit{instead("tom < HELLO_TOM", "tom < HELLO_MIA")}},
		"a move that is not one":                {Illegal, []edit{everywhere("< EVENT5", "< "+strings.Replace(strings.Replace(w["EVENT5"], "g2g4", "g2g5", 1), `"g4"`, `"g5"`, 1)), instead(`"g2g4"`, `"g2g5"`)}},
		"a position that does not follow":       {Illegal, []edit{everywhere("< EVENT5", "< "+strings.Replace(w["EVENT5"], "PPPPP2P", "PPPPP1PP", 1))}},
		"a move out of turn":                    {Illegal, []edit{everywhere("< EVENT4", "< "+strings.Replace(w["EVENT4"], "TOM", "MIA", 1))}},
		"a mate that is none":                   {Illegal, []edit{everywhere("< EVENT8", "< "+strings.Replace(w["EVENT8"], "checkmate", "stalemate", 1))}},
		"a mate won by the mated":               {Illegal, []edit{everywhere("< EVENT8", "< "+strings.Replace(w["EVENT8"], "0-1", "1-0", 1))}},
		"a result that a reason cannot have":    {Illegal, []edit{everywhere("< EVENT8", "< "+strings.Replace(w["EVENT8"], "0-1", "*", 1))}},
		"downtime is charged":                   {Clock, []edit{everywhere("< EVENT6", "< "+strings.Replace(w["EVENT6"], `"black":60000`, `"black":49000`, 1))}},
		"the clock that did not run is shorter": {Clock, []edit{everywhere("< EVENT6", "< "+strings.Replace(w["EVENT6"], `"white":59000`, `"white":58990`, 1))}},
		"a stopped clock ran":                   {Clock, []edit{everywhere("< EVENT7", "< "+strings.Replace(w["EVENT7"], `"black":60000`, `"black":59900`, 1))}},
		"a clock gains":                         {Clock, []edit{everywhere("< EVENT6", "< "+strings.Replace(w["EVENT6"], `"black":60000`, `"black":61000`, 1))}},
		"a first move is timed":                 {Clock, []edit{everywhere("< EVENT3", "< "+strings.Replace(w["EVENT3"], `"white":60000`, `"white":59900`, 1))}},
		"a flag falls with time left":           {Clock, []edit{everywhere("< EVENT8", "< "+strings.Replace(strings.Replace(w["EVENT8"], "checkmate", "flag", 1), `"by":"TOM",`, "", 1))}},
		"a block of nobody":                     {Unasked, []edit{after("last2 < WHISPER", tomsBlocks(true))}},
		"a block that blocks nobody anew":       {Doubled, []edit{after("last2 < WHISPER", tomsBlocks(true, true))}},
		"an unblock that was no block's":        {Doubled, []edit{after("last2 < WHISPER", tomsBlocks(false))}},
		"a block refused, and yet stored":       {Refused, []edit{after(`tom < {"re":"CID9","info":{"t":"pong","d":{}}}`, `tom > {"cid":"CIDC","t":"say","d":{"text":"/block mia","to":"chat"}}`+"\n"+`tom < {"re":"CIDC","no":{"code":"not_here","text":"Nobody called mia is here."}}`), after("last2 < WHISPER", tomsBlocks(true))}},
		"a mute of nobody":                      {Unasked, []edit{after("last < CHAT1", `last < {"s":"chat","n":2,"t":"muted","by":"MIA","at":3000,"d":{"whom":{"id":"KIM","nick":"kim"},"until":63000,"reason":"rude"}}`)}},
		"a line of somebody muted":              {Spoken, []edit{after("last < CHAT1", mutedMia(63000, w["CHAT1"]))}},
		"a report of nobody":                    {Unasked, []edit{after("last2 < WHISPER", tomsNotices(`{"s":"notices","n":1,"t":"reported","at":1,"d":{"room":"R","stream":"chat","n":1}}`))}},
		"no result":                             {Result, []edit{nowhere("tom < EVENT8"), nowhere("mia < EVENT8"), nowhere("watcher < EVENT8"), nowhere("last < EVENT8")}},
		"two results":                           {Result, []edit{after("last < EVENT8", "last < "+strings.Replace(w["EVENT8"], `"n":8`, `"n":9`, 1))}},
		"a snapshot of another position":        {Snapshot, []edit{instead("watcher < SHOT6", "watcher < "+strings.Replace(w["SHOT6"], `"g2g4"`, `"g2g3"`, 1))}},
		"a snapshot with another clock":         {Snapshot, []edit{instead("watcher < SHOT6", "watcher < "+strings.Replace(w["SHOT6"], `},"stopped"`, `5},"stopped"`, 1))}},
		"two snapshots of the same":             {Snapshot, []edit{instead("tom < START", "tom < "+strings.Replace(w["START"], `60000,"black":60000}}}`, `60000,"black":60001}}}`, 1))}},
		"an honest client is turned away":       {Closed, []edit{instead("mia closes 1006", "mia closes 1008")}},
		"a panic":                               {Broken, []edit{instead("says output ready", "says output panic: index out of range")}},
		"an empty answer":                       {Broken, []edit{instead(`"wait":250,"code":"busy"`, `"at":0`)}},
	} {
		t.Run(name, func(t *testing.T) {
			told := story
			for _, e := range c.edits {
				n := 1
				if e.all {
					n = -1
				}
				if !strings.Contains(told, e.old) {
					t.Fatalf("the story has no %q", e.old)
				}
				told = strings.Replace(told, e.old, e.with, n)
			}
			found := replay(t, told)
			if !slices.ContainsFunc(found, func(v Violation) bool { return v.Class == c.class }) {
				t.Errorf("found %v, want %s", found, c.class)
			}
		})
	}
}

func TestALineAfterAMuteIsOverIsNoLie(t *testing.T) {
	for until, lie := range map[int]bool{3000: false, 3001: true} {
		told := strings.Replace(story, "last < CHAT1\n", "last < CHAT1\n"+mutedMia(until, words()["CHAT1"])+"\n", 1)
		if found := replay(t, told); slices.ContainsFunc(found, func(v Violation) bool { return v.Class == Spoken }) != lie {
			t.Errorf("muted until %d, a line at 3000: %v", until, found)
		}
	}
}

// A stall was credited after the flag would have fallen; what ran beyond that
// instant is charged with the move. All of this was seen.
func TestACreditCountsFromWhereTheFlagWouldHaveFallen(t *testing.T) {
	for spent, wrong := range map[int64]bool{213: false, 980: true} {
		c := New("hush-")
		pos, err := game.ParsePosition(usualFEN)
		if err != nil {
			t.Fatal(err)
		}
		start := time.UnixMilli(1_795_331_544_687)
		f := &fold{c: c, past: make([]ply, 3), at: start, clock: wire.Clock{White: 417, Black: 1547}}
		f.past[2].pos = pos
		f.clocks(wire.Event{T: "time_credited", N: 23, At: start.UnixMilli() + 1209}, wire.TimeCredited{Side: wire.White, Ms: 351, Clock: wire.Clock{White: 351, Black: 1547}})
		f.clocks(wire.Event{T: "moved", N: 24, At: start.UnixMilli() + 1384}, wire.Moved{Ply: 17, Clock: wire.Clock{White: 351 - spent, Black: 1547}})
		if (len(c.found) > 0) != wrong {
			t.Errorf("%d ms charged: %v", spent, c.found)
		}
	}
}
