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
	Phone        string // of the office, not personal data
	Website      string
}

// AgencyStatus is the standing of a licence beside its dates.
type AgencyStatus string

// The standings of an agency.
const (
	AgencyActive    AgencyStatus = "active"
	AgencySuspended AgencyStatus = "suspended"
	AgencyRevoked   AgencyStatus = "revoked"
)
