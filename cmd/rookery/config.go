package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/alecthomas/kong"
)

// config is what an operator may set: by flag or by environment, in that order.
type config struct {
	Listen       string     `default:":8080" help:"Address to listen on."`
	Data         string     `default:"./rookery-data" help:"Where everything is kept."`
	PublicURL    []string   `placeholder:"URL" help:"The address under which browsers reach this server, if a proxy stands before it. May be repeated. Pages of other origins are refused."`
	TrustedProxy []string   `placeholder:"CIDR" help:"Network of a proxy whose X-Forwarded headers are believed. May be repeated."`
	MetricsFrom  []string   `placeholder:"CIDR" help:"Network that may read /metrics, beside this machine. May be repeated."`
	Limits       limits     `embed:""`
	BannedWords  string     `placeholder:"FILE" help:"Words that nobody may say or be called, one a line."`
	Engine       string     `placeholder:"PATH" help:"A chess engine that speaks UCI, or none. Without it stockfish plays, if it is installed, and else a small player of our own."`
	Engines      int        `default:"2" help:"How many of its processes may run, 1 to ${engines}; each has about 135 MiB."`
	LogLevel     slog.Level `default:"info" help:"debug, info, warn or error."`
	Version      bool       `help:"Print the version and exit."`
}

// asked is what the arguments ask for.
type asked struct {
	Serve config `cmd:"" default:"withargs" help:"Run the server: what rookery does without a command."`
	Check struct {
		Path string `arg:"" help:"A PGN file, or a server's data, as --data names it. A server may be running on it."`
	} `cmd:"" help:"Play every game of a file or of a server's data anew and say what is wrong where. Exit status 1 if anything is."`
	Reports struct {
		Path string `arg:"" help:"A server's data, as --data names it. A server may be running on it."`
	} `cmd:"" help:"Show the lines that people have reported in a server's data, with who, why, and what stands around them."`
	Perft struct {
		FEN   string `arg:"" name:"fen" help:"A position in quotes, or startpos."`
		Depth int    `arg:"" help:"How many plies deep, 1 to ${depth}."`
	} `cmd:"" help:"Count the legal sequences of moves from a position, by their first move."`

	command string // the first word of the command
}

// errAnswered means that the arguments only asked for something to be printed.
var errAnswered = errors.New("answered")

// configure reads arguments and environment. What they ask to be printed goes to out.
func configure(args []string, getenv func(string) string, out io.Writer) (asked, error) {
	var ask asked
	printed := false
	parser, err := kong.New(&ask,
		kong.Name("rookery"),
		kong.Description("A live chess server: rooms with clocks, chat and whispers, for players and everybody who watches."),
		kong.Writers(out, out),
		kong.Exit(func(int) { printed = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(help),
		kong.Vars{"depth": strconv.Itoa(deepest), "chatbytes": strconv.Itoa(mostChatBytes), "engines": strconv.Itoa(mostEngines)},
		kong.Resolvers(fromEnvironment(getenv)),
		kong.ValueFormatter(func(v *kong.Value) string {
			if v.Flag == nil || !settable(v.Name) {
				return v.Help
			}
			return v.Help + " ($" + variable(v.Name) + ")"
		}),
	)
	if err != nil {
		return asked{}, fmt.Errorf("read the configuration: %w", err)
	}
	if len(args) == 1 && args[0] == "help" {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	switch {
	case printed:
		return asked{}, errAnswered
	case err != nil:
		return asked{}, fmt.Errorf("%w (rookery help tells what there is)", err)
	case ask.Serve.Version:
		_, err := fmt.Fprintln(out, "rookery", version())
		return asked{}, errors.Join(errAnswered, err)
	}
	ask.command = parsed.Selected().Name
	return ask, nil
}

// help prints what kong does, and for the program as a whole also what its
// default command takes, which kong leaves out.
func help(o kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(o, ctx); err != nil || ctx.Selected() != nil {
		return err
	}
	server, err := kong.Trace(ctx.Kong, []string{"serve"})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(ctx.Stdout); err != nil {
		return err
	}
	return kong.DefaultHelpPrinter(o, server)
}

// fromEnvironment finds a flag's value under its environment name. Kong's own
// way reads the process's environment, which a test cannot give.
func fromEnvironment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if v := getenv(variable(flag.Name)); v != "" && settable(flag.Name) {
			return v, nil
		}
		return nil, nil
	})
}

// settable: a flag that asks for something to be printed is no setting.
func settable(flag string) bool { return flag != "help" && flag != "version" }

// variable is the environment name of a flag: ROOKERY_PUBLIC_URL for public-url.
func variable(flag string) string {
	return "ROOKERY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// version is what the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// lockedWriter lets the log and the ready line share one writer.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
