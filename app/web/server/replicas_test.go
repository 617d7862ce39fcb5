package server_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// replica is one of several sites over one database.
type replica struct {
	*webtest.Site
	content, logins atomic.Int64 // notifications heard
}

// startReplica starts a site with its listener. The clock of its page cache
// stands still, so that a page leaves the cache only when a notification
// empties it.
func startReplica(t *testing.T, dsn string) *replica {
	t.Helper()
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{Site: webtest.Over(t, db)}
	now := time.Now()
	r.Kit.Now = func() time.Time { return now }

	listeners := r.Kit.Listeners()
	count := func(channel string, n *atomic.Int64) {
		own := listeners[channel]
		listeners[channel] = func(payload string) { own(payload); n.Add(1) }
	}
	count(postgres.ContentChannel, &r.content)
	count(postgres.LoginsChannel, &r.logins)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- db.Listen(ctx, listeners) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("listening: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// soon waits for what another replica was told of.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within ten seconds", what)
		}
	}
}

func TestReplicasTellEachOther(t *testing.T) {
	dsn := pgtest.DSN(t)
	a, b := startReplica(t, dsn), startReplica(t, dsn)
	agency := offer(t, a.DB, "Perawat lansia di Osaka")
	staff := accountWith(t, a.DB, app.RoleAdmin)
	soon(t, "both listen", func() bool {
		addJob(t, a.DB, agency, time.Now().Format("draf-150405.000000000"), app.JobDraft)
		if err := a.DB.EndAllLogins(t.Context(), app.System("test"), staff); err != nil {
			t.Fatal(err)
		}
		token := secret.Token()
		if err := a.DB.CreateLogin(t.Context(), staff, secret.HashToken(token), "test", time.Hour); err != nil {
			t.Fatal(err)
		}
		return a.content.Load() > 0 && b.content.Load() > 0 && a.logins.Load() > 0 && b.logins.Load() > 0
	})

	t.Run("a page cached at B shows a job added at A", func(t *testing.T) {
		visitor := b.Client(t)
		shows := func(title string) bool { return strings.Contains(string(visitor.Get("/lowongan").Body), title) }
		if !shows("Perawat lansia di Osaka") || shows("Pekerja galangan di Busan") {
			t.Fatal("B does not show what stands in the database")
		}
		addJob(t, a.DB, agency, "Pekerja galangan di Busan", app.JobPublished)
		soon(t, "B shows the job", func() bool { return shows("Pekerja galangan di Busan") })
	})

	t.Run("an agency suspended at A takes its jobs off the pages cached at B", func(t *testing.T) {
		visitor := b.Client(t)
		shows := func() bool { return strings.Contains(string(visitor.Get("/lowongan").Body), "Perawat lansia di Osaka") }
		if !shows() {
			t.Fatal("B does not show what stands in the database")
		}
		for version, step := range []app.LicenceStep{
			{Kind: app.AgencySuspension, EffectiveOn: time.Now(), Reason: "diperiksa"},
			{Kind: app.AgencyReinstated, EffectiveOn: time.Now(), Reason: "selesai"},
		} {
			if _, err := a.DB.RecordLicence(t.Context(), app.System("test"), agency, version+1, step); err != nil {
				t.Fatal(err)
			}
			soon(t, string(step.Kind), func() bool { return shows() == (step.Kind == app.AgencyReinstated) })
		}
	})

	t.Run("a page stays in B's cache while nothing changes", func(t *testing.T) {
		visitor := b.Client(t)
		first := visitor.Get("/lowongan")
		heard := b.content.Load()
		second := visitor.Get("/lowongan")
		if b.content.Load() != heard {
			t.Fatal("content changed meanwhile")
		}
		if first.Header.Get("Etag") == "" || first.Header.Get("Etag") != second.Header.Get("Etag") {
			t.Errorf("not from the cache: %q and %q", first.Header.Get("Etag"), second.Header.Get("Etag"))
		}
	})

	for name, end := range map[string]func(t *testing.T, account int64, atA *webtest.Client){
		"signing out at A": func(t *testing.T, _ int64, atA *webtest.Client) {
			if got := atA.Post("/keluar", nil); got.Status != http.StatusSeeOther {
				t.Fatalf("signing out: %d", got.Status)
			}
		},
		"signing out everywhere": func(t *testing.T, account int64, _ *webtest.Client) {
			if err := a.DB.EndAllLogins(t.Context(), app.System("test"), account); err != nil {
				t.Fatal(err)
			}
		},
		"disabling the account": func(t *testing.T, account int64, _ *webtest.Client) {
			if err := a.DB.Disable(t.Context(), app.System("test"), account); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name+" ends the login at B", func(t *testing.T) {
			account, err := a.DB.CandidateAccount(t.Context(), strings.ReplaceAll(name, " ", ".")+"@example.test", "")
			if err != nil {
				t.Fatal(err)
			}
			token := secret.Token()
			if err := a.DB.CreateLogin(t.Context(), account, secret.HashToken(token), "test", time.Hour); err != nil {
				t.Fatal(err)
			}
			atA, atB := a.Client(t), b.Client(t)
			for _, c := range []*webtest.Client{atA, atB} {
				c.Header.Set("Cookie", "gerbang_login="+token)
				if got := c.Get("/akun"); got.Status != http.StatusOK {
					t.Fatalf("signed in: %d %s", got.Status, got.Location)
				}
			}
			end(t, account, atA)
			soon(t, "B asks to sign in", func() bool { return turnedAway(atB.Get("/akun")) })
		})
	}

	t.Run("a right taken at A is gone at B", func(t *testing.T) {
		account := accountWith(t, a.DB, app.RolePanitia)
		atB := b.SignIn(t, account)
		if got := atB.Get("/panitia"); got.Status != http.StatusOK {
			t.Fatalf("panitia: %d", got.Status)
		}
		if err := a.DB.RemoveGrant(t.Context(), app.System("test"), account, app.Grant{Role: app.RolePanitia}); err != nil {
			t.Fatal(err)
		}
		soon(t, "B refuses", func() bool { return atB.Get("/panitia").Status == http.StatusForbidden })
	})
}

// offer makes an agency with one public job.
func offer(t *testing.T, db *postgres.DB, title string) (agency int64) {
	t.Helper()
	err := db.Bulk(t.Context(), func(b *postgres.Bulk) error {
		ids, err := b.Agencies(t.Context(), []app.Agency{{
			Slug: "agen", Name: "PT Agen", SIP3MI: "SIP3MI-1", LicenceUntil: time.Now().AddDate(1, 0, 0), Status: app.AgencyActive,
		}})
		if err == nil {
			agency = ids[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	addJob(t, db, agency, title, app.JobPublished)
	return agency
}

func addJob(t *testing.T, db *postgres.DB, agency int64, title string, status app.JobStatus) {
	t.Helper()
	now := time.Now()
	slug := strings.ToLower(strings.NewReplacer(" ", "-", ".", "-").Replace(title))
	err := db.Bulk(t.Context(), func(b *postgres.Bulk) error {
		_, err := b.Jobs(t.Context(), []postgres.BulkJob{{Job: app.Job{
			Slug: slug, AgencyID: agency, Title: title, Sector: "perawatan-lansia", Country: "JP", City: "Osaka", Scheme: app.SSW,
			Formal: true, QuotaEither: 10, PermitLeft: 10, AgeMin: 18, SalaryMin: 200000, SalaryMax: 220000, Currency: "JPY",
			HoursPerDay: 8, DaysPerWeek: 5, SIP2MI: "SIP2MI-" + slug, PermitUntil: now.AddDate(1, 0, 0), Status: status,
			ClosesOn: now.AddDate(0, 1, 0), PublishedAt: now.Add(-time.Hour), VerifiedBy: "Petugas BP3MI", VerifiedAt: now.Add(-2 * time.Hour),
		}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
