package demo

import (
	"context"
	"errors"
	"slices"

	"gerbang/app"
	"gerbang/app/postgres"
)

// refs turns places in the plan, counted from 1, into ids.
type refs []int64

func (r refs) id(ref int64) int64 {
	if ref == 0 {
		return 0
	}
	return r[ref-1]
}

// pointed returns a copy of the rows in which point has turned references
// into ids; the plan itself stays, because a transaction may run again.
func pointed[T any](rows []T, point func(*T)) []T {
	rows = slices.Clone(rows)
	for i := range rows {
		point(&rows[i])
	}
	return rows
}

// writer keeps the ids of what is written, for what points at it.
type writer struct {
	*plan
	b *postgres.Bulk

	accounts, agencies, jobs, events, sessions, gates, booths, candidates, registrations, tickets refs
}

func (p *plan) write(ctx context.Context, b *postgres.Bulk, staffPassword string) error {
	w := &writer{plan: p, b: b}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return w.writeAccounts(ctx, staffPassword) },
		w.writeCatalogue, w.writeEvents, w.writeStands, w.writePeople, w.writeInterests, w.writeRegistrations, w.writeAttendance,
		w.writeNews, w.writeReports, w.writePapers, w.writeMessages,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := w.writeSelections(ctx); err != nil {
		return err
	}
	if err := b.Reminded(ctx); err != nil {
		return err
	}
	return b.Counters(ctx, w.events)
}

func (w *writer) writeAccounts(ctx context.Context, staffPassword string) (err error) {
	staff := len(staffAccounts())
	rows := slices.Clone(w.plan.accounts)
	for i := range rows[:staff] {
		rows[i].PasswordHash = staffPassword
	}
	w.accounts, err = w.b.Accounts(ctx, rows)
	return err
}

func (w *writer) writeCatalogue(ctx context.Context) (err error) {
	if w.agencies, err = w.b.Agencies(ctx, w.plan.agencies); err != nil {
		return err
	}
	if err := w.b.AgencyEvents(ctx, pointed(w.plan.agencyEvents, func(e *app.AgencyEvent) { e.AgencyID = w.agencies.id(e.AgencyID) })); err != nil {
		return err
	}
	w.jobs, err = w.b.Jobs(ctx, pointed(w.plan.jobs, func(j *postgres.BulkJob) {
		j.AgencyID, j.WrittenByID, j.VerifiedByID = w.agencies.id(j.AgencyID), w.accounts.id(j.WrittenByID), w.accounts.id(j.VerifiedByID)
	}))
	if err != nil {
		return err
	}
	return w.writeDesk(ctx)
}

// writeDesk writes what staff did to the jobs before.
func (w *writer) writeDesk(ctx context.Context) error {
	name := func(account int64) string {
		if account == 0 {
			return ""
		}
		return w.plan.accounts[account-1].Name
	}
	if err := w.b.Placements(ctx, pointed(w.plan.placements, func(p *postgres.BulkPlacement) {
		p.JobPlacement.RecordedBy = name(p.RecordedByID)
		p.JobID, p.RecordedByID = w.jobs.id(p.JobID), w.accounts.id(p.RecordedByID)
	})); err != nil {
		return err
	}
	if err := w.b.Verifications(ctx, pointed(w.plan.verifications, func(v *postgres.BulkVerification) {
		if v.ByName == "" {
			v.ByName = name(v.ByID)
		}
		v.JobID, v.ByID = w.jobs.id(v.JobID), w.accounts.id(v.ByID)
	})); err != nil {
		return err
	}
	return w.b.History(ctx, pointed(w.plan.history, func(a *postgres.BulkAudit) {
		if a.Actor == "" {
			a.Actor = name(a.AccountID)
		}
		a.EntityID, a.AccountID = w.jobs.id(a.EntityID), w.accounts.id(a.AccountID)
	}))
}

func (w *writer) writeEvents(ctx context.Context) (err error) {
	if w.events, err = w.b.Events(ctx, w.plan.events); err != nil {
		return err
	}
	if w.sessions, err = w.b.Sessions(ctx, pointed(w.plan.sessions, func(s *app.Session) { s.EventID = w.events.id(s.EventID) })); err != nil {
		return err
	}
	if err = w.b.Courses(ctx, pointed(w.plan.courses, func(c *postgres.BulkCourse) { c.EventID = w.events.id(c.EventID) })); err != nil {
		return err
	}
	return w.b.Eligibilities(ctx, pointed(w.plan.eligibilities, func(e *postgres.BulkEligibility) { e.EventID = w.events.id(e.EventID) }))
}

func (w *writer) writeStands(ctx context.Context) (err error) {
	if w.gates, err = w.b.Gates(ctx, pointed(w.plan.gates, func(g *postgres.BulkGate) { g.EventID = w.events.id(g.EventID) })); err != nil {
		return err
	}
	w.booths, err = w.b.Booths(ctx, pointed(w.plan.booths, func(s *postgres.BulkBooth) {
		s.EventID, s.AgencyID = w.events.id(s.EventID), w.agencies.id(s.AgencyID)
	}))
	if err != nil {
		return err
	}
	err = w.b.Openings(ctx, pointed(w.plan.openings, func(o *postgres.BulkOpening) {
		o.BoothID, o.JobID = w.booths.id(o.BoothID), w.jobs.id(o.JobID)
	}))
	if err != nil {
		return err
	}
	return w.b.Grants(ctx, pointed(w.plan.grants, func(g *postgres.BulkGrant) {
		g.AccountID, g.EventID, g.BoothID, g.AgencyID = w.accounts.id(g.AccountID), w.events.id(g.EventID), w.booths.id(g.BoothID), w.agencies.id(g.AgencyID)
	}))
}

func (w *writer) writePeople(ctx context.Context) (err error) {
	w.candidates, err = w.b.Candidates(ctx, pointed(w.plan.candidates, func(c *postgres.BulkCandidate) { c.AccountID = w.accounts.id(c.AccountID) }))
	if err != nil {
		return err
	}
	return w.b.AddConsents(ctx, pointed(w.plan.consents, func(c *postgres.BulkConsent) { c.CandidateID = w.candidates.id(c.CandidateID) }))
}

func (w *writer) writeInterests(ctx context.Context) error {
	return errors.Join(
		w.b.Certificates(ctx, pointed(w.plan.certificates, func(c *postgres.BulkCertificate) { c.CandidateID = w.candidates.id(c.CandidateID) })),
		w.b.Experience(ctx, pointed(w.plan.experience, func(e *postgres.BulkExperience) { e.CandidateID = w.candidates.id(e.CandidateID) })),
		w.b.SavedJobs(ctx, pointed(w.plan.savedJobs, func(j *postgres.BulkSavedJob) {
			j.CandidateID, j.JobID = w.candidates.id(j.CandidateID), w.jobs.id(j.JobID)
		})),
		w.b.SavedSearches(ctx, pointed(w.plan.savedSearches, func(s *postgres.BulkSavedSearch) { s.CandidateID = w.candidates.id(s.CandidateID) })),
	)
}

func (w *writer) writeRegistrations(ctx context.Context) (err error) {
	w.registrations, err = w.b.Registrations(ctx, pointed(w.plan.registrations, func(r *app.Registration) {
		r.EventID, r.CandidateID, r.SessionID = w.events.id(r.EventID), w.candidates.id(r.CandidateID), w.sessions.id(r.SessionID)
	}))
	if err != nil {
		return err
	}
	w.tickets, err = w.b.Tickets(ctx, pointed(w.plan.tickets, func(t *postgres.BulkTicket) {
		t.EventID, t.RegistrationID, t.Code = w.events.id(t.EventID), w.registrations.id(t.RegistrationID), app.NewTicketCode()
	}))
	if err != nil {
		return err
	}
	return w.writeQuestions(ctx)
}

// writeQuestions writes what events ask, and what was answered.
func (w *writer) writeQuestions(ctx context.Context) error {
	ids, err := w.b.Questions(ctx, pointed(w.plan.questions, func(q *app.Question) { q.EventID = w.events.id(q.EventID) }))
	if err != nil {
		return err
	}
	if err := w.b.Answers(ctx, pointed(w.plan.answers, func(a *postgres.BulkAnswer) {
		a.RegistrationID, a.QuestionID = w.registrations.id(a.RegistrationID), refs(ids).id(a.QuestionID)
	})); err != nil {
		return err
	}
	return w.b.EventDocuments(ctx, pointed(w.plan.documents, func(d *postgres.BulkEventDocument) { d.EventID = w.events.id(d.EventID) }))
}

func (w *writer) writeAttendance(ctx context.Context) error {
	_, err := w.b.Attendances(ctx, pointed(w.plan.marks, func(m *postgres.BulkAttendance) {
		m.EventID, m.RegistrationID, m.SessionID = w.events.id(m.EventID), w.registrations.id(m.RegistrationID), w.sessions.id(m.SessionID)
		m.GateID, m.MarkedBy = w.gates.id(m.GateID), w.accounts.id(m.MarkedBy)
	}))
	if err != nil {
		return err
	}
	_, err = w.b.Scans(ctx, pointed(w.plan.scans, func(s *postgres.BulkScan) {
		s.EventID, s.GateID, s.TicketID, s.AccountID = w.events.id(s.EventID), w.gates.id(s.GateID), w.tickets.id(s.TicketID), w.accounts.id(s.AccountID)
	}))
	return err
}
