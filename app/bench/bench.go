// Package bench measures Gerbang beside the limits of the machine it runs
// on: what bare Fiber serves, what pgbench inserts, what COPY writes. Both
// are measured in turns in the same run, so that a figure is a ratio and
// means the same on another machine. It works on a throw-away database and
// sends its load to loopback only.
package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Options are what to measure and how.
type Options struct {
	Only   string // name of one row; empty for all
	Rounds int    // each limit → product → limit; at least 5 for figures to publish
	JSON   bool   // a line per row instead of a table
	Dir    string // folder for the throw-away data
	BinDir string // PostgreSQL's programs, when not found by themselves
	Binary string // the gerbang program that is measured
	Out    io.Writer
	Log    io.Writer
	// Small makes the crowd of the registration rows a tenth and runs it once,
	// without the limit: enough to prove what must hold, no figure.
	Small bool
}

// applicants are the people who press at once, for so many seats.
func (o Options) applicants() int {
	if o.Small {
		return 500
	}
	return 5_000
}

func (o Options) seats() int { return o.applicants() * 2 / 5 }

// Result is the figure of one row. Ours and Limit are medians over the
// rounds, in Unit; Ratio is the median of the rounds' own ratios.
type Result struct {
	Name      string  `json:"name"`
	Ours      float64 `json:"ours"`
	Limit     float64 `json:"limit"`
	Ratio     float64 `json:"ratio"`
	Low       float64 `json:"ratio_low"`
	High      float64 `json:"ratio_high"`
	Unit      string  `json:"unit"`
	P99       float64 `json:"p99_ms,omitempty"`
	FirstByte float64 `json:"first_byte_ms,omitempty"`
	RSS       float64 `json:"rss_mb,omitempty"` // above idle
	Checked   bool    `json:"checked"`
	Target    string  `json:"target"`
}

// sample is one measurement.
type sample struct {
	value     float64
	p99       time.Duration
	firstByte time.Duration
	rss       float64
}

// row is one line of the table. Limit and ours are measured by its methods
// over one stage; ours also checks that nothing was oversold, lost or doubled.
type row struct {
	name, unit, target string
	prepare            func(ctx context.Context, s *stage) error
	limit              func(ctx context.Context, s *stage) (sample, error)
	ours               func(ctx context.Context, s *stage) (sample, error)
}

func rows() []row {
	return []row{pageCached(), listUncached(), search(),
		register("register_hot", 64, 1, false, "≥ 0.5"), register("register_hot_256", 256, 1, false, "≥ 1.0"),
		register("register_two", 64, 2, false, "≥ 0.5"), register("register_two_256", 256, 2, false, "≥ 1.0"),
		register("register_kill", 64, 2, true, "exact"),
		checkIn(), exportRow("export_csv", "csv", "≤ 2"), exportRow("export_xlsx", "xlsx", "≤ 4"), importJobs()}
}

// Names lists the rows there are.
func Names() []string {
	var names []string
	for _, r := range rows() {
		names = append(names, r.name)
	}
	return names
}

// Run measures and prints. A row whose invariants do not hold prints no
// speed and makes Run fail.
func Run(ctx context.Context, o Options) error {
	if o.Only != "" && !slices.Contains(Names(), o.Only) {
		return fmt.Errorf("bench: no row %q; there are %s", o.Only, strings.Join(Names(), " "))
	}
	if o.Rounds == 0 {
		o.Rounds = 5
	}
	var failed []error
	var results []Result
	for _, r := range rows() {
		if o.Only != "" && r.name != o.Only {
			continue
		}
		result, err := measure(ctx, o, r)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.name, err))
			fmt.Fprintf(o.Log, "%s: %v\n", r.name, err)
			continue
		}
		results = append(results, result)
		if o.JSON {
			if err := json.NewEncoder(o.Out).Encode(result); err != nil {
				return err
			}
		}
	}
	if !o.JSON {
		if err := printTable(o.Out, results); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

func measure(ctx context.Context, o Options, r row) (Result, error) {
	s, err := newStage(ctx, o)
	if err != nil {
		return Result{}, err
	}
	defer s.close()
	if err := r.prepare(ctx, s); err != nil {
		return Result{}, fmt.Errorf("prepare: %w", err)
	}
	if _, err := r.ours(ctx, s); err != nil { // warm both before anything counts
		return Result{}, err
	}
	if o.Small {
		return Result{Name: r.name, Unit: r.unit, Target: r.target, Checked: true}, nil
	}
	var ratios, limits, ours, p99s, firsts, memory []float64
	for i := range o.Rounds {
		before, err := r.limit(ctx, s)
		if err != nil {
			return Result{}, fmt.Errorf("limit: %w", err)
		}
		mine, err := r.ours(ctx, s)
		if err != nil {
			return Result{}, err
		}
		after, err := r.limit(ctx, s)
		if err != nil {
			return Result{}, fmt.Errorf("limit: %w", err)
		}
		limit := (before.value + after.value) / 2
		ratios, limits, ours = append(ratios, mine.value/limit), append(limits, limit), append(ours, mine.value)
		p99s = append(p99s, float64(mine.p99.Microseconds())/1000)
		firsts = append(firsts, float64(mine.firstByte.Microseconds())/1000)
		memory = append(memory, mine.rss)
		fmt.Fprintf(o.Log, "%s round %d: %.4g of %.4g %s, ratio %.2f\n", r.name, i+1, mine.value, limit, r.unit, mine.value/limit)
	}
	return Result{
		Name: r.name, Unit: r.unit, Target: r.target, Checked: true,
		Ours: median(ours), Limit: median(limits), Ratio: median(ratios), Low: slices.Min(ratios), High: slices.Max(ratios),
		P99: median(p99s), FirstByte: median(firsts), RSS: median(memory),
	}, nil
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

func printTable(out io.Writer, results []Result) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "row\tours\tlimit\tunit\tratio\trange\ttarget\tp99 ms\tfirst byte ms\tMB above idle")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%.4g\t%.4g\t%s\t%.2f\t%.2f–%.2f\t%s\t%s\t%s\t%s\n", r.Name, r.Ours, r.Limit, r.Unit, r.Ratio, r.Low, r.High,
			r.Target, orDash(r.P99), orDash(r.FirstByte), orDash(r.RSS))
	}
	return w.Flush()
}

func orDash(v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", v)
}
