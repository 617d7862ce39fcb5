// Package formtime reads and writes days and times of day in forms, so that all
// desks take the same spellings.
package formtime

import (
	"strconv"
	"strings"
	"time"

	"gerbang/app"
)

// Messages of what cannot be read.
const (
	BadDay   = "training.error.date"
	BadClock = "training.error.clock"
)

// Day reads a day in Jakarta as browsers send it, or as people write it:
// 2026-12-25, 25/12/2026, 25.12.2026. Zero when it is none, or lies beyond
// the years 2000 to 2100.
func Day(s string) time.Time {
	s = strings.NewReplacer("/", "-", ".", "-").Replace(strings.TrimSpace(s))
	for _, layout := range []string{time.DateOnly, "2-1-2006"} {
		if t, err := time.ParseInLocation(layout, s, app.Jakarta); err == nil && t.Year() >= 2000 && t.Year() <= 2100 {
			return t
		}
	}
	return time.Time{}
}

// WriteDay writes the day of a moment in Jakarta for a form; nothing for none.
func WriteDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(app.Jakarta).Format(time.DateOnly)
}

// Clock reads a time of day, "08.00", "8:00", "8" or "24.00"; false when it is
// none.
func Clock(s string) (time.Duration, bool) {
	hour, minute, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ":", "."), ".")
	if !ok {
		minute = "0"
	}
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if err1 != nil || err2 != nil || h < 0 || m < 0 || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, true
}

// WriteClock writes the time of day of a moment in Jakarta for a form.
func WriteClock(t time.Time) string { return t.In(app.Jakarta).Format("15.04") }

// WriteEnd writes the time of day at which something ends: midnight is the end
// of the day before.
func WriteEnd(t time.Time) string {
	if t.Equal(app.Day(t)) {
		return "24.00"
	}
	return WriteClock(t)
}
