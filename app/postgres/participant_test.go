package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// deskWorld is a gateWorld with known people at its fair.
type deskWorld struct {
	*gateWorld
	panitia *app.Actor
	sitiTix string
}

// kelurahan of South Jakarta and of elsewhere in DKI.
const (
	tebetBarat = "31.74.01.1002"
	gambir     = "31.71.01.1001"
)

func newDeskWorld(t testing.TB) *deskWorld {
	w := &deskWorld{gateWorld: newGateWorld(t)}
	w.panitia = w.organizer(w.fair)
	person := func(minutes int, name string, session int64, status app.RegistrationStatus, set string, args ...any) string {
		code, id := w.ticket(name, w.fair, session, status)
		w.exec(`UPDATE registrations SET submitted_at = $2 WHERE id = $1`, id, fairDay.Add(time.Duration(minutes)*time.Minute))
		if set != "" {
			args = append([]any{id}, args...)
			w.exec(`UPDATE candidates SET `+set+` WHERE id = (SELECT candidate_id FROM registrations WHERE id = $1)`, args...)
		}
		return code
	}
	w.sitiTix = person(1, "Siti Nur Aisyah", w.morning, app.Confirmed,
		`nik_last4 = '0042', phone_last4 = '7890', sex = 'female', birth_date = '2000-12-13', region_code = $2, rt = '003', rw = '012', education = 'slta'`, tebetBarat)
	person(2, "Budi Hartono", w.morning, app.Confirmed, `nik_last4 = '7890', sex = 'male', region_code = $2, rt = '001', rw = '002'`, gambir)
	person(3, "José 100%", w.tomorrow, app.Waitlisted, `sex = 'male', outside_dki = true, city = 'Kota Bekasi'`)
	person(4, "Andi", 0, app.Submitted, "")
	person(4, "Andi", 0, app.Cancelled, "")
	w.ticket("Siti Elsewhere", w.other, 0, app.Confirmed)
	w.redeem(w.sitiTix)
	return w
}

// organizer makes somebody who runs the event, or every event for 0.
func (w *deskWorld) organizer(eventID int64) *app.Actor {
	a := w.staff("Panitia", eventID)
	a.Grants[0].Role = app.RolePanitia
	return a
}

func (w *deskWorld) filter(query string) postgres.ParticipantFilter {
	w.t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		w.t.Fatal(err)
	}
	return postgres.ParseParticipantFilter(v)
}

func (w *deskWorld) names(query string, page int) []string {
	w.t.Helper()
	people, err := w.db.Participants(context.Background(), w.panitia, w.fair, w.filter(query), page)
	if err != nil {
		w.t.Fatalf("%q: %v", query, err)
	}
	names := []string{}
	for _, p := range people {
		names = append(names, p.Name)
	}
	return names
}

func TestParticipantsFilters(t *testing.T) {
	w := newDeskWorld(t)
	siti, budi, jose := "Siti Nur Aisyah", "Budi Hartono", "José 100%"
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{"Andi", "Andi", jose, budi, siti}},
		{"urut=daftar", []string{siti, budi, jose, "Andi", "Andi"}},
		{"urut=nama", []string{"Andi", "Andi", budi, jose, siti}},
		{"urut=-nama", []string{siti, jose, budi, "Andi", "Andi"}},
		{"urut=sesi", []string{siti, budi, jose, "Andi", "Andi"}},
		{"urut=-sesi", []string{jose, siti, budi, "Andi", "Andi"}},
		{"status=confirmed", []string{budi, siti}},
		{"status=cancelled", []string{"Andi"}},
		{fmt.Sprint("sesi=", w.tomorrow), []string{jose}},
		{"sesi=999999", []string{}},
		{"hadir=ya", []string{siti}},
		{"hadir=belum&status=confirmed", []string{budi}},
		{"jk=l", []string{jose, budi}},
		{"jk=kosong&status=submitted", []string{"Andi"}},
		{"domisili=jaksel", []string{siti}},
		{"domisili=dki", []string{budi, siti}},
		{"domisili=luar", []string{jose}},
		{"domisili=kosong", []string{"Andi", "Andi"}},
		{"q=siti", []string{siti}},
		{"q=AISYAH+siti", []string{siti}},
		{"q=JOSÉ", []string{jose}},
		{"q=100%25", []string{jose}},
		{"q=_", []string{}},
		{"q=%5C", []string{}},
		{"q=7890", []string{budi, siti}},
		{"q=3174015708900042", []string{siti}},
		{"q=" + strings.ToLower(app.TicketCode(w.sitiTix).Human()), []string{siti}},
		{"q=" + w.sitiTix, []string{siti}},
		{"q=%27+OR+1%3D1+--", []string{}},
	}
	for _, tt := range tests {
		if got := w.names(tt.query, 1); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.query, got, tt.want)
		}
		f := w.filter(tt.query)
		counts, err := w.db.ParticipantCounts(t.Context(), w.panitia, w.fair, f)
		if err != nil || counts.Of(f.Status) != len(tt.want) {
			t.Errorf("%q: counts %v, %v; want %d", tt.query, counts, err, len(tt.want))
		}
		var exported []string
		total := -1
		err = w.db.EachParticipant(t.Context(), w.panitia, w.fair, f, func(n int) error { total = n; return nil }, func(p *postgres.Participant) error {
			exported = append(exported, p.Name)
			return nil
		})
		if err != nil || total != len(tt.want) || !slices.Equal(exported, tt.want) && len(tt.want) > 0 {
			t.Errorf("%q: exported %d %v, %v; want %v", tt.query, total, exported, err, tt.want)
		}
	}
}

func TestParticipantsKnowTheirFacts(t *testing.T) {
	w := newDeskWorld(t)
	people, err := w.db.Participants(t.Context(), w.panitia, w.fair, w.filter("urut=nama"), 1)
	if err != nil {
		t.Fatal(err)
	}
	siti := people[4]
	if siti.NIKLast4 != "0042" || siti.PhoneLast4 != "7890" || siti.Sex != app.Female || siti.BirthDate.Format(time.DateOnly) != "2000-12-13" ||
		siti.Kelurahan == "" || siti.Kecamatan != "Tebet" || siti.City != "Jakarta Selatan" || siti.RT != "003" || siti.RW != "012" || siti.Education != app.SLTA {
		t.Errorf("identity and address: %+v", siti)
	}
	if !siti.AttendedAt.Equal(fairDay) || siti.Gate != "Pintu A" || string(siti.Code) != w.sitiTix || !siti.SessionStart.Equal(app.Day(fairDay).Add(9*time.Hour)) {
		t.Errorf("session and attendance: %+v", siti)
	}
	if jose := people[3]; !jose.OutsideDKI || jose.City != "Kota Bekasi" || jose.Kelurahan != "" || jose.SessionTitle != "Hari kedua" {
		t.Errorf("from outside DKI: %+v", jose)
	}
	for _, andi := range people[:2] {
		if !andi.BirthDate.IsZero() || andi.Sex != "" || !andi.SessionStart.IsZero() || !andi.AttendedAt.IsZero() {
			t.Errorf("what is not known: %+v", andi)
		}
		if andi.Status == app.Cancelled && andi.Code != "" {
			t.Errorf("a revoked ticket shows: %+v", andi)
		}
	}
}

// Somebody marked twice, and once by mistake, stands in the list once.
func TestParticipantsAttendedOnce(t *testing.T) {
	w := newDeskWorld(t)
	id := w.id(`SELECT registration_id FROM tickets WHERE code = $1`, w.sitiTix)
	mark := `INSERT INTO attendances (event_id, registration_id, session_id, status, scanned_at, annulled_at, annul_reason)
		VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END, CASE WHEN $6 THEN 'salah orang' ELSE '' END)`
	w.exec(mark, w.fair, id, w.tomorrow, "present", fairDay.Add(24*time.Hour), false)
	w.exec(mark, w.fair, id, w.morning, "present", fairDay.Add(-time.Hour), true)
	budi := w.id(`SELECT r.id FROM registrations r JOIN candidates c ON c.id = r.candidate_id WHERE c.name = 'Budi Hartono'`)
	w.exec(mark, w.fair, budi, w.morning, "absent", fairDay, false)

	n := 0
	err := w.db.EachParticipant(t.Context(), w.panitia, w.fair, w.filter("hadir=ya"), nil, func(p *postgres.Participant) error {
		n++
		if p.Name != "Siti Nur Aisyah" || !p.AttendedAt.Equal(fairDay) {
			t.Errorf("attended: %s at %v", p.Name, p.AttendedAt)
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d attended, %v; want 1", n, err)
	}
	e, err := w.db.OrganizerEvent(t.Context(), w.panitia, w.fair)
	if err != nil || e.Attended != 1 {
		t.Errorf("event: %+v, %v; want 1 attended", e, err)
	}
}

func TestParticipantsPagesAreStable(t *testing.T) {
	w := newDeskWorld(t)
	w.exec(`WITH a AS (INSERT INTO accounts (email) SELECT 'banyak' || n || '@contoh.id' FROM generate_series(1, 120) n RETURNING id),
		c AS (INSERT INTO candidates (account_id, name) SELECT id, 'Sama' FROM a RETURNING id)
		INSERT INTO registrations (event_id, candidate_id, status, submitted_at) SELECT $1, id, 'confirmed', $2 FROM c`, w.fair, fairDay)
	for _, query := range []string{"", "urut=daftar", "urut=nama", "urut=-nama", "urut=sesi", "urut=-sesi"} {
		seen := map[int64]bool{}
		var last int64
		for page := range 4 {
			people, err := w.db.Participants(t.Context(), w.panitia, w.fair, w.filter(query), page+1)
			if err != nil {
				t.Fatal(err)
			}
			if want := []int{50, 50, 25, 0}[page]; len(people) != want {
				t.Errorf("%q: page %d holds %d, want %d", query, page+1, len(people), want)
			}
			for _, p := range people {
				if seen[p.RegistrationID] {
					t.Errorf("%q: registration %d stands on two pages", query, p.RegistrationID)
				}
				seen[p.RegistrationID], last = true, p.RegistrationID
			}
		}
		i := 0
		var lastExported int64
		if err := w.db.EachParticipant(t.Context(), w.panitia, w.fair, w.filter(query), nil, func(p *postgres.Participant) error {
			i++
			lastExported = p.RegistrationID
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if i != 125 || lastExported != last {
			t.Errorf("%q: export of %d ends in %d, the pages in %d", query, i, lastExported, last)
		}
	}
	for _, page := range []int{0, -3} {
		if got := w.names("", page); len(got) != 50 {
			t.Errorf("page %d holds %d", page, len(got))
		}
	}
}

func TestParticipantsScope(t *testing.T) {
	w := newDeskWorld(t)
	officer := w.staff("Petugas BP3MI", 0)
	officer.Grants[0].Role = app.RoleOfficer
	region := w.staff("Kelurahan", 0)
	region.Grants[0] = app.Grant{Role: app.RoleOfficer, RegionCode: tebetBarat}
	tests := []struct {
		name          string
		actor         *app.Actor
		sees, exports bool
	}{
		{"organizer of the event", w.panitia, true, true},
		{"organizer of all events", w.organizer(0), true, true},
		{"organizer of another event", w.organizer(w.other), false, false},
		{"officer", officer, true, false},
		{"officer of a region", region, false, false},
		{"gate officer", w.petugas, false, false},
		{"nobody", nil, false, false},
		{"system", app.System("test"), true, true},
	}
	for _, tt := range tests {
		_, listed := w.db.Participants(t.Context(), tt.actor, w.fair, postgres.ParticipantFilter{}, 1)
		_, counted := w.db.ParticipantCounts(t.Context(), tt.actor, w.fair, postgres.ParticipantFilter{})
		_, event := w.db.OrganizerEvent(t.Context(), tt.actor, w.fair)
		for _, err := range []error{listed, counted, event} {
			if (err == nil) != tt.sees || err != nil && !errors.Is(err, app.ErrNotFound) {
				t.Errorf("%s: %v, should see: %v", tt.name, err, tt.sees)
			}
		}
		before := w.count(`SELECT count(*) FROM audit_log`)
		recorded := w.db.RecordExport(t.Context(), tt.actor, w.fair, postgres.ParticipantFilter{}, "csv")
		read := w.db.EachParticipant(t.Context(), tt.actor, w.fair, postgres.ParticipantFilter{}, nil, func(*postgres.Participant) error { return nil })
		for _, err := range []error{recorded, read} {
			if (err == nil) != tt.exports || err != nil && !errors.Is(err, app.ErrNotFound) {
				t.Errorf("%s: %v, should export: %v", tt.name, err, tt.exports)
			}
		}
		if trail := w.count(`SELECT count(*) FROM audit_log`) - before; (trail == 1) != tt.exports {
			t.Errorf("%s: %d audit rows", tt.name, trail)
		}
	}
}

func TestRecordExport(t *testing.T) {
	w := newDeskWorld(t)
	w.panitia.RequestID = "REQ"
	if err := w.db.RecordExport(t.Context(), w.panitia, w.fair, w.filter("status=confirmed&hadir=ya"), "xlsx"); err != nil {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM audit_log WHERE action = 'participants.export' AND account_id = $1 AND event_id = $2 AND request_id = 'REQ'
		AND after = '{"format": "xlsx", "rows": 1, "filter": {"status": "confirmed", "hadir": "ya"}}'`, w.panitia.AccountID, w.fair); n != 1 {
		t.Errorf("%d audit rows say so, want 1", n)
	}
}

func TestEachParticipantStops(t *testing.T) {
	w := newDeskWorld(t)
	full := errors.New("full")
	n := 0
	err := w.db.EachParticipant(t.Context(), w.panitia, w.fair, postgres.ParticipantFilter{}, nil, func(*postgres.Participant) error {
		n++
		return full
	})
	if !errors.Is(err, full) || n != 1 {
		t.Errorf("after %d: %v", n, err)
	}
	if err := w.db.EachParticipant(t.Context(), w.panitia, w.fair, postgres.ParticipantFilter{}, func(int) error { return full }, nil); !errors.Is(err, full) {
		t.Errorf("from the start: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.db.EachParticipant(ctx, w.panitia, w.fair, postgres.ParticipantFilter{}, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestOrganizerEvents(t *testing.T) {
	w := newDeskWorld(t)
	w.exec(`UPDATE event_sessions SET capacity = 30 WHERE event_id = $1`, w.fair)
	w.exec(`UPDATE event_counters SET live = 4, taken = 2, waiting = 1 WHERE event_id = $1`, w.fair)
	day := app.Day(fairDay)
	w.event("lama", "Lama", day.AddDate(0, 0, -20), day.AddDate(0, 0, -19))
	past := w.event("lalu", "Lalu", day.AddDate(0, 0, -9), day.AddDate(0, 0, -8))
	w.event("nanti", "Nanti", day.AddDate(0, 0, 8), day.AddDate(0, 0, 9))
	draft := w.event("rancangan", "Rancangan", day, day.AddDate(0, 0, 1))
	w.exec(`UPDATE events SET status = 'draft' WHERE id = $1`, draft)

	titles := func(actor *app.Actor) []string {
		t.Helper()
		events, err := w.db.OrganizerEvents(t.Context(), actor, fairDay)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range events {
			out = append(out, e.Title)
			if e.ID == w.fair && (e.Places != 60 || e.Registered != 4 || e.Taken != 2 || e.Waiting != 1 || e.Attended != 1) {
				t.Errorf("counts of the fair: %+v", e)
			}
		}
		return out
	}
	known := []string{"Bursa Kerja Tebet", "Bursa Kerja Cilandak", "Nanti", "Lalu", "Lama"}
	if got, want := titles(w.organizer(0)), append([]string{"Rancangan"}, known...); !slices.Equal(got, want) {
		t.Errorf("organizer of all sees %v, want %v", got, want)
	}
	officer := w.staff("Pejabat", 0)
	officer.Grants[0].Role = app.RoleOfficer
	if got := titles(officer); !slices.Equal(got, known) {
		t.Errorf("who may not edit a draft sees %v, want %v", got, known)
	}
	if got := titles(w.organizer(past)); !slices.Equal(got, []string{"Lalu"}) {
		t.Errorf("organizer of one sees %v", got)
	}
	if got := titles(w.petugas); got != nil {
		t.Errorf("gate officer sees %v", got)
	}
	w.exec(`UPDATE event_sessions SET capacity = 0 WHERE id = $1`, w.tomorrow)
	if e, err := w.db.OrganizerEvent(t.Context(), w.panitia, w.fair); err != nil || e.Places != 0 {
		t.Errorf("with a session that has no limit: %+v, %v", e, err)
	}
}
