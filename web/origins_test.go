package web

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"testing"
)

// names are addresses that nobody asks for: of XML's languages, and of what Svelte's errors mean.
var names = regexp.MustCompile(`^https?://(www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml|1998/Math/MathML)|svelte\.dev/e/)`)

func TestTheClientAsksNobodyElse(t *testing.T) {
	address := regexp.MustCompile("(https?:)?//[a-zA-Z0-9-]+\\.[^\"'`\\s)]*")
	err := fs.WalkDir(dist, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !slices.Contains([]string{".js", ".css", ".html", ".webmanifest"}, path.Ext(name)) {
			return err
		}
		body, err := fs.ReadFile(dist, name)
		for _, found := range address.FindAllString(string(body), -1) {
			if !names.MatchString(found) {
				t.Errorf("%s names %s", name, found)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
