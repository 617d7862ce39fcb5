package app

import "time"

// Jakarta is Western Indonesia Time (WIB), the zone of every date this
// product shows. Indonesia has no daylight saving, so the offset is fixed and
// no zone database is needed on the machine.
var Jakarta = time.FixedZone("WIB", 7*60*60)

// Day returns midnight in Jakarta of the day in which t falls there.
func Day(t time.Time) time.Time {
	y, m, d := t.In(Jakarta).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Jakarta)
}

// SameDay reports whether a and b fall on one calendar day in Jakarta.
func SameDay(a, b time.Time) bool { return Day(a).Equal(Day(b)) }

// AgeOn returns the age in whole years on the given day of somebody born on
// birth. Someone born on 29 February turns a year older on 1 March.
func AgeOn(birth, day time.Time) int {
	by, bm, bd := birth.Date()
	y, m, d := day.In(Jakarta).Date()
	age := y - by
	if m < bm || m == bm && d < bd {
		age--
	}
	return age
}
