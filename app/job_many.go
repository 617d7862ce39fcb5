package app

import "time"

// JobAction is what staff do with many jobs at once.
type JobAction string

// The actions on many jobs.
const (
	SubmitJobs  JobAction = "submit"
	ReturnJobs  JobAction = "return"
	PublishJobs JobAction = "publish"
	CloseJobs   JobAction = "close"
)

// JobActions lists them.
func JobActions() []JobAction { return []JobAction{SubmitJobs, ReturnJobs, PublishJobs, CloseJobs} }

// Verifies reports whether the action takes a verifier.
func (a JobAction) Verifies() bool { return a == ReturnJobs || a == PublishJobs }

// ErrJobUnfit refuses an action that a job is in no state for.
var ErrJobUnfit = &Error{Kind: Conflict, Key: "desk.bulk.wrong_state"}

// Obstacle returns why the action cannot be done to a job by the actor, nil
// when it can: ErrJobUnfit, ErrFourEyes, or what is missing as FieldErrors.
// Accounts that are not known are 0.
func (a JobAction) Obstacle(j *Job, actor, writer int64, editors []int64, today time.Time) error {
	switch {
	case a == SubmitJobs && j.Status != JobDraft, a.Verifies() && j.Status != JobInReview, a == CloseJobs && j.Status == JobClosed:
		return ErrJobUnfit
	case a == PublishJobs && !FourEyes(actor, writer, editors):
		return ErrFourEyes
	case a == PublishJobs:
		return j.Publishable(today).Err()
	}
	return nil
}
