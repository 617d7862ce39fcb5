package app

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths of an event's texts, in characters, and how many stages a course
// may have.
const (
	maxEventLine = 200
	maxEventText = 20_000
	MaxStages    = 8
)

// CourseRecord is a course with all that staff write of it.
type CourseRecord struct {
	Event
	Training
	Eligibility
}

// problems collects what is wrong with a form.
type problems struct{ errs FieldErrors }

func (p *problems) add(is bool, field, key string, args ...any) {
	if is {
		p.errs = append(p.errs, FieldError{Field: field, Key: key, Args: args})
	}
}

func (p *problems) long(field, text string, most int) {
	p.add(utf8.RuneCountInString(text) > most, field, "error.max_chars", "param", strconv.Itoa(most))
}

func (p *problems) between(field string, n, low, high int) {
	p.add(n < low || n > high, field, "training.error.between", "min", strconv.Itoa(low), "max", strconv.Itoa(high))
}

// Check returns what is wrong with the parts of an event that all kinds
// share, in any state, beside the form fields.
func (e *Event) Check() FieldErrors {
	var p problems
	p.add(strings.TrimSpace(e.Title) == "", "title", "error.required")
	for _, t := range []struct{ field, text string }{
		{"title", e.Title}, {"title_en", e.TitleEN}, {"organizer", e.Organizer}, {"venue", e.Venue}, {"address", e.Address},
	} {
		p.long(t.field, t.text, maxEventLine)
	}
	p.long("summary", e.Summary, 2*maxEventLine)
	p.long("summary_en", e.SummaryEN, 2*maxEventLine)
	p.long("description", e.Description, maxEventText)
	p.long("description_en", e.DescriptionEN, maxEventText)
	p.between("capacity", e.Capacity, 0, 100_000)
	p.add(e.StartsAt.IsZero(), "starts_on", "training.error.date")
	p.add(e.EndsAt.IsZero(), "ends_on", "training.error.date")
	p.add(e.OpensAt.IsZero(), "opens_on", "training.error.date")
	p.add(e.ClosesAt.IsZero(), "closes_on", "training.error.date")
	p.add(!e.StartsAt.IsZero() && !e.EndsAt.IsZero() && !e.EndsAt.After(e.StartsAt), "ends_on", "training.error.ends")
	p.add(!e.OpensAt.IsZero() && !e.ClosesAt.IsZero() && !e.ClosesAt.After(e.OpensAt), "closes_on", "training.error.closes")
	p.add(!slices.Contains(Approvals(), e.Approval), "approval", "error.required")
	return p.errs
}

// Check returns what is wrong with a course in any state, beside the form
// fields; those of stages carry their number, as in "stage_name_0".
func (r *CourseRecord) Check() FieldErrors {
	p := problems{errs: r.Event.Check()}
	t := &r.Training
	p.add(strings.TrimSpace(t.Trade) == "", "trade", "error.required")
	for _, s := range []struct{ field, text string }{
		{"trade", t.Trade}, {"trade_en", t.TradeEN}, {"batch", t.Batch}, {"centre", t.Centre}, {"certificate", t.Certificate}, {"certificate_en", t.CertificateEN}, {"bnsp_scheme", t.BNSPScheme},
	} {
		p.long(s.field, s.text, maxEventLine)
	}
	p.long("outcomes", t.Outcomes, maxEventText)
	p.long("outcomes_en", t.OutcomesEN, maxEventText)
	p.add(!slices.Contains(Programmes(), t.Programme), "programme", "error.required")
	p.between("lesson_hours", t.LessonHours, 0, 5000)
	p.between("days", t.Days, 0, 400)
	p.between("attendance_percent", t.AttendancePercent, 0, 100)
	p.errs = append(p.errs, r.Eligibility.Check()...)
	for i, s := range t.Stages {
		n := strconv.Itoa(i)
		p.add(strings.TrimSpace(s.Name) == "", "stage_name_"+n, "training.error.stage_name")
		p.long("stage_name_"+n, s.Name, maxEventLine)
		p.long("stage_text_"+n, s.Description, 1000)
		p.add(!s.Until.IsZero() && (s.From.IsZero() || s.Until.Before(s.From)), "stage_until_"+n, "training.error.stage_until")
	}
	return p.errs
}

// Publishable returns what is missing for the course to be shown to the
// public; meetings are those it has.
func (r *CourseRecord) Publishable(meetings int, now time.Time) FieldErrors {
	p := problems{errs: r.Check()}
	p.add(r.Summary == "", "summary", "training.need.summary")
	p.add(r.Venue == "" || r.Address == "", "venue", "training.need.venue")
	p.add(r.Capacity == 0, "capacity", "training.need.capacity")
	p.add(meetings == 0, "meetings", "training.need.meetings")
	p.add(r.Certificate == "", "certificate", "training.need.certificate")
	p.add(r.Approval == Selection && len(r.Stages) == 0, "stage_name_0", "training.need.stages")
	p.add(r.ClosesAt.After(r.EndsAt), "closes_on", "training.need.closes")
	p.add(!r.EndsAt.After(now), "ends_on", "training.need.future")
	return p.errs
}

// Next returns the states that staff may move an event to by hand.
func (s EventStatus) Next() []EventStatus {
	switch s {
	case EventDraft:
		return []EventStatus{EventPublished, EventArchived}
	case EventPublished:
		return []EventStatus{EventDraft, EventCancelled, EventArchived}
	case EventCancelled:
		return []EventStatus{EventArchived}
	}
	return []EventStatus{EventDraft}
}

// CanBecome reports whether the move is allowed.
func (s EventStatus) CanBecome(next EventStatus) bool { return slices.Contains(s.Next(), next) }

// Errors of moving an event to another state.
var (
	ErrEventMove  = &Error{Kind: Conflict, Key: "training.error.move"}
	ErrEventInUse = &Error{Kind: Conflict, Key: "training.error.in_use"} // people are registered
)

// CheckMove returns why an event cannot be moved to the next state, nil when
// it can. live are those who are registered, missing is what keeps it from
// being published.
func CheckMove(is, next EventStatus, live int, missing FieldErrors) error {
	switch {
	case !is.CanBecome(next):
		return ErrEventMove
	case next == EventPublished:
		return missing.Err()
	case next == EventDraft && live > 0:
		return ErrEventInUse
	}
	return nil
}
