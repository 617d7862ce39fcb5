package postgres_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
)

// actor makes an account with a role over everything and returns who it is.
func (s *shelf) actor(email string, role app.Role) *app.Actor {
	s.t.Helper()
	grants := []app.Grant{{Role: role}}
	id, err := s.db.CreateStaff(s.t.Context(), app.System("test"), "Nama "+email, email, "x", grants)
	if err != nil {
		s.t.Fatal(err)
	}
	return &app.Actor{AccountID: id, Name: "Nama " + email, Grants: grants}
}

func (s *shelf) count(query string, args ...any) (n int) {
	s.t.Helper()
	if err := s.sql.QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// report sends a report and returns its id with the receipt.
func (s *shelf) report(in postgres.ReportInput) (int64, postgres.ReportReceipt) {
	s.t.Helper()
	if in.RequestID == "" {
		in.RequestID = uuid.NewString()
	}
	if in.Kinds == nil {
		in.Kinds = []app.ReportKind{app.ReportMoney}
	}
	if in.Locale == "" {
		in.Locale = "id"
	}
	got, err := s.db.SendReport(s.t.Context(), in)
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.db.FindReport(s.t.Context(), got.Code, got.PIN)
	if err != nil {
		s.t.Fatal(err)
	}
	return id, got
}

var photo = postgres.File{ContentType: "image/jpeg", Name: "bukti.jpg", Width: 4, Height: 3, Body: []byte("\xff\xd8\xff")}

func TestAReportReachesItsOfficersSealed(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	s.actor("budi@ppkd.test", app.RolePetugas)
	limited, err := s.db.CreateStaff(ctx, app.System("test"), "Lurah", "lurah@kelurahan.test", "x", []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01.1001"}})
	if err != nil {
		t.Fatal(err)
	}
	s.job("kaigo", row{"title": "Kaigo di Osaka"})
	request := uuid.NewString()
	for range 2 {
		if err := s.db.AddReportPhoto(ctx, request, photo); err != nil {
			t.Fatal(err)
		}
	}
	drafts, err := s.db.DraftReportPhotos(ctx, request)
	if err != nil || len(drafts) != 2 || drafts[0].Name != "bukti.jpg" {
		t.Fatalf("photos %+v, %v", drafts, err)
	}
	if err := s.db.DropReportPhoto(ctx, request, drafts[1].Key); err != nil {
		t.Fatal(err)
	}
	in := postgres.ReportInput{
		RequestID: request, Locale: "id", JobSlug: "kaigo", Kinds: []app.ReportKind{app.ReportMoney, app.ReportDocuments}, Danger: true,
		RegionCode: "31.74.01.1001", RT: "003", RW: "012", Country: "JP", AgencyName: "PT Palsu", Story: "Diminta lima juta",
		Accused: postgres.Accused{Name: "Pak Rudi", Phone: "+6281234567890", Account: "@rudi"},
		Contact: postgres.ReportContact{Address: "siti@example.test", Safely: "malam"}, WantsMail: true,
	}
	id, receipt := s.report(in)

	dump := s.dump("reports") + s.dump("report_events") + s.dump("audit_log")
	for _, secret := range []string{"lima juta", "Rudi", "81234567890", "siti@example.test", receipt.PIN} {
		if strings.Contains(dump, secret) {
			t.Errorf("%q lies open in the database", secret)
		}
	}
	r, err := s.db.Report(ctx, officer, id)
	if err != nil {
		t.Fatal(err)
	}
	if r.Story != in.Story || r.Accused != in.Accused || r.Kelurahan == "" || !r.HasContact || r.Job == nil || r.Job.Title != "Kaigo di Osaka" || len(r.Photos) != 1 {
		t.Errorf("report %+v", r)
	}
	s.exec(`UPDATE jobs SET title = 'Sudah diubah'`)
	if r, err = s.db.Report(ctx, officer, id); err != nil || r.Job.Title != "Kaigo di Osaka" {
		t.Errorf("the report no longer shows the job as it stood: %+v, %v", r.Job, err)
	}
	file, err := s.db.ReportFile(ctx, officer, id, r.Photos[0].Key)
	if err != nil || !bytes.Equal(file.Body, photo.Body) {
		t.Errorf("photo %v, %v", file, err)
	}
	if _, err := s.db.PublicFile(ctx, r.Photos[0].Key); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("the photo is public: %v", err)
	}
	if n := s.count(`SELECT count(*) FROM outbox WHERE kind = 'report.urgent' AND priority = 1 AND (payload ->> 'account_id')::bigint = $1`, officer.AccountID); n != 1 {
		t.Errorf("%d messages to the officer", n)
	}
	if n := s.count(`SELECT count(*) FROM outbox`); n != 1 {
		t.Errorf("%d messages; petugas and officers of one region are not told", n)
	}
	for name, actor := range map[string]*app.Actor{
		"a visitor": nil, "a petugas": {AccountID: 9, Grants: []app.Grant{{Role: app.RolePetugas}}},
		"an officer of one region": {AccountID: limited, Grants: []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01.1001"}}},
	} {
		_, err1 := s.db.Report(ctx, actor, id)
		_, err2 := s.db.Reports(ctx, actor, postgres.ReportFilter{}, 1)
		_, err3 := s.db.RevealReportContact(ctx, actor, id, uuid.NewString(), "x")
		_, err4 := s.db.ReportFile(ctx, actor, id, r.Photos[0].Key)
		err5 := s.db.StepReport(ctx, actor, id, postgres.ReportStep{RequestID: uuid.NewString(), Kind: app.ReportNote, Text: "x"})
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if kind := app.KindOf(err); kind != app.NotFound && kind != app.Forbidden {
				t.Errorf("%s, %d: %v", name, i, err)
			}
		}
	}
}

// dump returns all rows of a table as text.
func (s *shelf) dump(table string) (text string) {
	s.t.Helper()
	if err := s.sql.QueryRow(`SELECT coalesce(string_agg(t::text, E'\n'), '') FROM ` + table + ` t`).Scan(&text); err != nil {
		s.t.Fatal(err)
	}
	return text
}

func TestAReportSentTwiceIsOne(t *testing.T) {
	s := newShelf(t)
	s.actor("ratna@bp3mi.test", app.RoleOfficer)
	in := postgres.ReportInput{RequestID: uuid.NewString(), Locale: "id", Kinds: []app.ReportKind{app.ReportThreat}, Story: "x"}
	receipts := make([]postgres.ReportReceipt, 8)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			var err error
			if receipts[i], err = s.db.SendReport(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, r := range receipts {
		if r != receipts[0] || r.Code == "" || len(r.PIN) != 6 {
			t.Fatalf("receipts %+v", receipts)
		}
	}
	if n, told := s.count(`SELECT count(*) FROM reports`), s.count(`SELECT count(*) FROM outbox`); n != 1 || told != 1 {
		t.Errorf("%d reports, %d messages", n, told)
	}
	if err := s.db.AddReportPhoto(t.Context(), in.RequestID, photo); !errors.Is(err, postgres.ErrReportSent) {
		t.Errorf("a photo after sending: %v", err)
	}
	if _, err := s.db.SendReport(t.Context(), postgres.ReportInput{RequestID: uuid.NewString(), Locale: "id", JobSlug: "tidak-ada", Kinds: in.Kinds, Story: "x"}); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("about no job: %v", err)
	}
}

func TestPhotosThatArriveTogetherAreCounted(t *testing.T) {
	s := newShelf(t)
	request := uuid.NewString()
	full := make(chan error, 8)
	var wg sync.WaitGroup
	for range cap(full) {
		wg.Go(func() { full <- s.db.AddReportPhoto(t.Context(), request, photo) })
	}
	wg.Wait()
	close(full)
	refused := 0
	for err := range full {
		if errors.Is(err, postgres.ErrReportPhotos) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if n := s.count(`SELECT count(*) FROM report_photos`); n != app.MaxReportPhotos || refused != 8-app.MaxReportPhotos {
		t.Errorf("%d photos kept, %d refused", n, refused)
	}
}

func TestTheReporterFollowsWithCodeAndPIN(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	id, receipt := s.report(postgres.ReportInput{Story: "x", Contact: postgres.ReportContact{Address: "siti@example.test"}, WantsMail: true})
	wrong := "000000"
	if receipt.PIN == wrong {
		wrong = "000001"
	}
	for _, tc := range [][2]string{{receipt.Code, wrong}, {app.NewReportCode(), receipt.PIN}, {receipt.Code, ""}} {
		if _, err := s.db.FindReport(ctx, tc[0], tc[1]); !errors.Is(err, postgres.ErrReportUnknown) {
			t.Errorf("%v: %v", tc, err)
		}
	}
	step := func(kind app.ReportEventKind, text string, more ...func(*postgres.ReportStep)) {
		t.Helper()
		r, err := s.db.Report(ctx, officer, id)
		if err != nil {
			t.Fatal(err)
		}
		st := postgres.ReportStep{RequestID: uuid.NewString(), Version: r.Version, Kind: kind, Text: text}
		for _, set := range more {
			set(&st)
		}
		for range 2 { // a double click happens once
			if err := s.db.StepReport(ctx, officer, id, st); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
	}
	step(app.ReportNote, "rahasia petugas")
	step(app.ReportReply, "Terima kasih")
	step(app.ReportWasForwarded, "", func(st *postgres.ReportStep) { st.Body = app.BodyPolice })
	step(app.ReportWasClosed, "Selesai", func(st *postgres.ReportStep) { st.Outcome = app.ReportProven })
	own, err := s.db.OwnReport(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, e := range own.Events {
		if e.Actor != "" {
			t.Errorf("the reporter reads who did it: %+v", e)
		}
		seen = append(seen, string(e.Kind)+":"+e.Detail+":"+e.Text)
	}
	if got := strings.Join(seen, " "); got != "received:: reply::Terima kasih forwarded:police: closed:proven:Selesai" {
		t.Errorf("the reporter sees %s", got)
	}
	if n := s.count(`SELECT count(*) FROM outbox WHERE kind = 'report.update'`); n != 3 {
		t.Errorf("%d messages to the reporter", n)
	}
	request := uuid.NewString()
	for range 2 {
		if err := s.db.AddToReport(ctx, id, request, "Dia menelepon lagi"); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.db.Report(ctx, officer, id)
	if err != nil || r.Status != app.ReportInProgress || r.Outcome != "" || r.Events[len(r.Events)-1].Text != "Dia menelepon lagi" {
		t.Errorf("after the reporter added to a closed report: %+v, %v", r, err)
	}
	rows, err := s.db.Reports(ctx, officer, postgres.ReportFilter{}, 1)
	if err != nil || len(rows) != 1 || !rows[0].Added {
		t.Errorf("inbox %+v, %v", rows, err)
	}
}

func TestTwoOfficersTakeOneReport(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officers := []*app.Actor{s.actor("a@bp3mi.test", app.RoleOfficer), s.actor("b@bp3mi.test", app.RoleOfficer)}
	id, _ := s.report(postgres.ReportInput{Story: "x"})
	errs := make([]error, len(officers))
	var wg sync.WaitGroup
	for i, o := range officers {
		wg.Go(func() {
			errs[i] = s.db.StepReport(ctx, o, id, postgres.ReportStep{RequestID: uuid.NewString(), Version: 1, Kind: app.ReportWasTaken})
		})
	}
	wg.Wait()
	won := -1
	for i, err := range errs {
		switch {
		case err == nil && won < 0:
			won = i
		case !errors.Is(err, postgres.ErrReportChanged):
			t.Errorf("officer %d: %v", i, err)
		}
	}
	r, err := s.db.Report(ctx, officers[0], id)
	if err != nil || won < 0 || r.HandledByID != officers[won].AccountID || r.Status != app.ReportInProgress {
		t.Errorf("won %d, report %+v, %v", won, r, err)
	}
}

func TestLookingAtAContactLeavesATrace(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	id, _ := s.report(postgres.ReportInput{Story: "x", Contact: postgres.ReportContact{Address: "+6281234567890", Safely: "WhatsApp saja"}})
	got, err := s.db.RevealReportContact(ctx, officer, id, uuid.NewString(), "menanyakan alamat")
	if err != nil || got.Address != "+6281234567890" || got.Safely != "WhatsApp saja" {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := s.count(`SELECT count(*) FROM audit_log WHERE action = 'report.reveal' AND account_id = $1 AND purpose = 'menanyakan alamat'`, officer.AccountID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	silent, _ := s.report(postgres.ReportInput{Story: "x"})
	if _, err := s.db.RevealReportContact(ctx, officer, silent, uuid.NewString(), "x"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a report without contact: %v", err)
	}
}

func TestTheInboxIsSearchedAndSorted(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	s.job("las", row{"title": "Tukang las"})
	calm, receipt := s.report(postgres.ReportInput{Story: "x", AgencyName: "PT 100% Aman"})
	urgent, _ := s.report(postgres.ReportInput{Story: "x", Danger: true, Accused: postgres.Accused{Phone: "+6281234567890"}})
	job, _ := s.report(postgres.ReportInput{Story: "x", JobSlug: "las", Accused: postgres.Accused{Phone: "+6281234567890"}})
	for search, want := range map[string][]int64{
		"": {urgent, job, calm}, "100%": {calm}, "%": {calm}, strings.ToLower(receipt.Code): {calm}, "tukang": {job}, "bahtera": {job}, "zzz": nil, "x' OR 1=1": nil,
	} {
		rows, err := s.db.Reports(ctx, officer, postgres.ReportFilter{Search: search}, 1)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, r := range rows {
			got = append(got, r.ID)
		}
		if len(got) != len(want) || len(want) > 0 && !equalIDs(got, want) {
			t.Errorf("%q finds %v, want %v", search, got, want)
		}
		counts, err := s.db.ReportCounts(ctx, officer, postgres.ReportFilter{Search: search})
		if err != nil || counts[app.ReportNew] != len(want) {
			t.Errorf("%q counts %v, %v", search, counts, err)
		}
	}
	if rows, err := s.db.Reports(ctx, officer, postgres.ReportFilter{Status: app.ReportClosed}, 1); err != nil || len(rows) != 0 {
		t.Errorf("closed: %v, %v", rows, err)
	}
	if rows, err := s.db.Reports(ctx, officer, postgres.ReportFilter{}, 1<<40); err != nil || len(rows) != 0 {
		t.Errorf("a page far out: %v, %v", rows, err)
	}
	r, err := s.db.Report(ctx, officer, job)
	if err != nil || len(r.SamePhone) != 1 || r.SamePhone[0].ID != urgent {
		t.Errorf("reports that name the same number: %+v, %v", r.SamePhone, err)
	}
}

func equalIDs(a, b []int64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestReportsForgetWhatTheyNeedNoLonger(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	request := uuid.NewString()
	if err := s.db.AddReportPhoto(ctx, request, photo); err != nil {
		t.Fatal(err)
	}
	id, receipt := s.report(postgres.ReportInput{RequestID: request, Story: "x", AtRisk: app.RiskSelf, Contact: postgres.ReportContact{Address: "+6281234567890"}, Accused: postgres.Accused{Phone: "+6281234567890"}})
	if err := s.db.AddReportPhoto(ctx, uuid.NewString(), photo); err != nil { // of a form that is never sent
		t.Fatal(err)
	}
	sweep := func(photos int, contact bool) {
		t.Helper()
		if err := s.db.SweepReports(ctx); err != nil {
			t.Fatal(err)
		}
		r, err := s.db.Report(ctx, officer, id)
		if err != nil || s.count(`SELECT count(*) FROM files`) != photos || r.HasContact != contact || (r.Accused.Phone != "") != contact || (r.AtRisk != "") != contact {
			t.Errorf("%d files, report %+v, %v", s.count(`SELECT count(*) FROM files`), r, err)
		}
	}
	sweep(2, true)
	s.exec(`UPDATE report_photos SET created_at = now() - interval '25 hours'`)
	sweep(1, true)
	if err := s.db.StepReport(ctx, officer, id, postgres.ReportStep{RequestID: uuid.NewString(), Version: 1, Kind: app.ReportWasClosed, Outcome: app.ReportUnproven}); err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE reports SET closed_at = now() - interval '179 days'`)
	sweep(1, true)
	s.exec(`UPDATE reports SET closed_at = now() - interval '181 days'`)
	sweep(0, false)
	if _, err := s.db.FindReport(ctx, receipt.Code, receipt.PIN); err != nil {
		t.Errorf("the reporter still finds it: %v", err)
	}
}
