package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// BulkCertificate is a certificate of a candidate.
type BulkCertificate struct {
	CandidateID int64
	app.Certificate
}

// Certificates inserts language certificates of candidates.
func (b *Bulk) Certificates(ctx context.Context, certificates []BulkCertificate) error {
	return b.copyRows(ctx, "candidate_languages", "candidate_id, test, level, taken_on, valid_until, certificate_no", len(certificates), func(i int) ([]any, error) {
		c := &certificates[i]
		return []any{c.CandidateID, c.Test, c.Level, dateOrNull(c.TakenOn), dateOrNull(c.ValidUntil), c.Number}, nil
	})
}

// BulkExperience is a job that a candidate has or had.
type BulkExperience struct {
	CandidateID int64
	app.Experience
}

// Experience inserts what candidates have worked.
func (b *Bulk) Experience(ctx context.Context, experience []BulkExperience) error {
	return b.copyRows(ctx, "candidate_experience", "candidate_id, sector, title, employer, country, started_on, ended_on", len(experience), func(i int) ([]any, error) {
		e := &experience[i]
		return []any{e.CandidateID, e.Sector, e.Title, e.Employer, e.Country, dateOrNull(e.From), dateOrNull(e.Until)}, nil
	})
}

// BulkSavedJob is a job on a candidate's list. Told means that no message about it is due.
type BulkSavedJob struct {
	CandidateID, JobID int64
	SavedAt            time.Time
	Told               bool
}

// SavedJobs inserts jobs that candidates saved.
func (b *Bulk) SavedJobs(ctx context.Context, jobs []BulkSavedJob) error {
	return b.copyRows(ctx, "saved_jobs", "candidate_id, job_id, saved_at, closing_told_at, gone_told_at", len(jobs), func(i int) ([]any, error) {
		j := &jobs[i]
		var told any
		if j.Told {
			told = j.SavedAt
		}
		return []any{j.CandidateID, j.JobID, j.SavedAt, told, told}, nil
	})
}

// BulkSavedSearch is a search that a candidate keeps. Alerts begin at Now.
type BulkSavedSearch struct {
	CandidateID     int64
	Name, Query     string // the query as find.Query writes it
	Frequency       app.Frequency
	SavedAt, SeenAt time.Time
	Now             time.Time
}

// SavedSearches inserts searches that candidates keep.
func (b *Bulk) SavedSearches(ctx context.Context, searches []BulkSavedSearch) error {
	return b.copyRows(ctx, "saved_searches", "candidate_id, name, query, frequency, created_at, seen_at, watermark, due_at", len(searches), func(i int) ([]any, error) {
		s := &searches[i]
		return []any{s.CandidateID, s.Name, s.Query, string(s.Frequency), s.SavedAt, s.SeenAt, s.Now, s.Frequency.Next(s.Now)}, nil
	})
}
