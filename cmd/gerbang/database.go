package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gerbang/app/embedpg"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// database is the store a command works on, and the embedded server behind
// it when the command started one.
type database struct {
	*postgres.DB
	dsn    string
	server *embedpg.Server
}

// open finds the database of this installation, brings it up to date and
// opens it: the external one, the embedded one, or the embedded one that
// `serve` runs in another process at this moment.
func (p *program) open(ctx context.Context) (*database, error) {
	box, err := p.box()
	if err != nil {
		return nil, err
	}
	d := &database{dsn: p.cfg.DatabaseURL}
	if p.cfg.Embedded() {
		if err := d.startEmbedded(ctx, p); err != nil {
			return nil, err
		}
	}
	if err := postgres.Migrate(ctx, d.dsn); err != nil {
		return nil, errors.Join(err, d.stopServer())
	}
	d.DB, err = postgres.Open(ctx, d.dsn, postgres.Options{Box: box, Log: p.log, MaxConns: p.cfg.DBConns})
	if err != nil {
		return nil, errors.Join(err, d.stopServer())
	}
	return d, nil
}

// startEmbedded starts the embedded server, or joins the one that runs.
func (d *database) startEmbedded(ctx context.Context, p *program) error {
	modules := []string{filepath.Join(filepath.Dir(p.cfg.Data), "node_modules"), "node_modules"}
	if exe, err := os.Executable(); err == nil {
		modules = append(modules, filepath.Join(filepath.Dir(exe), "..", "node_modules"))
	}
	server, err := embedpg.Start(ctx, embedpg.Config{
		Dir: filepath.Join(p.cfg.Data, "postgres"), BinDir: p.cfg.PostgresBin, NodeModules: modules, Log: p.log,
	})
	if errors.Is(err, embedpg.ErrLocked) && !p.serving {
		if dsn, ok := embedpg.Running(filepath.Join(p.cfg.Data, "postgres"), embedpg.Database); ok {
			d.dsn = dsn
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("embedded database: %w", err)
	}
	d.server, d.dsn = server, server.DSN(embedpg.Database)
	return nil
}

// box makes the seal of personal data from the configured or generated key.
func (p *program) box() (*secret.Box, error) {
	var key []byte
	var err error
	if p.cfg.Key != "" {
		key, err = p.cfg.MasterKey()
	} else {
		key, err = secret.LoadOrCreateKey(p.cfg.KeyFile())
	}
	if err != nil {
		return nil, fmt.Errorf("key of personal data: %w", err)
	}
	return secret.New(key)
}

// stopServer ends the embedded server if this process started it.
func (d *database) stopServer() error {
	if d.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return d.server.Stop(ctx)
}

// close closes the connections, then the server.
func (d *database) close() error {
	return errors.Join(d.DB.Close(), d.stopServer())
}

// with runs fn over the opened database and closes it.
func (p *program) with(ctx context.Context, fn func(*database) error) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(d), d.close())
}

func (p *program) migrate(ctx context.Context, args []string) error {
	if err := p.flags("migrate").Parse(args); err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		v, err := d.SchemaVersion(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "schema version %d\n", v)
		return nil
	})
}
