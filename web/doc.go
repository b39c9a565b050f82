// Package web is the server's face to HTTP: the routes, the API, the pages, the
// middleware, and the one table from errors to status codes. The routes are all
// in one table, table.go: the mux is made of it, and so are the OpenAPI document and
// the page /api, and a test of cmd/wiregen holds every answer against what they say.
//
// Decision: a command over HTTP is the frame of the lobby's socket to the letter, and so
// is its answer; the status only repeats its code. Whoever gives one is connected for as
// long as it takes, and whoever waits for notices for as long as they wait, so that
// presence, searches and seeks have no rule of their own here. Rejected: an address for
// each command, which would be a second set of bodies, checks and refusals.
//
// Decision: the board for other sites' frames is sandboxed by its policy and watches over
// a socket that looks at no cookie. SameSite alone would not do: a page of a neighbouring
// name, or of another port, is the same site. Rejected: to let any page be framed and to
// trust that its buttons are not clicked by whom they are hidden from.
//
// Decision: the browser client is embedded from app/dist. A build of the server
// without it works and serves a plain page that says how to build it, because
// a Go developer should not need Node to run the tests.
//
// Decision: the content policy allows nothing that is inline and no origin but
// our own, and a single Trusted Types policy, Svelte's, which only ever sees
// the templates that the compiler put into the bundle.
//
// Decision: no service worker. A second visit loads one document of a kilobyte, which names
// the client that speaks with this very server; everything else is immutable and comes from
// the browser's cache without a question. Measured on loopback, on a busy machine: 1,039
// bytes, and 9 to 32 ms for the document of 240 to 560 ms to the first paint. A worker could
// spare only that, and then an old client would meet a new server; and pages in a LAN, on
// plain http, have none anyway.
//
// Decision: a link to a room tells whoever shows it what /api/rooms tells, and asks search
// engines to stay away: the names of guests, and what they say, are for those who were
// given the link. Nothing that changes with each move is told: previews are kept for days.
//
// Decision: a page that does not exist answers 404 with the client's page,
// which says so in words; a program sees the status, a person the explanation.
//
// Decision: the metrics are shown to this machine and to networks that the operator
// names. They count every commit, so that who watches them sees when others whisper.
package web
