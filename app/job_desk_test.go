package app

import (
	"testing"
	"time"
)

func TestFourEyes(t *testing.T) {
	tests := []struct {
		name             string
		verifier, writer int64
		editors          []int64
		want             bool
	}{
		{"somebody else", 3, 1, []int64{2}, true},
		{"the writer", 1, 1, []int64{2}, false},
		{"the last editor", 2, 1, []int64{4, 2}, false},
		{"an editor before them", 4, 1, []int64{4, 2}, false},
		{"writer and editors unknown", 3, 0, nil, true},
		{"nobody", 0, 1, []int64{2}, false},
		{"nobody, of an unknown writer", 0, 0, nil, false},
	}
	for _, tt := range tests {
		if got := FourEyes(tt.verifier, tt.writer, tt.editors); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestJobDeskState(t *testing.T) {
	today := Day(time.Now())
	open := Job{Status: JobPublished, ClosesOn: today, PermitUntil: today, PermitLeft: 1, AgencyStatus: AgencyActive, AgencyValidTill: today}
	over := open
	over.PermitLeft = 0
	tests := []struct {
		job      Job
		returned bool
		want     JobDeskState
	}{
		{Job{Status: JobDraft}, false, DeskDraft},
		{Job{Status: JobDraft}, true, DeskReturned},
		{Job{Status: JobInReview}, true, DeskInReview},
		{open, false, DeskPublished},
		{over, false, DeskExpired},
		{Job{Status: JobClosed}, true, DeskClosed},
	}
	for _, tt := range tests {
		if got := tt.job.DeskState(tt.returned, today); got != tt.want {
			t.Errorf("%s returned %v: %s, want %s", tt.job.Status, tt.returned, got, tt.want)
		}
	}
}

func TestEvidence(t *testing.T) {
	if errs := (Evidence{Text: "SISKOP2MI", Checks: JobChecks()}).Check(); errs != nil {
		t.Errorf("whole evidence: %v", errs)
	}
	if errs := (Evidence{Text: " ", Checks: JobChecks()[1:]}).Check(); len(errs) != 2 || errs[0].Field != "checks" || errs[1].Field != "evidence" {
		t.Errorf("empty evidence: %v", errs)
	}
}

func TestJobPlacementCheck(t *testing.T) {
	now := time.Date(2026, 11, 24, 23, 30, 0, 0, Jakarta)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, Jakarta) }
	tests := []struct {
		name string
		p    JobPlacement
		want string
	}{
		{"today", JobPlacement{Workers: 3, PlacedOn: day(24)}, ""},
		{"tomorrow", JobPlacement{Workers: 3, PlacedOn: day(25)}, "placed_on"},
		{"no day", JobPlacement{Workers: 3}, "placed_on"},
		{"nobody", JobPlacement{PlacedOn: day(24)}, "workers"},
		{"fewer than nobody", JobPlacement{Workers: -1, PlacedOn: day(24)}, "workers"},
	}
	for _, tt := range tests {
		errs := tt.p.Check(now)
		if tt.want == "" && errs != nil || tt.want != "" && (len(errs) != 1 || errs[0].Field != tt.want) {
			t.Errorf("%s: %v", tt.name, errs)
		}
	}
}
