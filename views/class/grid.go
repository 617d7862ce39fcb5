package class

import (
	"strconv"
	"strings"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// GridPage is everybody of a course by every meeting.
type GridPage struct {
	Page             layout.Page
	Course, People   string
	Threshold, Under string
	Weights          string // empty when marks count as usual
	Heads            []SortHead
	Meetings         []MeetingHead
	Rows             []GridRow
}

// SortHead is the head of a column that sorts.
type SortHead struct {
	Text, Href string
	Sort       ui.Sort
}

// MeetingHead is the head of the column of a meeting.
type MeetingHead struct {
	Href, Day, Month, Label string
	CalledOff, Today        bool
}

// GridRow is one person.
type GridRow struct {
	Name, Code           string
	SoFar, Reachable, JP string
	Standing             app.AttendanceStanding
	Why                  string
	Cells                []GridCell
}

// GridCell is one mark. Key is its letter; empty without one.
type GridCell struct {
	Key, Label string
	Faint      bool // does not count, or not yet
}

// Percent writes a share with a tenth where it is not whole, or a dash when nothing is known.
func Percent(l *i18n.Locale, s app.Share) string {
	if !s.Known() {
		return "–"
	}
	n := s.Tenths()
	text := strconv.Itoa(n / 10)
	if n%10 != 0 {
		point := ","
		if l.Tag() == "en" {
			point = "."
		}
		text += point + strconv.Itoa(n%10)
	}
	return text + "%"
}

// Explain says in words what somebody's figures are made of.
func Explain(l *i18n.Locale, a *app.ClassAttendance) string {
	var parts []string
	for _, s := range app.AttendanceStatuses() {
		if n := a.Statuses[s]; n > 0 {
			parts = append(parts, l.T("class.status."+string(s))+" "+strconv.Itoa(n))
		}
	}
	for _, p := range []struct {
		key string
		n   int
	}{{"unmarked", a.Unmarked}, {"to_come", a.Left}, {"before_joining", a.Before}, {"called_off", a.CalledOff}} {
		if p.n > 0 {
			parts = append(parts, l.T("class.counting."+p.key)+" "+strconv.Itoa(p.n))
		}
	}
	return strings.Join(parts, " · ")
}
