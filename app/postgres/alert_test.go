package postgres_test

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/postgres"
)

// noon is a time of day at which anything may be sent.
func noon() time.Time { return app.Day(time.Now()).Add(12 * time.Hour) }

// keeper makes a candidate and returns who acts.
func (s *shelf) keeper(t *testing.T, db *postgres.DB, email string) *app.Actor {
	t.Helper()
	id, err := db.CandidateAccount(t.Context(), email, "")
	if err != nil {
		t.Fatal(err)
	}
	return &app.Actor{AccountID: id, Grants: []app.Grant{{Role: app.RoleCandidate}}}
}

// queued returns the payloads of a kind of work, in order.
func queued[T any](s *shelf, kind string) []T {
	s.t.Helper()
	rows, err := s.sql.Query(`SELECT payload FROM outbox WHERE kind = $1 ORDER BY id`, kind)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var b []byte
		var v T
		if err := errors.Join(rows.Scan(&b), json.Unmarshal(b, &v)); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func save(t *testing.T, db *postgres.DB, me *app.Actor, query string, f app.Frequency) {
	t.Helper()
	if err := db.SaveSearch(t.Context(), me, query, find.ParseString(query), f); err != nil {
		t.Fatal(err)
	}
}

func TestEachNewJobIsAnnouncedOncePerSearch(t *testing.T) {
	clock := noon()
	s := newShelfAt(t, func() time.Time { return clock })
	me, other := s.keeper(t, s.db, "siti@example.id"), s.keeper(t, s.db, "budi@example.id")
	s.job("lama", row{"published_at": clock.Add(-time.Hour)})
	save(t, s.db, me, "negara=JP", app.AtOnce)
	save(t, s.db, me, "negara=KR", app.AtOnce)
	save(t, s.db, other, "negara=JP", app.AtOnce)
	save(t, s.db, other, "sektor=keperawatan", app.NoAlerts)

	if err := s.db.AlertSearches(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := queued[postgres.SearchWork](s, postgres.WorkSearchAlert); len(got) != 0 {
		t.Fatalf("jobs from before the search: %v", got)
	}
	clock = clock.Add(time.Minute)
	first := s.job("satu", row{"published_at": clock})
	clock = clock.Add(time.Minute)
	second := s.job("dua", row{"published_at": clock})

	// Two replicas at once, several times: the jobs are still settling.
	var wg sync.WaitGroup
	failed := make(chan error, 16)
	for range 8 {
		wg.Go(func() { failed <- s.db.AlertSearches(t.Context()) })
		wg.Go(func() { failed <- s.db.AlertSearches(t.Context()) })
	}
	wg.Wait()
	for range 16 {
		if err := <-failed; err != nil {
			t.Fatal(err)
		}
	}
	got := queued[postgres.SearchWork](s, postgres.WorkSearchAlert)
	if len(got) != 2 || got[0].SearchID == got[1].SearchID {
		t.Fatalf("announced %v, want both jobs for two searches", got)
	}
	for _, w := range got {
		if !slices.Equal(w.JobIDs, []int64{second, first}) {
			t.Errorf("announced %v, want %v", w.JobIDs, []int64{second, first})
		}
	}
	// A job that leaves and comes back is old news; one whose transaction
	// committed late is not lost.
	s.exec(`UPDATE jobs SET status = 'closed' WHERE id = $1`, first)
	s.exec(`UPDATE jobs SET status = 'published', published_at = $2 WHERE id = $1`, first, clock)
	late := s.job("telat", row{"published_at": clock.Add(-90 * time.Second)})
	clock = clock.Add(10 * time.Second)
	if err := s.db.AlertSearches(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, w := range queued[postgres.SearchWork](s, postgres.WorkSearchAlert)[2:] {
		if !slices.Equal(w.JobIDs, []int64{late}) {
			t.Errorf("announced %v, want the late one %d alone", w.JobIDs, late)
		}
	}
	clock = clock.Add(time.Hour)
	if err := s.db.AlertSearches(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := queued[postgres.SearchWork](s, postgres.WorkSearchAlert); len(got) != 4 {
		t.Errorf("%d messages, want 4", len(got))
	}
}

func TestSearchesTellWhenTheirOwnerWants(t *testing.T) {
	monday := app.Day(time.Now()).AddDate(0, 0, 8)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, 1)
	}
	clock := monday.AddDate(0, 0, -3).Add(22 * time.Hour) // a Friday night
	s := newShelfAt(t, func() time.Time { return clock })
	me, gone := s.keeper(t, s.db, "siti@example.id"), s.keeper(t, s.db, "budi@example.id")
	save(t, s.db, me, "negara=JP", app.Daily)
	save(t, s.db, me, "sektor=keperawatan", app.Weekly)
	save(t, s.db, gone, "negara=JP", app.AtOnce)
	s.exec(`UPDATE accounts SET disabled_at = now() WHERE id = $1`, gone.AccountID)
	s.job("baru", row{"published_at": clock.Add(time.Minute), "closes_on": monday.AddDate(0, 0, 30).Format(time.DateOnly)})
	for _, tt := range []struct {
		at   time.Time
		want int
	}{
		{clock.Add(2 * time.Minute), 0}, // at night
		{monday.AddDate(0, 0, -2).Add(6*time.Hour + 59*time.Minute), 0},
		{monday.AddDate(0, 0, -2).Add(7 * time.Hour), 1}, // daily
		{monday.AddDate(0, 0, -1).Add(7 * time.Hour), 1}, // nothing new
		{monday.Add(7 * time.Hour), 2},                   // weekly
	} {
		clock = tt.at
		if err := s.db.AlertSearches(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := len(queued[postgres.SearchWork](s, postgres.WorkSearchAlert)); got != tt.want {
			t.Errorf("by %s: %d messages, want %d", tt.at, got, tt.want)
		}
	}

	// Switched off and on again, a search does not tell of what it missed.
	list, err := s.db.SavedSearches(t.Context(), me)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	change := func(f app.Frequency) {
		t.Helper()
		if err := s.db.ChangeSearch(t.Context(), me, list[0].ID, "Jepang", f); err != nil {
			t.Fatal(err)
		}
	}
	change(app.NoAlerts)
	clock = clock.Add(time.Hour)
	s.job("terlewat", row{"sector": "pertanian", "published_at": clock})
	clock = clock.Add(time.Hour)
	change(app.AtOnce)
	clock = clock.Add(time.Minute)
	s.job("kini", row{"sector": "pertanian", "published_at": clock})
	if err := s.db.AlertSearches(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := queued[postgres.SearchWork](s, postgres.WorkSearchAlert); len(got) != 3 || len(got[2].JobIDs) != 1 {
		t.Errorf("after a pause: %v", got)
	}
}

func TestSavedSearchesAreOnesOwn(t *testing.T) {
	s := newShelf(t)
	me, other := s.keeper(t, s.db, "siti@example.id"), s.keeper(t, s.db, "budi@example.id")
	ctx := t.Context()
	for range 2 {
		save(t, s.db, me, "bahasa=JLPT+N4&negara=JP&urut=gaji&hal=3", app.Daily)
	}
	list, err := s.db.SavedSearches(ctx, me)
	if err != nil || len(list) != 1 || list[0].Query != "bahasa=JLPT+N4&negara=JP" {
		t.Fatalf("%+v, %v", list, err)
	}
	id := list[0].ID
	for name, err := range map[string]error{
		"change": s.db.ChangeSearch(ctx, other, id, "Milik saya", app.Daily),
		"remove": s.db.RemoveSearch(ctx, other, id),
		"open":   second(s.db.OpenSearch(ctx, other, id)),
		"read":   second(s.db.SavedSearch(ctx, other, id)),
	} {
		if !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s somebody else's: %v", name, err)
		}
	}
	if err := s.db.SaveSearch(ctx, me, "Semua", find.Query{Sort: find.BestPaid}, app.Daily); app.KindOf(err) != app.Invalid {
		t.Errorf("a search for anything: %v", err)
	}
	if err := s.db.SaveSearch(ctx, me, " ", find.ParseString("negara=JP"), "hourly"); app.KindOf(err) != app.Invalid {
		t.Errorf("without a name: %v", err)
	}
	for i := range app.MaxSavedSearches - 1 {
		save(t, s.db, me, "q=kata"+string(rune('a'+i)), app.NoAlerts)
	}
	if err := s.db.SaveSearch(ctx, me, "Satu lagi", find.ParseString("negara=KR"), app.Daily); app.KindOf(err) != app.Conflict {
		t.Errorf("one more: %v", err)
	}
	save(t, s.db, me, "negara=JP&bahasa=JLPT+N4", app.Weekly) // is there already

	s.job("kaigo", row{"published_at": time.Now().Add(time.Second)})
	index, err := s.db.JobIndex(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if list, err = s.db.SavedSearches(ctx, me); err != nil {
		t.Fatal(err)
	}
	if n, err := s.db.NewMatches(ctx, index, list[:2]); err != nil || n[0] != 1 || n[1] != 0 {
		t.Errorf("new matches %v, %v", n, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestSavedJobsAreRemindedOfOnce(t *testing.T) {
	clock := noon()
	s := newShelfAt(t, func() time.Time { return clock })
	me, silent := s.keeper(t, s.db, "siti@example.id"), s.keeper(t, s.db, "budi@example.id")
	near := s.job("segera", row{"closes_on": s.day(4)})
	s.job("besok", row{"closes_on": s.day(1)}) // saved when it is about to close: no reminder
	early := s.job("dicabut", row{"closes_on": s.day(40)})
	brief := s.job("sebentar", row{"closes_on": s.day(40)})
	for _, slug := range []string{"segera", "besok", "dicabut", "sebentar"} {
		for _, who := range []*app.Actor{me, silent} {
			if err := s.db.SaveJob(t.Context(), who, slug); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.db.SetSavedJobAlerts(t.Context(), silent, false); err != nil {
		t.Fatal(err)
	}
	alert := func(at time.Time) []postgres.SavedJobsWork {
		t.Helper()
		clock = at
		var wg sync.WaitGroup
		failed := make(chan error, 4)
		for range 4 {
			wg.Go(func() { failed <- s.db.AlertSavedJobs(t.Context()) })
		}
		wg.Wait()
		for range 4 {
			if err := <-failed; err != nil {
				t.Fatal(err)
			}
		}
		return queued[postgres.SavedJobsWork](s, postgres.WorkSavedJobs)
	}
	if got := alert(clock); len(got) != 0 {
		t.Fatalf("too early: %v", got)
	}
	if got := alert(app.Day(clock).AddDate(0, 0, 1).Add(2 * time.Hour)); len(got) != 0 {
		t.Fatalf("at night: %v", got)
	}
	if got := alert(app.Day(clock).Add(12 * time.Hour)); len(got) != 1 || !got[0].Closing || !slices.Equal(got[0].JobIDs, []int64{near}) {
		t.Fatalf("three days before it closes: %v", got)
	}

	s.exec(`UPDATE jobs SET status = 'closed' WHERE id = $1`, early)
	s.exec(`UPDATE jobs SET status = 'in_review' WHERE id = $1`, brief)
	if got := alert(clock); len(got) != 1 {
		t.Fatalf("at once: %v", got)
	}
	s.exec(`UPDATE jobs SET status = 'published' WHERE id = $1`, brief)
	for range 2 {
		if got := alert(clock.Add(31 * time.Minute)); len(got) != 2 || got[1].Closing || !slices.Equal(got[1].JobIDs, []int64{early}) {
			t.Fatalf("half an hour later: %v", got)
		}
	}
	work := queued[postgres.SavedJobsWork](s, postgres.WorkSavedJobs)[1]
	if jobs, err := s.db.SavedJobsForAlert(t.Context(), work); err != nil || len(jobs) != 1 {
		t.Errorf("to tell: %v, %v", jobs, err)
	}
	s.exec(`UPDATE jobs SET status = 'published' WHERE id = $1`, early)
	if jobs, err := s.db.SavedJobsForAlert(t.Context(), work); err != nil || len(jobs) != 0 {
		t.Errorf("one that is back: %v, %v", jobs, err)
	}
}

func TestUnsubscribingNeedsTheLinkAlone(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	me := s.keeper(t, s.db, "siti@example.id")
	save(t, s.db, me, "negara=JP", app.Daily)
	list, err := s.db.SavedSearches(ctx, me)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.db.Candidate(ctx, me)
	if err != nil {
		t.Fatal(err)
	}
	search, jobs := s.db.SearchToken(list[0].ID), s.db.SavedJobsToken(c.ID)
	for _, forged := range []string{"", "p", "p1", search[:len(search)-1], search + "a", "l" + search[1:], "p99" + search[2:]} {
		if err := s.db.Unsubscribe(ctx, forged); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%q: %v", forged, err)
		}
	}
	for _, token := range []string{search, jobs} {
		for i := range 2 {
			if sub, err := s.db.Subscription(ctx, token); err != nil || sub.Ended != (i == 1) {
				t.Errorf("%s: %+v, %v", token, sub, err)
			}
			if err := s.db.Unsubscribe(ctx, token); err != nil {
				t.Fatal(err)
			}
		}
	}
	if on, err := s.db.SavedJobAlerts(ctx, me); err != nil || on {
		t.Errorf("saved jobs still tell: %v", err)
	}
	if list, err = s.db.SavedSearches(ctx, me); err != nil || list[0].Frequency != app.NoAlerts {
		t.Errorf("the search still tells: %+v, %v", list, err)
	}
}
