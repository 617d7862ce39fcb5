package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	requests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "gerbang_http_requests_total", Help: "Requests by method, route and status.",
	}, []string{"method", "route", "status"})
	latency = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "gerbang_http_request_seconds", Help: "Time to answer by route.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"route"})
	cacheLookups = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "gerbang_page_cache_total", Help: "Looks into the page cache by result.",
	}, []string{"result"})
)

// Metrics returns the collectors of this package, to be registered once.
func Metrics() []prometheus.Collector {
	return []prometheus.Collector{requests, latency, cacheLookups}
}

func observeRequest(method, route string, status int, took time.Duration) {
	requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	latency.WithLabelValues(route).Observe(took.Seconds())
}
