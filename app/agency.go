package app

import "time"

// Agency is a licensed placement company (P3MI). Its licence (SIP3MI) has a
// number and an end; when it lapses, its jobs leave the public pages.
type Agency struct {
	ID           int64
	Slug         string
	Name         string
	SIP3MI       string
	LicenceUntil time.Time // date, last day of validity
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
