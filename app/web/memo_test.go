package web

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"
)

func TestMemoForgetsWithContentAgeAndFailure(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	k := &Kit{Now: func() time.Time { return now }}
	k.Pages = NewPageCache(k.Now)
	reads, fail := 0, false
	m := Memo[int]{Age: time.Second, Read: func(context.Context, string) (int, error) {
		if fail {
			return 0, errors.New("away")
		}
		reads++
		return reads, nil
	}}
	want := func(what string, value int) {
		t.Helper()
		if v, err := m.Value(t.Context(), k, "a"); err != nil || v != value {
			t.Errorf("%s: %d, %v, want %d", what, v, err, value)
		}
	}
	want("first", 1)
	want("remembered", 1)
	now = now.Add(time.Second)
	want("too old", 2)
	k.Pages.Clear()
	want("content changed", 3)
	k.Pages.Clear()
	fail = true
	if _, err := m.Value(t.Context(), k, "a"); err == nil {
		t.Error("a failure is hidden behind what was true before")
	}
	fail = false
	want("after a failure", 4)
	for i := range 3 * memoSize {
		if _, err := m.Value(t.Context(), k, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.entries) > memoSize {
		t.Errorf("%d entries", len(m.entries))
	}
}
