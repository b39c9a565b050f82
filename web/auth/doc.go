// Package auth tells who sends a request: the guest behind a cookie or a bearer
// token, the address behind trusted proxies, and the page behind an Origin.
//
// Decision: one secret of 256 random bits is a guest's whole session. The
// browser holds it in a cookie, a program as a bearer token, and the server
// keeps its SHA-256 only; a slow hash would protect nothing, since such a
// secret cannot be guessed. Rejected: signed cookies, which need a key to keep
// and cannot be taken back.
//
// Decision: on https the cookie is __Host-rookery with Secure, on any plain
// address rookery without it, and each scheme reads its own name only, so that
// a page on plain http cannot plant a cookie for the https site.
//
// Decision: one exact Origin rule for sockets and for POSTs alike. Rejected:
// http.CrossOriginProtection, which does not guard a WebSocket's upgrade, so
// that there would be two rules.
//
// Decision: a site may have several public addresses, and a page of any of them is
// its own. Which cookie a browser holds hangs on the scheme; if the addresses differ
// in it, the trusted proxy's word tells, then the host asked for, then the first
// address. Never the Origin, which only some requests of a browser have.
// Decision: "continue on my phone" hands over a code that is good once and for two
// minutes, and stands behind the # of the address in the picture, where neither a log
// nor a Referer has it. The new device is given a secret of its own. Rejected: a
// picture of the secret itself, which whoever takes a photograph of it would have for good.
package auth
