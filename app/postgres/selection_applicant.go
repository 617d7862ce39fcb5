package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// SelectionApplicant is one applicant as staff see them before the scores:
// who they are, how they stand to the conditions, what was decided, and where
// they sit.
type SelectionApplicant struct {
	RegistrationID int64
	Name           string
	Code           string // human ticket code
	SubmittedAt    time.Time
	Assessment     app.Match
	Check          app.SelectionCheck
	Reason         string
	DecidedBy      string
	Slots          []app.Session // by round
}

// CheckFilter chooses applicants of one state of the check; a filter of all is empty.
type CheckFilter string

// The choices, as addresses carry them.
const (
	CheckUndecided CheckFilter = "belum"
	CheckYes       CheckFilter = "memenuhi"
	CheckNo        CheckFilter = "tidak"
)

// ApplicantFilter is what the list of applicants shows.
type ApplicantFilter struct {
	Check   CheckFilter
	Words   string // of the name, or the human code
	Page    int    // from 1
	PerPage int
}

// ApplicantCounts are how many applicants stand in each state of the check.
type ApplicantCounts struct {
	All       int `db:"all"`
	Undecided int `db:"undecided"`
	Yes       int `db:"yes"`
	No        int `db:"no"`
}

// inSelection are the registrations that a selection is about: those still
// awaiting it, aliased r, and their check k.
const inSelection = ` registrations r LEFT JOIN selection_checks k ON k.registration_id = r.id `

// matchesWords is true for a candidate c or standing ticket t with the words
// of the parameter, which is empty for everybody.
func matchesWords(param string) string {
	return `(` + param + ` = '' OR c.name ILIKE '%' || ` + param + ` || '%' OR EXISTS (SELECT 1 FROM tickets x WHERE x.registration_id = r.id
		AND x.revoked_at IS NULL AND left(x.code, 8) = upper(regexp_replace(` + param + `, '[^0-9A-Za-z]', '', 'g'))))`
}

// SelectionApplicants returns a page of the applicants of an event, those who
// applied first at the top, how many the filter leaves, and the counts of all.
// Errors: app.ErrNotFound when the actor may not edit the event.
func (db *DB) SelectionApplicants(ctx context.Context, actor *app.Actor, e *app.Event, f ApplicantFilter) ([]SelectionApplicant, int, ApplicantCounts, error) {
	var counts ApplicantCounts
	if !actor.CanEvent(app.EditEvents, e.ID) {
		return nil, 0, counts, app.ErrNotFound
	}
	if err := db.sql.GetContext(ctx, &counts, `
		SELECT count(*) AS all, count(*) FILTER (WHERE k.eligible IS NULL) AS undecided, count(*) FILTER (WHERE k.eligible) AS yes,
		       count(*) FILTER (WHERE NOT k.eligible) AS no
		FROM`+inSelection+`WHERE r.event_id = $1 AND r.status = 'submitted'`, e.ID); err != nil {
		return nil, 0, counts, err
	}
	var rows []applicantCheckRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT r.id AS registration_id, r.submitted_at, coalesce(left(t.code, 8), '') AS code, k.eligible, coalesce(k.reason, '') AS reason,
		       coalesce(a.name, '') AS decided_by, count(*) OVER () AS total,
		       c.id AS candidate_id, c.name
		FROM`+inSelection+`JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN accounts a ON a.id = k.decided_by
		WHERE r.event_id = $1 AND r.status = 'submitted' AND `+matchesWords("$2")+`
		  AND ($3 = '' OR $3 = 'belum' AND k.eligible IS NULL OR $3 = 'memenuhi' AND k.eligible OR $3 = 'tidak' AND NOT k.eligible)
		ORDER BY r.submitted_at, r.id LIMIT $4 OFFSET $5`,
		e.ID, escapeLike(f.Words), string(f.Check), f.PerPage, (max(f.Page, 1)-1)*f.PerPage); err != nil {
		return nil, 0, counts, err
	}
	list, err := db.assessed(ctx, e, rows)
	if err != nil || len(rows) == 0 {
		return nil, 0, counts, err
	}
	return list, rows[0].Total, counts, db.addSlots(ctx, list)
}

type applicantCheckRow struct {
	RegistrationID int64     `db:"registration_id"`
	SubmittedAt    time.Time `db:"submitted_at"`
	Code           string    `db:"code"`
	Eligible       *bool     `db:"eligible"`
	Reason         string    `db:"reason"`
	DecidedBy      string    `db:"decided_by"`
	Total          int       `db:"total"`
	CandidateID    int64     `db:"candidate_id"`
	Name           string    `db:"name"`
}

func checkOf(eligible *bool) app.SelectionCheck {
	switch {
	case eligible == nil:
		return app.Unchecked
	case *eligible:
		return app.Eligible
	}
	return app.NotEligible
}

// assessed holds the profiles of applicants against the event's conditions.
func (db *DB) assessed(ctx context.Context, e *app.Event, rows []applicantCheckRow) ([]SelectionApplicant, error) {
	conditions, err := db.Eligibility(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	people := make([]int64, len(rows))
	for i := range rows {
		people[i] = rows[i].CandidateID
	}
	matches, err := db.assess(ctx, db.sql, e, &conditions, people)
	if err != nil {
		return nil, err
	}
	list := make([]SelectionApplicant, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = SelectionApplicant{
			RegistrationID: r.RegistrationID, Name: r.Name, Code: r.Code, SubmittedAt: r.SubmittedAt, Check: checkOf(r.Eligible), Reason: r.Reason,
			DecidedBy: r.DecidedBy, Assessment: matches[r.CandidateID],
		}
	}
	return list, nil
}

func (db *DB) addSlots(ctx context.Context, list []SelectionApplicant) error {
	ids, at := make([]int64, len(list)), map[int64]int{}
	for i := range list {
		ids[i] = list[i].RegistrationID
		at[ids[i]] = i
	}
	var rows []struct {
		RegistrationID int64 `db:"registration_id"`
		sessionRow
		Round int `db:"round"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT b.registration_id, b.round, s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity
		FROM selection_bookings b JOIN event_sessions s ON s.id = b.session_id WHERE b.registration_id = ANY ($1) ORDER BY b.round`, pq.Array(ids)); err != nil {
		return err
	}
	for i := range rows {
		a := &list[at[rows[i].RegistrationID]]
		a.Slots = append(a.Slots, rows[i].session())
	}
	return nil
}

// DecideChecks says of applicants whether they may take part; who may not is
// told why. Those of another event, or not awaiting a decision any more, are
// left alone. It returns how many decisions are new. Errors:
// app.ErrCheckReason, app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) DecideChecks(ctx context.Context, actor *app.Actor, eventID int64, ids []int64, eligible bool, reason string) (int, error) {
	if eligible {
		reason = ""
	} else if err := app.CheckReason(reason, app.ErrCheckReason); err != nil {
		return 0, err
	}
	return db.decideChecks(ctx, actor, eventID, ids, eligible, reason, true)
}

// decideChecks is DecideChecks; without overrule, what somebody has decided stays.
func (db *DB) decideChecks(ctx context.Context, actor *app.Actor, eventID int64, ids []int64, eligible bool, reason string, overrule bool) (n int, err error) {
	err = db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		var decided []int64
		if err := tx.SelectContext(ctx, &decided, `
			INSERT INTO selection_checks AS k (registration_id, event_id, eligible, reason, decided_by, decided_at)
			SELECT r.id, r.event_id, $3, $4, nullif($5::bigint, 0), $6 FROM registrations r
			WHERE r.event_id = $1 AND r.id = ANY ($2) AND r.status = 'submitted' ORDER BY r.id
			ON CONFLICT (registration_id) DO UPDATE SET eligible = excluded.eligible, reason = excluded.reason, decided_by = excluded.decided_by,
				decided_at = excluded.decided_at WHERE $7 AND (k.eligible <> excluded.eligible OR k.reason <> excluded.reason)
			RETURNING registration_id`, eventID, pq.Array(ids), eligible, reason, actor.AccountID, db.now(), overrule); err != nil {
			return err
		}
		n = len(decided)
		if n == 0 {
			return nil
		}
		if !eligible { // their places in slots to come are for others
			if _, err := tx.ExecContext(ctx, `
				DELETE FROM selection_bookings b USING event_sessions s
				WHERE b.registration_id = ANY ($1) AND s.id = b.session_id AND s.starts_at > $2`, pq.Array(decided), db.now()); err != nil {
				return err
			}
		}
		if err := enqueueSelection(ctx, tx, decided, AboutCheck); err != nil {
			return err
		}
		// The reason stands with the check, where it can be erased; the trail keeps what it is told.
		return audit(ctx, tx, actor, auditEntry{
			Action: "selection.check", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"registrations": decided, "eligible": eligible},
		})
	})
	return n, err
}

// CheckByRule decides on all applicants who are undecided and whose profile
// meets every condition: they may take part. Who lacks something, or does not
// say, is left to people, and so is whom somebody decides on meanwhile. It
// returns how many it decided on.
func (db *DB) CheckByRule(ctx context.Context, actor *app.Actor, e *app.Event) (int, error) {
	var ids []int64
	for page := 1; ; page++ {
		list, _, _, err := db.SelectionApplicants(ctx, actor, e, ApplicantFilter{Check: CheckUndecided, Page: page, PerPage: 1000})
		if err != nil {
			return 0, err
		}
		for i := range list {
			if a := list[i].Assessment; !a.Has(app.Missing) && !a.Has(app.Unknown) {
				ids = append(ids, list[i].RegistrationID)
			}
		}
		if len(list) < 1000 {
			break
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	return db.decideChecks(ctx, actor, e.ID, ids, true, "", false)
}
