// Command gerbang is the whole product in one binary: the web server with its
// worker and, beside it, the commands that administer an installation.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"gerbang/app/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ()}
	err := p.run(ctx, os.Args[1:])
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "gerbang:", err)
		os.Exit(1)
	}
}

// program is what the commands touch of the world outside.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	cfg            config.Config
	log            *slog.Logger
	serving        bool
}

// subcommand is one word after the program's name.
type subcommand struct {
	name, summary string
	run           func(p *program, ctx context.Context, args []string) error
}

func commands() []subcommand {
	return []subcommand{
		{"serve", "run the site and its worker (the default)", (*program).serve},
		{"migrate", "bring the database up to date and load reference data", (*program).migrate},
		{"seed", "fill an empty database with demo data", (*program).seed},
		{"user", "add and list staff accounts, set passwords: user add|list|password|disable", (*program).user},
		{"export", "write the participants of an event as CSV or XLSX", (*program).export},
		{"bench", "measure speed beside the limits of this machine", (*program).bench},
		{"version", "print version and build", (*program).version},
	}
}

func (p *program) run(ctx context.Context, args []string) error {
	name := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	var err error
	if p.cfg, err = config.Load(p.environ); err != nil {
		return err
	}
	p.log = newLogger(p.stderr, p.cfg)
	for _, c := range commands() {
		if c.name == name {
			return c.run(p, ctx, args)
		}
	}
	p.usage()
	return fmt.Errorf("there is no command %q", name)
}

func (p *program) usage() {
	fmt.Fprintln(p.stderr, "usage: gerbang [command] [flags]")
	for _, c := range commands() {
		fmt.Fprintf(p.stderr, "  %-8s %s\n", c.name, c.summary)
	}
}

// flags starts the flag set of a command; its help goes to stderr.
func (p *program) flags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet("gerbang "+name, flag.ContinueOnError)
	fs.SetOutput(p.stderr)
	return fs
}

func newLogger(w io.Writer, cfg config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// release is set when a release is built: -ldflags "-X main.release=1.2.3".
var release = "development"

func (p *program) version(context.Context, []string) error {
	fmt.Fprintln(p.stdout, "gerbang", release)
	if info, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(p.stdout, info.GoVersion)
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.time" {
				fmt.Fprintln(p.stdout, s.Key, s.Value)
			}
		}
	}
	return nil
}
