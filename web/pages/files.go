package pages

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// kinds are the files that are served, by the end of their names: what a browser is told
// of them does not hang on the tables of the machine.
var kinds = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".json":        "application/json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// codings are the forms that the client's build has written beside each file, where they
// are smaller, by the end of their names; the first is the smallest, the last the plain one.
var codings = [...]struct{ name, end string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}}

// File is something that is sent as it is, in one of its forms. The last is the plain one.
type File struct {
	kind  string
	forms []form
}

// form is a file's bytes in one coding; the plain one has none.
type form struct {
	coding string
	tag    string // an ETag: each form has its own, so that ranges and caches never mix them
	body   []byte
}

func newForm(coding string, body []byte) form {
	sum := sha256.Sum256(body)
	return form{coding, `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, body}
}

// readFiles reads all that may be served of files, by name.
func readFiles(files fs.FS) (map[string]File, error) {
	all := make(map[string]File)
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		kind, known := kinds[path.Ext(name)]
		if err != nil || !known || !entry.Type().IsRegular() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		f := File{kind: kind}
		for _, c := range codings {
			body, err := fs.ReadFile(files, name+c.end)
			switch {
			case err == nil:
				f.forms = append(f.forms, newForm(c.name, body))
			case c.end == "" || !errors.Is(err, fs.ErrNotExist):
				return fmt.Errorf("read %s: %w", name+c.end, err)
			}
		}
		all[name] = f
		return nil
	})
	return all, err
}

// Squeezed is a file that is compressed here.
func Squeezed(name string, body []byte) File {
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	return File{kinds[path.Ext(name)], []form{newForm("gzip", small.Bytes()), newForm("", body)}}
}

// Serve sends f in the form that is wanted most.
func (f File) Serve(w http.ResponseWriter, r *http.Request, cache string) {
	sent := f.forms[len(f.forms)-1]
	want := accepted(r.Header.Values("Accept-Encoding"))
	for most, i := 0.0, 0; i < len(f.forms); i++ {
		if q := want(cmp.Or(f.forms[i].coding, "identity")); q > most {
			most, sent = q, f.forms[i]
		}
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", cache)
	h.Set("ETag", sent.tag)
	if len(f.forms) > 1 {
		h.Add("Vary", "Accept-Encoding")
	}
	if sent.coding != "" {
		h.Set("Content-Encoding", sent.coding)
		h.Set("Content-Length", strconv.Itoa(len(sent.body))) // ServeContent leaves it to whoever encodes
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(sent.body))
}

// accepted reads Accept-Encoding: how much each coding is wanted, from 0, not at all, to 1.
func accepted(header []string) func(coding string) float64 {
	wanted := make(map[string]float64)
	for _, part := range strings.Split(strings.Join(header, ","), ",") {
		// A coding with its weight has the form of a media type without its second half.
		coding, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		wanted[coding] = 1
		if q, ok := params["q"]; ok {
			wanted[coding], _ = strconv.ParseFloat(q, 64) // what is no number is not wanted
		}
	}
	return func(coding string) float64 {
		if q, ok := wanted[coding]; ok {
			return q
		}
		return wanted["*"]
	}
}
