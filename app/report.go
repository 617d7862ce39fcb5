package app

import (
	"crypto/rand"
	"strings"
	"time"
)

// ReportKind is what is wrong, in the words of whoever reports it.
type ReportKind string

// The kinds of report.
const (
	ReportMoney      ReportKind = "money"      // a fee or deposit is asked
	ReportUnlicensed ReportKind = "unlicensed" // no licensed company
	ReportDocuments  ReportKind = "documents"  // documents are kept
	ReportVisa       ReportKind = "visa"       // a visit visa, "the permit follows"
	ReportForged     ReportKind = "forged"     // papers, age or address falsified
	ReportThreat     ReportKind = "threat"     // threats, violence, debt
	ReportConfined   ReportKind = "confined"   // somebody is locked in or cannot go home
	ReportMisleading ReportKind = "misleading" // the vacancy is not as it says
	ReportSomething  ReportKind = "other"
)

// AtRisk is whom a report says is in danger of being harmed, seen from its
// reporter. It is empty when they do not say.
type AtRisk string

// Who may be at risk.
const (
	RiskSelf   AtRisk = "self"
	RiskFamily AtRisk = "family" // or a neighbour: somebody the reporter can speak to
	RiskOther  AtRisk = "other"
)

// AtRisks lists who may be at risk in the order forms show them.
func AtRisks() []AtRisk { return []AtRisk{RiskSelf, RiskFamily, RiskOther} }

// MaxReportPhotos is how many photos one report takes.
const MaxReportPhotos = 3

// Lengths of what a reporter follows a report by.
const (
	reportPINDigits   = 6
	reportCodeLetters = 8
)

// ReportKinds lists the kinds in the order forms show them.
func ReportKinds() []ReportKind {
	return []ReportKind{ReportMoney, ReportUnlicensed, ReportDocuments, ReportVisa, ReportForged, ReportThreat, ReportConfined, ReportMisleading, ReportSomething}
}

// ReportStatus is how far officers are with a report.
type ReportStatus string

// The states of a report.
const (
	ReportNew        ReportStatus = "new"
	ReportInProgress ReportStatus = "in_progress"
	ReportForwarded  ReportStatus = "forwarded"
	ReportClosed     ReportStatus = "closed"
)

// ReportStatuses lists the states in the order of the work.
func ReportStatuses() []ReportStatus {
	return []ReportStatus{ReportNew, ReportInProgress, ReportForwarded, ReportClosed}
}

// ReportOutcome is what a closed report came to.
type ReportOutcome string

// The outcomes of a report.
const (
	ReportProven    ReportOutcome = "proven"
	ReportUnproven  ReportOutcome = "unproven"
	ReportOutside   ReportOutcome = "outside" // not for these officers to decide
	ReportDuplicate ReportOutcome = "duplicate"
)

// ReportOutcomes lists the outcomes in the order forms show them.
func ReportOutcomes() []ReportOutcome {
	return []ReportOutcome{ReportProven, ReportUnproven, ReportOutside, ReportDuplicate}
}

// ReportBody is an institution of the task force that a report is handed to.
type ReportBody string

// The institutions of the city's task force against trafficking.
const (
	BodyBP3MI       ReportBody = "bp3mi"
	BodyPPAPP       ReportBody = "ppapp" // Sudin PPAPP: women, children, families
	BodyPolice      ReportBody = "police"
	BodyImmigration ReportBody = "immigration"
)

// ReportBodies lists the institutions in the order forms show them.
func ReportBodies() []ReportBody {
	return []ReportBody{BodyBP3MI, BodyPPAPP, BodyPolice, BodyImmigration}
}

// ReportEventKind is what happened to a report.
type ReportEventKind string

// The events in the history of a report.
const (
	ReportWasReceived  ReportEventKind = "received"
	ReportWasTaken     ReportEventKind = "taken"
	ReportWasForwarded ReportEventKind = "forwarded"
	ReportNote         ReportEventKind = "note"  // among officers
	ReportReply        ReportEventKind = "reply" // to the reporter
	ReportAdded        ReportEventKind = "added" // by the reporter
	ReportWasClosed    ReportEventKind = "closed"
	ReportWasReopened  ReportEventKind = "reopened"
	ReportWasRevealed  ReportEventKind = "revealed" // an officer looked at the contact
)

// ForReporter reports whether whoever wrote the report may see the event.
func (k ReportEventKind) ForReporter() bool { return k != ReportNote && k != ReportWasRevealed }

// Allows reports whether something may happen to a report in the state.
func (s ReportStatus) Allows(k ReportEventKind) bool {
	switch k {
	case ReportNote, ReportReply, ReportWasRevealed, ReportAdded:
		return true
	case ReportWasTaken, ReportWasForwarded, ReportWasClosed:
		return s != ReportClosed
	case ReportWasReopened:
		return s == ReportClosed
	}
	return false
}

// After returns the state of a report once something has happened to it.
// changes is false for what does not decide anything, so that it cannot get in
// the way of another officer.
func (s ReportStatus) After(k ReportEventKind) (next ReportStatus, changes bool) {
	switch k {
	case ReportWasTaken, ReportWasReopened:
		return ReportInProgress, true
	case ReportWasForwarded:
		return ReportForwarded, true
	case ReportWasClosed:
		return ReportClosed, true
	case ReportAdded: // what is new may change the outcome
		if s == ReportClosed {
			return ReportInProgress, false
		}
	case ReportReply:
		if s == ReportNew {
			return ReportInProgress, false
		}
	}
	return s, false
}

// ReportKept is how long contact, accused and photos of a report are kept
// once it is closed.
const ReportKept = 180 * 24 * time.Hour

// NewReportCode makes the random code under which a report is followed:
// "LP-K7QP-2M4X", without letters that look alike.
func NewReportCode() string {
	var raw [reportCodeLetters]byte
	rand.Read(raw[:])
	for i, b := range raw {
		raw[i] = ticketAlphabet[b&31]
	}
	return "LP-" + string(raw[:4]) + "-" + string(raw[4:])
}

// NormalizeReportCode reads a code as typed: case, spaces, dashes and the
// leading LP do not matter, and look-alikes are read as what was meant.
func NormalizeReportCode(s string) (code string, ok bool) {
	if len(s) > 64 {
		return "", false
	}
	s = strings.Join(strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return strings.ContainsRune(" -–\t\u00a0", r) }), "")
	if len(s) == reportCodeLetters+2 {
		s = strings.TrimPrefix(s, "LP")
	}
	s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s)
	if len(s) != reportCodeLetters || strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(ticketAlphabet, r) }) {
		return "", false
	}
	return "LP-" + s[:4] + "-" + s[4:], true
}

// NormalizeReportPIN reads a PIN as typed, with spaces or dashes.
func NormalizeReportPIN(s string) (pin string, ok bool) {
	pin = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\u00a0", r) {
			return -1
		}
		return r
	}, s)
	if len(pin) != reportPINDigits || strings.ContainsFunc(pin, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", false
	}
	return pin, true
}
