package app

import "time"

// ImportKind is what the rows of an imported file are.
type ImportKind string

// The kinds of import.
const (
	ImportJobs     ImportKind = "jobs"
	ImportAgencies ImportKind = "agencies"
)

// ImportFile is a file that somebody uploaded, compared with what was stored
// then. Nothing of it is in force until it is applied, which happens once.
type ImportFile struct {
	ID        int64
	Kind      ImportKind
	FileName  string
	Head      []string // header row as in the file
	Unknown   []string // headings that were passed over
	CreatedAt time.Time
	ExpiresAt time.Time // it is deleted then, applied or not; the audit trail stays
	AppliedAt time.Time // zero until then
	Rows      ImportCounts
}

// ImportStatus is what applying the import would do with a row.
type ImportStatus string

// The states of a row, in the order pages show them.
const (
	ImportNew       ImportStatus = "new"
	ImportChanged   ImportStatus = "changed"
	ImportUnchanged ImportStatus = "unchanged"
	ImportInvalid   ImportStatus = "invalid"
)

// ImportStatuses lists the states in order.
func ImportStatuses() []ImportStatus {
	return []ImportStatus{ImportNew, ImportChanged, ImportUnchanged, ImportInvalid}
}

// ImportOutcome is what became of a row when the import was applied; empty
// when nothing was to be done with it.
type ImportOutcome string

// The outcomes.
const (
	ImportSaved    ImportOutcome = "saved"
	ImportConflict ImportOutcome = "conflict" // somebody else changed the thing after the preview
)

// ImportCounts are numbers of rows.
type ImportCounts struct {
	New, Changed, Unchanged, Invalid int
	Saved, Conflicts                 int // once applied
}

// Good returns how many rows an import would write.
func (c ImportCounts) Good() int { return c.New + c.Changed }

// Total returns the rows of the file.
func (c ImportCounts) Total() int { return c.New + c.Changed + c.Unchanged + c.Invalid }

// Of returns how many rows are in the state.
func (c ImportCounts) Of(s ImportStatus) int {
	switch s {
	case ImportNew:
		return c.New
	case ImportChanged:
		return c.Changed
	case ImportUnchanged:
		return c.Unchanged
	case ImportInvalid:
		return c.Invalid
	}
	return 0
}

// ImportRow is one row of an imported file.
type ImportRow struct {
	Number   int // as the spreadsheet counts
	Status   ImportStatus
	Outcome  ImportOutcome
	Label    string          // what people call the thing by
	Cells    []string        // as in the file; kept only of rows with problems
	Problems []ImportProblem // of an invalid row
	Changes  []ImportChange  // what differs from the stored thing; of a changed row
	Values   any             // what would be written, as JSON by column of the database
	Was      map[string]any  // of a job, for the audit trail: what changes, by column
	Becomes  map[string]any
	TargetID int64  // the stored thing, 0 for a new one
	Version  string // of the stored thing when it was compared
}

// ImportChange is a column of the file that differs from what is stored.
// Both sides are as a CSV file holds them, choices by their codes.
type ImportChange struct {
	Column string `json:"column"`
	From   string `json:"from"`
	To     string `json:"to"`
}

// ImportProblem is one thing wrong with a row.
type ImportProblem struct {
	Column string `json:"column"` // key of the column
	Typed  string `json:"typed"`
	Key    string `json:"key"` // of the message
	Args   []any  `json:"args,omitempty"`
}

// Errors of imports as a whole.
var (
	ErrImportApplied = &Error{Kind: Conflict, Key: "import.error.applied"}
	ErrImportNothing = &Error{Kind: Invalid, Key: "import.error.nothing"}
)

// NamedCode is a row of reference data: a code with its names.
type NamedCode struct {
	Code, ID, EN string
}

// ImportReference is the reference data that cells are read by.
type ImportReference struct {
	Sectors, Countries []NamedCode
	Levels             LanguageLevels
	Rupiah             map[string]float64 // for one unit of each currency
	RateDates          map[string]time.Time
	Agencies           []Agency // id, name, number and licence of all
}

// StoredJob is a job with the version that a change must be made from.
type StoredJob struct {
	Job
	Version string
}
