package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"gerbang/app/demo"
)

// seed fills an empty database with demo data. It refuses a database that
// holds anything, because demo people must never mix with real ones.
func (p *program) seed(ctx context.Context, args []string) error {
	fs := p.flags("seed")
	var o demo.Options
	fs.Uint64Var(&o.Seed, "seed", 0, "number that the data set is made from; 0 is the usual one")
	fs.IntVar(&o.Candidates, "candidates", 0, "how many candidates; 0 for the usual number")
	if err := fs.Parse(args); err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		empty, err := d.Empty(ctx)
		if err != nil {
			return err
		}
		if !empty {
			return errors.New("the database is not empty; demo data go into an empty one only")
		}
		summary, err := demo.Seed(ctx, d.DB, time.Now(), o)
		if err != nil {
			return fmt.Errorf("demo data: %w", err)
		}
		p.printDemo(summary)
		return nil
	})
}

// printDemo tells a newcomer what is there and who can sign in.
func (p *program) printDemo(s demo.Summary) {
	fmt.Fprintf(p.stdout, "\nDemo data: %d jobs of %d agencies, %d events with %d sessions, %d candidates, %d registrations.\n",
		s.Jobs, s.Agencies, s.Events, s.Sessions, s.Candidates, s.Registrations)
	fmt.Fprintf(p.stdout, "Accounts (staff sign in at /masuk/petugas, candidates at /masuk with a code shown at /demo/pesan):\n")
	w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
	for _, a := range s.Accounts {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.Role, a.Email, a.Password, a.Name)
	}
	w.Flush()
	fmt.Fprintln(p.stdout)
}
