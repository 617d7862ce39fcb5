package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"gerbang/app/deliver"
	"gerbang/app/demo"
	"gerbang/app/i18n"
	"gerbang/app/notify"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/server"
	"gerbang/app/worker"
	"gerbang/static"
)

// serve runs until it is told to stop, then drains: no new requests, those
// under way are answered, the worker finishes what it holds, and last the
// database stops.
func (p *program) serve(ctx context.Context, args []string) error {
	if err := p.flags("serve").Parse(args); err != nil {
		return err
	}
	p.serving = true
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a page is garbage as soon as it is sent; memory is cheaper here than time
	}
	assets, err := static.Load()
	if err != nil {
		return err
	}
	bundle, err := i18n.Load()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", p.cfg.Addr)
	if err != nil {
		return fmt.Errorf("%w (GERBANG_ADDR chooses another address)", err)
	}
	defer listener.Close()
	db, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := db.close(); err != nil {
			p.log.Error("closing the database", "error", err)
		}
	}()
	if p.cfg.DemoOn() {
		if err := p.seedIfEmpty(ctx, db); err != nil {
			return err
		}
	}

	kit := &web.Kit{
		DB: db.DB, Bundle: bundle, Assets: assets, Config: p.cfg, Log: p.log, Now: time.Now,
		Logins: web.NewLogins(db.DB, time.Now), Pages: web.NewPageCache(time.Now),
	}
	wake := make(chan struct{}, 1)
	listeners := kit.Listeners()
	listeners[postgres.OutboxChannel] = func(string) {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	background, stopBackground := context.WithCancel(context.Background())
	defer stopBackground()
	listening := start(func() error { return db.Listen(background, listeners) })
	go func() { // the first visitor would do it too, and wait for it
		if err := db.WarmSearch(background); err != nil && background.Err() == nil {
			p.log.Warn("what can be searched is not read yet", "error", err)
		}
	}()
	channels, err := p.channels()
	if err != nil {
		return err
	}
	rates := deliver.Rates{notify.Email: p.cfg.MailRate, notify.WhatsApp: p.cfg.WhatsApp.Rate}
	hands := worker.New(queue{db.DB, wake}, deliver.Handlers(db.DB, bundle, channels, p.cfg.BaseURL, rates), worker.Options{
		Log: p.log, Rate: p.cfg.MessageRate, DrainTimeout: p.cfg.DrainTimeout, Every: slices.Concat(deliver.Sweeps(db.DB), deliver.Deadlines(db.DB), deliver.Selections(db.DB), deliver.Alerts(db.DB), deliver.Reminders(db.DB)),
	})
	working := start(func() error { return hands.Run(background) })

	site := server.New(kit)
	serving := start(func() error { return site.Listener(listener) })
	fmt.Fprintf(p.stdout, "Gerbang is ready at %s\n", p.cfg.BaseURL)

	err = p.wait(ctx, db, serving, working, listening)
	p.log.Info("stopping")
	site.Drain()
	time.Sleep(p.cfg.DrainDelay)
	if e := site.ShutdownWithTimeout(p.cfg.DrainTimeout); e != nil {
		p.log.Warn("requests were still under way", "error", e)
	}
	stopBackground()
	return errors.Join(err, <-working, <-listening)
}

// wait returns when a stop is wanted (nil) or a part has failed.
func (p *program) wait(ctx context.Context, db *database, parts ...<-chan error) error {
	var gone <-chan struct{}
	if db.server != nil {
		gone = db.server.Done()
	}
	select {
	case <-ctx.Done():
		return nil
	case <-gone:
		return fmt.Errorf("the embedded database has ended: %w", db.server.Err())
	case err := <-parts[0]:
		return err
	}
}

// queue is the outbox, woken by the database.
type queue struct {
	*postgres.DB
	wake <-chan struct{}
}

// Wake returns a channel that receives when there may be work.
func (q queue) Wake() <-chan struct{} { return q.wake }

func start(fn func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fn() }()
	return done
}

// channels returns the ways messages leave, or nil where there are none: then
// they are only kept, to be read on a local page in demo mode.
func (p *program) channels() (notify.Channels, error) {
	if p.cfg.SendsNothing() {
		if !p.cfg.DemoOn() {
			p.log.Warn("no messages can be sent: neither GERBANG_SMTP_URL nor GERBANG_WHATSAPP_TOKEN is set")
		}
		return nil, nil
	}
	ways := notify.Channels{}
	if p.cfg.SMTP != "" {
		mail, err := notify.NewSMTP(notify.SMTPConfig{URL: p.cfg.SMTP, From: p.cfg.MailFrom})
		if err != nil {
			return nil, err
		}
		ways[notify.Email] = mail
	}
	if w := p.cfg.WhatsApp; w.Token != "" {
		cloud, err := notify.NewWhatsApp(notify.WhatsAppConfig{URL: w.URL, Token: w.Token, PhoneID: w.PhoneID, Template: w.Template, CodeTemplate: w.CodeTemplate})
		if err != nil {
			return nil, err
		}
		ways[notify.WhatsApp] = cloud
	}
	return ways, nil
}

// seedIfEmpty fills an empty database with demo data and prints who can sign in.
func (p *program) seedIfEmpty(ctx context.Context, db *database) error {
	empty, err := db.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	summary, err := demo.Seed(ctx, db.DB, time.Now(), demo.Options{})
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	p.printDemo(summary)
	return nil
}
