// Package reference is what the server tells programmers: the OpenAPI and AsyncAPI
// documents, and one page with the same in words, for people. All three are
// written by cmd/wiregen, from the registry of messages, the table of routes, their
// comments, and the golden frames as examples.
//
// Decision: the page is made when the documents are, not when it is asked for: it
// is compared with them in the tests, and the server needs no template. Rejected: a
// viewer of OpenAPI documents, which is a megabyte of somebody else's script.
package reference

import "embed"

// Files are openapi.json, asyncapi.json, index.html and reference.css.
//
//go:embed openapi.json asyncapi.json index.html reference.css
var Files embed.FS
