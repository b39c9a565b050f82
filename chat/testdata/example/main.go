// Command chatexample is a chat in a program that is not Rookery: one page, one
// room, and nicks that last as long as a cookie.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/nick"
	"strings"
	"sync"
	"syscall"
	"time"
)

//go:embed page
var page embed.FS

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	origin := flag.String("origin", "", "origin that browsers open the page at, if it is not this machine's: https://club.example")
	reports := flag.String("reports", "chat-reports.jsonl", "file that what people report is added to; it holds what they said")
	patient := flag.Bool("patient", false, "let everybody say as much as they like, as tests do")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *origin, *reports, *patient); err != nil {
		fmt.Fprintln(os.Stderr, "chatexample:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, origin, reports string, patient bool) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	origins := []string{origin}
	if origin == "" {
		origins = here(listener.Addr())
	}
	rooms := chatws.New(config(origins, reports, patient))
	files, err := fs.Sub(page, "page")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /chat/{room}", rooms)
	mux.HandleFunc("POST /nick", takeNick)
	mux.HandleFunc("POST /reports", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /", http.FileServerFS(files))
	protection := http.NewCrossOriginProtection()
	for _, o := range origins {
		if err := protection.AddTrustedOrigin(o); err != nil {
			return err
		}
	}
	server := &http.Server{
		Handler:           protection.Handler(careful(mux)),
		ReadHeaderTimeout: 5 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Println("ready", origins[0])
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return errors.Join(err, rooms.Close(grace), server.Shutdown(grace))
}

// here are the origins of a page that a browser on this machine opens. An address
// such as ":8080" is none, so those that mean this machine stand beside it.
func here(listening net.Addr) []string {
	host, port, _ := net.SplitHostPort(listening.String()) // it is what net.Listen has made
	origins := []string{"http://127.0.0.1:" + port, "http://localhost:" + port}
	if ip := net.ParseIP(host); !ip.IsUnspecified() && host != "127.0.0.1" {
		origins = append([]string{"http://" + net.JoinHostPort(host, port)}, origins...)
	}
	return origins
}

// config is all that the chat needs to know of this program.
func config(origins []string, reports string, patient bool) chatws.Config {
	room := host.Config{
		Names: nick.ASCII(nick.House()...),
		Policy: chat.Policy{
			MayRename: func(chat.Person, string) string { return "" },
			MayLink:   func(chat.Person) bool { return true },
		},
	}
	cfg := chatws.Config{
		Origins:  origins,
		Identify: identify,
		Room:     func(name string) (host.Config, bool) { return room, name == "hall" },
		Report:   keep(reports),
	}
	if patient {
		room.Limits = chat.Limits{Graphemes: 5000, Bytes: 20 << 10, Burst: 1 << 20, Window: time.Second, Each: time.Millisecond}
		cfg.Limits = chatws.Limits{Message: 64 << 10, Commands: 1 << 20, Outbox: 8 << 20}
	}
	return cfg
}

// keep adds reports to a file, a line of JSON each. The log says that there is one,
// and nothing of what is in it.
func keep(file string) func(context.Context, string, host.Report) error {
	var one sync.Mutex
	return func(_ context.Context, room string, r host.Report) (err error) {
		line, err := json.Marshal(struct {
			At   time.Time
			Room string
			host.Report
		}{time.Now().UTC(), room, r})
		if err != nil {
			return err
		}
		one.Lock()
		defer one.Unlock()
		f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		if _, err := f.Write(append(line, '\n')); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "chatexample: something was reported, see", file)
		return f.Sync()
	}
}

// cookie holds a secret, which makes its owner one person, and their nick.
const cookie = "chat"

// identify says who sends a request. The id that others see does not give away the secret.
func identify(r *http.Request) (who chat.Person, token bool) {
	secret, name := held(r)
	if secret == "" || name == "" {
		return chat.Person{}, false
	}
	sum := sha256.Sum256([]byte(secret))
	return chat.Person{ID: hex.EncodeToString(sum[:8]), Nick: name}, false
}

func held(r *http.Request) (secret, name string) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return "", ""
	}
	secret, name, _ = strings.Cut(c.Value, ".")
	return secret, name
}

// takeNick gives a browser the nick that it asks for, or none if that is empty.
// The room will say whether it is free.
func takeNick(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	name := r.PostFormValue("nick")
	if _, err := nick.ASCII(nick.House()...).Prepare(name); err != nil && name != "" {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	secret, _ := held(r)
	if secret == "" {
		secret = rand.Text()
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookie, Value: secret + "." + name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	w.WriteHeader(http.StatusNoContent)
}

// careful has browsers run and load nothing but the files of this page, and make
// no HTML of any text.
func careful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "+
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "+
			"report-uri /reports")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}
