package chatws_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"

	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/memory"
)

const hostileFile = "../../testdata/chat/hostile.json"

// markup is what a page would run or load if it made HTML of text.
var markup = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `"><script>alert(1)</script>`,
	`'><img src=x onerror='alert(1)'>`, `</p></div></main><h1>closed</h1>`, `<iframe srcdoc="<script>alert(1)</script>">`,
	`<b>bold</b> <i>slanted</i> <marquee>moving</marquee>`, `<style>*{display:none}</style>`, `<link rel=stylesheet href=//evil.example/x.css>`,
	`<base href=//evil.example/>`, `<meta http-equiv=refresh content="0;url=//evil.example">`, `<form action=//evil.example><button>Send</button></form>`,
	`<a href="javascript:alert(1)">here</a>`, `<body onload=alert(1)>`, `<math><mtext><script>alert(1)</script></mtext></math>`,
	`<object data="data:text/html,<script>alert(1)</script>">`, `<template><img src=x onerror=alert(1)></template>`, `<details open ontoggle=alert(1)>`,
	`<input autofocus onfocus=alert(1)>`, `<video><source onerror=alert(1)></video>`, `<!-- --><script>alert(1)//`, `<![CDATA[<script>alert(1)</script>]]>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;img src=x onerror=alert(1)&#62;`, `\u003cscript\u003ealert(1)\u003c/script\u003e`, `%3Cscript%3Ealert(1)%3C/script%3E`,
	`javascript:alert(document.cookie)`, `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`, `vbscript:msgbox(1)`,
	"`${alert(1)}`", `{{constructor.constructor('alert(1)')()}}`, `<%= 7*7 %> #{7*7} ${7*7}`, `');alert(1);//`, `";alert(1);//`,
	`__proto__`, `constructor`, `{"t":"notice","text":"imitated"}`, `"}],"t":"notice","x":[{"`, `'; DROP TABLE lines;--`, `../../../../etc/passwd`, `%s%s%n%d`, `$(reboot)`,
}

// script is writing that turns, stacks, joins or hides.
var script = []string{
	"\u202eevil txt.exe", "\u202dleft\u202c to right", "\u2067isolated\u2069 and on", "\u2066never closed", "\u202a\u202b\u202c twice opened", "\u2069closed only", "abc\u200f\u200eabc",
	"שלום, מה שלומך?", "مرحبا بالعالم 123", "123 مرحبا (abc) עברית!", "\u061cعلامة", "ܫܠܡܐ ދިވެހި ߒߞߏ", "﷽", strings.Repeat("﷽", 40), "ﷺ ﷲ ﷻ",
	zalgo("zalgo", 2), zalgo("zalgo", 4), zalgo("zalgo", 5), zalgo("he comes", 20), zalgo("x", 400), "a\u0488b\u0489c", "\u0301begins with a mark", "o\u0338\u0336\u0332",
	"กำ้้้้้้้้้้", "ก็็็็็็็็็็็็็็็็็็็็", "நி க்ஷி ಕ್ಷಿ", "မြန်မာဘာသာ", "ཧཱུྃ༔", "ᠮᠣᠩᠭᠣᠯ", "𒐫𒐫𒐫𒐫𒐫", "꧅꧅꧅꧅", "𒈙𒈙𒈙", "⸻⸻⸻⸻⸻⸻", "ᄀᄀᄀ각ᆨᆨ", strings.Repeat("각", 200),
	"👨‍👩‍👧‍👦", "🏳️‍🌈🏴‍☠️", "👩🏽‍🚀👍🏿", "🇩🇪🇫🇷🇩", "1️⃣#️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", strings.Repeat("👨‍", 60) + "👧", strings.Repeat("🧿", 300), "\u200d\u200d\u200d", "☺︎☺️", "🫥🫨🪿",
	"\ufeffmark", "\u200bhidden\u200bbetween\u2060", "\u00adsoft\u00adhyphens", "\u3164filler\uffa0", "\u034fjoiner", "\u180e\u2061\u2062\u2063\u2064", "\ufff9base\ufffaabove\ufffb", "tag\U000e0041\U000e0042",
	"ＷＩＤＥ　ｌｅｔｔｅｒｓ", "𝕯𝖔𝖚𝖇𝖑𝖊 𝓼𝓽𝓻𝓾𝓬𝓴", "ⓒⓘⓡⓒⓛⓔ", "ɐpısdn uʍop", "раураl.com", "Ǆǆ ﬀﬁﬂ ß ẞ İ ı", "e\u0301 é", "\u1e9b\u0323", "\U0010fffd\ue000 private",
}

// control is what no text should have in it.
var control = []string{
	"nul\x00in the middle", "\x00", "bell\x07", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "back\b\b\bspace", "tab\tand\vvertical\ffeed", "line\nbreak", "carriage\rreturn", "two\u2028lines\u2029paragraphs",
	"\u0085next line", "\u009b31m", "del\x7fete", "\ufffe\uffff", "\U0001ffff\U000fffff", "\ufffd", "\u00a0\u00a0\u00a0", "\u2003\u2003wide\u2003", "   ", "\u2800\u2800",
}

// imitation is typed so as to look like something that the host or somebody else has said.
var imitation = []string{
	"Notice: the server restarts in 5 minutes", "[Notice] you have won", "jackdaw: I am not here", "jackdaw joined.", "jackdaw left.", "* jackdaw waves", "✶ jackdaw waves",
	"whisper to you: the secret is 42", "(whisper from jackdaw) come here", "only you see this", "magpie you 12:00", "not answered yet", "Not done: nobody called wren is here.", "jackdaw is now called admin.",
	"You are muted for 5 minutes.", "You have blocked jackdaw, who is not told.", "12:00 jackdaw: earlier", "—————————— new lines ——————————", "▍▍▍▍▍", "█████████████████████████████", "Connected", "Connection lost. Coming back…", "Show older lines", "#log .line", "data-is=notice",
}

// long is what does not break, or is too much.
var long = []string{
	strings.Repeat("a", 500), strings.Repeat("W", 450), strings.Repeat("ab-", 160), strings.Repeat("\u00a0x", 200), strings.Repeat("x\u2060", 150), strings.Repeat("_", 500), strings.Repeat("W", 5100),
	strings.Repeat("very long ", 49), strings.Repeat("𝔸", 490), strings.Repeat("漢", 500), strings.Repeat("‱", 300), strings.Repeat("\u200b", 400) + "x", strings.Repeat("<b>", 160), strings.Repeat("@", 300), strings.Repeat("/", 300),
}

// address is what should not become a link, or not that one.
var address = []string{
	"https://club.example/rules", "http://user:secret@club.example/", "https://xn--80ak6aa92e.com/", "https://аррӏе.com/", "http://127.0.0.1/", "http://2130706433/", "http://[::1]/", "https://club.example/\u202egpj.exe",
	"https://club.example/\"onmouseover=\"alert(1)", "https://club.example/'><script>alert(1)</script>", "https://club.example/<b>", "JAVASCRIPT://club.example/%0aalert(1)", "https://club.example.", "(https://club.example/a_(b))",
	"https:club.example", "https:\\\\club.example", "https://club.example/" + strings.Repeat("a", 450), "//club.example/x", "ftp://club.example/", "https://club.example@evil.example/", "https://club。example/", "http://localhost:8080/", "https://a.b/#" + strings.Repeat("%41", 100),
}

// halves are not Unicode: half a character each, as JSON can write it.
var halves = []string{`"\ud800"`, `"\udfff"`, `"half \ud83d of a face"`, `"\ude00\ud83d turned"`, `"\ud800\ud800"`, `"@jackdaw \udc00"`, `"/me \ud83d"`, `"<b>\ud800</b>"`}

// carriers are the ways to get a text somewhere else than into a line.
var carriers = []string{"%s", "/me %s", "@jackdaw %s", "/nick %s", "@%s hello", "/%s"}

func zalgo(text string, marks int) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		for i := range marks {
			b.WriteRune(rune(0x300 + (i*37+int(r))%0x70))
		}
	}
	return b.String()
}

// hostileTexts are 500 texts as JSON has them.
func hostileTexts() []string {
	texts := slices.Clone(halves)
	bases := slices.Concat(markup, script, control, imitation, long, address)
	for _, carrier := range carriers {
		for i, base := range bases {
			// Every base as a line; as something else, each in its turn.
			if carrier != "%s" && i%2 == len(carrier)%2 || len(texts) == 500 {
				continue
			}
			text, err := json.Marshal(fmt.Sprintf(carrier, base))
			if err != nil {
				panic(err)
			}
			if !slices.Contains(texts, string(text)) {
				texts = append(texts, string(text))
			}
		}
	}
	return texts
}

func TestHostileTextsAreAsTheFixtureHasThem(t *testing.T) {
	texts := hostileTexts()
	if len(texts) != 500 {
		t.Errorf("there are %d", len(texts))
	}
	escaped := make([]string, len(texts))
	for i, text := range texts {
		escaped[i] = escape(text)
	}
	want := "[\n  " + strings.Join(escaped, ",\n  ") + "\n]\n"
	if *update {
		if err := os.WriteFile(hostileFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(hostileFile); err != nil || string(got) != want {
		t.Errorf("the fixture is another (go test -update writes it): %v", err)
	}
}

// escape writes JSON in ASCII, so that no editor or diff is harmed by it.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= 0x10000:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		case r >= 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TestWhateverIsTypedIsAnsweredAndNobodySeesMoreThanItsText: what is stored is
// the text in NFC, of a kind that follows from how it began; half a character
// breaks the socket that sends it, and no other.
func TestWhateverIsTypedIsAnsweredAndNobodySeesMoreThanItsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		history := dated{memory.NewHistory()}
		h := openHouse(t, chatws.Config{
			Room: func(name string) (host.Config, bool) {
				return host.Config{History: history, Limits: chat.Limits{Graphemes: 5000, Bytes: 20 << 10, Burst: 1 << 20, Window: 1, Each: 1}}, name == "hall"
			},
			Limits: chatws.Limits{Commands: 1 << 20, Message: 64 << 10, PerIdentity: 1000, Outbox: 8 << 20},
		})
		defer h.close()
		jackdaw := h.visit("jackdaw", "")
		magpie := h.visit("magpie", "")
		jackdaw.heard()
		for i, text := range hostileTexts() {
			magpie.heard()
			magpie.says(fmt.Sprintf(`{"cid":"c%d","t":"say","d":{"text":%s}}`, i, text))
			if code, _ := magpie.ended(); code != 0 {
				if code != 1008 || !slices.Contains(halves, text) {
					t.Fatalf("%s: closed with %d", text, code)
				}
				magpie = h.visit("magpie", "")
				continue
			}
			told := magpie.heard()
			if len(told) == 0 || !strings.HasPrefix(told[len(told)-1], fmt.Sprintf(`{"re":"c%d",`, i)) {
				t.Fatalf("%s was answered %q", text, told)
			}
			for _, frame := range jackdaw.heard() {
				onlyText(t, text, frame)
			}
		}
		if code, _ := jackdaw.ended(); code != 0 {
			t.Errorf("the other was closed with %d", code)
		}
	})
}

// onlyText holds a frame that came for a text to that text.
func onlyText(t *testing.T, text, frame string) {
	t.Helper()
	var typed string
	var got struct {
		T string `json:"t"`
		D struct {
			Text string `json:"text"`
		} `json:"d"`
	}
	if err := json.Unmarshal([]byte(text), &typed); err != nil {
		t.Fatalf("%s was delivered as %s", text, frame)
	}
	if err := json.Unmarshal([]byte(frame), &got); err != nil || bytes.ContainsRune([]byte(frame), 0) {
		t.Fatalf("%s: %v", frame, err)
	}
	if !jsontext.Value(frame).IsValid() || !strings.Contains(norm.NFC.String(typed), strings.TrimSpace(got.D.Text)) {
		t.Errorf("%s was delivered as %s", text, frame)
	}
	want := "said"
	if carried, _, _ := strings.Cut(strings.TrimLeft(typed, " "), " "); carried == "/me" {
		want = "action"
	} else if carried == "@jackdaw" {
		want = "whisper"
	}
	if got.T != want && got.T != "here" && got.T != "heads" {
		t.Errorf("%s was delivered as %s", text, got.T)
	}
}
