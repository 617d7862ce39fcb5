package server

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gerbang/app"
	"gerbang/app/web"
)

// probes answer the machines that watch this one.
type probes struct {
	kit      *web.Kit
	draining atomic.Bool
	scrape   fiber.Handler
}

func newProbes(k *web.Kit) *probes {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(web.Metrics()...)
	registry.MustRegister(databaseMetrics(k)...)
	return &probes{kit: k, scrape: adaptor.HTTPHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))}
}

// databaseMetrics are read when scraped: the pool, and the work that waits.
func databaseMetrics(k *web.Kit) []prometheus.Collector {
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	work := func(pick func(waiting, failing, dead int) int) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			counts, _, err := k.DB.Queue(ctx, 0)
			if err != nil {
				return -1
			}
			return float64(pick(counts.Waiting, counts.Failing, counts.Dead))
		}
	}
	return []prometheus.Collector{
		gauge("gerbang_db_connections_in_use", "Database connections at work.", func() float64 {
			_, inUse := k.DB.Connections()
			return float64(inUse)
		}),
		gauge("gerbang_db_connections_open", "Database connections open.", func() float64 {
			open, _ := k.DB.Connections()
			return float64(open)
		}),
		gauge("gerbang_outbox_waiting", "Outbox work not done yet; -1 when the database does not answer.", work(func(w, _, _ int) int { return w })),
		gauge("gerbang_outbox_failing", "Outbox work that failed at least once and will be tried again.", work(func(_, f, _ int) int { return f })),
		gauge("gerbang_outbox_dead", "Outbox work given up.", work(func(_, _, d int) int { return d })),
	}
}

// health says that the process lives.
func (p *probes) health(c *fiber.Ctx) error { return c.SendString("ok\n") }

// ready says that requests can be served: the database answers and the
// process is not about to stop.
func (p *probes) ready(c *fiber.Ctx) error {
	if p.draining.Load() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("draining\n")
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if err := p.kit.DB.Ping(ctx); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString("database does not answer\n")
	}
	return c.SendString("ok\n")
}

// metrics are for the machine itself and its neighbours on a private
// network, not for the public.
func (p *probes) metrics(c *fiber.Ctx) error {
	ip := net.ParseIP(c.Context().RemoteIP().String())
	if ip == nil || !ip.IsLoopback() && !ip.IsPrivate() || c.Get(fiber.HeaderXForwardedFor) != "" {
		return app.ErrNotFound
	}
	return p.scrape(c)
}
