package app

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of what an organizer may set.
const (
	MaxOffer    = 14 * 24 * time.Hour // that a freed place is kept for one person
	MaxClearing = 4 * time.Hour       // between two entry waves
	maxEntry    = 12 * time.Hour      // that a gate opens before a session or stays open after it
)

// EventRecord is an event of any kind with all that its organizer decides.
type EventRecord struct {
	Event
	Who Eligibility
}

// RuleContext is what already is at an event whose rules are changed.
type RuleContext struct {
	Waves    []Session // entry sessions in order of time, with what is taken
	Meetings int       // they say when a course is
	Live     int       // registrations that stand
	Taken    int       // places given away over all sessions
	Pending  int       // registrations that wait for a decision
	Results  bool      // of a selection, are published
	Approval Approval  // before the change; empty when the event is new
	Fewer    bool      // whoever changes the rules knows that the capacity is below Taken
}

// CheckRules returns what is wrong with the rules of an event, beside the
// form fields, in their order on the page.
func CheckRules(e *Event, who *Eligibility, now RuleContext) FieldErrors {
	p := problems{errs: e.Check()}
	if !e.StartsAt.IsZero() && !e.EndsAt.IsZero() && e.EndsAt.After(e.StartsAt) {
		p.waves(e, now.Waves)
	}
	if !e.ClosesAt.IsZero() && !e.EndsAt.IsZero() {
		p.add(e.ClosesAt.After(e.EndsAt), "closes_on", "rules.error.closes_after_end")
	}
	p.add(e.Capacity > 0 && e.Capacity < now.Taken && !now.Fewer, "capacity", "rules.error.capacity_taken", "taken", strconv.Itoa(now.Taken))
	p.errs = append(p.errs, CheckApproval(e.Approval, now)...)
	p.deadlines(e)
	p.offer(e)
	p.between("early_minutes", int(e.EarlyEntry/time.Minute), 0, int(maxEntry/time.Minute))
	p.between("late_minutes", int(e.LateEntry/time.Minute), 0, int(maxEntry/time.Minute))
	p.errs = append(p.errs, who.Check()...)
	return p.errs
}

// CheckApproval returns what stands in the way of deciding on registrations
// in another way than until now.
func CheckApproval(next Approval, now RuleContext) FieldErrors {
	var p problems
	switch {
	case now.Approval == Selection && next != Selection:
		// Ranks, seats and the reserve belong to the people there are.
		p.add(now.Live > 0 || now.Results, "approval", "rules.error.selection_stays")
	case now.Approval != "" && now.Approval != Instant && next == Instant:
		p.add(now.Pending > 0, "approval", "rules.error.pending", "n", strconv.Itoa(now.Pending))
	}
	return p.errs
}

// waves checks that the entry waves there are fit the new times of the event.
func (p *problems) waves(e *Event, waves []Session) {
	for i := range waves {
		w := &waves[i]
		if w.StartsAt.Before(e.StartsAt) {
			p.add(true, "starts_on", "rules.error.wave_before", "wave", SessionSpan(w))
			break
		}
	}
	for i := range waves {
		w := &waves[i]
		if w.EndsAt.After(e.EndsAt) {
			p.add(true, "ends_on", "rules.error.wave_after", "wave", SessionSpan(w))
			break
		}
	}
	p.between("clearing_minutes", int(e.Clearing/time.Minute), 0, int(MaxClearing/time.Minute))
	for i := 1; i < len(waves); i++ {
		if gap := waves[i].StartsAt.Sub(waves[i-1].EndsAt); gap < e.Clearing {
			p.add(true, "clearing_minutes", "rules.error.clearing_kept", "first", SessionSpan(&waves[i-1]), "second", SessionSpan(&waves[i]), "gap", minutes(gap))
			break
		}
	}
}

// deadlines checks the moments up to which people may change their mind.
func (p *problems) deadlines(e *Event) {
	for _, d := range []struct {
		field string
		at    *time.Time
	}{{"cancel_until_on", e.CancelUntil}, {"change_until_on", e.ChangeUntil}} {
		if d.at == nil {
			continue
		}
		p.add(d.at.Before(e.OpensAt), d.field, "rules.error.before_opening")
		p.add(d.at.After(e.EndsAt), d.field, "rules.error.after_end")
	}
	from, until := e.ReconfirmFrom, e.ReconfirmUntil
	switch {
	case from == nil && until == nil:
		return
	case from == nil:
		p.add(true, "reconfirm_from_on", "rules.error.reconfirm_both")
		return
	case until == nil:
		p.add(true, "reconfirm_until_on", "rules.error.reconfirm_both")
		return
	}
	p.add(from.Before(e.OpensAt), "reconfirm_from_on", "rules.error.before_opening")
	p.add(!until.After(*from), "reconfirm_until_on", "rules.error.reconfirm_order")
	p.add(until.After(e.StartsAt), "reconfirm_until_on", "rules.error.reconfirm_start")
}

func (p *problems) offer(e *Event) {
	p.add(e.OfferFor < 0 || e.OfferFor > MaxOffer, "offer_hours", "training.error.between", "min", "0", "max", strconv.Itoa(int(MaxOffer/time.Hour)))
}

// Check returns what is wrong with who may take part, beside the form fields.
// That somebody is of age the law itself asks; every other limit of age, and
// one of sex, needs its reason.
func (g *Eligibility) Check() FieldErrors {
	var p problems
	p.between("age_min", g.AgeMin, 0, 80)
	p.between("age_max", g.AgeMax, 0, 80)
	p.add(g.AgeMax > 0 && g.AgeMax < g.AgeMin, "age_max", "training.error.age_range")
	p.add((g.AgeMax > 0 || g.AgeMin > Adult) && strings.TrimSpace(g.AgeReason) == "", "age_reason", "training.error.age_reason")
	p.long("age_reason", g.AgeReason, maxEventLine)
	p.add(g.Education != "" && g.Education.Rank() < SD.Rank(), "education", "error.invalid")
	p.add(g.Sex != "" && !g.Sex.Valid(), "sex", "error.invalid")
	p.add(g.Sex != "" && strings.TrimSpace(g.SexReason) == "", "sex_reason", "training.error.sex_reason")
	p.long("sex_reason", g.SexReason, maxEventLine)
	p.long("notes", g.Notes, 2000)
	p.long("notes_en", g.NotesEN, 2000)
	return p.errs
}

// Publishable returns what is missing for the event to be shown to the
// public. Courses need more: see CourseRecord.
func (r *EventRecord) Publishable(s RuleContext, now time.Time) FieldErrors {
	p := problems{errs: CheckRules(&r.Event, &r.Who, s)}
	p.add(r.Summary == "", "summary", "training.need.summary")
	p.add(r.Venue == "" || r.Address == "", "venue", "training.need.venue")
	p.add(r.Capacity == 0 && !limited(s.Waves), "capacity", "rules.need.capacity")
	p.add(!r.EndsAt.After(now), "ends_on", "rules.need.future")
	return p.errs
}

// limited reports whether every one of the waves has a capacity, so that they
// bound the event.
func limited(waves []Session) bool {
	return len(waves) > 0 && !slices.ContainsFunc(waves, func(s Session) bool { return s.Capacity == 0 })
}

// Shift moves every moment of the event by whole days, for a copy of it.
func (e *Event) Shift(days int) {
	for _, t := range []*time.Time{&e.StartsAt, &e.EndsAt, &e.OpensAt, &e.ClosesAt} {
		*t = t.AddDate(0, 0, days)
	}
	for _, t := range []**time.Time{&e.CancelUntil, &e.ChangeUntil, &e.ReconfirmFrom, &e.ReconfirmUntil} {
		if *t != nil {
			moved := (*t).AddDate(0, 0, days)
			*t = &moved
		}
	}
}

// SessionSpan names a session by its day and hours, as messages beside form
// fields do: "12/12 09.00–09.50".
func SessionSpan(s *Session) string {
	return s.StartsAt.In(Jakarta).Format("2/1 15.04") + "–" + s.EndsAt.In(Jakarta).Format("15.04")
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
