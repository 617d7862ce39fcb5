package formtime

import (
	"testing"
	"time"

	"gerbang/app"
)

func TestDay(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-12-25": "2026-12-25", " 25/12/2026 ": "2026-12-25", "5-1-2026": "2026-01-05", "25.12.2026": "2026-12-25", "2026/12/25": "2026-12-25",
		"": "", "besok": "", "31/02/2026": "", "25/12/26": "", "1999-12-31": "", "2101-01-01": "", "2026-12-25T08:00": "",
	} {
		got := Day(typed)
		if WriteDay(got) != want || !got.IsZero() && got.Location() != app.Jakarta {
			t.Errorf("%q is %v, want %q", typed, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	for typed, want := range map[string]time.Duration{
		"08.00": 8 * time.Hour, "8:30": 8*time.Hour + 30*time.Minute, " 23.59": 24*time.Hour - time.Minute, "24.00": 24 * time.Hour, "7": 7 * time.Hour, "0": 0,
		"": -1, "24.01": -1, "25": -1, "8.60": -1, "-1": -1, "8.-5": -1, "pagi": -1, "8.3.0": -1,
	} {
		got, ok := Clock(typed)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %v, want %v", typed, got, want)
		}
	}
}
