package deliver

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// alertJobs is how many jobs one message names.
const alertJobs = 10

// searchAlert tells of new jobs for a saved search: of those that are still
// public, and only if its owner still wants to know.
func (p *post) searchAlert(ctx context.Context, t worker.Task) error {
	var work postgres.SearchWork
	if err := read(t, &work); err != nil {
		return err
	}
	a, err := p.db.SearchForAlert(ctx, work)
	if errors.Is(err, app.ErrNotFound) {
		return nil // the search was removed meanwhile
	}
	if err != nil || a.Frequency == app.NoAlerts || len(a.Jobs) == 0 {
		return err
	}
	return p.toCandidate(ctx, t, a.CandidateID, func(w writer) (string, string) {
		return w.l.T("message.search.subject", "name", a.Name), w.searchAlert(a, p.db.SearchToken(a.ID))
	})
}

func (w writer) searchAlert(a *postgres.SearchAlert, token string) string {
	lines := make([]string, 0, alertJobs)
	for i := range a.Jobs[:min(len(a.Jobs), alertJobs)] {
		j := &a.Jobs[i]
		lines = append(lines, w.job(i, j.Title, j.TitleEN, j.City, w.named(j.CountryID, j.CountryEN),
			w.l.T("message.job.closes", "date", w.l.DateShort(j.ClosesOn)), j.Slug))
	}
	more := ""
	if n := len(a.Jobs) - len(lines); n > 0 {
		more = w.l.N("message.search.more", n)
	}
	return paragraphs(
		w.l.N("message.search.text", len(a.Jobs), "name", a.Name), strings.Join(lines, "\n\n"), more,
		w.l.T("message.search.all", "url", w.url("/lowongan")+"?"+a.Query),
		w.l.T("message.search.manage", "url", w.url("/akun/pencarian")), w.unsubscribe(token),
	)
}

// savedJobs tells of saved jobs that close soon, or that left early.
func (p *post) savedJobs(ctx context.Context, t worker.Task) error {
	var work postgres.SavedJobsWork
	if err := read(t, &work); err != nil {
		return err
	}
	jobs, err := p.db.SavedJobsForAlert(ctx, work)
	if err != nil || len(jobs) == 0 {
		return err
	}
	key := "message.saved.gone"
	if work.Closing {
		key = "message.saved.closing"
	}
	return p.toCandidate(ctx, t, work.CandidateID, func(w writer) (string, string) {
		return w.l.N(key+".subject", len(jobs)), w.savedJobs(key, jobs, work.Closing, p.db.SavedJobsToken(work.CandidateID))
	})
}

func (w writer) savedJobs(key string, jobs []postgres.SavedJob, closing bool, token string) string {
	lines := make([]string, 0, alertJobs)
	for i := range jobs[:min(len(jobs), alertJobs)] {
		j := &jobs[i]
		country := w.named(j.CountryID, j.CountryEN)
		if closing {
			lines = append(lines, w.job(i, j.Title, j.TitleEN, j.City, country, w.l.T("message.job.closes", "date", w.l.DateShort(j.ClosesOn)), j.Slug))
			continue
		}
		others := w.l.T("message.job.others", "country", country, "url", w.url("/lowongan")+"?"+url.Values{"negara": {j.Country}}.Encode())
		lines = append(lines, w.job(i, j.Title, j.TitleEN, j.City, country, others, ""))
	}
	return paragraphs(w.l.T(key+".text"), strings.Join(lines, "\n\n"), w.l.T("message.saved.manage", "url", w.url("/akun/lowongan")), w.unsubscribe(token))
}

// job writes a job as an entry of a list, with its address unless slug is empty.
func (w writer) job(i int, title, titleEN, city, country, note, slug string) string {
	if titleEN != "" {
		title = w.named(title, titleEN)
	}
	place := country
	if city != "" {
		place = city + ", " + country
	}
	text := strconv.Itoa(i+1) + ". " + title + ", " + place + "\n   " + note
	if slug != "" {
		text += "\n   " + w.url("/lowongan/"+slug)
	}
	return text
}

func (w writer) named(indonesian, english string) string {
	if w.l.Tag() == "en" {
		return english
	}
	return indonesian
}

func (w writer) unsubscribe(token string) string {
	return w.l.T("message.unsubscribe", "url", w.url("/berhenti/"+token))
}
