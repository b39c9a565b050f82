package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"rookery/web/auth"
)

// policy is the content security policy of every answer. 'self' covers the
// socket too: ws and wss of the same host count as self.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"font-src 'none'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html"

// secure sets the headers that make a browser careful, on every answer.
func secure(site auth.Site, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		if site.Secure(r) { // browsers ignore it, with a warning, on plain http
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
		}
		next.ServeHTTP(w, r)
	})
}

// observe logs requests at debug, by route and never by what was asked, and
// turns a panic into an answer.
func (s *server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		o := &observed{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				// The type only: a value may quote the request.
				s.Log.Error("handler panicked", "route", r.Pattern, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
				if o.status == 0 {
					http.Error(o, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
				}
			}
			s.Log.Debug("request", "method", r.Method, "route", r.Pattern, "status", o.status, "took", time.Since(began))
		}()
		next.ServeHTTP(o, r)
	})
}

// observed remembers the status of an answer; 0 means none, or a socket.
type observed struct {
	http.ResponseWriter
	status int
}

func (o *observed) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observed) Write(p []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	return o.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController, and so the sockets, reach the connection.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }
