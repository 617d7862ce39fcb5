// Package demo makes a believable data set for an empty installation: people,
// agencies, vacancies, courses, fairs and what has happened at them so far,
// all laid out around the moment of seeding. Every person, company and
// employer in it is invented.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// Options set the size of the data set. Zero values ask for the defaults.
type Options struct {
	Seed       uint64 // of all chance; one seed and day give one data set
	Candidates int    // 500, beside the demo candidate
	Jobs       int    // 76, which is every offer at every employer once
}

// ErrNotEmpty means that the installation has accounts, agencies or events:
// demo data is never mixed with real data.
var ErrNotEmpty = errors.New("demo: the database is not empty")

// Account is a demo account to sign in with.
type Account struct {
	Name     string
	Role     app.Role
	Email    string
	Password string // empty for who signs in with a one-time code
}

// Summary says what was made.
type Summary struct {
	Agencies, Jobs, Events, Sessions, Candidates, Registrations, Tickets, Attendances, Scans int
	Accounts                                                                                 []Account
}

// Seed fills an empty database, all or nothing. now is the moment around
// which everything is laid out: a fair runs at it, others lie before and
// after. Errors: ErrNotEmpty.
func Seed(ctx context.Context, db *postgres.DB, now time.Time, o Options) (Summary, error) {
	if o.Seed == 0 {
		o.Seed = 31_74
	}
	if o.Candidates == 0 {
		o.Candidates = 500
	}
	if o.Jobs == 0 {
		o.Jobs = 76
	}
	if o.Candidates < 0 || o.Candidates > 100_000 || o.Jobs < 0 || o.Jobs > 100_000 {
		return Summary{}, fmt.Errorf("demo: %d candidates and %d jobs are out of range", o.Candidates, o.Jobs)
	}
	password, err := secret.HashPassword(ctx, Password)
	if err != nil {
		return Summary{}, err
	}
	var sum Summary
	err = db.Bulk(ctx, func(b *postgres.Bulk) error {
		empty, err := b.Empty(ctx)
		if err != nil {
			return err
		}
		if !empty {
			return ErrNotEmpty
		}
		var ref reference
		if ref.rates, err = b.Rates(ctx); err != nil {
			return err
		}
		if err := b.AddRates(ctx, weeklyRates(now, o.Seed, ref.rates), "Kurs contoh mingguan"); err != nil {
			return err
		}
		if ref.rates, err = b.Rates(ctx); err != nil {
			return err
		}
		if ref.kelurahan, err = b.Kelurahan(ctx); err != nil {
			return err
		}
		p := generate(now, o, ref)
		sum = p.summary()
		if err := p.write(ctx, b, password); err != nil {
			return err
		}
		return b.Audit(ctx, app.System("demo data"), "demo.seed", map[string]any{"seed": o.Seed, "candidates": sum.Candidates, "jobs": sum.Jobs})
	})
	if err != nil {
		return Summary{}, fmt.Errorf("demo: %w", err)
	}
	return sum, nil
}

func (p *plan) summary() Summary {
	s := Summary{
		Agencies: len(p.agencies), Jobs: len(p.jobs), Events: len(p.events), Sessions: len(p.sessions), Candidates: len(p.candidates),
		Registrations: len(p.registrations), Tickets: len(p.tickets), Attendances: len(p.marks), Scans: len(p.scans),
	}
	for _, a := range staffAccounts() {
		role := app.RoleMitra
		if len(a.roles) > 0 {
			role = a.roles[0].role
		}
		s.Accounts = append(s.Accounts, Account{Name: a.name, Role: role, Email: a.email(), Password: Password})
	}
	s.Accounts = append(s.Accounts, Account{Name: p.candidates[0].Name, Role: app.RoleCandidate, Email: sitiEmail})
	return s
}
