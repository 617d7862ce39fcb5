package main

import (
	"context"
	"os"
	"strings"

	"gerbang/app/bench"
)

// bench measures this very binary. The two hidden flags serve the limits of
// the web rows, each in a process of its own.
func (p *program) bench(ctx context.Context, args []string) error {
	fs := p.flags("bench")
	o := bench.Options{Out: p.stdout, Log: p.stderr, BinDir: p.cfg.PostgresBin}
	fs.StringVar(&o.Only, "only", "", "measure one row: "+strings.Join(bench.Names(), ", "))
	fs.IntVar(&o.Rounds, "rounds", 5, "rounds of limit, product, limit")
	fs.BoolVar(&o.JSON, "json", false, "print one line of JSON per row")
	fs.StringVar(&o.Dir, "dir", "", "folder for throw-away data; empty for the system's")
	bare := fs.String("bare", "", "serve the page in this file with bare Fiber, as a limit")
	handwritten := fs.Bool("handwritten", false, "serve a hand-written job listing, as a limit")
	if err := fs.Parse(args); err != nil {
		return err
	}
	switch {
	case *bare != "":
		return bench.Bare(ctx, p.cfg.Addr, *bare)
	case *handwritten:
		return bench.Handwritten(ctx, p.cfg.Addr, p.cfg.DatabaseURL)
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	o.Binary = exe
	return bench.Run(ctx, o)
}
