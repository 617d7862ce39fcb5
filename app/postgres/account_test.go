package postgres_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
)

// accountWorld is an empty database that can be looked into.
type accountWorld struct {
	t   testing.TB
	dsn string
	db  *postgres.DB
	sql *sql.DB
}

func newAccountWorld(t testing.TB) *accountWorld {
	t.Helper()
	w := &accountWorld{t: t, dsn: pgtest.DSN(t)}
	w.db = w.replica()
	var err error
	if w.sql, err = sql.Open("postgres", w.dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	return w
}

// replica returns one more handle on the database.
func (w *accountWorld) replica() *postgres.DB {
	w.t.Helper()
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		w.t.Fatal(err)
	}
	db, err := postgres.Open(context.Background(), w.dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { db.Close() })
	return db
}

func (w *accountWorld) number(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *accountWorld) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *accountWorld) staff(email string, grants ...app.Grant) int64 {
	w.t.Helper()
	id, err := w.db.CreateStaff(w.t.Context(), app.System("test"), "Budi Santoso", email, "hash of "+email, grants)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *accountWorld) signIn(account int64) []byte {
	w.t.Helper()
	hash := secret.HashToken(secret.Token())
	if err := w.db.CreateLogin(w.t.Context(), account, hash, "browser", time.Hour); err != nil {
		w.t.Fatal(err)
	}
	return hash
}

func TestCandidateAccountIsMadeOnceWithProfileAndRole(t *testing.T) {
	w := newAccountWorld(t)
	replicas := []*postgres.DB{w.db, w.replica()}
	ids := make([]int64, 40)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			email, phone := "Siti@Example.test", ""
			if i%4 > 1 {
				email, phone = "", "+6281234567890"
			}
			id, err := replicas[i%2].CandidateAccount(t.Context(), email, phone)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	wg.Wait()
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 2 {
		t.Fatalf("accounts %v, want one for each address", ids)
	}
	for _, query := range []string{
		`SELECT count(*) FROM accounts`, `SELECT count(*) FROM candidates`, `SELECT count(*) FROM grants WHERE role = 'candidate'`,
		`SELECT count(*) FROM audit_log WHERE action = 'account.create'`,
	} {
		if n := w.number(query); n != 2 {
			t.Errorf("%s: %d, want 2", query, n)
		}
	}
	actor, _, err := w.db.Login(t.Context(), w.signIn(ids[0]))
	if err != nil || actor.CandidateID == 0 || !actor.Can(app.Apply) || actor.IsStaff() {
		t.Errorf("actor %+v, %v", actor, err)
	}
}

func TestCandidateAccountRefuses(t *testing.T) {
	w := newAccountWorld(t)
	w.staff("budi@example.test")
	if _, err := w.db.CandidateAccount(t.Context(), "budi@example.test", ""); !errors.Is(err, postgres.ErrStaffOnly) {
		t.Errorf("staff: %v", err)
	}
	id, err := w.db.CandidateAccount(t.Context(), "siti@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Disable(t.Context(), app.System("test"), id); err != nil {
		t.Fatal(err)
	}
	if _, err := w.db.CandidateAccount(t.Context(), "siti@example.test", ""); !errors.Is(err, postgres.ErrDisabled) {
		t.Errorf("disabled: %v", err)
	}
}

func TestStaffAccounts(t *testing.T) {
	w := newAccountWorld(t)
	ctx, admin := t.Context(), &app.Actor{AccountID: 7, Name: "Ani", RequestID: "R1"}
	id, err := w.db.CreateStaff(ctx, admin, "Budi", " Budi@PPKD.test ", "first", []app.Grant{{Role: app.RolePetugas}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.db.CreateStaff(ctx, admin, "Budi", "budi@ppkd.test", "x", nil); app.KindOf(err) != app.Conflict {
		t.Errorf("second account of one address: %v", err)
	}
	if s, err := w.db.StaffByEmail(ctx, "BUDI@ppkd.test"); err != nil || s.AccountID != id || s.PasswordHash != "first" {
		t.Errorf("staff %+v, %v", s, err)
	}
	if s, err := w.db.StaffByEmail(ctx, "nobody@ppkd.test"); err != nil || s != (postgres.StaffLogin{}) {
		t.Errorf("unknown address: %+v, %v", s, err)
	}
	if found, err := w.db.AccountByEmail(ctx, "budi@ppkd.test"); err != nil || found != id {
		t.Errorf("account %d, %v", found, err)
	}

	login, other := w.signIn(id), w.signIn(w.staff("other@ppkd.test"))
	if err := w.db.SetPassword(ctx, admin, id, "second"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.db.Login(ctx, login); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a login outlives the change of password: %v", err)
	}
	if _, _, err := w.db.Login(ctx, other); err != nil {
		t.Errorf("somebody else was signed out: %v", err)
	}

	login = w.signIn(id)
	if err := w.db.Disable(ctx, admin, id); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.db.Login(ctx, login); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a login outlives the account: %v", err)
	}
	if s, err := w.db.StaffByEmail(ctx, "budi@ppkd.test"); err != nil || s.AccountID != 0 {
		t.Errorf("a disabled account may sign in: %+v, %v", s, err)
	}
	if err := w.db.CreateLogin(ctx, id, secret.HashToken("t"), "", time.Hour); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("login of a disabled account: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE account_id = 7 AND request_id = 'R1' AND entity_id = $1
		AND action IN ('account.create', 'account.password', 'account.disable')`, id); n != 3 {
		t.Errorf("%d audit rows of the admin, want 3", n)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE coalesce(before::text, '') || coalesce(after::text, '') LIKE '%second%'`); n != 0 {
		t.Error("a password hash stands in the audit trail")
	}

	candidate, err := w.db.CandidateAccount(ctx, "siti@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.SetPassword(ctx, admin, candidate, "x"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("password for a candidate: %v", err)
	}
	if err := w.db.Disable(ctx, admin, 999); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("disabling nobody: %v", err)
	}
}

func TestGrantsComeAndGo(t *testing.T) {
	w := newAccountWorld(t)
	ctx, admin := t.Context(), app.System("test")
	id := w.staff("budi@example.test", app.Grant{Role: app.RolePetugas})
	login := w.signIn(id)
	officer := app.Grant{Role: app.RoleOfficer, RegionCode: "31.74"}
	for range 2 {
		if err := w.db.AddGrant(ctx, admin, id, officer); err != nil {
			t.Fatal(err)
		}
	}
	actor, _, err := w.db.Login(ctx, login)
	if err != nil || len(actor.Grants) != 2 || actor.Grants[1] != officer {
		t.Fatalf("grants %+v, %v", actor, err)
	}
	if err := w.db.RemoveGrant(ctx, admin, id, officer); err != nil {
		t.Fatal(err)
	}
	if actor, _, err = w.db.Login(ctx, login); err != nil || len(actor.Grants) != 1 || actor.Grants[0].Role != app.RolePetugas {
		t.Errorf("grants %+v, %v", actor, err)
	}
}

func TestLoginsEnd(t *testing.T) {
	w := newAccountWorld(t)
	ctx := t.Context()
	id := w.staff("budi@example.test")
	one, two, three := w.signIn(id), w.signIn(id), w.signIn(id)
	if err := w.db.EndLogin(ctx, one); err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE logins SET expires_at = now() - interval '1 second' WHERE token_hash = $1`, two)
	for i, hash := range [][]byte{one, two} {
		if _, _, err := w.db.Login(ctx, hash); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("login %d: %v", i, err)
		}
	}
	if err := w.db.SweepLogins(ctx); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM logins`); n != 1 {
		t.Errorf("%d logins after the sweep, want 1", n)
	}
	if err := w.db.EndAllLogins(ctx, app.System("test"), id); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.db.Login(ctx, three); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("after ending all: %v", err)
	}
}

func TestAccountsList(t *testing.T) {
	w := newAccountWorld(t)
	ctx := t.Context()
	w.staff("ani@example.test", app.Grant{Role: app.RoleOfficer, RegionCode: "31.74"}, app.Grant{Role: app.RoleAdmin})
	if _, err := w.db.CandidateAccount(ctx, "", "+6281234567890"); err != nil {
		t.Fatal(err)
	}
	siti, err := w.db.CandidateAccount(ctx, "siti_a@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE candidates SET name = 'Siti Aminah' WHERE account_id = $1`, siti)
	w.signIn(siti)

	for _, tc := range []struct {
		name   string
		filter postgres.AccountFilter
		want   int
	}{
		{"all", postgres.AccountFilter{}, 3},
		{"name of profile", postgres.AccountFilter{Search: "aminah"}, 1},
		{"e-mail", postgres.AccountFilter{Search: "ani@"}, 1},
		{"phone", postgres.AccountFilter{Search: "0812 3456 7890"}, 1},
		{"part of a phone", postgres.AccountFilter{Search: "3456"}, 0},
		{"wildcard is text", postgres.AccountFilter{Search: "i_a"}, 1},
		{"role", postgres.AccountFilter{Role: app.RoleCandidate}, 2},
		{"role and name", postgres.AccountFilter{Role: app.RoleAdmin, Search: "siti"}, 0},
	} {
		tc.filter.Limit = 10
		rows, total, err := w.db.Accounts(ctx, tc.filter)
		if err != nil || len(rows) != tc.want || total != tc.want {
			t.Errorf("%s: %d of %d, %v; want %d", tc.name, len(rows), total, err, tc.want)
		}
	}

	rows, total, err := w.db.Accounts(ctx, postgres.AccountFilter{Limit: 2, Offset: 1})
	if err != nil || total != 3 || len(rows) != 2 {
		t.Fatalf("second page: %d of %d, %v", len(rows), total, err)
	}
	if rows[0].Phone != "+62812••••7890" || rows[0].SeenAt != nil || rows[0].Staff {
		t.Errorf("candidate by phone: %+v", rows[0])
	}
	if g := rows[1].Grants; !rows[1].Staff || len(g) != 2 || g[0].Scope == "" || g[1] != (postgres.ScopedGrant{Role: app.RoleAdmin}) {
		t.Errorf("staff: %+v", rows[1])
	}
	if b, err := json.Marshal(rows); err != nil || bytes.Contains(b, []byte("81234567890")) {
		t.Errorf("a whole number leaves the store: %v", err)
	}
}
