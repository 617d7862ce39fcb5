package app

import "time"

// How long personal data are kept. The sweeps of the worker delete by these;
// docs/privacy.md explains each.
const (
	PapersKept        = 365 * 24 * time.Hour     // papers, after the last activity of their owner
	ReplacedPaperKept = 24 * time.Hour           // a paper after a newer one took its place
	CopyKept          = 7 * 24 * time.Hour       // a copy of one's data, to be fetched
	RequestTextKept   = 365 * 24 * time.Hour     // what was asked and answered, after the answer
	FiguresKept       = 5 * 365 * 24 * time.Hour // sex, year of birth and the like of closed accounts, after their last event
)

// PrivacyClock is how soon a request about one's own data is answered
// (UU 27/2022 art. 30, 32, 34: 3 × 24 hours).
const PrivacyClock = 3 * 24 * time.Hour

// FreshProof is for how long a code that was entered proves who is there,
// before a copy of all data or the end of the account.
const FreshProof = 15 * time.Minute
