package app

import "time"

// Relation is what a guardian is to the person they consent for.
type Relation string

// The relations asked for.
const (
	Father        Relation = "father"
	Mother        Relation = "mother"
	LegalGuardian Relation = "guardian"
	Spouse        Relation = "spouse"
)

// Relations lists them in the order forms show them.
func Relations() []Relation { return []Relation{Mother, Father, LegalGuardian, Spouse} }

// GuardianVersion names the wording of a guardian's consent in force; consent
// is to one wording.
const GuardianVersion = "2026-11"

// Guardian is who consents for somebody that is not of age.
type Guardian struct {
	Name       string
	Relation   Relation
	PhoneLast4 string
	Version    string // of the wording agreed to
	AgreedAt   time.Time
}

// Stands reports whether there is a consent to the wording in force.
func (g *Guardian) Stands() bool { return g != nil && g.Version == GuardianVersion }

// NeedsGuardian reports whether somebody born on that day may take part in the
// event only with a guardian's consent.
func NeedsGuardian(e *Event, birth time.Time) bool {
	return e.GuardianConsent && !birth.IsZero() && AgeOn(birth, e.StartsAt) < Adult
}

// DocumentKind is a paper as people have it, such as a diploma.
type DocumentKind struct {
	Code   string
	NameID string
	NameEN string
	Upload bool // false: its existence only is kept
}

// EventDocument is a paper to bring to an event, or to upload beforehand.
type EventDocument struct {
	DocumentKind
	UploadAsked bool // beforehand; otherwise it is to be brought
	Required    bool
	Note        string
	NoteEN      string
	Position    int
}
