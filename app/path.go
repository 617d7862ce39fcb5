package app

import "time"

// Way is how a course leads to a job.
type Way int

// The ways from a course to a job, the better the higher.
const (
	NoWay     Way = iota
	FirstStep     // it teaches the job's language, to a lower level than is asked
	BySector      // it teaches the trade of the job's sector
	Reaches       // it leads to a level that the job accepts
)

// Opens reports whether somebody who finished the course may apply for the
// job, as far as what it teaches goes.
func (w Way) Opens() bool { return w == BySector || w == Reaches }

// Asking is what of a job decides which courses lead to it. Any number of
// jobs ask for the same.
type Asking struct {
	Test, Level     string // empty when no language is asked for
	OrTest, OrLevel string // accepted instead; empty when nothing is
	Sector          string
}

// Asking returns what of the job decides which courses lead to it.
func (j *Job) Asking() Asking {
	return Asking{j.LanguageTest, j.LanguageLevel, j.LanguageOrTest, j.LanguageOrLevel, j.Sector}
}

// Accepted returns the levels of which one is asked for.
func (a Asking) Accepted() []LanguageLevel {
	var out []LanguageLevel
	if a.Test != "" {
		out = append(out, LanguageLevel{Test: a.Test, Level: a.Level})
	}
	if a.OrTest != "" {
		out = append(out, LanguageLevel{Test: a.OrTest, Level: a.OrLevel})
	}
	return out
}

// LeadsTo returns how the course leads to a job. Courses of a language lead to
// jobs by that language alone, all others by the sectors they prepare for. Both
// pages, the course's and the job's, ask this one rule.
func (t *Training) LeadsTo(a Asking, levels LanguageLevels) Way {
	if t.LanguageTest == "" {
		for _, s := range t.Sectors {
			if s == a.Sector {
				return BySector
			}
		}
		return NoWay
	}
	way := NoWay
	have, known := levels.Find(t.LanguageTest, t.LanguageLevel)
	for _, want := range a.Accepted() {
		if levels.Compare(have, want) != NoFit {
			return Reaches
		}
		if w, ok := levels.Find(want.Test, want.Level); ok && known && w.Language == have.Language {
			way = FirstStep
		}
	}
	return way
}

// CourseBatch is a course as other pages point to it.
type CourseBatch struct {
	Slug, Title, TitleEN        string
	Status                      EventStatus
	StartsAt, OpensAt, ClosesAt time.Time
	Training                    // without its texts and stages
}

// Open reports whether the batch takes applications at now.
func (b *CourseBatch) Open(now time.Time) bool {
	return b.Status == EventPublished && !now.Before(b.OpensAt) && now.Before(b.ClosesAt)
}

// AskCount is how many public jobs ask for the same.
type AskCount struct {
	Asking
	Jobs int
}

// PathStep is one rank of a language on the way from nothing to a job.
type PathStep struct {
	Rank    int
	Levels  []LanguageLevel // of the rank that a course leads to or a job asks for: JLPT N4, JFT-Basic A2
	Batches []CourseBatch   // that lead to it and can still be applied for
	Asking  int             // public jobs for which this rank is the least that is accepted
	Opened  int             // public jobs that accept this rank or a lower one
}

// LanguagePath returns the steps of a language from the lowest rank on,
// leaving out ranks that nobody teaches or asks for. batches keep their order.
func LanguagePath(language string, levels LanguageLevels, batches []CourseBatch, asked []AskCount) []PathStep {
	var steps []PathStep
	at := func(rank int) *PathStep {
		i := 0
		for i < len(steps) && steps[i].Rank < rank {
			i++
		}
		if i == len(steps) || steps[i].Rank != rank {
			steps = append(steps[:i], append([]PathStep{{Rank: rank}}, steps[i:]...)...)
		}
		return &steps[i]
	}
	name := func(l LanguageLevel) {
		s := at(l.Rank)
		for _, have := range s.Levels {
			if have == l {
				return
			}
		}
		s.Levels = append(s.Levels, l)
	}
	for _, b := range batches {
		if l, ok := levels.Find(b.LanguageTest, b.LanguageLevel); ok && l.Language == language {
			name(l)
			s := at(l.Rank)
			s.Batches = append(s.Batches, b)
		}
	}
	for _, a := range asked {
		least := 0
		for _, want := range a.Accepted() {
			if l, ok := levels.Find(want.Test, want.Level); ok && l.Language == language {
				name(l)
				if least == 0 || l.Rank < least {
					least = l.Rank
				}
			}
		}
		if least > 0 {
			at(least).Asking += a.Jobs
		}
	}
	opened := 0
	for i := range steps {
		opened += steps[i].Asking
		steps[i].Opened = opened
	}
	return steps
}
