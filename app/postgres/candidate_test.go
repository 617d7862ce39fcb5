package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// account makes an account without a profile.
func (w *registerWorld) account(name string) *app.Actor {
	w.t.Helper()
	id := w.number(`INSERT INTO accounts (name, email) VALUES ($1, gen_random_uuid() || '@example.id') RETURNING id`, name)
	return &app.Actor{AccountID: id, Name: name, Grants: []app.Grant{{Role: app.RoleCandidate}}}
}

func siti() postgres.IdentityInput {
	return postgres.IdentityInput{
		Name: "Siti Aminah", NIK: "3174014405990001", Phone: "+6281234567890",
		BirthDate: time.Date(1999, 5, 4, 0, 0, 0, 0, time.UTC), Sex: app.Female,
	}
}

func TestSaveIdentity(t *testing.T) {
	w := newRegisterWorld(t)
	me := w.account("siti")
	if c, err := w.db.Candidate(t.Context(), me); err != nil || c.ID != 0 || c.IdentityComplete() {
		t.Fatalf("before: %+v, %v", c, err)
	}
	if err := w.db.SaveIdentity(t.Context(), me, siti()); err != nil {
		t.Fatal(err)
	}
	c, err := w.db.Candidate(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	if !c.IdentityComplete() || c.Name != "Siti Aminah" || c.NIKLast4 != "0001" || c.PhoneLast4 != "7890" ||
		c.BirthDate.Format(time.DateOnly) != "1999-05-04" || c.Sex != app.Female {
		t.Errorf("saved: %+v", c)
	}
	if n := w.number(`SELECT count(*) FROM accounts WHERE id = $1 AND name = 'Siti Aminah'`, me.AccountID); n != 1 {
		t.Error("the account kept its old name")
	}
	if n := w.number(`SELECT count(*) FROM candidates WHERE nik_sealed = convert_to($1, 'UTF8') OR encode(nik_sealed, 'escape') LIKE '%3174%'`, "3174014405990001"); n != 0 {
		t.Error("the NIK can be read in the table")
	}
	if agrees, err := w.db.NIKAgrees(t.Context(), me); err != nil || !agrees {
		t.Errorf("NIK agrees: %v, %v", agrees, err)
	}

	change := siti()
	change.NIK, change.Phone, change.Sex = "", "", app.Male
	if err := w.db.SaveIdentity(t.Context(), me, change); err != nil {
		t.Fatal(err)
	}
	if c, err := w.db.Candidate(t.Context(), me); err != nil || c.NIKLast4 != "0001" || c.PhoneLast4 != "7890" || c.Sex != app.Male {
		t.Errorf("numbers left untouched: %+v, %v", c, err)
	}
	if agrees, err := w.db.NIKAgrees(t.Context(), me); err != nil || agrees {
		t.Errorf("another sex than the NIK's: agrees %v, %v", agrees, err)
	}
	if err := w.db.SaveIdentity(t.Context(), me, change); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'candidate.identity' AND entity_id = $1`, c.ID); n != 2 {
		t.Errorf("%d audit rows, want 2: one for each change, none for no change", n)
	}
	var after string
	if err := w.sql.QueryRow(`SELECT string_agg(after::text || before::text, '' ORDER BY id) FROM audit_log`).Scan(&after); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(after, "3174") || strings.Contains(after, "62812") || !strings.Contains(after, `"nik_last4": "0001"`) {
		t.Errorf("audit trail: %s", after)
	}
}

func TestSaveIdentityNeedsNumbers(t *testing.T) {
	w := newRegisterWorld(t)
	me := w.account("siti")
	for field, in := range map[string]func(*postgres.IdentityInput){
		"nik":   func(in *postgres.IdentityInput) { in.NIK = "" },
		"phone": func(in *postgres.IdentityInput) { in.Phone = "" },
	} {
		input := siti()
		in(&input)
		err := w.db.SaveIdentity(t.Context(), me, input)
		var e *app.Error
		if !errors.As(err, &e) || e.Kind != app.Invalid || e.Field != field {
			t.Errorf("without %s: %v", field, err)
		}
	}
	if err := w.db.SaveIdentity(t.Context(), nil, siti()); !errors.Is(err, app.ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}

func TestOneNIKOneProfile(t *testing.T) {
	w := newRegisterWorld(t)
	owner := w.account("siti")
	if err := w.db.SaveIdentity(t.Context(), owner, siti()); err != nil {
		t.Fatal(err)
	}
	ownerID := w.number(`SELECT id FROM candidates WHERE account_id = $1`, owner.AccountID)

	for i := range 3 {
		other := w.account("lain")
		err := w.db.SaveIdentity(t.Context(), other, siti())
		var e *app.Error
		if !errors.As(err, &e) || !errors.Is(err, app.ErrNIKTaken) || e.Field != "nik" {
			t.Fatalf("attempt %d: %v", i, err)
		}
		if c, err := w.db.Candidate(t.Context(), other); err != nil || c.Name != "" || c.NIKLast4 != "" {
			t.Errorf("what was refused was kept: %+v, %v", c, err)
		}
	}
	if n := w.number(`SELECT count(*) FROM outbox WHERE kind = $1 AND (payload ->> 'candidate_id')::bigint = $2`, postgres.WorkNIKNotice, ownerID); n != 1 {
		t.Errorf("%d notices to the holder, want 1 a day", n)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'candidate.nik_conflict'`); n != 1 {
		t.Errorf("%d audit rows of the conflict, want 1", n)
	}

	guesser := w.account("penebak")
	tooMany := 0
	for i := range 9 {
		in := siti()
		in.NIK = app.NIK(fmt.Sprintf("317401440599%04d", i+2))
		err := w.db.SaveIdentity(t.Context(), guesser, in)
		if errors.Is(err, app.ErrTooMany) {
			tooMany++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if tooMany != 4 {
		t.Errorf("%d of 9 NIKs were refused as too many, want 4", tooMany)
	}
	if err := w.db.SaveIdentity(t.Context(), owner, siti()); err != nil {
		t.Errorf("the holder saving the same again: %v", err)
	}
}

func TestRacingForOneNIK(t *testing.T) {
	w := newRegisterWorld(t)
	const racers = 8
	errs := make([]error, racers)
	var wg sync.WaitGroup
	for i := range racers {
		me := w.account("siti")
		wg.Go(func() { errs[i] = w.db.SaveIdentity(t.Context(), me, siti()) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, app.ErrNIKTaken):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d hold the NIK, want 1", won)
	}
}

func TestSaveAddress(t *testing.T) {
	w := newRegisterWorld(t)
	me := w.account("siti")
	tests := []struct {
		name  string
		in    app.Address
		field string // of the error, empty when it is saved
	}{
		{"Jakarta", app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012", Street: "Jl. Melati 5"}, ""},
		{"elsewhere", app.Address{OutsideDKI: true, City: "Kabupaten Bogor"}, ""},
		{"back to Jakarta", app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012"}, ""},
		{"unknown kelurahan", app.Address{RegionCode: "99.99.99.9999", RT: "003", RW: "012"}, "region"},
		{"a kecamatan", app.Address{RegionCode: "31.74.01", RT: "003", RW: "012"}, "region"},
		{"nothing", app.Address{}, "region"},
	}
	saved := app.Address{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := w.db.SaveAddress(t.Context(), me, tt.in)
			var e *app.Error
			switch {
			case tt.field == "" && err != nil:
				t.Fatal(err)
			case tt.field != "" && (!errors.As(err, &e) || e.Kind != app.Invalid || e.Field != tt.field):
				t.Fatalf("got %v, want an error beside %s", err, tt.field)
			case tt.field == "":
				saved = tt.in
			}
			if c, err := w.db.Candidate(t.Context(), me); err != nil || c.Address != saved {
				t.Errorf("kept %+v, want %+v (%v)", c.Address, saved, err)
			}
		})
	}
	if err := w.db.SaveAddress(t.Context(), me, saved); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'candidate.address'`); n != 3 {
		t.Errorf("%d audit rows, want 3", n)
	}
}

func TestKelurahanOptions(t *testing.T) {
	w := newRegisterWorld(t)
	groups, err := w.db.KelurahanOptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kelurahan, south := 0, 0
	for i, g := range groups {
		kelurahan += len(g.Kelurahan)
		if g.City == "Jakarta Selatan" {
			south++
			if i >= 10 {
				t.Errorf("%s of South Jakarta stands at place %d", g.Name, i)
			}
		}
	}
	if len(groups) != 44 || kelurahan != 267 || south != 10 {
		t.Errorf("%d kecamatan, %d kelurahan, %d of South Jakarta; want 44, 267, 10", len(groups), kelurahan, south)
	}
	first := groups[0].Kelurahan[0]
	name, kecamatan, city, err := w.db.RegionPath(t.Context(), first.Code)
	if err != nil || name != first.Name || kecamatan != groups[0].Name || city != "Jakarta Selatan" {
		t.Errorf("path of %+v: %s, %s, %s, %v", first, name, kecamatan, city, err)
	}
	if _, _, _, err := w.db.RegionPath(t.Context(), "31.74.01"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("path of a kecamatan: %v", err)
	}
}
