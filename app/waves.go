package app

import (
	"slices"
	"strconv"
	"time"
)

// Limits of what a plan of waves may make.
const (
	MaxWaves     = 100
	maxWaveSeats = 100_000
)

// WavePlan makes the entry waves of an event: the same hours on each of
// several days, with time in between to clear the hall.
type WavePlan struct {
	Days        []time.Time
	From, Until time.Duration // since midnight: the first wave begins, the last one is over
	Length      time.Duration
	Gap         time.Duration // between two waves
	Capacity    int           // of each wave; 0 means unlimited
}

// Waves returns the waves of the plan for the event, in order of time: as
// many as fit between From and Until.
// Errors: app.FieldErrors of what cannot be.
func (p WavePlan) Waves(e *Event) ([]Session, error) {
	var bad problems
	bad.add(len(p.Days) == 0, "plan_day", "rules.error.plan_days")
	bad.add(p.Until <= p.From, "plan_until", "training.error.hours")
	bad.between("plan_minutes", int(p.Length/time.Minute), 5, 720)
	bad.between("plan_gap", int(p.Gap/time.Minute), 0, int(MaxClearing/time.Minute))
	bad.add(p.Gap < e.Clearing, "plan_gap", "rules.error.plan_gap", "n", minutes(e.Clearing))
	bad.between("plan_capacity", p.Capacity, 0, maxWaveSeats)
	if len(bad.errs) > 0 {
		return nil, bad.errs
	}
	days := slices.Clone(p.Days)
	slices.SortFunc(days, time.Time.Compare)
	var out []Session
	for _, day := range days {
		for from := p.From; from+p.Length <= p.Until && len(out) <= MaxWaves; from += p.Length + p.Gap {
			w := Session{EventID: e.ID, Kind: EntrySession, StartsAt: Day(day).Add(from), EndsAt: Day(day).Add(from + p.Length), Capacity: p.Capacity}
			if w.StartsAt.Before(e.StartsAt) || w.EndsAt.After(e.EndsAt) {
				return nil, FieldErrors{{Field: "plan_from", Key: "rules.error.plan_outside", Args: []any{"wave", SessionSpan(&w)}}}
			}
			out = append(out, w)
		}
	}
	switch {
	case len(out) == 0:
		return nil, FieldErrors{{Field: "plan_minutes", Key: "rules.error.plan_none"}}
	case len(out) > MaxWaves:
		return nil, FieldErrors{{Field: "plan_minutes", Key: "rules.error.plan_many", Args: []any{"max", strconv.Itoa(MaxWaves)}}}
	}
	return out, nil
}

// CheckWave returns what is wrong with one entry wave beside the others of
// its event. fewer says that whoever changes it knows that its capacity is
// below what is taken.
func CheckWave(e *Event, w *Session, others []Session, fewer bool) FieldErrors {
	var p problems
	p.add(w.StartsAt.IsZero(), "wave_day", "training.error.date")
	p.between("wave_capacity", w.Capacity, 0, maxWaveSeats)
	p.add(w.Capacity > 0 && w.Capacity < w.Taken && !fewer, "wave_capacity", "rules.error.capacity_taken", "taken", strconv.Itoa(w.Taken))
	p.long("wave_title", w.Title, maxEventLine)
	p.long("wave_title_en", w.TitleEN, maxEventLine)
	p.long("wave_place", w.Place, maxEventLine)
	if w.StartsAt.IsZero() {
		return p.errs
	}
	if !w.EndsAt.After(w.StartsAt) {
		p.add(true, "wave_until", "training.error.hours")
		return p.errs
	}
	p.add(w.StartsAt.Before(e.StartsAt), "wave_from", "rules.error.wave_early", "time", e.StartsAt.In(Jakarta).Format("2/1 15.04"))
	p.add(w.EndsAt.After(e.EndsAt), "wave_until", "rules.error.wave_late", "time", e.EndsAt.In(Jakarta).Format("2/1 15.04"))
	for i := range others {
		o := &others[i]
		if o.ID == w.ID && w.ID != 0 {
			continue
		}
		switch {
		case o.StartsAt.Before(w.EndsAt) && w.StartsAt.Before(o.EndsAt):
			p.add(true, "wave_from", "rules.error.wave_overlap", "other", SessionSpan(o))
		case !o.EndsAt.After(w.StartsAt) && w.StartsAt.Sub(o.EndsAt) < e.Clearing:
			p.add(true, "wave_from", "rules.error.wave_clearing", "other", SessionSpan(o), "n", minutes(e.Clearing))
		case !w.EndsAt.After(o.StartsAt) && o.StartsAt.Sub(w.EndsAt) < e.Clearing:
			p.add(true, "wave_until", "rules.error.wave_clearing", "other", SessionSpan(o), "n", minutes(e.Clearing))
		}
	}
	return p.errs
}
