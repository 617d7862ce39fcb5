package postgres_test

import (
	"slices"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestAuditTrail(t *testing.T) {
	w := newAccountWorld(t)
	w.exec(`INSERT INTO audit_log (at, account_id, actor, action, entity, entity_id, event_id, before, after, purpose, request_id) VALUES
		('2026-11-01 23:30+07', 1, 'Ani Wijaya', 'registration.cancel', 'registration', 5, 2, '{"status": "confirmed", "place": 3}', '{"status": "cancelled", "reason": "sakit"}', '', 'R1'),
		('2026-11-02 00:30+07', 2, 'Budi 100%', 'participants.export', 'event', 2, 2, NULL, '{"columns": ["nik", "phone"], "rows": 40}', 'laporan', 'R2'),
		('2026-11-03 09:00+07', NULL, 'waiting list', 'registration.promote', 'registration', 6, 2, '{"status": "waitlisted"}', '{"status": "confirmed"}', '', '')`)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, app.Jakarta) }
	for _, tc := range []struct {
		name   string
		filter postgres.AuditFilter
		want   []int64
	}{
		{"all, newest first", postgres.AuditFilter{}, []int64{6, 2, 5}},
		{"entity", postgres.AuditFilter{Entity: "registration"}, []int64{6, 5}},
		{"one thing", postgres.AuditFilter{Entity: "registration", EntityID: 5}, []int64{5}},
		{"beginning of actions", postgres.AuditFilter{Action: "registration."}, []int64{6, 5}},
		{"action", postgres.AuditFilter{Action: "participants.export"}, []int64{2}},
		{"middle of an action", postgres.AuditFilter{Action: "cancel"}, nil},
		{"actor", postgres.AuditFilter{Actor: "wijaya"}, []int64{5}},
		{"wildcard is text", postgres.AuditFilter{Actor: "0%"}, []int64{2}},
		{"from a day in Jakarta", postgres.AuditFilter{From: day(2)}, []int64{6, 2}},
		{"to a day in Jakarta", postgres.AuditFilter{To: day(2)}, []int64{5}},
	} {
		tc.filter.Limit = 10
		rows, more, err := w.db.AuditTrail(t.Context(), tc.filter)
		if err != nil || more {
			t.Fatalf("%s: more %v, %v", tc.name, more, err)
		}
		var ids []int64
		for _, r := range rows {
			ids = append(ids, r.EntityID)
		}
		if !slices.Equal(ids, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, ids, tc.want)
		}
	}

	first, more, err := w.db.AuditTrail(t.Context(), postgres.AuditFilter{Limit: 2})
	if err != nil || !more || len(first) != 2 {
		t.Fatalf("first page: %d rows, more %v, %v", len(first), more, err)
	}
	second, more, err := w.db.AuditTrail(t.Context(), postgres.AuditFilter{Limit: 2, Before: first[1].ID})
	if err != nil || more || len(second) != 1 {
		t.Fatalf("second page: %d rows, more %v, %v", len(second), more, err)
	}
	want := []postgres.AuditChange{{Field: "place", Before: "3"}, {Field: "reason", After: "sakit"}, {Field: "status", Before: "confirmed", After: "cancelled"}}
	if got := second[0]; !slices.Equal(got.Changes, want) || got.Actor != "Ani Wijaya" || got.RequestID != "R1" || got.AccountID != 1 {
		t.Errorf("row %+v", got)
	}
	if got := first[1].Changes; !slices.Equal(got, []postgres.AuditChange{{Field: "columns", After: "nik, phone"}, {Field: "rows", After: "40"}}) {
		t.Errorf("changes of the export: %+v", got)
	}

	entities, err := w.db.AuditEntities(t.Context())
	if err != nil || !slices.Equal(entities, []string{"event", "registration"}) {
		t.Errorf("entities %v, %v", entities, err)
	}
}

func TestAuditEntitiesOfAnEmptyTrail(t *testing.T) {
	w := newAccountWorld(t)
	if got, err := w.db.AuditEntities(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}
