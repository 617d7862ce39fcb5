package postgres_test

import (
	"errors"
	"testing"

	"gerbang/app"
)

func TestSamePeople(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 0)
	other, _ := w.event(app.Instant, 0)
	panitia := w.organizer(event)
	people := w.people(8)
	ids := make([]int64, len(people))
	for i, a := range people {
		at := event
		if i == 7 {
			at = other
		}
		ids[i] = w.register(w.db, a, at, 0).ID
	}
	set := func(i int, name, phone, born string) {
		w.exec(`UPDATE candidates SET name = $2, phone_hash = decode(md5($3), 'hex'), birth_date = $4 WHERE id = $1`, people[i].CandidateID, name, phone, born)
	}
	set(0, "Siti Nur Aisyah", "0811", "2000-12-13")
	set(1, "SITI NUR. AISYAH", "0811", "2000-12-13")
	set(2, "Siti Nur Aisyah", "0812", "2000-12-13") // another phone
	set(3, "Siti Nur Aisyah", "0811", "2000-12-14") // another birth date
	set(4, "Budi", "0811", "2000-12-13")            // another name: a brother with the family's phone
	set(5, "Andi", "0899", "1999-01-01")
	set(6, "Andi", "0899", "1999-01-01")
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, ids[6])
	set(7, "Budi", "0811", "2000-12-13") // at another event

	same, err := w.db.SamePeople(t.Context(), panitia, event, ids)
	if err != nil || len(same) != 2 || !same[ids[0]] || !same[ids[1]] {
		t.Errorf("the same person: %v, %v", same, err)
	}
	if same, err := w.db.SamePeople(t.Context(), panitia, event, ids[:1]); err != nil || !same[ids[0]] {
		t.Errorf("with the other one on another page: %v, %v", same, err)
	}
	for name, actor := range map[string]*app.Actor{"an organizer of another event": w.organizer(other), "the candidate": people[0], "nobody": nil} {
		if _, err := w.db.SamePeople(t.Context(), actor, event, ids); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
