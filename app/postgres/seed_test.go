package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

var errGivenUp = errors.New("given up")

func bulkAccounts(emails ...string) []postgres.BulkAccount {
	var rows []postgres.BulkAccount
	for _, e := range emails {
		rows = append(rows, postgres.BulkAccount{Name: "Nama", Email: e, CreatedAt: time.Now()})
	}
	return rows
}

func TestBulkAllOrNothing(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	ctx := t.Context()
	fill := func(b *postgres.Bulk) error {
		_, err := b.Accounts(ctx, bulkAccounts("a@gerbang.example", "b@gerbang.example"))
		return err
	}
	for name, tc := range map[string]struct {
		then func(b *postgres.Bulk) error
		want error
	}{
		"the caller gives up": {func(*postgres.Bulk) error { return errGivenUp }, errGivenUp},
		"a constraint is broken": {func(b *postgres.Bulk) error {
			_, err := b.Accounts(ctx, bulkAccounts("c@gerbang.example", "a@gerbang.example"))
			return err
		}, &app.Error{Kind: app.Conflict, Key: "account.email_taken", Field: "email"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := db.Bulk(ctx, func(b *postgres.Bulk) error { return errors.Join(fill(b), tc.then(b)) })
			if !errors.Is(err, tc.want) && !sameKey(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			if empty, err := db.Empty(ctx); err != nil || !empty {
				t.Errorf("Empty = %v, %v afterwards", empty, err)
			}
		})
	}
	if err := db.Bulk(ctx, fill); err != nil {
		t.Fatal(err)
	}
	if empty, err := db.Empty(ctx); err != nil || empty {
		t.Errorf("Empty = %v, %v once filled", empty, err)
	}
}

func sameKey(err, want error) bool {
	a, ok := errors.AsType[*app.Error](err)
	b, wants := errors.AsType[*app.Error](want)
	return ok && wants && a.Key == b.Key
}

// Ids come back in the order of the rows, and the counters agree with what
// was registered, so that registering goes on from there.
func TestBulkThenRegister(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	ctx, now := t.Context(), time.Now()
	var candidates, sessions, events []int64
	err := db.Bulk(ctx, func(b *postgres.Bulk) error {
		accounts, err := b.Accounts(ctx, bulkAccounts("a@gerbang.example", "b@gerbang.example", "c@gerbang.example"))
		if err != nil {
			return err
		}
		var people []postgres.BulkCandidate
		var consents []postgres.BulkConsent
		for i, id := range accounts {
			people = append(people, postgres.BulkCandidate{
				NIK: app.NIK("317404010199000" + string(rune('1'+i))), Phone: "+628120000100" + string(rune('1'+i)), CreatedAt: now,
				Candidate: app.Candidate{
					AccountID: id, Name: "Nama", BirthDate: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), Sex: app.Male,
					Address: app.Address{RegionCode: "31.74.04.1005", RT: "001", RW: "002"},
				},
			})
		}
		if candidates, err = b.Candidates(ctx, people); err != nil {
			return err
		}
		for _, id := range candidates {
			consents = append(consents, postgres.BulkConsent{CandidateID: id, Purpose: app.ConsentRegistration, GivenAt: now})
		}
		if err := b.AddConsents(ctx, consents); err != nil {
			return err
		}
		events, err = b.Events(ctx, []app.Event{{
			Kind: app.JobFair, Slug: "bursa", Title: "Bursa", Status: app.EventPublished, Approval: app.Instant,
			StartsAt: now.Add(time.Hour), EndsAt: now.Add(3 * time.Hour), OpensAt: now.Add(-time.Hour), ClosesAt: now.Add(time.Hour),
		}})
		if err != nil {
			return err
		}
		wave := func(n int, title string) app.Session {
			start := now.Add(time.Duration(n) * time.Hour)
			return app.Session{EventID: events[0], Kind: app.EntrySession, Title: title, StartsAt: start, EndsAt: start.Add(time.Hour), Capacity: 1}
		}
		if sessions, err = b.Sessions(ctx, []app.Session{wave(1, "Satu"), wave(2, "Dua")}); err != nil {
			return err
		}
		registrations, err := b.Registrations(ctx, []app.Registration{
			{EventID: events[0], CandidateID: candidates[0], SessionID: sessions[0], Status: app.Confirmed, Source: app.Online, SubmittedAt: now},
			{EventID: events[0], CandidateID: candidates[1], SessionID: sessions[0], Status: app.Waitlisted, WaitlistNo: 4, Source: app.Online, SubmittedAt: now},
		})
		if err != nil {
			return err
		}
		_, err = b.Tickets(ctx, []postgres.BulkTicket{{EventID: events[0], Ticket: app.Ticket{RegistrationID: registrations[0], Code: app.NewTicketCode(), IssuedAt: now}}})
		if err != nil {
			return err
		}
		return b.Counters(ctx, events)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Sessions(ctx, events[0], app.EntrySession)
	if err != nil {
		t.Fatal(err)
	}
	titles := []string{got[0].Title, got[1].Title}
	if !slices.Equal(titles, []string{"Satu", "Dua"}) || got[0].ID != sessions[0] || got[0].Taken != 1 || got[0].Waiting != 1 || got[1].Taken != 0 {
		t.Errorf("sessions %+v", got)
	}
	r, err := db.Register(ctx, &app.Actor{CandidateID: candidates[2], Name: "Nama"}, postgres.RegisterInput{EventID: events[0], SessionID: sessions[0]})
	if err != nil || r.Status != app.Waitlisted || r.WaitlistNo != 5 {
		t.Errorf("registering after the bulk: %+v, %v", r, err)
	}
	actor := &app.Actor{CandidateID: candidates[0], Name: "Nama"}
	if r, err := db.Register(ctx, actor, postgres.RegisterInput{EventID: events[0], SessionID: sessions[0]}); err != nil || !r.Existing || r.Code == "" {
		t.Errorf("the one who was registered in bulk: %+v, %v", r, err)
	}
}
