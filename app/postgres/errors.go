package postgres

import (
	"database/sql"
	"errors"

	"github.com/lib/pq"

	"gerbang/app"
)

// constraints turns the breach of a named constraint into the domain error it
// stands for. What is not listed is a fault of ours and stays internal.
var constraints = map[string]*app.Error{
	"candidates_nik_hash_key":     app.ErrNIKTaken,
	"accounts_email_key":          {Kind: app.Conflict, Key: "account.email_taken", Field: "email"},
	"accounts_phone_hash_key":     {Kind: app.Conflict, Key: "account.phone_taken", Field: "phone"},
	"event_sessions_apart":        {Kind: app.Conflict, Key: "event.sessions_overlap", Field: "starts_at"},
	"candidates_region_code_fkey": {Kind: app.Invalid, Key: "error.region", Field: "region"},

	"candidate_experience_sector_fkey":  {Kind: app.Invalid, Key: "error.required_choice", Field: "sector"},
	"candidate_experience_country_fkey": {Kind: app.Invalid, Key: "error.required_choice", Field: "country"},

	"jobs_reference":         app.ErrReference,
	"jobs_agency_id_fkey":    {Kind: app.Invalid, Key: "error.invalid", Field: "agency_id"},
	"permits_agency_id_fkey": {Kind: app.Invalid, Key: "error.invalid", Field: "agency_id"},
	"jobs_sector_fkey":       {Kind: app.Invalid, Key: "error.invalid", Field: "sector"},
	"jobs_country_fkey":      {Kind: app.Invalid, Key: "error.invalid", Field: "country"},
}

// translate gives database errors their meaning in the domain.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return app.ErrNotFound
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		if domain, known := constraints[e.Constraint]; known {
			return domain.Because(err)
		}
		switch e.Code {
		case "53300", "57P03": // too many connections; starting up
			return app.ErrBusy.Because(err)
		}
	}
	return err
}

// retryable reports whether running the transaction again may succeed.
func retryable(err error) bool {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return e.Code == "40001" || e.Code == "40P01"
	}
	return false
}

// inTheWay reports whether a statement was undone by insist: another writer
// changed what it rested on.
func inTheWay(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && e.Code == "GB001"
}

// breaks reports whether err is the breach of the named constraint.
func breaks(err error, constraint string) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && e.Constraint == constraint
}

// oneRow is for the result of a change to a row that must be there:
// app.ErrNotFound when there was none.
func oneRow(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		err = app.ErrNotFound
	}
	return err
}
