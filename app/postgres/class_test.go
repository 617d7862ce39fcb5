package postgres_test

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
)

// classWorld is a course of four meetings on days in a row from the day of
// beforeFair on, the first of which is being held.
type classWorld struct {
	*registerWorld
	event           int64
	meetings        []app.Meeting
	people          []*app.Actor
	ids             []int64 // registrations, by person
	teacher, second *app.Actor
}

func newClassWorld(t testing.TB, people int) *classWorld {
	t.Helper()
	w := &classWorld{registerWorld: newRegisterWorld(t)}
	day := app.Day(beforeFair)
	w.event = w.number(`INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('course', 'jepang', 'Bahasa Jepang', 'published', $1, $2, $3, $2) RETURNING id`, day.Add(8*time.Hour), day.AddDate(0, 0, 3).Add(14*time.Hour), day.AddDate(0, 0, -20))
	w.exec(`INSERT INTO courses (event_id, trade, lesson_hours, days) VALUES ($1, 'Bahasa Jepang', 32, 4)`, w.event)
	for i := range 4 {
		at := day.AddDate(0, 0, i).Add(8 * time.Hour)
		w.exec(`INSERT INTO event_sessions (event_id, kind, starts_at, ends_at) VALUES ($1, 'meeting', $2, $3)`, w.event, at, at.Add(6*time.Hour))
	}
	for range people {
		w.join(day.AddDate(0, 0, -9))
	}
	w.now = day.Add(10 * time.Hour)
	w.teacher, w.second = w.marker("Bu Rini", w.event), w.marker("Pak Budi", w.event)
	w.load()
	return w
}

// join gives somebody new a place in the course.
func (w *classWorld) join(at time.Time) int64 {
	w.t.Helper()
	a := w.registerWorld.people(1)[0]
	id := w.number(`INSERT INTO registrations (event_id, candidate_id, status, submitted_at) VALUES ($1, $2, 'confirmed', $3) RETURNING id`, w.event, a.CandidateID, at)
	w.exec(`UPDATE event_counters SET registrations = registrations + 1, live = live + 1, taken = taken + 1 WHERE event_id = $1`, w.event)
	w.people, w.ids = append(w.people, a), append(w.ids, id)
	return id
}

func (w *classWorld) marker(name string, eventID int64) *app.Actor {
	w.t.Helper()
	account := w.number(`INSERT INTO accounts (name, email) VALUES ($1, $2) RETURNING id`, name, uuid.NewString()+"@contoh.id")
	return &app.Actor{AccountID: account, Name: name, Grants: []app.Grant{{Role: app.RolePetugas, EventID: eventID}}}
}

func (w *classWorld) load() {
	w.t.Helper()
	var err error
	if w.meetings, err = w.db.Meetings(w.t.Context(), w.event); err != nil {
		w.t.Fatal(err)
	}
}

// cells returns what stands in a meeting, by registration.
func (w *classWorld) cells(meeting int) map[int64]postgres.MeetingMark {
	w.t.Helper()
	list, err := w.db.MeetingMarks(w.t.Context(), w.teacher, &w.meetings[meeting])
	if err != nil {
		w.t.Fatal(err)
	}
	cells := map[int64]postgres.MeetingMark{}
	for _, c := range list {
		cells[c.RegistrationID] = c
	}
	return cells
}

func (w *classWorld) save(by *app.Actor, meeting int, reason string, changes ...postgres.MarkChange) (int, []postgres.MarkConflict, error) {
	w.t.Helper()
	return w.db.SaveMarks(w.t.Context(), by, &w.meetings[meeting], changes, reason)
}

// mustSave saves what must be saved whole.
func (w *classWorld) mustSave(by *app.Actor, meeting int, reason string, changes ...postgres.MarkChange) {
	w.t.Helper()
	if n, conflicts, err := w.save(by, meeting, reason, changes...); err != nil || n != len(changes) || len(conflicts) > 0 {
		w.t.Fatalf("%d of %d saved, %v, %v", n, len(changes), conflicts, err)
	}
}

func change(registration int64, version int, status app.AttendanceStatus, remark string) postgres.MarkChange {
	return postgres.MarkChange{RegistrationID: registration, Version: version, Status: status, Remark: remark}
}

func TestMarksAreSavedAndSeen(t *testing.T) {
	w := newClassWorld(t, 3)
	w.mustSave(w.teacher, 0, "", change(w.ids[0], 0, app.AttendancePresent, ""), change(w.ids[1], 0, app.AttendanceSick, "  demam,\nsurat  menyusul "))
	cells := w.cells(0)
	if c := cells[w.ids[1]]; c.Status != app.AttendanceSick || c.Remark != "demam, surat menyusul" || c.Version != 1 || c.By != "Bu Rini" || !c.At.Equal(w.now) {
		t.Errorf("%+v", c)
	}
	if c := cells[w.ids[2]]; c.Status != "" || c.Version != 0 {
		t.Errorf("nobody marked %+v", c)
	}
	if at := w.number(`SELECT count(*) FROM attendances WHERE scanned_at = $1 AND event_id = $2`, w.now, w.event); at != 2 {
		t.Errorf("%d marks at the moment of the meeting", at)
	}
	// Sent again, it does nothing.
	w.mustSave(w.teacher, 0, "", change(w.ids[0], 0, app.AttendancePresent, ""), change(w.ids[1], 0, app.AttendanceSick, "demam, surat menyusul"))
	if n := w.number(`SELECT count(*) FROM attendance_history`); n != 2 {
		t.Errorf("%d entries in the history, want 2", n)
	}
}

func TestTwoEditorsOfOneCell(t *testing.T) {
	w := newClassWorld(t, 2)
	w.mustSave(w.teacher, 0, "", change(w.ids[0], 0, app.AttendanceAbsent, ""))
	n, conflicts, err := w.save(w.second, 0, "", change(w.ids[0], 0, app.AttendanceLate, "macet"), change(w.ids[1], 0, app.AttendancePresent, ""))
	if err != nil || n != 1 || len(conflicts) != 1 {
		t.Fatalf("%d saved, %v, %v", n, conflicts, err)
	}
	if c := conflicts[0]; c.RegistrationID != w.ids[0] || c.Status != app.AttendanceAbsent || c.By != "Bu Rini" || c.Version != 1 || c.Gone {
		t.Errorf("%+v", c)
	}
	if c := w.cells(0)[w.ids[0]]; c.Status != app.AttendanceAbsent {
		t.Errorf("overwritten: %+v", c)
	}
	// Having seen it, the second overrules.
	w.mustSave(w.second, 0, "", change(w.ids[0], 1, app.AttendanceLate, "macet"))
	history, err := w.db.MarkHistory(t.Context(), w.teacher, &w.meetings[0])
	if err != nil || len(history) != 3 || history[0].Status != app.AttendanceLate || history[0].By != "Pak Budi" || history[1].Status != app.AttendanceAbsent {
		t.Errorf("%+v, %v", history, err)
	}
	// One cell twice in one list conflicts with itself.
	if n, conflicts, err := w.save(w.second, 0, "", change(w.ids[1], 1, app.AttendanceSick, ""), change(w.ids[1], 1, app.AttendanceLate, "")); err != nil || n != 1 || len(conflicts) != 1 {
		t.Errorf("%d saved, %v, %v", n, conflicts, err)
	}
}

// Many editors write the same cells at once, through two replicas: of each
// cell exactly one succeeds, every other is told of the one that stands, and
// the history is what happened.
func TestRacingEditors(t *testing.T) {
	w := newClassWorld(t, 6)
	replicas := []*postgres.DB{w.db, w.replica()}
	statuses := app.AttendanceStatuses()
	const editors = 12
	type result struct {
		saved     int
		conflicts []postgres.MarkConflict
		err       error
	}
	results := make([]result, editors)
	var wg sync.WaitGroup
	for e := range editors {
		var changes []postgres.MarkChange
		for i := range w.ids {
			id := w.ids[(i+e)%len(w.ids)] // in another order each
			changes = append(changes, change(id, 0, statuses[e%len(statuses)], fmt.Sprintf("editor %d", e)))
		}
		wg.Go(func() {
			r := &results[e]
			r.saved, r.conflicts, r.err = replicas[e%2].SaveMarks(t.Context(), w.teacher, &w.meetings[0], changes, "")
		})
	}
	wg.Wait()
	saved := 0
	for e, r := range results {
		if r.err != nil || r.saved+len(r.conflicts) != len(w.ids) {
			t.Fatalf("editor %d: %+v", e, r)
		}
		saved += r.saved
	}
	if saved != len(w.ids) {
		t.Errorf("%d cells saved by %d editors, want each once: %d", saved, editors, len(w.ids))
	}
	if n := w.number(`SELECT count(*) FROM attendances WHERE annulled_at IS NULL AND version = 1`); n != int64(len(w.ids)) {
		t.Errorf("%d marks", n)
	}
	if n := w.number(`SELECT count(*) FROM attendance_history h JOIN attendances a USING (registration_id, session_id, version, status, remark)`); n != int64(len(w.ids)) {
		t.Errorf("%d entries of the history are what stands", n)
	}
}

func TestCorrectionsNeedAReason(t *testing.T) {
	w := newClassWorld(t, 2)
	w.mustSave(w.teacher, 0, "", change(w.ids[0], 0, app.AttendanceAbsent, ""))
	// To take a mark back needs one also while the list is open.
	if _, _, err := w.save(w.teacher, 0, "", change(w.ids[0], 1, "", "")); !errors.Is(err, app.ErrMarkReason) {
		t.Errorf("taken back without a reason: %v", err)
	}
	if err := w.db.CloseMeeting(t.Context(), w.teacher, &w.meetings[0]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.save(w.teacher, 0, "sakt", change(w.ids[0], 1, app.AttendanceSick, "")); !errors.Is(err, app.ErrMarkReason) {
		t.Errorf("closed by the teacher, four letters: %v", err)
	}
	if _, err := w.db.FillPresent(t.Context(), w.teacher, &w.meetings[0], ""); !errors.Is(err, app.ErrMarkReason) {
		t.Errorf("filled after closing: %v", err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.mustSave(w.second, 0, "Surat dokter datang", change(w.ids[0], 1, app.AttendanceSick, "surat dokter"))
	if n := w.number(`SELECT count(*) FROM attendance_history WHERE reason = 'Surat dokter datang' AND version = 2 AND account_id = $1`, w.second.AccountID); n != 1 {
		t.Error("the reason is not in the history")
	}
	// The marks themselves stay those of the day of the meeting.
	if n := w.number(`SELECT count(*) FROM attendances WHERE scanned_at::date = $1::date`, app.Day(beforeFair).Add(8*time.Hour)); n != 1 {
		t.Error("the mark is of another day")
	}
	// What is the same needs none; taken back, the version goes on.
	w.mustSave(w.second, 0, "", change(w.ids[0], 2, app.AttendanceSick, "surat dokter"))
	w.mustSave(w.second, 0, "Salah orang", change(w.ids[0], 2, "", "dilupakan"))
	if c := w.cells(0)[w.ids[0]]; c.Status != "" || c.Version != 3 || c.Remark != "" {
		t.Errorf("%+v", c)
	}
	if _, conflicts, _ := w.save(w.teacher, 0, "Ternyata hadir", change(w.ids[0], 0, app.AttendancePresent, "")); len(conflicts) != 1 || conflicts[0].By != "Pak Budi" {
		t.Errorf("whoever saw the cell empty before: %+v", conflicts)
	}
	w.mustSave(w.teacher, 0, "Ternyata hadir", change(w.ids[0], 3, app.AttendancePresent, ""))
	if c := w.cells(0)[w.ids[0]]; c.Version != 4 {
		t.Errorf("%+v", c)
	}
}

func TestFillPresentFillsOnlyBlanks(t *testing.T) {
	w := newClassWorld(t, 3)
	late := w.join(w.meetings[0].EndsAt.Add(time.Hour))
	cancelled := w.join(beforeFair.AddDate(0, 0, -9))
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, cancelled)
	w.mustSave(w.teacher, 0, "", change(w.ids[1], 0, app.AttendanceExcused, "nikah kakak"))
	for _, want := range []int{2, 0} {
		if n, err := w.db.FillPresent(t.Context(), w.second, &w.meetings[0], ""); err != nil || n != want {
			t.Fatalf("%d filled, want %d, %v", n, want, err)
		}
	}
	got := map[int64]app.AttendanceStatus{}
	for id, c := range w.cells(0) {
		got[id] = c.Status
	}
	if want := map[int64]app.AttendanceStatus{w.ids[0]: "present", w.ids[1]: "excused", w.ids[2]: "present", late: ""}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhoAndWhatMayBeMarked(t *testing.T) {
	w := newClassWorld(t, 2)
	one := change(w.ids[0], 0, app.AttendancePresent, "")
	if _, _, err := w.save(w.marker("Lain", w.event+1), 0, "", one); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody of another event: %v", err)
	}
	if _, _, err := w.save(w.people[0], 0, "", one); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("the participant: %v", err)
	}
	if _, _, err := w.save(w.teacher, 1, "", one); !errors.Is(err, app.ErrMeetingNotOpen) {
		t.Errorf("tomorrow's meeting: %v", err)
	}
	other, _ := w.registerWorld.event(app.Instant, 5)
	stranger := w.register(w.db, w.registerWorld.people(1)[0], other, 0)
	if _, _, err := w.save(w.teacher, 0, "", one, change(stranger.ID, 0, app.AttendancePresent, "")); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody of another event: %v", err)
	}
	if _, _, err := w.save(w.teacher, 0, "", change(w.ids[0], 0, "hilang", "")); app.KindOf(err) != app.Invalid {
		t.Errorf("no such status: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM attendances`); n != 0 {
		t.Errorf("%d marks were made all the same", n)
	}
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, w.ids[1])
	if n, conflicts, err := w.save(w.teacher, 0, "", one, change(w.ids[1], 0, app.AttendancePresent, "")); err != nil || n != 1 || len(conflicts) != 1 || !conflicts[0].Gone {
		t.Errorf("somebody who left meanwhile: %d, %+v, %v", n, conflicts, err)
	}
	w.exec(`UPDATE event_sessions SET cancelled_at = now(), cancel_reason = 'banjir' WHERE id = $1`, w.meetings[0].ID)
	if _, _, err := w.save(w.teacher, 0, "", one); !errors.Is(err, app.ErrMeetingCancelled) {
		t.Errorf("a meeting that is called off: %v", err)
	}
}

func TestAttendanceRulesAreVersioned(t *testing.T) {
	w := newClassWorld(t, 0)
	panitia := &app.Actor{AccountID: w.teacher.AccountID, Grants: []app.Grant{{Role: app.RolePanitia, EventID: w.event}}}
	class := func() *postgres.Class {
		c, err := w.db.Class(t.Context(), w.teacher, app.CheckIn, "jepang")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if r := class().Rules; r.Version != 0 || r.Threshold != 80 || r.UsualJP != 8 || !maps.Equal(r.Weights, app.DefaultWeights()) {
		t.Errorf("%+v", r)
	}
	weights := map[app.AttendanceStatus]int{"present": 100, "late": 50, "excused": 0, "sick": 25, "absent": 0}
	for range 2 {
		if err := w.db.SaveAttendanceRules(t.Context(), panitia, w.event, weights); err != nil {
			t.Fatal(err)
		}
	}
	if r := class().Rules; r.Version != 1 || !maps.Equal(r.Weights, weights) {
		t.Errorf("%+v", r)
	}
	if err := w.db.SaveAttendanceRules(t.Context(), w.teacher, w.event, weights); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody who only marks: %v", err)
	}
}

func TestWhoGetsAPlaceLaterJoinsThen(t *testing.T) {
	w := newClassWorld(t, 1)
	w.exec(`UPDATE registrations SET status = 'waitlisted', waitlist_no = 1 WHERE id = $1`, w.ids[0])
	if n := w.number(`SELECT count(*) FROM registrations WHERE placed_at IS NOT NULL`); n != 0 {
		t.Error("placed while waiting")
	}
	w.exec(`UPDATE registrations SET status = 'confirmed', waitlist_no = NULL WHERE id = $1`, w.ids[0])
	if n := w.number(`SELECT count(*) FROM registrations WHERE placed_at IS NOT NULL`); n != 1 {
		t.Error("not placed")
	}
}

func TestClosingErasesWhatWasWrittenWithMarks(t *testing.T) {
	w := newClassWorld(t, 2)
	tr := &traces{words: []string{"remark rahasia", "alasan rahasia", "salah rahasia"}, box: testBox(t)}
	w.mustSave(w.teacher, 0, "alasan rahasia", change(w.ids[0], 0, app.AttendanceSick, "remark rahasia"))
	w.mustSave(w.teacher, 0, "salah rahasia", change(w.ids[0], 1, "", ""))
	w.mustSave(w.teacher, 0, "alasan rahasia", change(w.ids[0], 2, app.AttendanceSick, "remark rahasia"))
	if found := w.walk(tr); len(found) != 4 {
		t.Fatalf("the walk sees %v", found)
	}
	w.close(w.people[0])
	for column, what := range w.walk(tr) {
		t.Errorf("%s still holds %s", column, what)
	}
}
