package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

// People of registerWorld are women born on 4 May 1999 in a kelurahan of
// South Jakarta, of unknown schooling.
func TestRegisteringAsksWhoMayTakePart(t *testing.T) {
	tests := []struct {
		name, rule, person string
		barred             bool
	}{
		{"nothing asked", ``, ``, false},
		{"age met", `age_min = 18, age_max = 35, age_reason = 'syarat visa'`, ``, false},
		{"a birthday after the event", `age_min = 27, age_max = 35, age_reason = 'x'`, `birth_date = '1999-12-13'`, true},
		{"a birthday on the day of the event", `age_min = 27, age_max = 35, age_reason = 'x'`, `birth_date = '1999-12-12'`, false},
		{"too old", `age_max = 25, age_reason = 'x'`, ``, true},
		{"other sex", `sex = 'male', sex_reason = 'asrama putra'`, ``, true},
		{"schooling not told", `education = 'slta'`, ``, true},
		{"schooling too low", `education = 'slta'`, `education = 'sltp'`, true},
		{"schooling enough", `education = 'slta'`, `education = 'bachelor'`, false},
		{"lives there", `region_code = '31.74'`, ``, false},
		{"lives in another city", `region_code = '31.71'`, ``, true},
		{"lives outside Jakarta", `region_code = '31.74'`, `outside_dki = true, region_code = NULL, city = 'Depok'`, true},
		{"no certificate", `language_test = 'JLPT', language_level = 'N5'`, ``, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newRegisterWorld(t)
			event, _ := w.event(app.Instant, 0)
			me := w.people(1)[0]
			if tt.rule != "" {
				w.exec(`INSERT INTO event_eligibility (event_id) VALUES ($1)`, event)
				w.exec(`UPDATE event_eligibility SET `+tt.rule+` WHERE event_id = $1`, event)
			}
			if tt.person != "" {
				w.exec(`UPDATE candidates SET `+tt.person+` WHERE id = $1`, me.CandidateID)
			}
			e, err := w.db.EventBySlug(t.Context(), app.JobFair, w.slug(event))
			if err != nil {
				t.Fatal(err)
			}
			fit, err := w.db.Fit(t.Context(), me, e)
			if err != nil || fit.Match.Barred() != tt.barred {
				t.Errorf("shown before: %+v, %v", fit.Match, err)
			}
			_, err = w.db.Register(t.Context(), me, postgres.RegisterInput{EventID: event})
			if tt.barred != errors.Is(err, app.ErrNotEligible) || !tt.barred && err != nil {
				t.Errorf("registering: %v", err)
			}
		})
	}
}

func TestOneActiveCourseAtATime(t *testing.T) {
	w := newRegisterWorld(t)
	first, _ := w.event(app.Instant, 0)
	second, _ := w.event(app.Instant, 0)
	fair, _ := w.event(app.Instant, 0)
	w.exec(`UPDATE events SET kind = 'course', one_active_course = true WHERE id IN ($1, $2)`, first, second)
	me := w.people(1)[0]
	w.register(w.db, me, fair, 0) // a fair is no course
	r := w.register(w.db, me, first, 0)
	if _, err := w.db.Register(t.Context(), me, postgres.RegisterInput{EventID: second}); !errors.Is(err, app.ErrNotEligible) {
		t.Errorf("a second course: %v", err)
	}
	if again := w.register(w.db, me, first, 0); !again.Existing {
		t.Errorf("the same course again: %+v", again)
	}
	if err := w.db.CancelRegistration(t.Context(), me, r.ID, ""); err != nil {
		t.Fatal(err)
	}
	w.register(w.db, me, second, 0)
}

// However two courses are registered for at one moment, from two replicas,
// each person has a place in one of them.
func TestOneActiveCourseUnderARace(t *testing.T) {
	w := newRegisterWorld(t)
	first, _ := w.event(app.Instant, 0)
	second, _ := w.event(app.Instant, 0)
	w.exec(`UPDATE events SET kind = 'course', one_active_course = true`)
	dbs := map[int64]*postgres.DB{first: w.db, second: w.replica()}
	people := w.people(30)
	var wg sync.WaitGroup
	for _, a := range people {
		for event, db := range dbs {
			wg.Go(func() {
				if _, err := db.Register(t.Context(), a, postgres.RegisterInput{EventID: event}); err != nil && !errors.Is(err, app.ErrNotEligible) {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if n := w.number(`SELECT count(*) FROM registrations`); n != int64(len(people)) {
		t.Errorf("%d registrations of %d people", n, len(people))
	}
}

func TestWhoIsInAnotherCourseIsPassedOver(t *testing.T) {
	w := newRegisterWorld(t)
	full, _ := w.event(app.Instant, 1)
	other, _ := w.event(app.Instant, 0)
	w.exec(`UPDATE events SET kind = 'course', one_active_course = true`)
	people := w.people(3)
	holder, busy, next := w.register(w.db, people[0], full, 0), w.register(w.db, people[1], full, 0), w.register(w.db, people[2], full, 0)
	w.register(w.db, people[1], other, 0)
	if err := w.db.CancelRegistration(t.Context(), people[0], holder.ID, ""); err != nil {
		t.Fatal(err)
	}
	if a, b := w.status(busy.ID), w.status(next.ID); a != "waitlisted" || b != "confirmed" {
		t.Errorf("who is in another course is %s, who comes after %s", a, b)
	}
	w.wantCountersTrue(full)
}
