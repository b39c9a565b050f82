// Package web is the server's face to HTTP: the routes, the API, the pages, the
// middleware, and the one table from errors to status codes. The routes are all
// in routes.go.
//
// Decision: the browser client is embedded from app/dist. A build of the server
// without it works and serves a plain page that says how to build it, because
// a Go developer should not need Node to run the tests.
//
// Decision: the content policy allows nothing that is inline and no origin but
// our own, and a single Trusted Types policy, Svelte's, which only ever sees
// the templates that the compiler put into the bundle.
//
// Decision: a page that does not exist answers 404 with the client's page,
// which says so in words; a program sees the status, a person the explanation.
//
// Decision: the metrics are shown to this machine and to networks that the operator
// names. They count every commit, so that who watches them sees when others whisper.
package web
