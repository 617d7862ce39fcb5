package organizer_test

import (
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/web/webtest"
)

// now is a moment within the first session of the fair.
var now = time.Date(2026, 12, 12, 9, 42, 0, 0, app.Jakarta)

// Addresses of the fair's desk.
const (
	list     = "/panitia/bursa-kerja-tebet/peserta"
	download = "/panitia/bursa-kerja-tebet/ekspor"
)

// injected is a name that a spreadsheet would run.
const injected = "=cmd|' /C calc'!A0"

// world is a fair with people, another event, and the site over them.
type world struct {
	*webtest.Site
	fair, other        int64
	morning, noon      int64
	panitia, elsewhere int64 // accounts: of the fair, of the other event
	officer, petugas   int64
	codes              []app.TicketCode // of those who hold one, in the order of people
	registrations      []int64
	people             []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	db := pgtest.Open(t, postgres.Options{Now: func() time.Time { return now }})
	if err := db.Bulk(t.Context(), func(b *postgres.Bulk) error { return w.fill(t, b) }); err != nil {
		t.Fatal(err)
	}
	w.Site = webtest.Over(t, db)
	w.Kit.Now = func() time.Time { return now }
	w.panitia = w.staff(t, "Rina Panitia", app.RolePanitia, w.fair)
	w.elsewhere = w.staff(t, "Panitia Lain", app.RolePanitia, w.other)
	w.officer = w.staff(t, "Petugas BP3MI", app.RoleOfficer, 0)
	w.petugas = w.staff(t, "Petugas Pintu", app.RolePetugas, w.fair)
	return w
}

func (w *world) staff(t *testing.T, name string, role app.Role, eventID int64) int64 {
	t.Helper()
	email := strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@contoh.id"
	id, err := w.DB.CreateStaff(t.Context(), app.System("test"), name, email, "x", []app.Grant{{Role: role, EventID: eventID}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) fill(t *testing.T, b *postgres.Bulk) error {
	ctx := t.Context()
	day := app.Day(now)
	event := func(slug, title string, days int) app.Event {
		start := day.AddDate(0, 0, days).Add(9 * time.Hour)
		return app.Event{Kind: app.JobFair, Slug: slug, Title: title, Venue: "GOR Bulungan", Status: app.EventPublished, Approval: app.Instant, Capacity: 100,
			StartsAt: start, EndsAt: start.Add(6 * time.Hour), OpensAt: start.AddDate(0, -1, 0), ClosesAt: start.Add(5 * time.Hour)}
	}
	events, err := b.Events(ctx, []app.Event{event("bursa-kerja-tebet", "Bursa Kerja Tebet", 0), event("lain", "Acara Lain", 7)})
	if err != nil {
		return err
	}
	w.fair, w.other = events[0], events[1]
	sessions, err := b.Sessions(ctx, []app.Session{
		{EventID: w.fair, Kind: app.EntrySession, StartsAt: day.Add(9 * time.Hour), EndsAt: day.Add(9*time.Hour + 50*time.Minute), Capacity: 50},
		{EventID: w.fair, Kind: app.EntrySession, Title: "Siang", StartsAt: day.Add(12 * time.Hour), EndsAt: day.Add(13 * time.Hour), Capacity: 50},
	})
	if err != nil {
		return err
	}
	w.morning, w.noon = sessions[0], sessions[1]
	gates, err := b.Gates(ctx, []postgres.BulkGate{{EventID: w.fair, Name: "Pintu A"}})
	if err != nil {
		return err
	}
	return w.fillPeople(t, b, gates[0])
}

func (w *world) fillPeople(t *testing.T, b *postgres.Bulk, gate int64) error {
	ctx := t.Context()
	jaksel := app.Address{RegionCode: "31.74.01.1002", RT: "003", RW: "012"}
	w.people = []string{"Siti Nur Aisyah", "José Álvarez", "田中 太郎", injected, "Tanpa Data"}
	candidates := []postgres.BulkCandidate{
		{Candidate: app.Candidate{BirthDate: time.Date(2000, 12, 13, 0, 0, 0, 0, time.UTC), Sex: app.Female, Address: jaksel, Education: app.SLTA}, NIK: "3174015312000042", Phone: "+6281234567890"},
		{Candidate: app.Candidate{BirthDate: time.Date(1990, 1, 2, 0, 0, 0, 0, time.UTC), Sex: app.Male, Address: app.Address{OutsideDKI: true, City: "Kota Bekasi"}}, NIK: "3275010201900001", Phone: "+6281200000001"},
		{Candidate: app.Candidate{BirthDate: time.Date(1995, 5, 6, 0, 0, 0, 0, time.UTC), Sex: app.Male, Address: jaksel}, NIK: "3174010605950007", Phone: "+6281200000007"},
		{Candidate: app.Candidate{BirthDate: time.Date(1995, 5, 6, 0, 0, 0, 0, time.UTC), Sex: app.Male, Address: jaksel}, NIK: "3174010605950008", Phone: "+6281200000008"},
		{},
	}
	statuses := []app.RegistrationStatus{app.Confirmed, app.Confirmed, app.Waitlisted, app.Confirmed, app.Cancelled}
	var accounts []postgres.BulkAccount
	for i := range candidates {
		accounts = append(accounts, postgres.BulkAccount{Email: "orang" + string(rune('a'+i)) + "@contoh.id", CreatedAt: now})
	}
	ids, err := b.Accounts(ctx, accounts)
	if err != nil {
		return err
	}
	for i := range candidates {
		candidates[i].AccountID, candidates[i].Name, candidates[i].CreatedAt = ids[i], w.people[i], now
	}
	if ids, err = b.Candidates(ctx, candidates); err != nil {
		return err
	}
	var registrations []app.Registration
	for i, id := range ids {
		r := app.Registration{EventID: w.fair, CandidateID: id, SessionID: w.morning, Status: statuses[i], Source: app.Online, SubmittedAt: now.Add(time.Duration(i-1000) * time.Minute)}
		if i == 2 {
			r.SessionID, r.WaitlistNo = w.noon, 1
		}
		if i == 4 {
			r.SessionID, r.CancelledAt = 0, &now
		}
		registrations = append(registrations, r)
	}
	if w.registrations, err = b.Registrations(ctx, registrations); err != nil {
		return err
	}
	var tickets []postgres.BulkTicket
	for i, id := range w.registrations {
		if statuses[i].HasTicket() {
			w.codes = append(w.codes, app.NewTicketCode())
			tickets = append(tickets, postgres.BulkTicket{Ticket: app.Ticket{RegistrationID: id, Code: w.codes[len(w.codes)-1], IssuedAt: now}, EventID: w.fair})
		}
	}
	if _, err := b.Tickets(ctx, tickets); err != nil {
		return err
	}
	if _, err := b.Attendances(ctx, []postgres.BulkAttendance{{EventID: w.fair, RegistrationID: w.registrations[0], SessionID: w.morning, Status: "present",
		GateID: gate, ScannedAt: now, RecordedAt: now}}); err != nil {
		return err
	}
	return b.Counters(ctx, []int64{w.fair, w.other})
}
