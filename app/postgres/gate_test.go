package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gerbang/app"
)

func TestGatesAndInside(t *testing.T) {
	w := newGateWorld(t)
	gates, err := w.db.Gates(t.Context(), w.fair)
	if err != nil {
		t.Fatal(err)
	}
	if len(gates) != 2 || gates[0].Name != "Pintu A" || gates[1].ID != w.gateB {
		t.Errorf("gates = %+v", gates)
	}
	for range 3 {
		code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
		w.redeem(code)
	}
	w.exec(`UPDATE attendances SET annulled_at = now(), annul_reason = 'salah orang' WHERE id = (SELECT min(id) FROM attendances)`)
	for day, want := range map[time.Time]int{fairDay: 2, fairDay.AddDate(0, 0, 1): 0} {
		if n, err := w.db.Inside(t.Context(), w.fair, day); err != nil || n != want {
			t.Errorf("inside on %v = %d, %v; want %d", day, n, err, want)
		}
	}
}

func TestHoldersByName(t *testing.T) {
	w := newGateWorld(t)
	siti, _ := w.ticket("Siti Nur Aisyah", w.fair, w.morning, app.Confirmed)
	w.ticket("Sitinjak", w.fair, 0, app.Submitted)
	w.ticket("Siti Cancelled", w.fair, w.morning, app.Cancelled)
	w.ticket("Siti Elsewhere", w.other, 0, app.Confirmed)
	w.ticket("Percent", w.fair, 0, app.Confirmed)
	w.redeem(siti)

	holders, more, err := w.db.HoldersByName(t.Context(), w.petugas, w.fair, "  sIti ", 10)
	if err != nil || more || len(holders) != 2 {
		t.Fatalf("holders = %+v, more %v, %v", holders, more, err)
	}
	if h := holders[0]; h.Name != "Siti Nur Aisyah" || string(h.Code) != siti || h.Admitted == nil || h.Session == nil || h.Session.ID != w.morning {
		t.Errorf("first = %+v", h)
	}
	if h := holders[1]; h.Status != app.Submitted || h.Admitted != nil || h.Session != nil {
		t.Errorf("second = %+v", h)
	}
	if holders, more, _ = w.db.HoldersByName(t.Context(), w.petugas, w.fair, "siti", 1); len(holders) != 1 || !more {
		t.Errorf("limited to one: %d, more %v", len(holders), more)
	}
	for _, q := range []string{"", "si", "%%%", "___", `\\\`} {
		if holders, _, err := w.db.HoldersByName(t.Context(), w.petugas, w.fair, q, 10); err != nil || len(holders) != 0 {
			t.Errorf("%q found %d, %v", q, len(holders), err)
		}
	}
	if _, _, err := w.db.HoldersByName(t.Context(), w.staff("Ani", w.other), w.fair, "siti", 10); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("another event's petugas: %v, want not found", err)
	}
}

func TestStaffEvents(t *testing.T) {
	w := newGateWorld(t)
	day := app.Day(fairDay)
	past := w.event("lalu", "Lalu", day.AddDate(0, 0, -9), day.AddDate(0, 0, -8))
	next := w.event("nanti", "Nanti", day.AddDate(0, 0, 8), day.AddDate(0, 0, 9))
	draft := w.event("rancangan", "Rancangan", day, day.AddDate(0, 0, 1))
	w.exec(`UPDATE events SET status = 'draft' WHERE id = $1`, draft)
	code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	w.redeem(code)

	titles := func(actor *app.Actor) []string {
		t.Helper()
		events, err := w.db.StaffEvents(t.Context(), actor, app.CheckIn, fairDay)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range events {
			out = append(out, e.Title)
			want := 0
			if e.ID == w.fair {
				want = 1
			}
			if e.Inside != want {
				t.Errorf("%s: %d inside, want %d", e.Title, e.Inside, want)
			}
		}
		return out
	}
	if got := titles(w.staff("Panca", 0)); !slices.Equal(got, []string{"Lalu", "Bursa Kerja Tebet", "Bursa Kerja Cilandak", "Nanti"}) {
		t.Errorf("petugas of every event sees %v", got)
	}
	two := w.staff("Ani", past)
	two.Grants = append(two.Grants, app.Grant{Role: app.RolePanitia, EventID: next}, app.Grant{Role: app.RoleMitra, EventID: w.fair})
	if got := titles(two); !slices.Equal(got, []string{"Lalu", "Nanti"}) {
		t.Errorf("petugas of two events sees %v", got)
	}
	if got := titles(&app.Actor{Grants: []app.Grant{{Role: app.RoleMitra}}}); len(got) != 0 {
		t.Errorf("mitra sees %v", got)
	}
}
