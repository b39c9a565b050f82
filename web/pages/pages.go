// Package pages is what browsers are sent: the built files of the client, in the form that
// is wanted most, and its documents, each with a head that says what it is about.
//
// Decision: the forms, brotli, gzip and plain, are written when the client is built, each
// with an ETag of its own, and the documents, whose heads differ, are compressed when they
// are asked for. Rejected: a library that serves embedded files, each of which owns the
// whole of an answer, its status and its headers.
//
// Decision: which client this is, is what its documents say: they name every other file by
// its hash. A page holds the name in its head, and hello tells that of the server; if they
// are not one, a new client is here. Rejected: the version of the server, which may be
// another with the same client, or none in a build from a working tree.
package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"sync"
)

// The documents that Vite built: each names the files of what its addresses show.
const (
	Lobby = "index.html"
	Room  = "room.html"
	Embed = "embed.html"
)

// unbuilt is served when the server was built without the client.
const unbuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Rookery</title>
<h1>Rookery</h1>
<p>This server was built without its browser client.</p>
<p>Run <code>make run</code> in the source tree: it builds both. The API and the sockets work.</p>
</html>
`

// Pages are the built files of the browser client.
type Pages struct {
	// Files are those with addresses of their own, by name.
	Files map[string]File
	// Build names this client among all; it is empty without one.
	Build     string
	documents map[string]document
	zippers   *sync.Pool
}

// document is a page up to its title, and what follows that.
type document struct{ before, after []byte }

// Read reads what Vite built.
func Read(built fs.FS) Pages {
	files, err := readFiles(built)
	if err != nil {
		panic(err) // they lie in the program itself
	}
	p := Pages{
		Files: files, documents: make(map[string]document),
		zippers: &sync.Pool{New: func() any { return gzip.NewWriter(nil) }},
	}
	whole := sha256.New()
	for _, name := range []string{Lobby, Room, Embed} {
		body := []byte(unbuilt)
		if f, ok := files[name]; ok {
			body = f.forms[len(f.forms)-1].body
			_, _ = whole.Write(body) // it names every other file by its hash; a hash takes everything
			p.Build = hex.EncodeToString(whole.Sum(nil)[:8])
			delete(files, name) // they have addresses, and one a policy, of their own
		}
		before, rest, _ := bytes.Cut(body, []byte("<title>"))
		_, after, _ := bytes.Cut(rest, []byte("</title>"))
		p.documents[name] = document{before, after}
	}
	return p
}

// Serve serves one of the client's documents, with the status of what was asked for.
func (p Pages) Serve(w http.ResponseWriter, r *http.Request, name string, status int, about Head) {
	d := p.documents[name]
	body := bytes.Join([][]byte{d.before, about.html(p.Build), d.after}, nil)
	h := w.Header()
	h.Set("Content-Type", kinds[".html"])
	h.Set("Cache-Control", "no-store") // it names the hashed files of this very build
	h.Add("Vary", "Accept-Encoding")
	if want := accepted(r.Header.Values("Accept-Encoding")); want("gzip") > 0 && want("gzip") >= want("identity") {
		h.Set("Content-Encoding", "gzip")
		body = p.squeeze(body)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}

// squeeze compresses a page. Nothing in a page is secret: what others may write into its
// head tells them nothing of the rest by its length.
func (p Pages) squeeze(body []byte) []byte {
	var small bytes.Buffer
	z := p.zippers.Get().(*gzip.Writer) // a new one is a megabyte
	z.Reset(&small)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	p.zippers.Put(z)
	return small.Bytes()
}
