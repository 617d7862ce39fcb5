// Package class shows attendance in the meetings of a course: the list of one meeting and the grid of all.
package class

import (
	"strings"

	"gerbang/app"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// MeetingPage is the list of one meeting.
type MeetingPage struct {
	Page                layout.Page
	Form                ui.Form
	Course, When, Place string
	Number, JP          string
	Action, Grid        string
	Before, After       string // addresses of the meetings around it; empty at the ends
	Closed              bool   // changes are corrections
	ByTeacher           bool   // closed by hand
	Blocked, BlockedWhy string // why nothing can be marked; empty when it can
	Counts              []Count
	Blank               int // people without a mark
	People              []Person
}

// Count is how many have one of the marks.
type Count struct {
	Key, Text string
	N         int
}

// Person is one row of the list.
type Person struct {
	ID, Name, Note     string
	Status             app.AttendanceStatus // as chosen in the form
	Remark             string
	Seen               string // the cell as its editor sees it
	Marked             bool   // a mark stands
	Clear              bool   // the mark is to be taken back
	Error, RemarkError string
	History            []string
}

// open reports whether the row shows more than name and marks from the start.
func (p *Person) open() bool { return p.RemarkError != "" || p.Clear || p.Remark != "" }

// Letter is the key and the class of a mark: H T I S A in both languages, as on paper.
func Letter(s app.AttendanceStatus) string {
	switch s {
	case app.AttendancePresent:
		return "h"
	case app.AttendanceLate:
		return "t"
	case app.AttendanceExcused:
		return "i"
	case app.AttendanceSick:
		return "s"
	case app.AttendanceAbsent:
		return "a"
	}
	return ""
}

// shown are the people of the page, whose cells the form sends.
func (v *MeetingPage) shown() string {
	ids := make([]string, len(v.People))
	for i := range v.People {
		ids[i] = v.People[i].ID
	}
	return strings.Join(ids, " ")
}
