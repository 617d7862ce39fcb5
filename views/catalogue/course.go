package catalogue

import "gerbang/views/ui"

// Course is what the page of a course shows beside other events.
type Course struct {
	Trade, Batch, Programme, Centre, Length string
	Timetable                               Timetable
	Conditions                              []Condition
	Notes                                   []string // further conditions
	NotesLang                               string   // as OutcomesLang
	Verdict                                 string   // how the reader stands to the conditions; empty for visitors
	VerdictTone                             ui.Tone
	Stages                                  []ui.Moment
	Outcomes                                string // safe HTML
	OutcomesLang, CertificateLang           string // where they are not that of the page
	Certificate, BNSP                       string
	Attendance                              int    // percent that the certificate asks for
	Language                                string // level it leads to
	Path                                    []PathStop
	PathHref                                string // page that explains the whole path; empty for other languages
	Jobs                                    []ui.Item
	JobCount                                int
	JobsHref                                string
}

// Requirements returns who may take part, a condition a line.
func (c *Course) Requirements() []string {
	var out []string
	for _, k := range c.Conditions {
		out = append(out, k.Text)
	}
	return append(out, c.Notes...)
}

// Timetable is when a course meets. It is empty while no meetings are known.
type Timetable struct {
	Days, Hours, Count, Period string
	Gaps                       []string // days without a meeting
	Rows                       []Meeting
}

// Meeting is a line of the full list of meetings, or of a day without one.
type Meeting struct {
	Number           int
	Date, Time, Note string
	Lang             string // of the note, where it is not that of the page
	Gap, Past        bool
}

// Condition is who may take part, in words, and how the reader stands to it.
type Condition struct {
	Text, Note string
	Lang       string       // of the note, where it is not that of the page
	Standing   ui.BadgeItem // without text for visitors
}

// PathStop is one level of a language on the way to a job.
type PathStop struct {
	Key            int
	Title          string // JLPT N4 / JFT-Basic A2
	Here, Behind   bool   // the course of the page leads to this level; to a higher one
	Courses        []CourseLink
	Jobs, JobsHref string // how many jobs ask for the level; none when empty
}

// CourseLink points to a batch of a course.
type CourseLink struct {
	Title, Href, Starts string
	Lang                string // of the title, where it is not that of the page
	Badge               ui.BadgeItem
}

// JobCourses are the courses that lead to a job.
type JobCourses struct {
	Language               string // that the job asks for
	Reaching, First, Trade []CourseLink
	Open                   bool // one of them takes applications now
	AllHref, PathHref      string
}

// Any reports whether there is something to show: courses, or a language to
// learn for which none is planned.
func (v JobCourses) Any() bool {
	return len(v.Reaching)+len(v.First)+len(v.Trade) > 0 || v.Language != ""
}

// Nearest returns the course of the language that leads furthest, or nil.
func (v JobCourses) Nearest() *CourseLink {
	for _, group := range [][]CourseLink{v.Reaching, v.First} {
		if len(group) > 0 {
			return &group[0]
		}
	}
	return nil
}

// PathPage explains the way to a job in Japan.
type PathPage struct {
	Stops      []PathStop
	Open, Jobs int // batches that can be applied for now; public jobs that ask for Japanese
}
