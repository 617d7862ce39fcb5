package ticket

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Appointment is what a calendar entry says. UID and Stamp are required by RFC 5545: an entry with
// the UID of an earlier one replaces it.
type Appointment struct {
	UID         string // unique in the world and always the same for one ticket, as "17@gerbang.example"
	Summary     string
	Description string
	Location    string
	URL         string // absolute http or https address; any other is left out
	Start, End  time.Time
	Alarm       time.Duration // how long before Start to remind; under a minute is not at all
	Cancelled   bool
	Stamp       time.Time // when this state of the appointment came about
}

// Calendar writes a as a text/calendar file (RFC 5545) of one event. Times are in UTC, which every
// calendar shows in the zone of its phone: WIB knows no daylight saving, so no zone needs to be
// described. An End that is not after Start is left out. A cancelled appointment replaces the entry
// it had and does not remind.
func Calendar(a Appointment) []byte {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//Gerbang//Gerbang//ID")

	event := calendar.AddEvent(text(a.UID))
	event.SetDtStampTime(a.Stamp)
	event.SetModifiedAt(a.Stamp)
	event.SetStartAt(a.Start)
	if a.End.After(a.Start) {
		event.SetEndAt(a.End)
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
		event.SetSequence(1)
	} else {
		event.SetStatus(ics.ObjectStatusConfirmed)
		event.SetSequence(0)
	}
	if minutes := int64(a.Alarm / time.Minute); minutes > 0 && !a.Cancelled {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger("-PT" + strconv.FormatInt(minutes, 10) + "M")
		alarm.SetDescription(text(a.Summary))
	}
	return []byte(calendar.Serialize(ics.WithNewLineWindows))
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
