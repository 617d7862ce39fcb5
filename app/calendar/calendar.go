// Package calendar writes iCalendar files (RFC 5545): one appointment to keep, or a feed to subscribe to.
package calendar

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"gerbang/app"
)

// Entry is what a calendar says of one appointment. UID and Stamp are required by RFC 5545: an entry
// with the UID of an earlier one replaces it.
type Entry struct {
	UID         string // unique in the world and always the same for one thing, as "17@gerbang.example"
	Summary     string
	Description string
	Location    string
	URL         string // absolute http or https address; any other is left out
	Start, End  time.Time
	AllDay      bool          // Start and End are days in Jakarta, both included
	Alarm       time.Duration // how long before Start to remind; under a minute is not at all
	Cancelled   bool
	Sequence    int       // grows with each change; a cancelled entry has at least 1
	Stamp       time.Time // when this state of the appointment came about
}

// Feed is what a calendar that people subscribe to says of itself.
type Feed struct {
	Name, Description string
	Refresh           time.Duration // how often to ask again
}

// File writes entries as a text/calendar file. Times are in UTC, which every calendar shows in the
// zone of its phone: WIB knows no daylight saving, so no zone needs to be described. An End that is
// not after Start is left out. A cancelled entry replaces the one it had and does not remind.
func File(entries ...Entry) []byte {
	calendar := newCalendar()
	for _, e := range entries {
		add(calendar, e)
	}
	return []byte(calendar.Serialize(ics.WithNewLineWindows))
}

// Write writes the feed with its entries.
func (f Feed) Write(entries []Entry) []byte {
	calendar := newCalendar()
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetName(text(f.Name))
	calendar.SetXWRCalName(text(f.Name))
	calendar.SetXWRCalDesc(text(f.Description))
	calendar.SetXWRTimezone("Asia/Jakarta")
	if hours := int64(f.Refresh / time.Hour); hours > 0 {
		every := "PT" + strconv.FormatInt(hours, 10) + "H"
		calendar.SetRefreshInterval(every)
		calendar.SetXPublishedTTL(every)
	}
	for _, e := range entries {
		add(calendar, e)
	}
	return []byte(calendar.Serialize(ics.WithNewLineWindows))
}

func newCalendar() *ics.Calendar {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//Gerbang//Gerbang//ID")
	return calendar
}

func add(calendar *ics.Calendar, a Entry) {
	event := calendar.AddEvent(text(a.UID))
	event.SetDtStampTime(a.Stamp)
	event.SetModifiedAt(a.Stamp)
	switch {
	case a.AllDay: // the end of a whole day is the day after it
		event.SetAllDayStartAt(a.Start.In(app.Jakarta))
		event.SetAllDayEndAt(later(a.Start, a.End).In(app.Jakarta).AddDate(0, 0, 1))
	default:
		event.SetStartAt(a.Start)
		if a.End.After(a.Start) {
			event.SetEndAt(a.End)
		}
	}
	event.SetSummary(text(a.Summary))
	if a.Description != "" {
		event.SetDescription(text(a.Description))
	}
	if a.Location != "" {
		event.SetLocation(text(a.Location))
	}
	if link := webAddress(a.URL); link != "" {
		event.SetURL(link)
	}
	if a.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		event.SetSequence(max(a.Sequence, 1))
	} else {
		event.SetStatus(ics.ObjectStatusConfirmed)
		event.SetSequence(a.Sequence)
	}
	if minutes := int64(a.Alarm / time.Minute); minutes > 0 && !a.Cancelled {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger("-PT" + strconv.FormatInt(minutes, 10) + "M")
		alarm.SetDescription(text(a.Summary))
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// text leaves what a TEXT value may hold: UTF-8 without control characters, lines ended by \n. The
// library escapes the rest.
func text(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ', r == 0x7F:
			return -1
		}
		return r
	}, s)
}

// webAddress gives the escaped form of s, or nothing when s is not an address of the web: the value
// of URL is not escaped by the format.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	link := u.String()
	if strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
		return ""
	}
	return link
}
