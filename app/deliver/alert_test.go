package deliver_test

import (
	"fmt"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

// jobs publishes n jobs in Japan and returns their ids.
func (w *world) jobs(n int) []int64 {
	w.t.Helper()
	agency := w.id(`INSERT INTO agencies (slug, name, sip3mi, licence_until) VALUES ('pt-bahtera', 'PT Bahtera', '1/2024', now() + interval '1 year') RETURNING id`)
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = w.id(`
			INSERT INTO jobs (slug, agency_id, title, title_en, sector, country, city, scheme, employer, quota_either, permit_quota, permit_left, salary_min, currency,
				sip2mi, permit_until, status, closes_on, published_at, verified_at, verified_name)
			VALUES ($1::text, $2, $3, 'Caregiver', 'perawatan-lansia', 'JP', 'Osaka', 'ssw', 'Sakura', 5, 50, 50, 200000, 'JPY', 'S ' || $1, now() + interval '90 days', 'published',
				now() + interval '20 days', now(), now(), 'Rina') RETURNING id`, fmt.Sprintf("kaigo-%d", i+1), agency, fmt.Sprintf("Kaigo %d", i+1))
	}
	return ids
}

func (w *world) search(candidate int64, frequency app.Frequency) int64 {
	w.t.Helper()
	return w.id(`INSERT INTO saved_searches (candidate_id, name, query, frequency) VALUES ($1, 'Kerja di Jepang', 'negara=JP', $2) RETURNING id`, candidate, string(frequency))
}

func TestSearchAlert(t *testing.T) {
	w := newWorld(t, true)
	siti := w.candidate("siti@example.test", "", "id")
	search, jobs := w.search(siti, app.Daily), w.jobs(13)
	w.id(`UPDATE jobs SET status = 'closed' WHERE id = $1 RETURNING id`, jobs[0]) // leaves before the message is written
	if err := w.do(w.task(postgres.WorkSearchAlert, postgres.SearchWork{SearchID: search, JobIDs: jobs})); err != nil {
		t.Fatal(err)
	}
	got := w.mails.all()
	if len(got) != 1 || got[0].to != "siti@example.test" || got[0].subject != "Lowongan baru: Kerja di Jepang" {
		t.Fatalf("mails %+v", got)
	}
	text := got[0].text
	for _, s := range []string{"Halo Siti Aminah", "Ada 12 lowongan baru", "1. Kaigo 2, Osaka, Jepang", base + "/lowongan/kaigo-2", "10. Kaigo 11", "dan 2 lowongan lagi.",
		base + "/lowongan?negara=JP", base + "/akun/pencarian", base + "/berhenti/" + w.db.SearchToken(search)} {
		if !strings.Contains(text, s) {
			t.Errorf("no %q in:\n%s", s, text)
		}
	}
	for _, s := range []string{"Kaigo 1,", "Kaigo 12,", "⟦", "{"} {
		if strings.Contains(text, s) {
			t.Errorf("%q in:\n%s", s, text)
		}
	}
}

func TestAlertsThatNobodyWantsAnyMore(t *testing.T) {
	w := newWorld(t, true)
	jobs := w.jobs(2)
	siti, budi := w.candidate("siti@example.test", "", "id"), w.candidate("budi@example.test", "", "id")
	off, disabled := w.search(siti, app.NoAlerts), w.search(budi, app.Daily)
	w.id(`UPDATE accounts SET disabled_at = now() WHERE email = 'budi@example.test' RETURNING id`)
	gone := w.search(w.candidate("rina@example.test", "", "id"), app.Daily)
	w.id(`UPDATE jobs SET permit_left = 0 WHERE id = $1 RETURNING id`, jobs[0])
	for name, work := range map[string]any{
		"unsubscribed meanwhile": postgres.SearchWork{SearchID: off, JobIDs: jobs},
		"a disabled account":     postgres.SearchWork{SearchID: disabled, JobIDs: jobs},
		"removed":                postgres.SearchWork{SearchID: 9999, JobIDs: jobs},
		"the job has left":       postgres.SearchWork{SearchID: gone, JobIDs: jobs[:1]},
	} {
		if err := w.do(w.task(postgres.WorkSearchAlert, work)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := len(w.mails.all()); n != 0 {
			t.Fatalf("%s: %d mails", name, n)
		}
	}
}

func TestSavedJobsMessages(t *testing.T) {
	w := newWorld(t, true)
	jobs := w.jobs(3)
	siti := w.candidate("siti@example.test", "", "en")
	for _, id := range jobs {
		w.id(`INSERT INTO saved_jobs (candidate_id, job_id) VALUES ($1, $2) RETURNING job_id`, siti, id)
	}
	w.id(`UPDATE jobs SET status = 'closed' WHERE id = $1 RETURNING id`, jobs[2])
	for _, closing := range []bool{true, false} {
		if err := w.do(w.task(postgres.WorkSavedJobs, postgres.SavedJobsWork{CandidateID: siti, JobIDs: jobs, Closing: closing})); err != nil {
			t.Fatal(err)
		}
	}
	got := w.mails.all()
	if len(got) != 2 || got[0].subject != "2 saved jobs close soon" || got[1].subject != "A saved job was closed early" {
		t.Fatalf("mails %+v", got)
	}
	stop := base + "/en/berhenti/" + w.db.SavedJobsToken(siti)
	for i, has := range [][]string{
		{"1. Caregiver, Osaka, Japan", base + "/en/lowongan/kaigo-1", "Closes ", stop},
		{"1. Caregiver, Osaka, Japan", base + "/en/lowongan?negara=JP", "neither money nor documents", stop},
	} {
		for _, s := range has {
			if !strings.Contains(got[i].text, s) {
				t.Errorf("no %q in:\n%s", s, got[i].text)
			}
		}
	}
}
