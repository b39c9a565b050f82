package pages

import (
	"fmt"
	"html"
	"strings"
)

// SiteName is what every page is a part of.
const SiteName = "Rookery"

// Head is what a page says of itself: to its reader's tab, and to those who show a link to it.
type Head struct {
	Title, Text string
	// Base and Path are the page's address. Without a path there is nothing to link to.
	Base, Path string
	// Private is not for search engines.
	Private bool
}

// html is h, with the name of the client.
func (h Head) html(build string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<title>%s</title>", html.EscapeString(h.Title))
	meta := func(kind, name, content string) {
		if content != "" {
			fmt.Fprintf(&b, "\n    <meta %s=\"%s\" content=\"%s\" />", kind, name, html.EscapeString(content))
		}
	}
	meta("name", "build", build)
	meta("name", "description", h.Text)
	if h.Private || h.Path == "" {
		meta("name", "robots", "noindex")
	}
	if h.Path == "" {
		return []byte(b.String())
	}
	meta("property", "og:site_name", SiteName)
	meta("property", "og:type", "website")
	meta("property", "og:title", h.Title)
	meta("property", "og:description", h.Text)
	meta("property", "og:url", h.Base+h.Path)
	meta("property", "og:image", h.Base+"/preview.png")
	meta("property", "og:image:width", "1200")
	meta("property", "og:image:height", "630")
	meta("property", "og:image:alt", "Birds on a wire over a chess board.")
	meta("name", "twitter:card", "summary_large_image")
	return []byte(b.String())
}
