package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gerbang/app"
)

// staff returns an account with the grants, as an actor.
func (s *shelf) staff(name string, grants ...app.Grant) *app.Actor {
	s.t.Helper()
	id, err := s.db.CreateStaff(s.t.Context(), app.System("test"), name, app.Slug(name)+"@example.test", "x", grants)
	if err != nil {
		s.t.Fatal(err)
	}
	return &app.Actor{AccountID: id, Name: name, Grants: grants}
}

func (s *shelf) mitra(name string, agency int64) *app.Actor {
	return s.staff(name, app.Grant{Role: app.RoleMitra, AgencyID: agency})
}

func (s *shelf) date(n int) time.Time { return app.Day(time.Now()).AddDate(0, 0, n) }

// offer is a job that lacks nothing to be published.
func (s *shelf) offer(title string) *app.Job {
	return &app.Job{
		AgencyID: s.agency, Title: title, Sector: "keperawatan", Country: "JP", City: "Osaka", Scheme: app.SSW, Employer: "Sakura Care", Formal: true,
		QuotaEither: 10, PermitQuota: 5, AgeMin: 18, Education: app.SLTA, LanguageTest: "JLPT", LanguageLevel: "N4",
		SalaryMin: 200_000, SalaryPeriod: app.PerMonth, Currency: "JPY", ContractMonths: 36, HoursPerDay: 8, DaysPerWeek: 5,
		SIP2MI: "SIP2MI " + title, PermitUntil: s.date(100), ClosesOn: s.date(20),
		Costs: []app.Cost{{Item: "Visa", Amount: 500_000, Currency: "IDR", Payer: app.PaidByEmployer, LegalBasis: "UU 18/2017"}},
	}
}

var evidence = app.Evidence{Text: "SISKOP2MI, halaman SIP2MI.1, dibuka hari ini", Checks: app.JobChecks()}

func (s *shelf) create(actor *app.Actor, j *app.Job) int64 {
	s.t.Helper()
	id, err := s.db.CreateJob(s.t.Context(), actor, j)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *shelf) desk(actor *app.Actor, id int64) (j *app.Job, version int) {
	s.t.Helper()
	d, err := s.db.JobForDesk(s.t.Context(), actor, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return &d.Job, d.Version
}

// publish writes a job and takes it to the public pages.
func (s *shelf) publish(writer, verifier *app.Actor, j *app.Job) int64 {
	s.t.Helper()
	id := s.create(writer, j)
	if err := s.db.SubmitJob(s.t.Context(), writer, id); err != nil {
		s.t.Fatal(err)
	}
	_, version := s.desk(verifier, id)
	if err := s.db.PublishJob(s.t.Context(), verifier, id, version, evidence); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestLifeOfAJob(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	mitra, ratna, hendra := s.mitra("Asep", s.agency), s.officer("Ratna"), s.officer("Hendra")
	id := s.create(mitra, s.offer("Perawat lansia"))

	j, version := s.desk(mitra, id)
	if j.Slug != "perawat-lansia-osaka" || j.Status != app.JobDraft || j.PermitLeft != 5 || j.SalaryRupiah != 21_640_000 || j.RateDate.IsZero() {
		t.Fatalf("draft: %+v", j)
	}
	if err := s.db.PublishJob(ctx, ratna, id, version, evidence); !errors.Is(err, app.ErrJobState) {
		t.Errorf("a draft was published: %v", err)
	}
	steps := []func() error{
		func() error { return s.db.SubmitJob(ctx, mitra, id) },
		func() error { return s.db.SubmitJob(ctx, mitra, id) }, // a double click
		func() error { return s.db.ReturnJob(ctx, ratna, id, " Tulis potongan gaji. ") },
	}
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	d, err := s.db.JobForDesk(ctx, mitra, id)
	if err != nil || !d.Returned || d.DeskState(d.Returned, time.Now()) != app.DeskReturned {
		t.Fatalf("returned: %+v, %v", d, err)
	}
	mended := *j
	mended.Deductions = "Asuransi ¥18.000"
	if changed, err := s.db.UpdateJob(ctx, mitra, id, d.Version, &mended); err != nil || !changed {
		t.Fatalf("mend: %v, %v", changed, err)
	}
	if err := s.db.SubmitJob(ctx, mitra, id); err != nil {
		t.Fatal(err)
	}
	_, version = s.desk(ratna, id)
	if err := s.db.PublishJob(ctx, mitra, id, version, evidence); !errors.Is(err, app.ErrForbidden) {
		t.Errorf("a mitra published: %v", err)
	}
	if err := s.db.PublishJob(ctx, ratna, id, version-1, evidence); !errors.Is(err, app.ErrJobChanged) {
		t.Errorf("a version that the verifier has not seen was published: %v", err)
	}
	if err := s.db.PublishJob(ctx, ratna, id, version, evidence); err != nil {
		t.Fatal(err)
	}
	public, err := s.db.PublicJob(ctx, "perawat-lansia-osaka")
	if err != nil || public.VerifiedBy != "Ratna" || len(public.Costs) != 1 {
		t.Fatalf("public: %+v, %v", public, err)
	}

	// A change takes it back to review, and its editor cannot verify it.
	d, _ = s.db.JobForDesk(ctx, ratna, id)
	edited := d.Job
	edited.SalaryMax = 260_000
	if _, err := s.db.UpdateJob(ctx, ratna, id, d.Version, &edited); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.PublicJob(ctx, "perawat-lansia-osaka"); !errors.Is(err, app.ErrGone) {
		t.Errorf("an unverified change is public: %v", err)
	}
	_, version = s.desk(ratna, id)
	if err := s.db.PublishJob(ctx, ratna, id, version, evidence); !errors.Is(err, app.ErrFourEyes) {
		t.Errorf("the last editor verified: %v", err)
	}
	if err := s.db.PublishJob(ctx, hendra, id, version, evidence); err != nil {
		t.Fatal(err)
	}
	if again, err := s.db.PublicJob(ctx, "perawat-lansia-osaka"); err != nil || !again.PublishedAt.Equal(public.PublishedAt) {
		t.Errorf("a corrected job lost its age: %v, %v", again, err)
	}
	if err := s.db.CloseJob(ctx, mitra, id, "Pemberi kerja membatalkan"); err != nil {
		t.Fatal(err)
	}
	if err := s.db.ReopenJob(ctx, mitra, id); err != nil {
		t.Fatal(err)
	}

	history, err := s.db.JobHistory(ctx, id, 50)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, h := range slices.Backward(history) {
		actions = append(actions, strings.TrimPrefix(h.Action, "job."))
	}
	if got := strings.Join(actions, " "); got != "create submit return update submit publish update publish close reopen" {
		t.Errorf("history: %s", got)
	}
	for _, h := range history {
		if h.Action == "job.update" && h.Actor == "Ratna" && fmt.Sprint(h.Changes) != "[{salary_max 0 260000} {status published in_review}]" {
			t.Errorf("the trail holds more or less than what changed: %v", h.Changes)
		}
	}
}

func TestWriterAndEditorAreBothBarredFromVerifying(t *testing.T) {
	s := newShelf(t)
	writer, editor := s.officer("Ratna"), s.officer("Hendra")
	id := s.create(writer, s.offer("Perawat"))
	j, version := s.desk(writer, id)
	j.City = "Kobe"
	if _, err := s.db.UpdateJob(t.Context(), editor, id, version, j); err != nil {
		t.Fatal(err)
	}
	if err := s.db.SubmitJob(t.Context(), editor, id); err != nil {
		t.Fatal(err)
	}
	// A third edit frees neither of them.
	third := s.officer("Tuti")
	j, version = s.desk(third, id)
	j.City = "Nara"
	if _, err := s.db.UpdateJob(t.Context(), third, id, version, j); err != nil {
		t.Fatal(err)
	}
	_, version = s.desk(writer, id)
	for _, actor := range []*app.Actor{writer, editor, third} {
		if err := s.db.PublishJob(t.Context(), actor, id, version, evidence); !errors.Is(err, app.ErrFourEyes) {
			t.Errorf("%s: %v", actor.Name, err)
		}
	}
	yuli := s.officer("Yuli")
	if err := s.db.PublishJob(t.Context(), yuli, id, version, evidence); err != nil {
		t.Error(err)
	}
	// What was verified counts no more: of who edited before, only the writer may not.
	j, version = s.desk(yuli, id)
	j.City = "Kyoto"
	if _, err := s.db.UpdateJob(t.Context(), yuli, id, version, j); err != nil {
		t.Fatal(err)
	}
	_, version = s.desk(writer, id)
	for _, actor := range []*app.Actor{writer, yuli} {
		if err := s.db.PublishJob(t.Context(), actor, id, version, evidence); !errors.Is(err, app.ErrFourEyes) {
			t.Errorf("after another change, %s: %v", actor.Name, err)
		}
	}
	if err := s.db.PublishJob(t.Context(), editor, id, version, evidence); err != nil {
		t.Error(err)
	}
}

func TestJobsOfOthersAreNotFound(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	other := s.insert("agencies", row{"slug": "pt-lain", "name": "PT Lain", "sip3mi": "9/2024", "licence_until": s.day(300)})
	owner, stranger := s.mitra("Asep", s.agency), s.mitra("Tini", other)
	id := s.create(owner, s.offer("Perawat"))
	j, version := s.desk(owner, id)
	for name, do := range map[string]func(a *app.Actor) error{
		"read":      func(a *app.Actor) error { _, err := s.db.JobForDesk(ctx, a, id); return err },
		"create":    func(a *app.Actor) error { _, err := s.db.CreateJob(ctx, a, s.offer("X")); return err },
		"update":    func(a *app.Actor) error { _, err := s.db.UpdateJob(ctx, a, id, version, j); return err },
		"duplicate": func(a *app.Actor) error { _, err := s.db.DuplicateJob(ctx, a, id); return err },
		"submit":    func(a *app.Actor) error { return s.db.SubmitJob(ctx, a, id) },
		"close":     func(a *app.Actor) error { return s.db.CloseJob(ctx, a, id, "x") },
		"place": func(a *app.Actor) error {
			_, err := s.db.RecordPlacement(ctx, a, id, app.JobPlacement{RequestID: requestNo(1), Workers: 1, PlacedOn: s.date(0)})
			return err
		},
	} {
		for _, a := range []*app.Actor{nil, stranger, s.staff("Budi "+name, app.Grant{Role: app.RolePetugas})} {
			if err := do(a); !errors.Is(err, app.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	moved := *j
	moved.AgencyID = other
	if _, err := s.db.UpdateJob(ctx, owner, id, version, &moved); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a job was given to another agency: %v", err)
	}
	for name, do := range map[string]func() error{
		"return": func() error { return s.db.ReturnJob(ctx, owner, id, "x") },
		"revoke": func() error { return s.db.RevokePermit(ctx, owner, id, s.date(0), "x") },
		"void":   func() error { return s.db.VoidPlacement(ctx, owner, id, 1, "x") },
	} {
		if err := do(); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s by a mitra: %v", name, err)
		}
	}
}

func TestLostRaceKeepsTheFirstChange(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	ratna, hendra := s.officer("Ratna"), s.officer("Hendra")
	id := s.create(ratna, s.offer("Perawat"))
	mine, version := s.desk(ratna, id)
	theirs := *mine
	theirs.City = "Kyoto"
	if _, err := s.db.UpdateJob(ctx, hendra, id, version, &theirs); err != nil {
		t.Fatal(err)
	}
	mine.City = "Nara"
	_, err := s.db.UpdateJob(ctx, ratna, id, version, mine)
	if !errors.Is(err, app.ErrJobChanged) || !strings.Contains(fmt.Sprint(err.(*app.Error).Args), "Hendra") {
		t.Fatalf("lost race: %v", err)
	}
	if changed, err := s.db.UpdateJob(ctx, ratna, id, version, &theirs); err != nil || changed {
		t.Errorf("the same once more, without a difference: %v, %v", changed, err)
	}
	if j, _ := s.desk(ratna, id); j.City != "Kyoto" {
		t.Errorf("city %q", j.City)
	}
}

func TestReferencesAreOneAgencysOwn(t *testing.T) {
	s := newShelf(t)
	ratna := s.officer("Ratna")
	j := s.offer("Perawat")
	j.Reference = "A-1"
	s.create(ratna, j)
	again := *j
	if _, err := s.db.CreateJob(t.Context(), ratna, &again); !errors.Is(err, app.ErrReference) {
		t.Errorf("%v", err)
	}
	copied, err := s.db.DuplicateJob(t.Context(), ratna, 1)
	if err != nil {
		t.Fatal(err)
	}
	if j, _ := s.desk(ratna, copied); j.Reference != "" || j.SIP2MI != "" || j.Slug != "perawat-osaka-2" || len(j.Costs) != 1 || j.Status != app.JobDraft {
		t.Errorf("copy: %+v", j)
	}
}

func requestNo(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func TestPlacementsNeverOversell(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	ratna := s.officer("Ratna")
	j := s.offer("Perawat")
	j.PermitQuota = 20
	id := s.publish(s.mitra("Asep", s.agency), ratna, j)
	var placed, refused atomic.Int64
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			p := app.JobPlacement{RequestID: requestNo(n), Workers: 1, PlacedOn: s.date(0)}
			for range 2 { // a double click
				switch _, err := s.db.RecordPlacement(ctx, ratna, id, p); {
				case err == nil:
					placed.Add(1)
				case errors.Is(err, app.ErrQuotaLeft):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if placed.Load() != 40 || refused.Load() != 40 {
		t.Errorf("%d answers of success, %d refusals; want 20 placements told twice each", placed.Load(), refused.Load())
	}
	if j, _ := s.desk(ratna, id); j.PermitLeft != 0 || j.PermitQuota != 20 {
		t.Errorf("left %d of %d", j.PermitLeft, j.PermitQuota)
	}
	if _, err := s.db.PublicJob(ctx, "perawat-osaka"); !errors.Is(err, app.ErrGone) {
		t.Errorf("a job without places is public: %v", err)
	}

	list, err := s.db.Placements(ctx, id)
	if err != nil || len(list) != 20 {
		t.Fatalf("%d placements, %v", len(list), err)
	}
	for range 2 {
		if err := s.db.VoidPlacement(ctx, ratna, id, list[0].ID, "salah catat"); err != nil {
			t.Fatal(err)
		}
	}
	if j, _ := s.desk(ratna, id); j.PermitLeft != 1 {
		t.Errorf("after voiding %d left", j.PermitLeft)
	}
	if _, err := s.db.PublicJob(ctx, "perawat-osaka"); err != nil {
		t.Errorf("a job with a place again: %v", err)
	}
	d, version := s.desk(ratna, id)
	d.PermitQuota = 18
	if _, err := s.db.UpdateJob(ctx, ratna, id, version, d); !errors.Is(err, app.ErrQuotaUsed) {
		t.Errorf("a quota below what was placed: %v", err)
	}
	d.PermitQuota = 30
	if _, err := s.db.UpdateJob(ctx, ratna, id, version, d); err != nil {
		t.Fatal(err)
	}
	if j, _ := s.desk(ratna, id); j.PermitLeft != 11 {
		t.Errorf("a larger permit has %d left", j.PermitLeft)
	}
}

func TestRevokedPermit(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	ratna := s.officer("Ratna")
	id := s.publish(s.mitra("Asep", s.agency), ratna, s.offer("Perawat"))
	if err := s.db.RevokePermit(ctx, ratna, id, s.date(1), "x"); !errors.Is(err, app.ErrRevokedOn) {
		t.Errorf("tomorrow: %v", err)
	}
	if err := s.db.RevokePermit(ctx, ratna, id, s.date(0), "Surat Dirjen 12/2026"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.PublicJob(ctx, "perawat-osaka"); !errors.Is(err, app.ErrGone) {
		t.Errorf("revoked: %v", err)
	}
	if err := s.db.RestorePermit(ctx, ratna, id, "Salah nomor"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.PublicJob(ctx, "perawat-osaka"); err != nil {
		t.Errorf("restored: %v", err)
	}
	if err := s.db.RevokePermit(ctx, ratna, id, s.date(-1), "Dicabut"); err != nil {
		t.Fatal(err)
	}
	j, version := s.desk(ratna, id)
	j.SIP2MI = "SIP2MI.2"
	if _, err := s.db.UpdateJob(ctx, ratna, id, version, j); err != nil {
		t.Fatal(err)
	}
	if j, _ := s.desk(ratna, id); !j.PermitRevokedOn.IsZero() {
		t.Error("a new permit is still revoked")
	}
}

func TestUnfinishedJobsAreNotPublished(t *testing.T) {
	for name, spoil := range map[string]func(s *shelf, j *app.Job){
		"no permit":      func(_ *shelf, j *app.Job) { j.SIP2MI = "" },
		"no costs":       func(_ *shelf, j *app.Job) { j.Costs = nil },
		"no places left": func(_ *shelf, j *app.Job) { j.PermitQuota = 0 },
		"deadline over":  func(s *shelf, j *app.Job) { j.ClosesOn = s.date(-1) },
		"closed country": func(s *shelf, _ *app.Job) {
			s.exec(`UPDATE countries SET closed = true, closed_reason = 'konflik' WHERE iso2 = 'JP'`)
		},
		"agency suspended": func(s *shelf, _ *app.Job) { s.exec(`UPDATE agencies SET status = 'suspended'`) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			writer, ratna := s.mitra("Asep", s.agency), s.officer("Ratna")
			j := s.offer("Perawat")
			spoil(s, j)
			id := s.create(writer, j)
			if err := s.db.SubmitJob(t.Context(), writer, id); err != nil {
				t.Fatal(err)
			}
			_, version := s.desk(ratna, id)
			if err := s.db.PublishJob(t.Context(), ratna, id, version, evidence); !errors.Is(err, app.ErrNotDone) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Estimates are made in Go when a job is saved and in SQL when a rate changes.
func TestSalariesAreEstimatedTheSameWay(t *testing.T) {
	s := newShelf(t)
	ratna := s.officer("Ratna")
	want := map[int64]int64{}
	for i, period := range app.PayPeriods() {
		for _, pay := range []int64{1, 1_113, 98_765} {
			j := s.offer(fmt.Sprintf("Pekerjaan %d %d", i, pay))
			j.SalaryMin, j.SalaryPeriod, j.HoursPerDay, j.DaysPerWeek = pay, period, 7, 6
			id := s.create(ratna, j)
			d, _ := s.desk(ratna, id)
			want[id] = d.SalaryRupiah
		}
	}
	s.exec(`UPDATE jobs SET salary_rupiah = 0, rate_date = NULL`)
	if n, err := s.db.RecalculateSalaries(t.Context(), ratna, "JPY"); err != nil || n != len(want) {
		t.Fatalf("%d of %d, %v", n, len(want), err)
	}
	for id, rupiah := range want {
		if d, _ := s.desk(ratna, id); d.SalaryRupiah != rupiah || d.RateDate.IsZero() {
			t.Errorf("%d %s: %d in SQL, %d in Go", d.SalaryMin, d.SalaryPeriod, d.SalaryRupiah, rupiah)
		}
	}
	if n, err := s.db.RecalculateSalaries(t.Context(), ratna, "JPY"); err != nil || n != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
}
