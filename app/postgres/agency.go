package postgres

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// agencyColumns are those of agencyRow, of agencies a.
const agencyColumns = `a.id, a.kind, a.slug, a.name, coalesce(a.sip3mi, '') AS sip3mi, a.licence_until, a.status, a.city, a.address, a.phone, a.email, a.website,
	a.former_names, a.note, a.checked_on, a.checked_name, a.version`

type agencyRow struct {
	ID           int64      `db:"id"`
	Kind         string     `db:"kind"`
	Slug         string     `db:"slug"`
	Name         string     `db:"name"`
	SIP3MI       string     `db:"sip3mi"`
	LicenceUntil *time.Time `db:"licence_until"`
	Status       string     `db:"status"`
	City         string     `db:"city"`
	Address      string     `db:"address"`
	Phone        string     `db:"phone"`
	Email        string     `db:"email"`
	Website      string     `db:"website"`
	FormerNames  string     `db:"former_names"`
	Note         string     `db:"note"`
	CheckedOn    *time.Time `db:"checked_on"`
	CheckedName  string     `db:"checked_name"`
	Version      int        `db:"version"`
}

func (r *agencyRow) agency() app.Agency {
	return app.Agency{
		ID: r.ID, Kind: app.AgencyKind(r.Kind), Slug: r.Slug, Name: r.Name, SIP3MI: r.SIP3MI, LicenceUntil: orZero(r.LicenceUntil), Status: app.AgencyStatus(r.Status), City: r.City,
		Address: r.Address, Phone: r.Phone, Email: r.Email, Website: r.Website, FormerNames: r.FormerNames, Note: r.Note,
		CheckedOn: orZero(r.CheckedOn), CheckedBy: r.CheckedName, Version: r.Version,
	}
}

// errAgencyChanged means that somebody else changed the agency after its form
// was made.
var errAgencyChanged = &app.Error{Kind: app.Conflict, Key: "agency.error.changed"}

// canEditAgencies refuses everybody whose right does not reach all agencies.
func canEditAgencies(actor *app.Actor) error {
	if !actor.CanAll(app.EditAgencies) {
		return app.ErrForbidden
	}
	return nil
}

// CreateAgency adds a company with its licence and returns it as it stands.
// A company of the same name or number, however it is written, is refused.
// Errors: app.ErrForbidden, app.FieldErrors, app.Conflict beside name or sip3mi.
func (db *DB) CreateAgency(ctx context.Context, actor *app.Actor, a app.Agency, source string) (app.Agency, error) {
	err := db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
		a, err = createAgency(ctx, tx, actor, a, source)
		return err
	})
	return a, err
}

// createAgency is CreateAgency within a transaction. The first event of its
// history is the licence, effective today. Without a kind it is a company.
func createAgency(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, a app.Agency, source string) (app.Agency, error) {
	if err := canEditAgencies(actor); err != nil {
		return a, err
	}
	a = trimAgency(a)
	a.Status, a.Kind = app.AgencyActive, cmp.Or(a.Kind, app.P3MI)
	if err := a.Check().Err(); err != nil {
		return a, err
	}
	if err := lockAgencyNames(ctx, tx); err != nil {
		return a, err
	}
	if err := agencyTaken(ctx, tx, &a); err != nil {
		return a, err
	}
	slug, err := freeSlug(ctx, tx, "agencies", app.Slug(a.Name), "perusahaan")
	if err != nil {
		return a, err
	}
	account, _, _ := actorColumns(actor)
	var r agencyRow
	if err := tx.GetContext(ctx, &r, `
		INSERT INTO agencies AS a (slug, name, sip3mi, licence_until, status, city, address, phone, email, website, former_names, note, updated_by, kind)
		VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING `+agencyColumns,
		slug, a.Name, a.SIP3MI, dateOrNull(a.LicenceUntil), string(a.Status), a.City, a.Address, a.Phone, a.Email, a.Website, a.FormerNames, a.Note,
		account, string(a.Kind)); err != nil {
		return a, err
	}
	a = r.agency()
	if a.Licensed() {
		step := app.LicenceStep{Kind: app.AgencyLicensed, EffectiveOn: time.Now(), SIP3MI: a.SIP3MI, LicenceUntil: a.LicenceUntil, Source: source}
		if err := addAgencyEvent(ctx, tx, actor, a.ID, step); err != nil {
			return a, err
		}
	}
	return a, audit(ctx, tx, actor, auditEntry{Action: "agency.create", Entity: "agency", EntityID: a.ID, After: map[string]string{"name": a.Name, "sip3mi": a.SIP3MI}})
}

// UpdateAgency changes what describes a company: addresses, contacts, other
// names, note. Its name, number and status change by RecordLicence. Version
// must be the one the change was made from. It returns the agency as it stands.
// Errors: app.ErrForbidden, app.ErrNotFound, app.FieldErrors, app.Conflict.
func (db *DB) UpdateAgency(ctx context.Context, actor *app.Actor, a app.Agency) (app.Agency, error) {
	err := db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
		a, err = updateAgency(ctx, tx, actor, a)
		return err
	})
	return a, err
}

// updateAgency is UpdateAgency within a transaction. What is not different
// writes nothing, so a change sent twice stands once.
func updateAgency(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, a app.Agency) (app.Agency, error) {
	was, err := lockAgency(ctx, tx, actor, a.ID)
	if err != nil {
		return a, err
	}
	a = trimAgency(a)
	next := was
	next.City, next.Address, next.Phone, next.Email, next.Website = a.City, a.Address, a.Phone, a.Email, a.Website
	next.FormerNames, next.Note = a.FormerNames, a.Note
	if err := next.Check().Err(); err != nil {
		return a, err
	}
	if next == was {
		return was, nil
	}
	if a.Version != was.Version {
		return a, errAgencyChanged
	}
	if err := writeAgency(ctx, tx, actor, &next); err != nil {
		return a, err
	}
	before, after := agencyDifference(&was, &next)
	return next, audit(ctx, tx, actor, auditEntry{Action: "agency.update", Entity: "agency", EntityID: a.ID, Before: before, After: after})
}

// RecordLicence applies a step to the agency's licence, appends it to the
// public history and is in force at once: jobs of an agency that may not
// place leave the public pages with the commit. Version must be the one the
// step was decided on; the same step sent twice is recorded once.
// Errors: app.ErrForbidden, app.ErrNotFound, app.FieldErrors, app.Conflict.
func (db *DB) RecordLicence(ctx context.Context, actor *app.Actor, id int64, version int, step app.LicenceStep) (app.Agency, error) {
	var a app.Agency
	err := db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
		a, err = recordLicence(ctx, tx, actor, id, version, step, db.now())
		return err
	})
	return a, err
}

func recordLicence(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, version int, step app.LicenceStep, now time.Time) (app.Agency, error) {
	step = trimStep(step)
	if step.Kind == app.AgencyRenamed || step.Kind.GivesLicence() {
		if err := lockAgencyNames(ctx, tx); err != nil {
			return app.Agency{}, err
		}
	}
	was, err := lockAgency(ctx, tx, actor, id)
	if err != nil {
		return was, err
	}
	if version != was.Version {
		if same, err := recordedLast(ctx, tx, actor, id, step); err != nil || same {
			return was, err
		}
		return was, errAgencyChanged
	}
	if err := step.Check(&was, now).Err(); err != nil {
		return was, err
	}
	next, err := step.Apply(was)
	if err != nil {
		return was, err
	}
	if err := agencyTaken(ctx, tx, &next); err != nil {
		return was, err
	}
	if err := writeAgency(ctx, tx, actor, &next); err != nil {
		return was, err
	}
	if step.Kind == app.AgencyRenamed {
		step.Reason = strings.TrimSpace(was.Name + " → " + next.Name + "\n" + step.Reason)
	}
	if err := addAgencyEvent(ctx, tx, actor, id, step); err != nil {
		return was, err
	}
	before, after := agencyDifference(&was, &next)
	if step.Reason != "" && step.Kind != app.AgencyRenamed {
		after["reason"] = step.Reason
	}
	return next, audit(ctx, tx, actor, auditEntry{Action: "agency." + string(step.Kind), Entity: "agency", EntityID: id, Before: before, After: after})
}

// MarkAgencyChecked notes that the actor compared the agency with the
// ministry's list today. Twice on a day is once.
// Errors: app.ErrForbidden, app.ErrNotFound.
func (db *DB) MarkAgencyChecked(ctx context.Context, actor *app.Actor, id int64) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		was, err := lockAgency(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		today := app.Day(db.now()).Format(time.DateOnly)
		if was.CheckedOn.Format(time.DateOnly) == today && was.CheckedBy == actor.Name {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE agencies SET checked_on = $2, checked_name = $3 WHERE id = $1`, id, today, actor.Name); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "agency.check", Entity: "agency", EntityID: id, After: map[string]string{"checked_on": today}})
	})
}

// lockAgency returns the agency and holds its row until the end of the
// transaction. Errors: app.ErrForbidden, app.ErrNotFound.
func lockAgency(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64) (app.Agency, error) {
	if err := canEditAgencies(actor); err != nil {
		return app.Agency{}, err
	}
	var r agencyRow
	if err := tx.GetContext(ctx, &r, `SELECT `+agencyColumns+` FROM agencies a WHERE a.id = $1 FOR UPDATE`, id); err != nil {
		return app.Agency{}, translate(err)
	}
	return r.agency(), nil
}

// lockAgencyNames makes those who give names or numbers take turns, so that
// two officers cannot add the same company in two ways of writing.
func lockAgencyNames(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('agency names', 0))`)
	return err
}

// agencyTaken refuses a name or number that another agency has, however it is
// written: "PT. Kapulaga" is "Kapulaga".
func agencyTaken(ctx context.Context, tx *sqlx.Tx, a *app.Agency) error {
	var others []agencyRow
	if err := tx.SelectContext(ctx, &others, `
		SELECT `+agencyColumns+` FROM agencies a
		WHERE a.id <> $1 AND (a.search_number = $2 OR plain_agency_name(a.name) = plain_agency_name($3) OR a.name = $3 OR a.sip3mi = $4)`,
		a.ID, app.PlainNumber(a.SIP3MI), a.Name, a.SIP3MI); err != nil {
		return err
	}
	var errs app.FieldErrors
	for i := range others {
		field, key := "name", "agency.error.name_taken"
		if a.Licensed() && app.PlainNumber(others[i].SIP3MI) == app.PlainNumber(a.SIP3MI) {
			field, key = "sip3mi", "agency.error.sip3mi_taken"
		}
		errs = append(errs, app.FieldError{Field: field, Key: key, Args: []any{"name", others[i].Name}})
	}
	return errs.Err()
}

// freeSlug returns base, or base with the first number that is free. The
// caller holds a lock under which no other takes it, or lives with a conflict.
func freeSlug(ctx context.Context, tx *sqlx.Tx, table, base, otherwise string) (string, error) {
	if base == "" {
		base = otherwise
	}
	var taken []string
	if err := tx.SelectContext(ctx, &taken, `SELECT slug FROM `+table+` WHERE slug = $1 OR slug LIKE $1 || '-%'`, base); err != nil {
		return "", err
	}
	used := map[string]bool{}
	for _, s := range taken {
		used[s] = true
	}
	slug := base
	for n := 2; used[slug]; n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug, nil
}

// writeAgency writes every column that a change may touch and counts it.
func writeAgency(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, a *app.Agency) error {
	account, _, _ := actorColumns(actor)
	return tx.GetContext(ctx, &a.Version, `
		UPDATE agencies SET name = $2, sip3mi = nullif($3, ''), licence_until = $4, status = $5, city = $6, address = $7, phone = $8, email = $9, website = $10,
		       former_names = $11, note = $12, updated_by = $13, updated_at = now(), version = version + 1
		WHERE id = $1 RETURNING version`,
		a.ID, a.Name, a.SIP3MI, dateOrNull(a.LicenceUntil), string(a.Status), a.City, a.Address, a.Phone, a.Email, a.Website, a.FormerNames, a.Note, account)
}

func addAgencyEvent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, s app.LicenceStep) error {
	account, name, _ := actorColumns(actor)
	_, err := tx.ExecContext(ctx, `
		INSERT INTO agency_events (agency_id, kind, effective_on, sip3mi, licence_until, reason, source, recorded_by, recorded_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, string(s.Kind), s.EffectiveOn.In(app.Jakarta).Format(time.DateOnly), s.SIP3MI, dateOrNull(s.LicenceUntil), s.Reason, s.Source, account, name)
	return err
}

// recordedLast reports whether the newest event is this very step of this
// very actor: a form that was sent twice.
func recordedLast(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, s app.LicenceStep) (bool, error) {
	account, name, _ := actorColumns(actor)
	var same bool
	err := tx.GetContext(ctx, &same, `
		SELECT coalesce((SELECT kind = $2 AND effective_on = $3::date AND sip3mi = $4 AND licence_until IS NOT DISTINCT FROM $5::date AND source = $6
			AND (reason = $7 OR kind = 'renamed' AND reason LIKE '%→ ' || $8 || '%') AND recorded_by IS NOT DISTINCT FROM $9 AND recorded_name = $10
			FROM agency_events WHERE agency_id = $1 ORDER BY id DESC LIMIT 1), false)`,
		id, string(s.Kind), s.EffectiveOn.In(app.Jakarta).Format(time.DateOnly), s.SIP3MI, dateOrNull(s.LicenceUntil), s.Source, s.Reason, s.Name, account, name)
	return same, err
}

// agencyDifference returns both sides of what differs, for the trail.
func agencyDifference(was, is *app.Agency) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for _, f := range []struct{ name, was, is string }{
		{"name", was.Name, is.Name}, {"sip3mi", was.SIP3MI, is.SIP3MI}, {"status", string(was.Status), string(is.Status)},
		{"licence_until", was.LicenceUntil.Format(time.DateOnly), is.LicenceUntil.Format(time.DateOnly)},
		{"city", was.City, is.City}, {"address", was.Address, is.Address}, {"phone", was.Phone, is.Phone}, {"email", was.Email, is.Email},
		{"website", was.Website, is.Website}, {"former_names", was.FormerNames, is.FormerNames}, {"note", was.Note, is.Note},
	} {
		if f.was != f.is {
			before[f.name], after[f.name] = f.was, f.is
		}
	}
	return before, after
}

func trimAgency(a app.Agency) app.Agency {
	for _, s := range []*string{&a.Name, &a.SIP3MI, &a.City, &a.Phone, &a.Email, &a.Website} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	a.Address, a.Note = strings.TrimSpace(strings.ReplaceAll(a.Address, "\r\n", "\n")), strings.TrimSpace(strings.ReplaceAll(a.Note, "\r\n", "\n"))
	a.FormerNames = strings.Join(app.OtherNames(a.FormerNames), "\n")
	return a
}

func trimStep(s app.LicenceStep) app.LicenceStep {
	s.Name, s.SIP3MI = strings.Join(strings.Fields(s.Name), " "), strings.Join(strings.Fields(s.SIP3MI), " ")
	s.Reason, s.Source = strings.TrimSpace(s.Reason), strings.TrimSpace(s.Source)
	return s
}
