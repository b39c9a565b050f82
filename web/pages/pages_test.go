package pages_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"rookery/web/pages"
)

// built is what Vite leaves behind: the forms are only words here.
var built = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><head><title>x</title><script src=\"/assets/a-1.js\"></script>" + strings.Repeat("<p>", 100))},
	"assets/a-1.js":        {Data: []byte("plain, the longest")},
	"assets/a-1.js.br":     {Data: []byte("brotli")},
	"assets/a-1.js.gz":     {Data: []byte("gzipped")},
	"preview.png":          {Data: []byte("\x89PNG")},
	"robots.txt":           {Data: []byte("User-agent: *\n")},
	"manifest.webmanifest": {Data: []byte("{}")},
	".keep":                {},
	"notes.md":             {},
}

func get(t *testing.T, f pages.File, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	f.Serve(w, r, "no-cache")
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAFileIsSentInTheFormThatIsWantedMost(t *testing.T) {
	script := pages.Read(built).Files["assets/a-1.js"]
	for _, c := range []struct{ name, accept, coding, body string }{
		{"a browser", "gzip, deflate, br, zstd", "br", "brotli"},
		{"one without brotli", "gzip, deflate", "gzip", "gzipped"},
		{"a program that says nothing", "", "", "plain, the longest"},
		{"one that refuses all", "gzip;q=0, br;q=0", "", "plain, the longest"},
		{"one that would rather not", "identity, gzip;q=0.5, br;q=0.1", "", "plain, the longest"},
		{"one that prefers gzip", "br;q=0.5, gzip;q=0.8", "gzip", "gzipped"},
		{"one that takes anything", "*", "br", "brotli"},
		{"anything but brotli", "br;q=0, *;q=0.5", "gzip", "gzipped"},
		{"in capitals, with blanks", " GZIP ; q=1.0", "gzip", "gzipped"},
		{"what nobody can read", "br;q=much, ;;;, gzip;q=0.3", "gzip", "gzipped"},
		{"nothing at all, which there is not", "*;q=0", "", "plain, the longest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := get(t, script, "Accept-Encoding: "+c.accept)
			if got := res.Header.Get("Content-Encoding"); got != c.coding || text(t, res) != c.body {
				t.Errorf("coding %q", got)
			}
			if res.Header.Get("Vary") != "Accept-Encoding" || res.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || res.ContentLength != int64(len(c.body)) {
				t.Errorf("headers %v, %d bytes", res.Header, res.ContentLength)
			}
		})
	}
}

func TestEachFormIsAskedForAgainByItsOwnTag(t *testing.T) {
	script := pages.Read(built).Files["assets/a-1.js"]
	tags := map[string]string{}
	for _, coding := range []string{"br", "gzip", "identity"} {
		res := get(t, script, "Accept-Encoding: "+coding)
		tag := res.Header.Get("ETag")
		if tags[tag] != "" || !strings.HasPrefix(tag, `"`) {
			t.Errorf("%s has the tag %s, as %s", coding, tag, tags[tag])
		}
		tags[tag] = coding
		again := get(t, script, "Accept-Encoding: "+coding, "If-None-Match: "+tag)
		if again.StatusCode != 304 || text(t, again) != "" || again.Header.Get("ETag") != tag || again.Header.Get("Vary") == "" {
			t.Errorf("%s again: status %d, headers %v", coding, again.StatusCode, again.Header)
		}
		for from, want := range map[string]int{tag: 206, `"another"`: 200} {
			part := get(t, script, "Accept-Encoding: "+coding, "Range: bytes=0-2", "If-Range: "+from)
			if part.StatusCode != want || want == 206 && part.ContentLength != 3 {
				t.Errorf("%s, a part of %s: status %d, %d bytes", coding, from, part.StatusCode, part.ContentLength)
			}
		}
	}
	if res := get(t, script, "Accept-Encoding: br", "Range: bytes=100-"); res.StatusCode != 416 || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("what is behind the end: status %d, headers %v", res.StatusCode, res.Header)
	}
}

func TestOnlyWhatPagesNeedHasAnAddress(t *testing.T) {
	files := pages.Read(built).Files
	for name, kind := range map[string]string{
		"preview.png": "image/png", "robots.txt": "text/plain; charset=utf-8", "manifest.webmanifest": "application/manifest+json",
		"assets/a-1.js.br": "", ".keep": "", "notes.md": "", "index.html": "", "assets": "",
	} {
		f, ok := files[name]
		if ok != (kind != "") || ok && get(t, f).Header.Get("Content-Type") != kind {
			t.Errorf("%s is served: %t", name, ok)
		}
	}
}

func TestWhatIsSqueezedIsTheSame(t *testing.T) {
	long := strings.Repeat("the same ", 1000)
	res := get(t, pages.Squeezed("a.css", []byte(long)), "Accept-Encoding: gzip, br")
	z, err := gzip.NewReader(res.Body)
	if err != nil || res.ContentLength > 1000 {
		t.Fatalf("%d bytes, %v", res.ContentLength, err)
	}
	if got, err := io.ReadAll(z); string(got) != long {
		t.Errorf("%d bytes of %d, %v", len(got), len(long), err)
	}
}

func TestADocumentSaysWhatItIsAboutAndWhichClientItIs(t *testing.T) {
	p := pages.Read(built)
	serve := func(h pages.Head, accept string) *http.Response {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		p.Serve(w, r, pages.Lobby, 404, h)
		return w.Result()
	}
	res := serve(pages.Head{Title: `"><script>alert(1)</script>`, Text: "a & b", Base: "https://chess.example", Path: "/rooms/r"}, "")
	body := text(t, res)
	for _, want := range []string{
		"<title>&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>",
		`<meta name="description" content="a &amp; b" />`,
		`<meta property="og:url" content="https://chess.example/rooms/r" />`,
		`<meta property="og:image" content="https://chess.example/preview.png" />`,
		`<meta name="build" content="` + p.Build + `" />`,
		`<script src="/assets/a-1.js">`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
	if strings.Contains(body, "<script>alert") || res.StatusCode != 404 || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("status %d, headers %v", res.StatusCode, res.Header)
	}
	if nowhere := text(t, serve(pages.Head{Title: "x"}, "")); strings.Contains(nowhere, "og:") || !strings.Contains(nowhere, `"noindex"`) {
		t.Errorf("what is nowhere has a preview: %s", nowhere)
	}
	small := serve(pages.Head{Title: "x"}, "gzip, br")
	if z, err := gzip.NewReader(small.Body); err != nil || small.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("headers %v, %v", small.Header, err)
	} else if got, err := io.ReadAll(z); err != nil || !strings.Contains(string(got), "<title>x</title>") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestAnotherClientHasAnotherName(t *testing.T) {
	other := fstest.MapFS{"index.html": {Data: []byte("<title>x</title><script src=\"/assets/a-2.js\"></script>")}}
	a, b := pages.Read(built).Build, pages.Read(other).Build
	if a == "" || a == b || a != pages.Read(built).Build {
		t.Errorf("the clients are named %q and %q", a, b)
	}
	if none := pages.Read(fstest.MapFS{".keep": {}}).Build; none != "" {
		t.Errorf("no client is named %q", none)
	}
}
