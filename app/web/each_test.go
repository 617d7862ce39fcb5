package web

import (
	"errors"
	"testing"

	"gerbang/app"
	"gerbang/app/i18n"
)

func TestEachSaysWhatBecameOfAll(t *testing.T) {
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection lost")
	for _, tc := range []struct {
		name                string
		outcomes            []error
		done, refused, left int
		err                 error
		why                 string
	}{
		{"nothing to do", nil, 0, 0, 0, nil, ""},
		{"all", []error{nil, nil}, 2, 0, 0, nil, ""},
		{"one refused in the middle", []error{nil, app.ErrSlotFull, nil}, 2, 1, 0, nil, "Sesi ini penuh. Pilih sesi lain"},
		{"two reasons", []error{app.ErrNotFound, app.ErrSlotFull, app.ErrSlotFull, nil}, 1, 3, 0, nil, "Sesi ini penuh. Pilih sesi lain (2); Data ini tidak ditemukan (1)"},
		{"all refused", []error{app.ErrNotFound, app.ErrSlotFull}, 0, 2, 0, app.ErrSlotFull, "Data ini tidak ditemukan (1); Sesi ini penuh. Pilih sesi lain (1)"},
		{"broken in the middle", []error{nil, app.ErrSlotFull, broken, nil}, 1, 1, 2, nil, "Sesi ini penuh. Pilih sesi lain"},
		{"broken at once", []error{broken, nil}, 0, 0, 2, broken, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Each(tc.outcomes, func(err error) error { return err })
			if got.Done != tc.done || got.Refused != tc.refused || got.Left != tc.left || !errors.Is(got.Err(), tc.err) {
				t.Errorf("%d done, %d refused, %d left, %v", got.Done, got.Refused, got.Left, got.Err())
			}
			if why := got.why(bundle.Locale("id")); why != tc.why {
				t.Errorf("why: %q, want %q", why, tc.why)
			}
		})
	}
}
