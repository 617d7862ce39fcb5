package postgres_test

import (
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestDeskTasks(t *testing.T) {
	s := newShelf(t)
	ratna := s.officer("Ratna")
	s.insert("agencies", row{"slug": "segera", "name": "PT Segera", "sip3mi": "77/2024", "licence_until": s.date(30), "status": "active"})
	for n, over := range []row{{}, {"danger": true}, {"status": "in_progress", "handled_by": ratna.AccountID}, {"status": "in_progress"}} {
		r := row{"code": "LP-0000-000" + string(rune('1'+n)), "pin_hash": []byte("x"), "request_id": requestNo(n), "kinds": "{fee}", "story_sealed": []byte("x")}
		for k, v := range over {
			r[k] = v
		}
		id := s.insert("reports", r)
		s.insert("report_events", row{"report_id": id, "kind": "received", "request_id": requestNo(100 + n)})
		if n >= 2 {
			s.insert("report_events", row{"report_id": id, "kind": "added", "request_id": requestNo(200 + n)})
		}
	}
	got, err := s.db.DeskTasks(t.Context(), ratna)
	if err != nil {
		t.Fatal(err)
	}
	if want := (postgres.DeskTasks{Reports: 2, Danger: 1, Answered: 1, Licences: 1}); got != want {
		t.Errorf("an officer: %+v, want %+v", got, want)
	}
	if got, err := s.db.DeskTasks(t.Context(), &app.Actor{AccountID: 99}); err != nil || got != (postgres.DeskTasks{}) {
		t.Errorf("somebody without rights: %+v, %v", got, err)
	}
}
