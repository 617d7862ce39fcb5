package server_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

// leaver is a public job with an agency and a destination of its own, so that
// what befalls them befalls no other job of the test.
type leaver struct {
	id, agency    int64
	country, slug string
}

func addLeaver(t *testing.T, db *postgres.DB, n int, country string) leaver {
	t.Helper()
	l := leaver{country: country, slug: fmt.Sprintf("pengrajin-uji-%c", 'a'+n)}
	now := time.Now()
	err := db.Bulk(t.Context(), func(b *postgres.Bulk) error {
		agencies, err := b.Agencies(t.Context(), []app.Agency{{
			Slug: "agen-" + l.slug, Name: "PT " + l.slug, SIP3MI: "SIP3MI-" + l.slug, LicenceUntil: now.AddDate(1, 0, 0), Status: app.AgencyActive,
		}})
		if err != nil {
			return err
		}
		l.agency = agencies[0]
		jobs, err := b.Jobs(t.Context(), []postgres.BulkJob{{Job: app.Job{
			Slug: l.slug, AgencyID: l.agency, Title: "Pengrajin rotan", Sector: "manufaktur", Country: country, City: "Kota", Scheme: app.PToP,
			Formal: true, QuotaEither: 3, PermitLeft: 3, PermitQuota: 3, AgeMin: 18, SalaryMin: 2000, SalaryMax: 2200, Currency: "USD", HoursPerDay: 8, DaysPerWeek: 5,
			SIP2MI: "SIP2MI-" + l.slug, PermitUntil: now.AddDate(1, 0, 0), Status: app.JobPublished, ClosesOn: now.AddDate(0, 1, 0),
			PublishedAt: now, VerifiedBy: "Petugas BP3MI", VerifiedAt: now,
		}}})
		if err == nil {
			l.id = jobs[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A job leaves by itself and at once, whatever the cause, from every place
// that names it, also on the replica that was told of nothing but a change.
func TestJobsLeaveAtOnce(t *testing.T) {
	dsn := pgtest.DSN(t)
	a, b := startReplica(t, dsn), startReplica(t, dsn)
	offer(t, a.DB, "Perawat lansia di Osaka") // stays, as an alternative
	raw, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	soon(t, "both listen", func() bool {
		addJob(t, a.DB, 1, time.Now().Format("draf-150405.000000000"), app.JobDraft)
		return a.content.Load() > 0 && b.content.Load() > 0
	})

	yesterday := app.Day(time.Now()).AddDate(0, 0, -1)
	set := func(table, column string) func(*testing.T, leaver) error {
		return func(t *testing.T, l leaver) error { // a date that has passed meanwhile
			id := l.id
			if table == "agencies" {
				id = l.agency
			}
			_, err := raw.ExecContext(t.Context(), `UPDATE `+table+` SET `+column+` = $2 WHERE id = $1`, id, yesterday)
			return err
		}
	}
	licence := func(kind app.AgencyEventKind) func(*testing.T, leaver) error {
		return func(t *testing.T, l leaver) error {
			_, err := a.DB.RecordLicence(t.Context(), app.System("test"), l.agency, 1, app.LicenceStep{Kind: kind, EffectiveOn: time.Now(), Reason: "uji", Source: "surat uji"})
			return err
		}
	}
	causes := []struct {
		name, country string
		do            func(*testing.T, leaver) error
	}{
		{"the deadline passes", "KR", set("jobs", "closes_on")},
		{"the permit lapses", "TW", set("jobs", "permit_until")},
		{"the job order lapses", "DE", set("jobs", "job_order_until")},
		{"the licence of the agency lapses", "PL", set("agencies", "licence_until")},
		{"the agency is suspended", "HK", licence(app.AgencySuspension)},
		{"the agency is revoked", "SG", licence(app.AgencyRevocation)},
		{"the quota ends", "MY", func(t *testing.T, l leaver) error {
			left, err := a.DB.RecordPlacement(t.Context(), app.System("test"), l.id, app.JobPlacement{RequestID: uuid.NewString(), Workers: 3, PlacedOn: app.Day(time.Now())})
			if left != 0 {
				t.Errorf("%d places left", left)
			}
			return err
		}},
		{"the permit is revoked", "AU", func(t *testing.T, l leaver) error {
			return a.DB.RevokePermit(t.Context(), app.System("test"), l.id, app.Day(time.Now()), "uji")
		}},
		{"the destination closes", "NZ", func(t *testing.T, l leaver) error {
			return a.DB.SetDestination(t.Context(), app.System("test"), l.country, true, "uji", "")
		}},
		{"it is closed by staff", "TR", func(t *testing.T, l leaver) error { return a.DB.CloseJob(t.Context(), app.System("test"), l.id, "uji") }},
	}
	places := []string{"/", "/lowongan", "/cari?q=pengrajin+rotan", "/sitemap.xml", "/lowongan/umpan.xml", "/en/lowongan?q=pengrajin"}
	for n, cause := range causes {
		t.Run(cause.name, func(t *testing.T) {
			l := addLeaver(t, a.DB, n, cause.country)
			page := "/lowongan/" + l.slug
			for name, site := range map[string]*replica{"at A": a, "at B": b} {
				visitor := site.Client(t)
				soon(t, name+" its page is public", func() bool { return visitor.Get(page).Status == http.StatusOK })
				for _, place := range places { // and by that in the page cache
					soon(t, name+" "+place+" names it", func() bool { return strings.Contains(string(visitor.Get(place).Body), page) })
				}
			}
			if err := cause.do(t, l); err != nil {
				t.Fatal(err)
			}
			for name, site := range map[string]*replica{"at A": a, "at B": b} {
				visitor := site.Client(t)
				for _, place := range places {
					soon(t, name+" "+place+" names it no more", func() bool { return !strings.Contains(string(visitor.Get(place).Body), page) })
				}
				soon(t, name+" its page is gone", func() bool { return visitor.Get(page).Status == http.StatusGone })
				gone := visitor.Get(page)
				if !strings.Contains(gone.Text("h1"), "ditutup") || gone.Doc.Find("a[href='/lowongan/perawat-lansia-di-osaka']").Length() == 0 {
					t.Errorf("%s the page that is gone offers nothing else: %s", name, gone.Text("main"))
				}
				if got := visitor.Get(page + "/kartu.png").Status; got == http.StatusOK {
					t.Errorf("%s its picture is still there", name)
				}
			}
		})
	}
}
