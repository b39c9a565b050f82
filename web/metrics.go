package web

import (
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is what the server tells about itself at /metrics. Nothing in it
// names a person, a room or an address.
type Metrics struct {
	registry *prometheus.Registry
	commits  prometheus.Histogram
	batches  prometheus.Histogram
}

// NewMetrics gives metrics of the process and of the store's commits.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rookery_commit_seconds",
			Help:    "Time of one group commit, its fsync included.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		batches: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rookery_commit_writes",
			Help:    "Writes in one group commit.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 10),
		}),
	}
	m.registry.MustRegister(m.commits, m.batches,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Commit records one group commit of so many writes.
func (m *Metrics) Commit(writes int, took time.Duration) {
	m.commits.Observe(took.Seconds())
	m.batches.Observe(float64(writes))
}

// Gauge shows a number that is read when somebody asks.
func (m *Metrics) Gauge(name, help string, read func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: "rookery_" + name, Help: help},
		func() float64 { return float64(read()) },
	))
}

// metrics shows them to those who may see them. For all others there is nothing
// at this address: a count of commits tells when somebody whispers.
func (s *server) metrics(w http.ResponseWriter, r *http.Request) {
	from := s.Gate.Site.Addr(r)
	shown := slices.ContainsFunc(s.MetricsFrom, func(n netip.Prefix) bool { return n.Contains(from) })
	if !shown && !s.Gate.Site.Local(r) {
		s.fail(w, r, errNoSuch)
		return
	}
	s.exposition(w, r)
}

func (m *Metrics) handler() http.HandlerFunc {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP
}
