package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func courseRecord() *app.CourseRecord {
	day := app.Day(time.Now())
	return &app.CourseRecord{
		Event: app.Event{
			Title: "Las dasar", Summary: "Ringkas", Venue: "PPKD", Address: "Jalan Satu", Capacity: 20, Approval: app.Selection,
			OpensAt: day.AddDate(0, 0, -1), ClosesAt: day.AddDate(0, 0, 9), StartsAt: day.AddDate(0, 0, 20), EndsAt: day.AddDate(0, 0, 40),
		},
		Training: app.Training{
			Trade: "Teknik las", Batch: "Angkatan 1", Programme: app.Regular, Certificate: "Sertifikat", AttendancePercent: 80,
			Sectors: []string{"manufaktur"}, Stages: []app.Stage{{Name: "Tes", From: day.AddDate(0, 0, 10)}},
		},
		Eligibility: app.Eligibility{AgeMin: 18, AgeMax: 35, AgeReason: "aturan", Education: app.SLTP, Notes: "Sehat"},
	}
}

func TestCourseDesk(t *testing.T) {
	s := newShelf(t)
	ctx, all := t.Context(), &app.Actor{Name: "Dewi", Grants: []app.Grant{{Role: app.RolePanitia}}}
	id, err := s.db.CreateCourse(ctx, all, courseRecord())
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.db.CourseRecord(ctx, all, id)
	if err != nil || got.Slug == "" || got.Status != app.EventDraft || got.AgeMax != 35 || len(got.Stages) != 1 || len(got.Sectors) != 1 {
		t.Fatalf("record = %+v, %v", got, err)
	}

	t.Run("only one's own", func(t *testing.T) {
		other := &app.Actor{Name: "Lain", Grants: []app.Grant{{Role: app.RolePanitia, EventID: id + 1}}}
		mine := &app.Actor{Name: "Sini", Grants: []app.Grant{{Role: app.RolePanitia, EventID: id}}}
		if _, err := s.db.CourseRecord(ctx, other, id); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("another's course: %v", err)
		}
		if err := s.db.SaveCourse(ctx, other, id, got.UpdatedAt, courseRecord()); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("saving another's course: %v", err)
		}
		if _, err := s.db.CourseRecord(ctx, mine, id); err != nil {
			t.Errorf("one's own course: %v", err)
		}
		if _, err := s.db.CreateCourse(ctx, mine, courseRecord()); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("creating takes the whole scope: %v", err)
		}
		if _, err := s.db.DuplicateCourse(ctx, mine, id, time.Now(), "2"); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("so does repeating: %v", err)
		}
	})

	t.Run("nothing missing when published", func(t *testing.T) {
		err := s.db.SetEventStatus(ctx, all, id, app.EventPublished, "")
		errs, ok := errors.AsType[app.FieldErrors](err)
		if !ok || len(errs) != 1 || errs[0].Field != "meetings" {
			t.Errorf("without meetings: %v", err)
		}
	})

	plan := app.MeetingPlan{First: app.Day(time.Now()).AddDate(0, 0, 21), Weekdays: app.WeekdaysFromMonday(), From: 8 * time.Hour, Until: 12 * time.Hour, Count: 5}
	meetings, err := plan.Meetings()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.db.PlanSessions(ctx, all, id, got.UpdatedAt, app.MeetingSession, meetings); err != nil {
		t.Fatal(err)
	}
	if err := s.db.PlanSessions(ctx, all, id, got.UpdatedAt, app.MeetingSession, meetings); !errors.Is(err, postgres.ErrEventChanged) {
		t.Errorf("planned over a change: %v", err)
	}
	if err := s.db.SaveCourse(ctx, all, id, got.UpdatedAt, courseRecord()); !errors.Is(err, postgres.ErrEventChanged) {
		t.Errorf("saved over a change: %v", err)
	}
	if got, err = s.db.CourseRecord(ctx, all, id); err != nil || !got.StartsAt.Equal(meetings[0].StartsAt) || !got.EndsAt.Equal(meetings[4].EndsAt) {
		t.Errorf("the course follows its meetings: %v – %v, %v", got.StartsAt, got.EndsAt, err)
	}
	for range 2 { // pressed twice
		if err := s.db.SetEventStatus(ctx, all, id, app.EventPublished, ""); err != nil {
			t.Errorf("publish: %v", err)
		}
	}

	t.Run("a used meeting stays", func(t *testing.T) {
		sessions, err := s.db.Sessions(ctx, id, app.MeetingSession)
		if err != nil || len(sessions) != 5 {
			t.Fatalf("%d sessions, %v", len(sessions), err)
		}
		account, err := s.db.CandidateAccount(ctx, "murid@uji.example", "")
		if err != nil {
			t.Fatal(err)
		}
		var candidate int64
		if err := s.sql.QueryRow(`SELECT id FROM candidates WHERE account_id = $1`, account).Scan(&candidate); err != nil {
			t.Fatal(err)
		}
		s.insert("registrations", row{"event_id": id, "candidate_id": candidate, "session_id": sessions[2].ID, "status": "accepted"})
		if err := s.db.PlanSessions(ctx, all, id, time.Time{}, app.MeetingSession, meetings); !errors.Is(err, postgres.ErrSessionUsed) {
			t.Errorf("replaced: %v", err)
		}
		if err := s.db.DeleteSession(ctx, all, id, sessions[2].ID); !errors.Is(err, postgres.ErrSessionUsed) {
			t.Errorf("deleted: %v", err)
		}
		if err := s.db.DeleteSession(ctx, all, id, sessions[4].ID); err != nil {
			t.Errorf("an unused one: %v", err)
		}
		moved := sessions[1]
		moved.StartsAt, moved.EndsAt = sessions[0].StartsAt, sessions[0].EndsAt
		if err := s.db.SaveSession(ctx, all, moved, ""); app.KindOf(err) != app.Conflict {
			t.Errorf("two meetings at once: %v", err)
		}
	})

	t.Run("repeated", func(t *testing.T) {
		first := meetings[0].StartsAt.AddDate(0, 0, 70)
		next, err := s.db.DuplicateCourse(ctx, all, id, first, "Angkatan 2")
		if err != nil {
			t.Fatal(err)
		}
		copied, err := s.db.CourseRecord(ctx, all, next)
		if err != nil || copied.Status != app.EventDraft || copied.Batch != "Angkatan 2" || !app.SameDay(copied.StartsAt, first) || copied.Slug == got.Slug {
			t.Errorf("copy = %+v, %v", copied, err)
		}
		if !copied.OpensAt.Equal(got.OpensAt.AddDate(0, 0, 70)) || len(copied.Stages) != 1 {
			t.Errorf("dates: %v, stages %v", copied.OpensAt, copied.Stages)
		}
		if sessions, err := s.db.Sessions(ctx, next, app.MeetingSession); err != nil || len(sessions) != 4 {
			t.Errorf("%d sessions, %v", len(sessions), err)
		}
	})

	t.Run("cancelled with a reason, kept", func(t *testing.T) {
		if err := s.db.SetEventStatus(ctx, all, id, app.EventCancelled, ""); !errors.Is(err, postgres.ErrCancelReason) {
			t.Errorf("without a reason: %v", err)
		}
		if err := s.db.SetEventStatus(ctx, all, id, app.EventCancelled, "Pengajar sakit"); err != nil {
			t.Fatal(err)
		}
		e, err := s.db.PublicEvent(ctx, app.Course, got.Slug)
		if err != nil || e.CancelReason != "Pengajar sakit" {
			t.Errorf("page = %+v, %v", e, err)
		}
		if err := s.db.SetEventStatus(ctx, all, id, app.EventPublished, ""); !errors.Is(err, app.ErrEventMove) {
			t.Errorf("published again: %v", err)
		}
	})

	rows, _, err := s.db.AuditTrail(ctx, postgres.AuditFilter{Entity: "event", EntityID: id, Limit: 50})
	if err != nil || len(rows) < 5 || rows[0].Actor != "Dewi" || rows[0].Purpose != "Pengajar sakit" {
		t.Errorf("trail = %+v, %v", rows, err)
	}
}

func TestTheNextBatchSelectsByTheSameRules(t *testing.T) {
	w := newSelectionWorld(t, 2, 3, 4)
	w.exec(`UPDATE courses SET batch = 'Angkatan 1', certificate = 'Sertifikat' WHERE event_id = $1`, w.event.ID)
	w.exec(`UPDATE selections SET confirm_days = 5, bring = 'Pensil 2B', choose_from = $2, choose_until = $3 WHERE event_id = $1`, w.event.ID, beforeFair, beforeFair.AddDate(0, 0, 2))
	w.exec(`INSERT INTO event_sessions (event_id, kind, starts_at, ends_at, capacity, round) VALUES ($1, 'selection', $2, $3, 4, 2)`, w.event.ID, beforeFair.AddDate(0, 0, 5), beforeFair.AddDate(0, 0, 5).Add(time.Hour))
	w.exec(`UPDATE selections SET published_at = now() WHERE event_id = $1`, w.event.ID)
	all := &app.Actor{AccountID: w.panitia.AccountID, Name: "Dewi", Grants: []app.Grant{{Role: app.RolePanitia}}}
	copied, err := w.db.DuplicateCourse(t.Context(), all, w.event.ID, w.event.StartsAt.AddDate(0, 0, 70), "Angkatan 2")
	w.ok(err)
	p, err := w.db.Selection(t.Context(), all, app.EditEvents, copied)
	w.ok(err)
	was := w.plan()
	if p.Reserves != 3 || p.ConfirmDays != 5 || p.Bring != "Pensil 2B" || p.PublishedAt != nil || p.PublishAt != nil || !slices.Equal(p.TieBreaks, was.TieBreaks) ||
		p.ChooseFrom == nil || !p.ChooseFrom.Equal(was.ChooseFrom.AddDate(0, 0, 70)) {
		t.Errorf("plan = %+v", p)
	}
	if len(p.Components) != 2 {
		t.Fatalf("components = %+v", p.Components)
	}
	for i := range p.Components {
		got, want := p.Components[i], was.Components[i]
		if got.ID == want.ID || got.Used {
			t.Errorf("component %+v is that of the first batch", got)
		}
		if got.ID, want.Used = want.ID, false; got != want {
			t.Errorf("component %+v, want %+v", got, want)
		}
	}
	if n := w.number(`SELECT count(*) FROM event_sessions WHERE event_id = $1 AND kind = 'selection' AND round = 2`, copied); n != 1 {
		t.Errorf("%d slots of the second round", n)
	}
	if n := w.number(`SELECT (SELECT count(*) FROM registrations WHERE event_id = $1) + (SELECT count(*) FROM selection_checks WHERE event_id = $1)
		+ (SELECT count(*) FROM selection_results WHERE event_id = $1)`, copied); n != 0 {
		t.Errorf("%d things of people in a new batch", n)
	}
}

func TestASelectionThatPeopleAppliedToStaysOne(t *testing.T) {
	w := newRegisterWorld(t)
	ctx, panitia := t.Context(), &app.Actor{Name: "Dewi", Grants: []app.Grant{{Role: app.RolePanitia}}}
	id, err := w.db.CreateCourse(ctx, panitia, courseRecord())
	if err != nil {
		t.Fatal(err)
	}
	save := func() error {
		r, err := w.db.CourseRecord(ctx, panitia, id)
		if err != nil {
			t.Fatal(err)
		}
		r.Approval = app.Review
		return w.db.SaveCourse(ctx, panitia, id, r.UpdatedAt, r)
	}
	w.exec(`UPDATE event_counters SET live = 1 WHERE event_id = $1`, id)
	if errs, ok := errors.AsType[app.FieldErrors](save()); !ok || len(errs) != 1 || errs[0].Field != "approval" {
		t.Errorf("with somebody who applied: %v", errs)
	}
	w.exec(`UPDATE event_counters SET live = 0 WHERE event_id = $1`, id)
	if err := save(); err != nil {
		t.Errorf("with nobody: %v", err)
	}
}
