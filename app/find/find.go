// Package find decides which public jobs somebody sees: what a query means,
// how it is written in an address, and which jobs pass it, in what order, with
// the number of jobs behind every further choice. It works on an index in
// memory, so that a page of a list costs the database its cards alone.
package find

import (
	"time"

	"gerbang/app"
)

// Job is a public job as far as lists choose by it.
type Job struct {
	ID              int64
	Country         string // ISO 3166-1 alpha-2
	Sector          string // code
	Scheme          app.Scheme
	LanguageTest    string // empty when no language is asked for
	LanguageLevel   string
	LanguageOrTest  string // a test accepted instead; empty when none is
	LanguageOrLevel string
	Education       app.Education // app.NoSchool when none is asked for
	ExperienceYears int
	AgeMin, AgeMax  int       // 0 when there is no limit
	Men, Women      bool      // who has places
	Salary          int64     // estimate of a month in rupiah, 0 when unknown
	Free            bool      // the costs are known and the worker bears none
	ClosesOn        time.Time // date, last day to apply
	PublishedAt     time.Time
}

// Languages names the language levels of which one is enough: "JLPT N4".
// It is empty when no language is asked for.
func (j *Job) Languages() []string {
	if j.LanguageTest == "" {
		return nil
	}
	names := []string{app.LanguageLevel{Test: j.LanguageTest, Level: j.LanguageLevel}.Name()}
	if j.LanguageOrTest != "" {
		names = append(names, app.LanguageLevel{Test: j.LanguageOrTest, Level: j.LanguageOrLevel}.Name())
	}
	return names
}

// Matches are the jobs in which words were found.
type Matches struct {
	IDs   []int64 // all of them, in any order
	Title []int64 // those that hold the words in their title: the first by relevance
}
