package postgres

import (
	"cmp"
	"context"

	"gerbang/app"
)

// Events inserts events of all kinds, each with its counters at zero.
func (b *Bulk) Events(ctx context.Context, events []app.Event) ([]int64, error) {
	return b.insert(ctx, "events", `kind, slug, title, summary, description, organizer, venue, address, region_code, status, approval, capacity,
		starts_at, ends_at, opens_at, closes_at, early_minutes, late_minutes, cancelled_at, cancel_reason, title_en, summary_en, description_en,
		cancel_until, change_until, offer_minutes, reconfirm_from, reconfirm_until, clearing_minutes, guardian_consent, one_active_course, reentry, reentry_minutes`, len(events), func(i int) ([]any, error) {
		e := &events[i]
		return []any{string(e.Kind), e.Slug, e.Title, e.Summary, e.Description, e.Organizer, e.Venue, e.Address, orNull(e.RegionCode),
			string(e.Status), string(e.Approval), e.Capacity, e.StartsAt, e.EndsAt, e.OpensAt, e.ClosesAt,
			int(e.EarlyEntry.Minutes()), int(e.LateEntry.Minutes()), timeAtOrNull(e.CancelledAt),
			e.CancelReason, e.TitleEN, e.SummaryEN, e.DescriptionEN,
			timeAtOrNull(e.CancelUntil), timeAtOrNull(e.ChangeUntil), int(e.OfferFor.Minutes()), timeAtOrNull(e.ReconfirmFrom),
			timeAtOrNull(e.ReconfirmUntil), int(e.Clearing.Minutes()), e.GuardianConsent, e.OneActiveCourse,
			string(cmp.Or(e.Reentry, app.NoReentry)), int(e.ReentryWait.Minutes())}, nil
	})
}

// Sessions inserts sessions, each with its counters at zero whatever Taken
// and Waiting say.
func (b *Bulk) Sessions(ctx context.Context, sessions []app.Session) ([]int64, error) {
	return b.insert(ctx, "event_sessions", "event_id, kind, title, title_en, place, starts_at, ends_at, capacity", len(sessions), func(i int) ([]any, error) {
		s := &sessions[i]
		return []any{s.EventID, string(s.Kind), s.Title, s.TitleEN, s.Place, s.StartsAt, s.EndsAt, s.Capacity}, nil
	})
}

// BulkCourse is what an event of kind course has beside other events.
type BulkCourse struct {
	EventID int64
	app.Training
}

// Courses inserts the course rows of events with their sectors and stages.
func (b *Bulk) Courses(ctx context.Context, courses []BulkCourse) error {
	err := b.copyRows(ctx, "courses", `event_id, trade, batch, programme, centre, lesson_hours, days, outcomes, outcomes_en, certificate,
		certificate_en, attendance_percent, bnsp_scheme, language_test, language_level, trade_en`, len(courses), func(i int) ([]any, error) {
		c := &courses[i]
		return []any{c.EventID, c.Trade, c.Batch, string(c.Programme), c.Centre, c.LessonHours, c.Days, c.Outcomes, c.OutcomesEN, c.Certificate,
			c.CertificateEN, c.AttendancePercent, c.BNSPScheme, c.LanguageTest, c.LanguageLevel, c.TradeEN}, nil
	})
	for i := range courses {
		if err == nil {
			err = putSectors(ctx, b.tx, courses[i].EventID, courses[i].Sectors)
		}
		if err == nil {
			err = putStages(ctx, b.tx, courses[i].EventID, courses[i].Stages)
		}
	}
	return err
}

// BulkEligibility is who may take part in an event.
type BulkEligibility struct {
	EventID int64
	app.Eligibility
}

// Eligibilities inserts who may take part in events.
func (b *Bulk) Eligibilities(ctx context.Context, list []BulkEligibility) error {
	for i := range list {
		if err := putEligibility(ctx, b.tx, list[i].EventID, &list[i].Eligibility); err != nil {
			return err
		}
	}
	return nil
}

// BulkGate is an entrance of an event.
type BulkGate struct {
	EventID int64
	Name    string
}

// Gates inserts entrances.
func (b *Bulk) Gates(ctx context.Context, gates []BulkGate) ([]int64, error) {
	return b.insert(ctx, "gates", "event_id, name", len(gates), func(i int) ([]any, error) {
		return []any{gates[i].EventID, gates[i].Name}, nil
	})
}

// BulkBooth is a stand at a fair: an agency's, or one with a title only.
type BulkBooth struct {
	EventID  int64
	Number   string
	AgencyID int64 // 0 for an adviser stand, which needs a Title
	Title    string
}

// Booths inserts stands.
func (b *Bulk) Booths(ctx context.Context, booths []BulkBooth) ([]int64, error) {
	return b.insert(ctx, "booths", "event_id, number, agency_id, title", len(booths), func(i int) ([]any, error) {
		return []any{booths[i].EventID, booths[i].Number, orNull(booths[i].AgencyID), booths[i].Title}, nil
	})
}

// BulkOpening is a vacancy as offered at a stand.
type BulkOpening struct {
	BoothID  int64
	JobID    int64
	Openings int
}

// Openings inserts vacancies of stands.
func (b *Bulk) Openings(ctx context.Context, openings []BulkOpening) error {
	return b.copyRows(ctx, "booth_jobs", "booth_id, job_id, openings", len(openings), func(i int) ([]any, error) {
		return []any{openings[i].BoothID, openings[i].JobID, openings[i].Openings}, nil
	})
}
