package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestReissueTicket(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	people := w.people(2)
	r := w.register(w.db, people[0], event, sessions[0])
	staff := &app.Actor{AccountID: people[1].AccountID, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia, EventID: event}}}

	second, err := w.db.ReissueTicket(t.Context(), people[0], r.ID, r.Code.Human())
	if err != nil || second == r.Code || second == "" {
		t.Fatalf("%q, %v", second, err)
	}
	if again, err := w.db.ReissueTicket(t.Context(), people[0], r.ID, r.Code.Human()); err != nil || again != second {
		t.Errorf("the form sent again: %q, %v; want %q", again, err, second)
	}
	old, err := w.db.TicketView(t.Context(), r.Code)
	if err != nil || !old.Revoked || old.Status != app.Confirmed {
		t.Errorf("old ticket: %+v, %v", old, err)
	}
	if v, err := w.db.MyRegistration(t.Context(), people[0], r.ID); err != nil || v.Code != second || v.Revoked {
		t.Errorf("own registration: %+v, %v", v, err)
	}
	third, err := w.db.ReissueTicket(t.Context(), staff, r.ID, second.Human())
	if err != nil || third == second {
		t.Errorf("by staff: %q, %v", third, err)
	}
	if v, err := w.db.EventTicket(t.Context(), staff, event, r.ID); err != nil || v.Code != third {
		t.Errorf("as staff see it: %+v, %v", v, err)
	}
	for query, want := range map[string]int64{
		`SELECT count(*) FROM tickets`:                                                                    3,
		`SELECT count(*) FROM tickets WHERE revoked_at IS NULL`:                                           1,
		`SELECT count(*) FROM audit_log WHERE action = 'ticket.reissue'`:                                  2,
		`SELECT count(*) FROM outbox WHERE payload ->> 'message' = '` + string(app.MessageReissued) + `'`: 2,
		`SELECT count(*) FROM audit_log WHERE after::text LIKE '%' || '` + string(third[:8]) + `' || '%'`: 0,
	} {
		if n := w.number(query); n != want {
			t.Errorf("%s = %d, want %d", query, n, want)
		}
	}
	w.wantCountersTrue(event)
}

func TestReissuedCodeAtTheGate(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	me := w.people(1)[0]
	r := w.register(w.db, me, event, sessions[0])
	second, err := w.db.ReissueTicket(t.Context(), me, r.ID, r.Code.Human())
	if err != nil {
		t.Fatal(err)
	}
	w.now = app.Day(beforeFair).AddDate(0, 0, 11).Add(9 * 60 * 60 * 1e9)
	gate := &app.Actor{AccountID: me.AccountID, Grants: []app.Grant{{Role: app.RolePetugas, EventID: event}}}
	scan := func(id, code string) app.Verdict {
		t.Helper()
		v, err := w.db.Redeem(t.Context(), gate, postgres.RedeemInput{EventID: event, Code: code, ScanID: id})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := scan("5b7f1d1e-0000-4000-8000-000000000001", string(r.Code)); v.Outcome != app.Refused || v.Refusal != app.RevokedTicket {
		t.Errorf("old code: %+v", v)
	}
	if v := scan("5b7f1d1e-0000-4000-8000-000000000002", r.Code.Human()); v.Outcome != app.Refused || v.Refusal != app.RevokedTicket {
		t.Errorf("old code typed: %+v", v)
	}
	if v := scan("5b7f1d1e-0000-4000-8000-000000000003", second.Human()); v.Outcome != app.Admitted {
		t.Errorf("new code: %+v", v)
	}
}

func TestReissueRefuses(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	people := w.people(3)
	r := w.register(w.db, people[0], event, sessions[0])
	waiting := w.register(w.db, people[1], event, sessions[0])
	petugas := &app.Actor{AccountID: people[2].AccountID, Grants: []app.Grant{{Role: app.RolePetugas, EventID: event}}}
	elsewhere := &app.Actor{AccountID: people[2].AccountID, Grants: []app.Grant{{Role: app.RolePanitia, EventID: event + 1}}}
	for name, actor := range map[string]*app.Actor{"nobody": nil, "somebody else": people[1], "petugas": petugas, "panitia of another event": elsewhere} {
		if code, err := w.db.ReissueTicket(t.Context(), actor, r.ID, r.Code.Human()); !errors.Is(err, app.ErrNotFound) || code != "" {
			t.Errorf("%s: %q, %v", name, code, err)
		}
		if _, err := w.db.EventTicket(t.Context(), actor, event, r.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s sees the ticket: %v", name, err)
		}
	}
	wantNone := func(name string, actor *app.Actor, id int64) {
		t.Helper()
		if code, err := w.db.ReissueTicket(t.Context(), actor, id, r.Code.Human()); !errors.Is(err, app.ErrNoNewTicket) || code != "" {
			t.Errorf("%s: %q, %v", name, code, err)
		}
	}
	wantNone("waiting", people[1], waiting.ID)
	w.now = beforeFair.AddDate(0, 1, 0)
	wantNone("over", people[0], r.ID)
	w.now = beforeFair
	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, event)
	wantNone("event cancelled", people[0], r.ID)
	w.exec(`UPDATE events SET status = 'published', cancelled_at = NULL WHERE id = $1`, event)
	if err := w.db.CancelRegistration(t.Context(), people[0], r.ID, ""); err != nil {
		t.Fatal(err)
	}
	wantNone("cancelled", people[0], r.ID)
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'ticket.reissue'`); n != 0 {
		t.Errorf("%d rows of the trail for nothing", n)
	}
}

// However many ask at once, over two replicas and while the owner cancels,
// a registration has at most one ticket that stands.
func TestReissueRaced(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	people := w.people(2)
	held := w.register(w.db, people[0], event, sessions[0])
	ended := w.register(w.db, people[1], event, sessions[0])
	handles := []*postgres.DB{w.db, w.replica()}
	codes := make([]app.TicketCode, 16)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			var err error
			if codes[i], err = handles[i%2].ReissueTicket(t.Context(), people[0], held.ID, held.Code.Human()); err != nil {
				t.Error(err)
			}
			if _, err := handles[i%2].ReissueTicket(t.Context(), people[1], ended.ID, ended.Code.Human()); err != nil && !errors.Is(err, app.ErrNoNewTicket) {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		if err := w.db.CancelRegistration(t.Context(), people[1], ended.ID, ""); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	for _, c := range codes {
		if c != codes[0] || c == held.Code {
			t.Fatalf("codes %v of %s", codes, held.Code)
		}
	}
	if n := w.number(`SELECT count(*) FROM tickets WHERE registration_id = $1`, held.ID); n != 2 {
		t.Errorf("%d tickets, want the old and the new", n)
	}
	if n := w.number(`SELECT count(*) FROM tickets WHERE registration_id = $1 AND revoked_at IS NULL AND code = '`+string(codes[0])+`'`, held.ID); n != 1 {
		t.Error("the new ticket does not stand")
	}
	if n := w.number(`SELECT count(*) FROM tickets WHERE registration_id = $1 AND revoked_at IS NULL`, ended.ID); n != 0 {
		t.Error("a cancelled registration has a ticket")
	}
	w.wantCountersTrue(event)
}
