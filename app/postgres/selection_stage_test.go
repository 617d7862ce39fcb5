package postgres_test

import (
	"errors"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestALaterSittingIsForThoseWhoGotThatFar(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 4)
	ctx, event := t.Context(), w.event.ID
	w.eligible(w.ids...)
	first, second := w.slots(1, 10), w.slots(2, 10)
	for i, percent := range []int{80, 70, 20} {
		_, _, err := w.db.SaveScores(ctx, w.assessor, event, []postgres.ScoreCell{cell(w.ids[i], w.test, 0, percent)}, false)
		w.ok(err)
	}
	w.ok(w.db.MoveToSlot(ctx, w.panitia, event, w.ids[2], second[0])) // before it is decided
	w.exec(`DELETE FROM outbox`)

	stage, err := w.db.SelectionStage(ctx, w.panitia, event, 2)
	if err != nil || stage.DecidedAt != nil || len(stage.People) != 4 || stage.People[0].In {
		t.Fatalf("%+v, %v", stage, err)
	}
	for _, round := range []int{0, 1, 3} {
		if err := w.db.DecideStage(ctx, w.panitia, event, round, w.ids); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if err := w.db.DecideStage(ctx, w.assessor, event, 2, w.ids); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an assessor decides: %v", err)
	}
	w.ok(w.db.DecideStage(ctx, w.panitia, event, 2, append(w.ids[:2:2], 999999)))
	if n := w.number(`SELECT count(*) FROM outbox WHERE payload ->> 'step' = 'stage'`); n != 4 {
		t.Errorf("%d are told, want all", n)
	}
	w.ok(w.db.DecideStage(ctx, w.panitia, event, 2, w.ids[:2]))
	if n := w.number(`SELECT count(*) FROM outbox WHERE payload ->> 'step' = 'stage'`); n != 4 {
		t.Errorf("the same decided again is told: %d", n)
	}
	if n := w.number(`SELECT count(*) FROM selection_bookings WHERE round = 2`); n != 0 {
		t.Error("who was not let in keeps a slot")
	}

	if err := w.db.MoveToSlot(ctx, w.panitia, event, w.ids[2], second[0]); !errors.Is(err, app.ErrNotAdvanced) {
		t.Errorf("staff move somebody who was not let in: %v", err)
	}
	plan := w.plan()
	from, until := w.now.AddDate(0, 0, -1), w.now.AddDate(0, 0, 1)
	plan.ChooseFrom, plan.ChooseUntil = &from, &until
	w.ok(w.db.SaveSelection(ctx, w.panitia, plan))
	if err := w.db.ChooseSlot(ctx, w.people[2], w.ids[2], second[0]); !errors.Is(err, app.ErrNotAdvanced) {
		t.Errorf("somebody who was not let in chooses: %v", err)
	}
	w.ok(w.db.ChooseSlot(ctx, w.people[2], w.ids[2], first[0]))
	w.ok(w.db.ChooseSlot(ctx, w.people[0], w.ids[0], second[0]))
	if _, without, err := w.db.Slots(ctx, w.assessor, event); err != nil || without[2] != 1 {
		t.Errorf("%d without a slot of the second sitting, want one: %v", without[2], err)
	}
	if given, left, err := w.db.AssignSlots(ctx, w.panitia, event, 2, app.FillSlots); err != nil || given != 1 || left != 0 {
		t.Errorf("assigned %d, left %d: %v", given, left, err)
	}
	for i, in := range []bool{true, true, false, false} {
		_, m, err := w.db.MySelection(ctx, w.people[i], w.ids[i])
		if err != nil || len(m.Stages) != 1 || m.Stages[0].In != in || (m.Halted() == nil) != in || len(m.Rounds()) != map[bool]int{true: 2, false: 1}[in] {
			t.Errorf("what person %d sees: %+v, %v", i, m.Stages, err)
		}
	}

	// Nothing of the second sitting is missing for who was not let in to it.
	for i := range 2 {
		_, _, err := w.db.SaveScores(ctx, w.assessor, event, []postgres.ScoreCell{cell(w.ids[i], w.talk, 0, 40-i)}, false)
		w.ok(err)
	}
	v, err := w.db.Ranking(ctx, w.panitia, event)
	if err != nil || len(v.Blockers) != 0 {
		t.Fatalf("blockers %v, %v", v.Blockers, err)
	}
	w.publish()
	if got := w.statuses(); got != "accepted reserve rejected rejected" {
		t.Error(got)
	}
	if _, m, err := w.db.MySelection(ctx, w.people[3], w.ids[3]); err != nil || m.Result == nil || m.Result.Why != app.WhyStage {
		t.Errorf("the result of who was not let in: %+v, %v", m.Result, err)
	}
	if err := w.db.DecideStage(ctx, w.panitia, event, 2, w.ids); !errors.Is(err, app.ErrSelectionClosed) {
		t.Errorf("deciding after publication: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM session_counters n JOIN event_sessions s ON s.id = n.session_id
		WHERE s.event_id = $1 AND n.taken <> (SELECT count(*) FROM selection_bookings b WHERE b.session_id = s.id)`, event); n != 0 {
		t.Errorf("the counters of %d slots are wrong", n)
	}
}

func TestALaterSittingIsOpenedAgain(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 2)
	w.eligible(w.ids...)
	second := w.slots(2, 10)
	w.ok(w.db.DecideStage(t.Context(), w.panitia, w.event.ID, 2, nil))
	if decided, err := w.db.DecidedStages(t.Context(), w.assessor, w.event.ID); err != nil || len(decided) != 1 || decided[2] != 0 {
		t.Errorf("%v, %v", decided, err)
	}
	w.ok(w.db.OpenStage(t.Context(), w.panitia, w.event.ID, 2))
	w.ok(w.db.MoveToSlot(t.Context(), w.panitia, w.event.ID, w.ids[1], second[0]))
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'selection.stage'`); n != 2 {
		t.Errorf("%d rows in the trail, want 2", n)
	}
}
