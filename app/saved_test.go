package app

import (
	"testing"
	"time"
)

func TestFrequencyNext(t *testing.T) {
	at := func(s string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", s, Jakarta)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct {
		f         Frequency
		now, want string
	}{
		{AtOnce, "2026-11-24 02:10", "2026-11-24 02:10"},
		{Daily, "2026-11-24 06:59", "2026-11-24 07:00"},
		{Daily, "2026-11-24 07:00", "2026-11-25 07:00"},
		{Daily, "2026-11-24 23:30", "2026-11-25 07:00"},
		{Weekly, "2026-11-24 10:00", "2026-11-30 07:00"}, // a Tuesday
		{Weekly, "2026-11-30 06:00", "2026-11-30 07:00"},
		{Weekly, "2026-11-30 07:00", "2026-12-07 07:00"},
	} {
		if got := tt.f.Next(at(tt.now).UTC()); !got.Equal(at(tt.want)) {
			t.Errorf("%s after %s: %s, want %s", tt.f, tt.now, got.In(Jakarta), tt.want)
		}
	}
	for clock, want := range map[string]bool{"06:59": false, "07:00": true, "20:59": true, "21:00": false, "00:30": false} {
		if got := Awake(at("2026-11-24 " + clock).UTC()); got != want {
			t.Errorf("awake at %s: %v", clock, got)
		}
	}
}
