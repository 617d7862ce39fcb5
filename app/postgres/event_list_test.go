package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestPublicEvents(t *testing.T) {
	s := newShelf(t)
	now := time.Now()
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	course := func(slug, trade string, over row) {
		s.insert("courses", row{"event_id": s.event(app.Course, slug, over), "trade": trade, "batch": "3"})
	}
	course("jepang-buka", "Bahasa Jepang", row{"starts_at": at(20), "ends_at": at(80)})
	course("las-buka", "Las", row{"starts_at": at(15), "ends_at": at(60)})
	course("las-nanti", "Las", row{"starts_at": at(12), "ends_at": at(40), "opens_at": at(2)})
	course("jepang-tutup", "Bahasa Jepang", row{"starts_at": at(1), "ends_at": at(40), "closes_at": at(0).Add(-time.Hour)})
	course("batal", "Las", row{"status": "cancelled", "cancelled_at": now})
	course("rancangan", "Las", row{"status": "draft"})
	course("arsip", "Las", row{"status": "archived"})
	course("lalu", "Barista", row{"starts_at": at(-80), "ends_at": at(-30), "opens_at": at(-100), "closes_at": at(-90)})
	course("baru-lalu", "Las", row{"starts_at": at(-50), "ends_at": at(-3), "opens_at": at(-100), "closes_at": at(-90)})
	s.event(app.JobFair, "bursa", nil)

	tests := []struct {
		name   string
		filter postgres.EventFilter
		want   string
	}{
		{"to come", postgres.EventFilter{}, "las-buka jepang-buka batal las-nanti jepang-tutup"},
		{"past", postgres.EventFilter{Past: true}, "baru-lalu lalu"},
		{"trade", postgres.EventFilter{Trade: "Las"}, "las-buka batal las-nanti"},
		{"past trade", postgres.EventFilter{Trade: "Las", Past: true}, "baru-lalu"},
		{"open", postgres.EventFilter{Window: app.WindowOpen}, "las-buka jepang-buka"},
		{"not yet", postgres.EventFilter{Window: app.WindowNotYet}, "las-nanti"},
		{"closed", postgres.EventFilter{Window: app.WindowClosed}, "batal jepang-tutup"},
		{"unknown trade", postgres.EventFilter{Trade: "%"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.filter.Kind = app.Course
			events, total, err := s.db.PublicEvents(t.Context(), tt.filter, 0, 20)
			if err != nil {
				t.Fatal(err)
			}
			var slugs []string
			for _, e := range events {
				slugs = append(slugs, e.Slug)
			}
			if got := strings.Join(slugs, " "); got != tt.want || total != len(slugs) {
				t.Errorf("got %q (%d), want %q", got, total, tt.want)
			}
		})
	}
	page, total, err := s.db.PublicEvents(t.Context(), postgres.EventFilter{Kind: app.Course}, 1, 1)
	if err != nil || total != 5 || len(page) != 1 || page[0].Slug != "jepang-buka" || page[0].Trade != "Bahasa Jepang" || page[0].Batch != "3" {
		t.Errorf("second page of one: %+v of %d, %v", page, total, err)
	}
	facets, err := s.db.CourseFacets(t.Context(), nil)
	var trades []string
	for _, f := range facets {
		trades = append(trades, f.Trade+" "+string(f.Window))
	}
	if got := strings.Join(slices.Sorted(slices.Values(trades)), ", "); err != nil || got != "Bahasa Jepang closed, Bahasa Jepang open, Las closed, Las not_yet, Las open" {
		t.Errorf("facets = %q, %v", got, err)
	}
	counts, err := s.db.CountEvents(t.Context())
	if err != nil || counts.OpenCourses != 2 || counts.Fairs != 1 || counts.Outreach != 0 || counts.NextFair == nil {
		t.Errorf("counts = %+v, %v", counts, err)
	}
}

func TestPublicEventPage(t *testing.T) {
	s := newShelf(t)
	now := time.Now()
	id := s.event(app.JobFair, "bursa", row{"region_code": "31.74.01.1001", "capacity": 250})
	for i, capacity := range []int{100, 200} {
		from := now.AddDate(0, 0, 10).Add(time.Duration(i) * time.Hour)
		s.insert("event_sessions", row{"event_id": id, "kind": "entry", "starts_at": from, "ends_at": from.Add(50 * time.Minute), "capacity": capacity})
	}
	e, err := s.db.PublicEvent(t.Context(), app.JobFair, "bursa")
	if err != nil {
		t.Fatal(err)
	}
	if e.Region == "" || e.SessionSeats != 300 || e.Seats() != 250 || e.Window(now) != app.WindowOpen {
		t.Errorf("event = %+v", e)
	}
	sessions, err := s.db.AllSessions(t.Context(), id)
	if err != nil || len(sessions) != 2 || sessions[0].Left() != 100 {
		t.Errorf("sessions = %+v, %v", sessions, err)
	}
	s.exec(`UPDATE event_sessions SET capacity = 0 WHERE capacity = 100`)
	if e, _ = s.db.PublicEvent(t.Context(), app.JobFair, "bursa"); e.SessionSeats != 0 || e.Seats() != 250 {
		t.Errorf("with an unlimited session: %d session seats, %d seats", e.SessionSeats, e.Seats())
	}
	if _, err := s.db.PublicEvent(t.Context(), app.Course, "bursa"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("under another kind: %v", err)
	}
	s.event(app.Outreach, "rancangan", row{"status": "draft"})
	if _, err := s.db.PublicEvent(t.Context(), app.Outreach, "rancangan"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("draft: %v", err)
	}
	s.event(app.Outreach, "arsip", row{"status": "archived"})
	if _, err := s.db.PublicEvent(t.Context(), app.Outreach, "arsip"); !errors.Is(err, app.ErrGone) {
		t.Errorf("archived: %v", err)
	}
	s.event(app.Outreach, "batal", row{"status": "cancelled", "cancelled_at": now})
	if e, err := s.db.PublicEvent(t.Context(), app.Outreach, "batal"); err != nil || e.Window(now) != app.WindowCancelled {
		t.Errorf("cancelled: %+v, %v", e, err)
	}
}

func TestBooths(t *testing.T) {
	s := newShelf(t)
	fair := s.event(app.JobFair, "bursa", nil)
	other := s.insert("agencies", row{"slug": "pt-dua", "name": "PT Dua", "sip3mi": "2", "licence_until": s.day(10)})
	s.insert("booths", row{"event_id": fair, "number": "BP3MI", "title": "Meja konsultasi"})
	s.insert("booths", row{"event_id": fair, "number": "A10", "agency_id": other})
	first := s.insert("booths", row{"event_id": fair, "number": "A2", "agency_id": s.agency})
	for slug, over := range map[string]row{"las": {"title": "Las", "country": "KR"}, "kaigo": {"title": "Kaigo"}, "tutup": {"title": "Tutup", "closes_on": s.day(-1)}} {
		s.insert("booth_jobs", row{"booth_id": first, "job_id": s.job(slug, over), "openings": 4})
	}
	booths, err := s.db.Booths(t.Context(), fair)
	if err != nil || len(booths) != 3 {
		t.Fatalf("booths = %+v, %v", booths, err)
	}
	if b := booths[0]; b.Number != "A2" || b.Title != "PT Bahtera Karya" || len(b.Jobs) != 2 || b.Jobs[0].Slug != "kaigo" || b.Jobs[1].CountryID != "Korea Selatan" || b.Openings() != 8 {
		t.Errorf("first booth = %+v", b)
	}
	if booths[1].Number != "A10" || booths[2].Agency || booths[2].Title != "Meja konsultasi" {
		t.Errorf("order = %+v", booths)
	}
	e, err := s.db.PublicEvent(t.Context(), app.JobFair, "bursa")
	if err != nil || e.Companies != 2 || e.Openings != 8 {
		t.Errorf("fair counts %d companies and %d openings, %v", e.Companies, e.Openings, err)
	}
}
