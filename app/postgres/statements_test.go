package postgres_test

import (
	"testing"

	"gerbang/app"
)

// countStatements counts from now on the statements that write registrations,
// tickets, the trail and the outbox.
func (w *registerWorld) countStatements() {
	w.t.Helper()
	w.exec(`CREATE SEQUENCE statements;
		CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('statements'); RETURN NULL; END $$`)
	for _, table := range []string{"registrations", "tickets", "audit_log", "outbox", "selection_seats"} {
		w.exec(`CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON ` + table + ` FOR EACH STATEMENT EXECUTE FUNCTION count_statement()`)
	}
}

// wantStatements says how many statements may have written since it was asked last.
func (w *registerWorld) wantStatements(what string, most int64) {
	w.t.Helper()
	if n := w.number(`SELECT nextval('statements') - 1`); n > most {
		w.t.Errorf("%s: %d statements, want %d at the most", what, n, most)
	}
	w.exec(`ALTER SEQUENCE statements RESTART`)
}

// What is done to many while the event is locked, and everybody else waits
// for it, takes as many statements as for one.
func TestManyAreMovedInFewStatements(t *testing.T) {
	const many = 30
	w := newRegisterWorld(t)
	ctx := t.Context()
	event, _ := w.event(app.Review, many/2)
	people := w.people(many)
	ids := make([]int64, many)
	for i, p := range people {
		ids[i] = w.register(w.db, p, event, 0).ID
	}
	w.countStatements()
	done, err := w.db.Decide(ctx, w.panitia(event), event, ids[:many-5], true, "")
	if err != nil || done.Confirmed != many/2 || done.Waitlisted != many-5-many/2 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.wantStatements("approving", 9)
	if done, err = w.db.Decide(ctx, w.panitia(event), event, ids, false, "Sudah penuh"); err != nil || done.Rejected != 5 || done.Left != many-5 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.wantStatements("rejecting", 4)

	w.exec(`UPDATE events SET reconfirm_from = $2, reconfirm_until = $3 WHERE id = $1`, event, beforeFair, beforeFair.AddDate(0, 0, 1))
	w.now = beforeFair.AddDate(0, 0, 1)
	w.wantStatements("", many)
	if err := w.db.ReleaseUnconfirmed(ctx); err != nil {
		t.Fatal(err)
	}
	w.wantStatements("releasing and filling", 9)
	if n := w.number(`SELECT count(*) FROM registrations WHERE status = 'cancelled'`); n != many/2 {
		t.Errorf("%d released", n)
	}
	w.wantCountersTrue(event)
}

func TestManySeatsMoveInFewStatements(t *testing.T) {
	w := newSelectionWorld(t, 8, 20, 20)
	w.eligible(w.ids...)
	w.score(99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80)
	w.publish()
	w.countStatements()
	w.now = w.now.AddDate(0, 0, 5)
	w.ok(w.db.SweepSeats(t.Context()))
	w.wantStatements("eight lapse and eight move up", 11)
	if n := w.number(`SELECT count(*) FROM registrations WHERE status = 'cancelled'`); n != 8 {
		t.Errorf("%d lapsed", n)
	}
	w.wantTrue()
	w.exec(`UPDATE selection_seats SET confirmed_at = now() WHERE ended_at IS NULL`)
	w.now = w.event.StartsAt
	w.wantStatements("", 1)
	w.ok(w.db.SweepSeats(t.Context()))
	w.wantStatements("four in the reserve are told", 4)
	if n := w.number(`SELECT count(*) FROM registrations WHERE status = 'rejected'`); n != 4 {
		t.Errorf("%d told", n)
	}
	w.wantTrue()
}
