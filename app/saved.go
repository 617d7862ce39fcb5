package app

import "time"

// MaxSavedJobs and MaxSavedSearches are how many a candidate may keep.
const (
	MaxSavedJobs     = 100
	MaxSavedSearches = 20
)

// Frequency is how often a saved search sends what is new.
type Frequency string

// The frequencies of a saved search.
const (
	AtOnce   Frequency = "instant"
	Daily    Frequency = "daily"
	Weekly   Frequency = "weekly"
	NoAlerts Frequency = "off"
)

// Frequencies lists the frequencies in the order forms show them.
func Frequencies() []Frequency { return []Frequency{AtOnce, Daily, Weekly, NoAlerts} }

// Valid reports whether f is one of the frequencies.
func (f Frequency) Valid() bool {
	return f == AtOnce || f == Daily || f == Weekly || f == NoAlerts
}

// alertHour is when daily and weekly messages go out, in Jakarta: nobody's
// phone rings at night.
const alertHour = 7

// Next returns when a search that was looked at is to be looked at again:
// daily ones at 07.00 WIB, weekly ones at 07.00 WIB on Monday.
func (f Frequency) Next(now time.Time) time.Time {
	if f == AtOnce {
		return now
	}
	next := Day(now).Add(alertHour * time.Hour)
	for !next.After(now) || f == Weekly && next.Weekday() != time.Monday {
		next = next.AddDate(0, 0, 1)
	}
	return next
}

// Awake reports whether people may be sent what can wait: between 07.00 and
// 21.00 in Jakarta.
func Awake(now time.Time) bool {
	h := now.In(Jakarta).Hour()
	return h >= alertHour && h < 21
}
