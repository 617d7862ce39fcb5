package app

import (
	"cmp"
	"slices"
	"time"
)

// AgencyKind is who places workers.
type AgencyKind string

// The kinds of agencies.
const (
	P3MI       AgencyKind = "p3mi"
	Government AgencyKind = "government" // the state, under an agreement with another one
)

// AgencyKinds lists the kinds in order.
func AgencyKinds() []AgencyKind { return []AgencyKind{P3MI, Government} }

// Agency is who places workers: a licensed company (P3MI) or the state. The
// licence (SIP3MI) of a company has a number and an end; when it lapses, its
// jobs leave the public pages. The state needs none.
type Agency struct {
	ID           int64
	Kind         AgencyKind
	Slug         string
	Name         string
	SIP3MI       string    // empty for the state
	LicenceUntil time.Time // date, last day of validity; zero for the state
	Status       AgencyStatus
	City         string
	Address      string
	Phone        string // of the office, not personal data
	Email        string
	Website      string
	FormerNames  string    // and trade names, one per line
	Note         string    // for staff
	CheckedOn    time.Time // date on which it was last compared with the ministry's list
	CheckedBy    string
	Version      int // counts changes, so that a form made from an older one is noticed
}

// AgencyEventKind is what became of a licence.
type AgencyEventKind string

// The events in the history of an agency.
const (
	AgencyLicensed   AgencyEventKind = "licensed"
	AgencyRenewed    AgencyEventKind = "renewed"
	AgencySuspension AgencyEventKind = "suspended"
	AgencyReinstated AgencyEventKind = "reinstated"
	AgencyRevocation AgencyEventKind = "revoked"
	AgencyRenamed    AgencyEventKind = "renamed"
)

// AgencyEvent is one entry of an agency's public history.
type AgencyEvent struct {
	ID           int64
	AgencyID     int64
	Kind         AgencyEventKind
	EffectiveOn  time.Time // date
	SIP3MI       string
	LicenceUntil time.Time // date, zero when the event names none
	Reason       string
	Source       string // letter or address where it can be read
	RecordedBy   string
	RecordedAt   time.Time
}

// AgencyStatus is the standing of a licence beside its dates.
type AgencyStatus string

// The standings of an agency.
const (
	AgencyActive    AgencyStatus = "active"
	AgencySuspended AgencyStatus = "suspended"
	AgencyRevoked   AgencyStatus = "revoked"
)

// AgencyStanding is what a licence is worth on a day: its status and its
// dates in one word.
type AgencyStanding string

// The standings, in the order in which lists show them.
const (
	StandingActive    AgencyStanding = "active"
	StandingExpiring  AgencyStanding = "expiring" // valid, but not for long
	StandingExpired   AgencyStanding = "expired"
	StandingSuspended AgencyStanding = "suspended"
	StandingRevoked   AgencyStanding = "revoked"
)

// AgencyStandings lists the standings in order.
func AgencyStandings() []AgencyStanding {
	return []AgencyStanding{StandingActive, StandingExpiring, StandingExpired, StandingSuspended, StandingRevoked}
}

// ExpiringDays is how many days before its end a licence counts as expiring.
const ExpiringDays = 60

// Licensed reports whether it is one that needs a licence.
func (a *Agency) Licensed() bool { return a.Kind != Government }

// Key is what names the agency in tables: its number, or the name of one
// that has none.
func (a *Agency) Key() string { return cmp.Or(a.SIP3MI, a.Name) }

// Standing returns what the licence is worth on the day. A revoked or
// suspended licence is that whatever its dates say; the state may always place.
func (a *Agency) Standing(today time.Time) AgencyStanding {
	until, day := a.LicenceUntil.Format(time.DateOnly), today.In(Jakarta)
	switch {
	case a.Status == AgencyRevoked:
		return StandingRevoked
	case a.Status == AgencySuspended:
		return StandingSuspended
	case !a.Licensed():
		return StandingActive
	case until < day.Format(time.DateOnly):
		return StandingExpired
	case until <= day.AddDate(0, 0, ExpiringDays).Format(time.DateOnly):
		return StandingExpiring
	}
	return StandingActive
}

// MayPlace reports whether the agency may place workers on the day.
func (a *Agency) MayPlace(today time.Time) bool {
	s := a.Standing(today)
	return s == StandingActive || s == StandingExpiring
}

// Next returns what staff may record of the licence as it stands. A company
// whose licence was revoked can only be licensed anew; the state has a name
// and nothing else to record.
func (a *Agency) Next() []AgencyEventKind {
	if !a.Licensed() {
		return []AgencyEventKind{AgencyRenamed}
	}
	switch a.Status {
	case AgencySuspended:
		return []AgencyEventKind{AgencyReinstated, AgencyRenewed, AgencyRevocation, AgencyRenamed}
	case AgencyRevoked:
		return []AgencyEventKind{AgencyLicensed, AgencyRenamed}
	}
	return []AgencyEventKind{AgencyRenewed, AgencySuspension, AgencyRevocation, AgencyRenamed}
}

// AgencyBulkSteps are the steps that may be recorded of several agencies at
// once: those for which one reason is enough. A licence, its end and a name
// are each agency's own.
func AgencyBulkSteps() []AgencyEventKind {
	return []AgencyEventKind{AgencySuspension, AgencyReinstated, AgencyRevocation}
}

// LicenceStep is one thing that staff record of an agency's licence. Renewals
// and new licences carry a number and an end, a renaming the new name.
type LicenceStep struct {
	Kind         AgencyEventKind
	EffectiveOn  time.Time // date
	SIP3MI       string
	LicenceUntil time.Time // date
	Name         string
	Reason       string
	Source       string // letter or address where it can be read
}

// NeedsReason reports whether the public is owed a reason.
func (k AgencyEventKind) NeedsReason() bool {
	return k == AgencySuspension || k == AgencyRevocation || k == AgencyReinstated
}

// GivesLicence reports whether the step carries a number and an end.
func (k AgencyEventKind) GivesLicence() bool { return k == AgencyRenewed || k == AgencyLicensed }

// ErrStepNotPossible means that the licence does not stand so that the step
// could follow: only a suspended one is reinstated.
var ErrStepNotPossible = &Error{Kind: Conflict, Key: "agency.error.step"}

// Apply returns the agency as the step leaves it.
// Errors: ErrStepNotPossible.
func (s LicenceStep) Apply(a Agency) (Agency, error) {
	if !slices.Contains(a.Next(), s.Kind) {
		return a, ErrStepNotPossible
	}
	switch s.Kind {
	case AgencyLicensed:
		a.Status, a.SIP3MI, a.LicenceUntil = AgencyActive, s.SIP3MI, s.LicenceUntil
	case AgencyRenewed:
		a.SIP3MI, a.LicenceUntil = s.SIP3MI, s.LicenceUntil
	case AgencySuspension:
		a.Status = AgencySuspended
	case AgencyReinstated:
		a.Status = AgencyActive
	case AgencyRevocation:
		a.Status = AgencyRevoked
	case AgencyRenamed:
		a.FormerNames = addLine(a.FormerNames, a.Name)
		a.Name = s.Name
	}
	return a, nil
}

// addLine puts a line in front of others unless it stands there already.
func addLine(lines, line string) string {
	if lines == "" {
		return line
	}
	for _, l := range OtherNames(lines) {
		if l == line {
			return lines
		}
	}
	return line + "\n" + lines
}
