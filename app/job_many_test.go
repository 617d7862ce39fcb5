package app

import (
	"errors"
	"testing"
	"time"
)

func TestJobObstacle(t *testing.T) {
	today := time.Date(2026, 11, 2, 0, 0, 0, 0, Jakarta)
	for _, tc := range []struct {
		action        JobAction
		status        JobStatus
		actor, writer int64
		want          error
	}{
		{SubmitJobs, JobDraft, 1, 1, nil},
		{SubmitJobs, JobInReview, 1, 1, ErrJobUnfit},
		{ReturnJobs, JobInReview, 1, 1, nil},
		{ReturnJobs, JobPublished, 1, 1, ErrJobUnfit},
		{PublishJobs, JobDraft, 2, 1, ErrJobUnfit},
		{PublishJobs, JobInReview, 1, 1, ErrFourEyes},
		{CloseJobs, JobPublished, 1, 1, nil},
		{CloseJobs, JobClosed, 1, 1, ErrJobUnfit},
	} {
		if got := tc.action.Obstacle(&Job{Status: tc.status}, tc.actor, tc.writer, []int64{tc.writer}, today); !errors.Is(got, tc.want) {
			t.Errorf("%s of a job that is %s: %v, want %v", tc.action, tc.status, got, tc.want)
		}
	}
	if missing, ok := PublishJobs.Obstacle(&Job{Status: JobInReview}, 2, 1, nil, today).(FieldErrors); !ok || len(missing) == 0 {
		t.Errorf("an empty job: %v", missing)
	}
}

func TestCheckMove(t *testing.T) {
	missing := FieldErrors{{Field: "summary", Key: "training.need.summary"}}
	for _, tc := range []struct {
		is, next EventStatus
		live     int
		missing  FieldErrors
		want     error
	}{
		{EventDraft, EventDraft, 0, nil, ErrEventMove},
		{EventDraft, EventPublished, 0, nil, nil},
		{EventDraft, EventArchived, 0, missing, nil},
		{EventDraft, EventCancelled, 0, nil, ErrEventMove},
		{EventPublished, EventDraft, 0, nil, nil},
		{EventPublished, EventDraft, 1, nil, ErrEventInUse},
		{EventPublished, EventCancelled, 5, missing, nil},
		{EventCancelled, EventPublished, 0, nil, ErrEventMove},
	} {
		if got := CheckMove(tc.is, tc.next, tc.live, tc.missing); !errors.Is(got, tc.want) {
			t.Errorf("%s to %s with %d people: %v, want %v", tc.is, tc.next, tc.live, got, tc.want)
		}
	}
	if got, ok := CheckMove(EventDraft, EventPublished, 0, missing).(FieldErrors); !ok || len(got) != 1 {
		t.Errorf("published with something missing: %v", got)
	}
}
