package postgres_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"gerbang/app"
)

// fieldsOf are the fields of refused input.
func fieldsOf(err error) string {
	errs, _ := errors.AsType[app.FieldErrors](err)
	var out []string
	for _, e := range errs {
		out = append(out, e.Field)
	}
	return strings.Join(out, " ")
}

func (s *shelf) number(query string, args ...any) int64 {
	s.t.Helper()
	var n int64
	if err := s.sql.QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestJobsShareTheirPermit(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	ratna, hendra, mitra := s.officer("Ratna"), s.officer("Hendra"), s.mitra("Asep", s.agency)
	under := func(title string) *app.Job {
		j := s.offer(title)
		j.SIP2MI = "SIP2MI 045/2026"
		return j
	}
	nurse, cook := s.publish(mitra, ratna, under("Perawat")), s.publish(mitra, ratna, under("Juru masak"))
	public := func() (n int64) {
		return s.number(`SELECT count(*) FROM public_jobs WHERE id IN ($1, $2)`, nurse, cook)
	}
	left := func(id int64) int {
		j, _ := s.desk(ratna, id)
		return j.PermitLeft
	}

	// Placements run down one quota, also when many are recorded at once.
	var wg sync.WaitGroup
	var placed, refused int
	var mu sync.Mutex
	for i := range 8 {
		wg.Go(func() {
			_, err := s.db.RecordPlacement(ctx, mitra, []int64{nurse, cook}[i%2], app.JobPlacement{RequestID: uuid.NewString(), Workers: 1, PlacedOn: s.date(0)})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				placed++
			case errors.Is(err, app.ErrQuotaLeft):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if placed != 5 || refused != 3 || left(nurse) != 0 || left(cook) != 0 || public() != 0 {
		t.Fatalf("%d placed, %d refused, %d and %d left, %d public", placed, refused, left(nurse), left(cook), public())
	}
	placement := s.number(`SELECT id FROM job_placements WHERE job_id = $1 LIMIT 1`, cook)
	if err := s.db.VoidPlacement(ctx, ratna, cook, placement, "Salah catat"); err != nil || left(nurse) != 1 || public() != 2 {
		t.Fatalf("voided: %d left, %d public, %v", left(nurse), public(), err)
	}
	others, err := s.db.PermitJobs(ctx, nurse)
	if err != nil || len(others) != 1 || others[0].ID != cook || int64(others[0].Placed) != s.number(`SELECT count(*) FROM job_placements WHERE job_id = $1 AND voided_at IS NULL`, cook) {
		t.Errorf("others %+v, %v", others, err)
	}

	// A third job takes the permit as it is; what differs is refused.
	third := under("Kasir")
	third.SIP2MI, third.PermitQuota, third.PermitUntil = "sip2mi 045/2026", 900, s.date(300)
	if _, err := s.db.CreateJob(ctx, mitra, third); fieldsOf(err) != "permit_quota permit_until" {
		t.Errorf("another quota and end: %v", err)
	}
	third.PermitQuota, third.PermitUntil = 0, time.Time{}
	cashier := s.create(mitra, third)
	if j, _ := s.desk(mitra, cashier); j.PermitQuota != 5 || j.PermitLeft != 1 || !app.SameDay(j.PermitUntil, s.date(100)) {
		t.Errorf("left empty: %+v", j)
	}
	change := func(actor *app.Actor, id int64, quota int) error {
		j, version := s.desk(ratna, id)
		j.PermitQuota = quota
		_, err := s.db.UpdateJob(ctx, actor, id, version, j)
		return err
	}
	if err := change(mitra, cashier, 50); fieldsOf(err) != "permit_quota" {
		t.Errorf("a draft of the agency raises the quota of public jobs: %v", err)
	}
	_, stale := s.desk(mitra, nurse)
	if err := change(hendra, cashier, 50); err != nil || left(nurse) != 46 {
		t.Errorf("an officer raises it: %d left, %v", left(nurse), err)
	}
	if j, _ := s.desk(mitra, nurse); j.PermitQuota != 50 || j.Status != app.JobPublished {
		t.Errorf("the others: %+v", j)
	}
	j, _ := s.desk(mitra, nurse)
	j.City = "Kobe"
	if _, err := s.db.UpdateJob(ctx, mitra, nurse, stale, j); !errors.Is(err, app.ErrJobChanged) {
		t.Errorf("over a permit that changed meanwhile: %v", err)
	}

	// Revoked for one, it is revoked for all, and a new number frees only who has it.
	if err := s.db.RevokePermit(ctx, ratna, cook, s.date(0), "Surat 12/2026"); err != nil || public() != 0 {
		t.Fatalf("%d public, %v", public(), err)
	}
	if n := s.number(`SELECT count(*) FROM audit_log WHERE action = 'job.revoke_permit'`); n != 3 {
		t.Errorf("%d jobs have it in their history", n)
	}
	j, version := s.desk(ratna, cashier)
	j.SIP2MI = "SIP2MI 046/2026"
	if _, err := s.db.UpdateJob(ctx, mitra, cashier, version, j); err != nil {
		t.Fatal(err)
	}
	if j, _ := s.desk(ratna, cashier); !j.PermitRevokedOn.IsZero() || j.PermitLeft != 50 || public() != 0 {
		t.Errorf("under a new number: %+v", j)
	}
	if err := s.db.RestorePermit(ctx, ratna, nurse, "Dicabut keliru"); err != nil || public() != 2 {
		t.Errorf("restored: %d public, %v", public(), err)
	}

	// A number mistyped by the only job under a permit is the permit's.
	if j, version = s.desk(ratna, cashier); j.PermitQuota != 50 {
		t.Fatal(j.PermitQuota)
	}
	if _, err := s.db.RecordPlacement(ctx, mitra, cashier, app.JobPlacement{RequestID: uuid.NewString(), Workers: 10, PlacedOn: s.date(0)}); err != nil {
		t.Fatal(err)
	}
	j.SIP2MI = "SIP2MI 047/2026"
	if _, err := s.db.UpdateJob(ctx, mitra, cashier, version, j); err != nil {
		t.Fatal(err)
	}
	if left(cashier) != 40 || s.number(`SELECT count(*) FROM permits WHERE number LIKE 'SIP2MI 04_/2026'`) != 2 {
		t.Errorf("%d left under the corrected number", left(cashier))
	}
	if n := s.number(`SELECT count(*) FROM jobs j JOIN permits m ON m.id = j.permit_id WHERE (j.permit_quota, j.permit_left, j.permit_until, j.permit_revoked_on)
		IS DISTINCT FROM (m.quota, m.quota - m.placed, m.valid_until, m.revoked_on)`); n != 0 {
		t.Errorf("%d jobs differ from their permit", n)
	}
}

// Vacancies from before there were permits come under one by their number.
func TestPermitsOfJobsThereWere(t *testing.T) {
	s := newShelf(t)
	s.exec(`DROP VIEW public_jobs, all_jobs; DROP TRIGGER jobs_find_permit ON jobs; DROP TRIGGER jobs_keep_permit ON jobs; DROP FUNCTION find_permit; DROP FUNCTION keep_permit; DROP FUNCTION mirror_permit;
		ALTER TABLE jobs DROP COLUMN permit_id; ALTER TABLE job_placements DROP COLUMN permit_id; DROP TABLE permits`)
	s.job("satu", row{"sip2mi": "A/1", "permit_quota": 20, "permit_left": 12, "permit_until": s.day(10), "verified_at": time.Now().Add(-time.Hour)})
	s.job("dua", row{"sip2mi": "a/1", "permit_quota": 10, "permit_left": 7, "permit_until": s.day(50), "verified_at": time.Now()})
	s.job("tiga", row{"sip2mi": "B/1", "permit_revoked_on": s.day(-1), "permit_revoked_reason": "dicabut"})
	s.job("empat", row{"sip2mi": "B/1"})
	s.job("lima", row{"sip2mi": "", "status": "draft", "permit_until": nil})
	up, err := os.ReadFile("../../migrations/00033_permits.sql")
	if err != nil {
		t.Fatal(err)
	}
	s.exec(string(up))
	for slug, want := range map[string]string{
		"satu": "20 9 50 f", "dua": "20 9 50 f", "tiga": "1000 0 100 t", "empat": "1000 0 100 t", "lima": "1000 5 0 f",
	} {
		var got string
		err := s.sql.QueryRow(`SELECT concat_ws(' ', permit_quota, permit_left, coalesce(permit_until - $2::date, 0), permit_revoked_on IS NOT NULL) FROM jobs WHERE slug = $1`, slug, s.day(0)).Scan(&got)
		if err != nil || got != want {
			t.Errorf("%s: %q, want %q, %v", slug, got, want, err)
		}
	}
}
