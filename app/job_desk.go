package app

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// JobDeskState is where a vacancy stands for those who keep it: its status,
// with the drafts that a verifier sent back and the published ones that the
// public cannot see told apart.
type JobDeskState string

// The states of the desk.
const (
	DeskDraft     JobDeskState = "draft"
	DeskReturned  JobDeskState = "returned"
	DeskInReview  JobDeskState = "in_review"
	DeskPublished JobDeskState = "published" // and public
	DeskExpired   JobDeskState = "expired"   // published, but something hinders it
	DeskClosed    JobDeskState = "closed"
)

// JobDeskStates lists the states in the order tabs show them.
func JobDeskStates() []JobDeskState {
	return []JobDeskState{DeskDraft, DeskReturned, DeskInReview, DeskPublished, DeskExpired, DeskClosed}
}

// Hindrances lists every hindrance, in the order pages name them.
func Hindrances() []Hindrance {
	return []Hindrance{DeadlinePassed, QuotaUsedUp, PermitExpired, PermitRevoked, JobOrderExpired, AgencySuspends, AgencyOut, LicenceExpired, DestinationClose}
}

// JobCheck is one thing a verifier compares before publishing.
type JobCheck string

// The check-list of a verifier.
const (
	CheckedPermit   JobCheck = "permit"   // SIP2MI and its quota, on SISKOP2MI
	CheckedLicence  JobCheck = "licence"  // SIP3MI of the agency
	CheckedCosts    JobCheck = "costs"    // who pays what, by the rule in force
	CheckedContract JobCheck = "contract" // pay, hours and benefits, in the draft of the work agreement
)

// JobChecks lists the check-list in its order. All of it is needed to publish.
func JobChecks() []JobCheck {
	return []JobCheck{CheckedPermit, CheckedLicence, CheckedCosts, CheckedContract}
}

// maxNote is the length of what staff write about a decision, in characters.
const maxNote = 2000

// Evidence is what a verification rests on.
type Evidence struct {
	Text   string     // what was looked at: a letter, an address on the web
	Checks []JobCheck // what was compared
	Paper  *Paper     // a copy of it, when there is one
}

// Paper is a file that shows what was looked at. It has been looked into
// itself before it got here.
type Paper struct {
	Key           string // in addresses; given when it is kept
	Name, Type    string // as uploaded; the type as found
	Width, Height int    // pixels, of a picture
	Size          int    // bytes
	Data          []byte // only on its way in
}

// Check returns what is missing.
func (e Evidence) Check() FieldErrors {
	var errs FieldErrors
	for _, c := range JobChecks() {
		if !slices.Contains(e.Checks, c) {
			errs = append(errs, FieldError{Field: "checks", Key: "job.error.checks"})
			break
		}
	}
	errs = append(errs, checkNote("evidence", e.Text)...)
	return errs
}

func checkNote(field, text string) FieldErrors {
	switch {
	case strings.TrimSpace(text) == "":
		return FieldErrors{{Field: field, Key: "error.required"}}
	case utf8.RuneCountInString(text) > maxNote:
		return FieldErrors{{Field: field, Key: "error.max_chars", Args: []any{"param", "2000"}}}
	}
	return nil
}

// CheckNote returns what is wrong with the words that a decision needs.
func CheckNote(field, text string) error { return checkNote(field, text).Err() }

// Errors of the desk. All but the first keep what was typed.
var (
	ErrJobState   = &Error{Kind: Conflict, Key: "job.error.state"}
	ErrJobChanged = &Error{Kind: Conflict, Key: "job.error.changed"} // args: name, at (a time)
	ErrFourEyes   = &Error{Kind: Conflict, Key: "job.error.four_eyes"}
	ErrQuotaLeft  = &Error{Kind: Conflict, Key: "job.error.quota_left", Field: "workers"}      // arg: left
	ErrQuotaUsed  = &Error{Kind: Conflict, Key: "job.error.quota_used", Field: "permit_quota"} // arg: used
	ErrReference  = &Error{Kind: Conflict, Key: "job.error.reference", Field: "reference"}
	ErrNotDone    = &Error{Kind: Invalid, Key: "job.error.not_publishable"}
	ErrRevokedOn  = &Error{Kind: Invalid, Key: "job.error.revoked_on", Field: "revoked_on"}
)

// JobPlacement is workers sent on their way under a permit, which runs its quota down.
type JobPlacement struct {
	ID         int64
	RequestID  string // made by the form; the same one sent twice is recorded once
	Workers    int
	PlacedOn   time.Time // date
	Note       string
	RecordedBy string
	RecordedAt time.Time
	VoidedAt   time.Time // zero while it counts
	VoidReason string
	VoidedBy   string
}

// Check returns what is wrong with the placement on the day.
func (p *JobPlacement) Check(today time.Time) FieldErrors {
	var errs FieldErrors
	if p.Workers < 1 || p.Workers > 100_000 {
		errs = append(errs, FieldError{Field: "workers", Key: "job.error.workers"})
	}
	switch {
	case p.PlacedOn.IsZero():
		errs = append(errs, FieldError{Field: "placed_on", Key: "error.required"})
	case Day(p.PlacedOn).After(Day(today)), p.PlacedOn.Year() < 2000:
		errs = append(errs, FieldError{Field: "placed_on", Key: "job.error.placed_on"})
	}
	if utf8.RuneCountInString(p.Note) > maxJobLine {
		errs = append(errs, FieldError{Field: "note", Key: "error.max_chars", Args: []any{"param", "200"}})
	}
	return errs
}

// Verification is one decision of a verifier.
type Verification struct {
	Approved   bool
	Evidence   string
	Paper      *Paper // without its data; nil when there is none
	Note       string // what the writer must mend, when returned
	VerifiedBy string
	VerifiedAt time.Time
}

// FourEyes reports whether the verifier is somebody else than the writer of a
// job and everybody who edited it since it was verified last. Accounts that
// are not known are 0; nobody is their equal.
func FourEyes(verifier, writer int64, editors []int64) bool {
	return verifier != 0 && verifier != writer && !slices.Contains(editors, verifier)
}

// DeskState tells where the job stands for those who keep it. Returned is
// whether the last decision of a verifier sent it back.
func (j *Job) DeskState(returned bool, today time.Time) JobDeskState {
	switch {
	case j.Status == JobDraft && returned:
		return DeskReturned
	case j.Status == JobPublished && len(j.Hindrances(today)) > 0:
		return DeskExpired
	}
	return JobDeskState(j.Status)
}
