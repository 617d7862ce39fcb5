package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gerbang/app"
)

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestBackgroundIsOnesOwn(t *testing.T) {
	w := newRegisterWorld(t)
	me, other := w.account("siti"), w.account("budi")
	ctx := t.Context()
	if err := w.db.SaveEducation(ctx, me, app.SLTA); err != nil {
		t.Fatal(err)
	}
	n4 := app.Certificate{Test: "JLPT", Level: "N4", TakenOn: date("2025-12-07"), Number: "A1"}
	care := app.Experience{Sector: "perawatan-lansia", Title: "Perawat lansia", Country: "ID", From: date("2023-01-01"), Until: date("2024-06-01")}
	for range 2 { // a double click adds one
		if err := w.db.SaveCertificate(ctx, me, n4); err != nil {
			t.Fatal(err)
		}
		if err := w.db.SaveExperience(ctx, me, care); err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.db.Profile(ctx, me)
	if err != nil || p.Education != app.SLTA || len(p.Certificates) != 1 || len(p.Experience) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	certificate, experience := p.Certificates[0], p.Experience[0]
	if certificate.Number != "A1" || !certificate.TakenOn.Equal(n4.TakenOn) || !certificate.ValidUntil.IsZero() || experience.Title != care.Title || !experience.Until.Equal(care.Until) {
		t.Errorf("%+v %+v", certificate, experience)
	}

	for name, err := range map[string]error{
		"change a certificate":  w.db.SaveCertificate(ctx, other, certificate),
		"remove a certificate":  w.db.RemoveCertificate(ctx, other, certificate.ID),
		"change an experience":  w.db.SaveExperience(ctx, other, experience),
		"remove an experience":  w.db.RemoveExperience(ctx, other, experience.ID),
		"remove what never was": w.db.RemoveExperience(ctx, me, 999),
	} {
		if !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s of somebody else: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"nobody's education":   w.db.SaveEducation(ctx, nil, app.SD),
		"nobody's certificate": w.db.SaveCertificate(ctx, nil, n4),
	} {
		if !errors.Is(err, app.ErrUnauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}

	if err := w.db.SaveCertificate(ctx, me, app.Certificate{Test: "JFT-Basic", Level: "A2"}); err != nil {
		t.Fatal(err)
	}
	twice := certificate
	twice.Test, twice.Level = "JFT-Basic", "A2"
	if err := w.db.SaveCertificate(ctx, me, twice); app.KindOf(err) != app.Conflict {
		t.Errorf("two of one level: %v", err)
	}
	certificate.Level = "N3"
	if err := w.db.SaveCertificate(ctx, me, certificate); err != nil {
		t.Fatal(err)
	}
	if p, err = w.db.Profile(ctx, me); err != nil || !slices.ContainsFunc(p.Certificates, func(c app.Certificate) bool { return c.Level == "N3" && c.ID == certificate.ID }) {
		t.Errorf("%+v, %v", p, err)
	}
	if err := errors.Join(w.db.RemoveCertificate(ctx, me, certificate.ID), w.db.RemoveExperience(ctx, me, experience.ID)); err != nil {
		t.Fatal(err)
	}
	if p, err = w.db.Profile(ctx, me); err != nil || len(p.Certificates) != 1 || len(p.Experience) != 0 {
		t.Errorf("after removing: %+v, %v", p, err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE account_id = $1`, me.AccountID); n != 8 {
		t.Errorf("%d audit rows, want 8: a repeated experience changes nothing", n)
	}
}

func TestAProfileHoldsSoMuchAndNoMore(t *testing.T) {
	w := newRegisterWorld(t)
	me := w.account("siti")
	e := app.Experience{Sector: "pertanian", Title: "Pekerja kebun", Country: "MY", From: date("2020-01-01")}
	for range app.MaxExperience {
		e.From = e.From.AddDate(0, 1, 0)
		if err := w.db.SaveExperience(t.Context(), me, e); err != nil {
			t.Fatal(err)
		}
	}
	e.From = e.From.AddDate(0, 1, 0)
	if err := w.db.SaveExperience(t.Context(), me, e); app.KindOf(err) != app.Conflict {
		t.Errorf("one more: %v", err)
	}
	e.Sector = "tidak-ada"
	p, err := w.db.Profile(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	e.ID = p.Experience[0].ID
	if err := w.db.SaveExperience(t.Context(), me, e); app.KindOf(err) != app.Invalid {
		t.Errorf("a sector that is not there: %v", err)
	}
}
