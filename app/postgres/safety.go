package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Hotline is a way to ask for help. Contact is a number or an address on the
// web. Texts with a twin ending in EN are Indonesian.
type Hotline struct {
	ID          int64      `db:"id"`
	Channel     string     `db:"channel"`
	Contact     string     `db:"contact"`
	Hours       string     `db:"hours"`
	HoursEN     string     `db:"hours_en"`
	Purpose     string     `db:"purpose"`
	PurposeEN   string     `db:"purpose_en"`
	Urgent      bool       `db:"urgent"` // helps within minutes
	Source      string     `db:"source"`
	Active      bool       `db:"active"`
	ConfirmedOn *time.Time `db:"confirmed_on"` // when it was last made sure of
	ConfirmedBy string     `db:"confirmed_name"`
	UpdatedAt   *time.Time `db:"updated_at"`
	UpdatedBy   string     `db:"updated_name"`
	Revision    string     `db:"revision" json:"-"` // changes with every change of the row
}

const hotlineColumns = `id, channel, contact, hours, hours_en, purpose, purpose_en, urgent, source, active, confirmed_on, confirmed_name, updated_at, updated_name, coalesce(extract(epoch FROM updated_at)::text, 'first') AS revision`

// Hotlines returns the ways to ask for help that are in use, in the order officers gave them.
func (db *DB) Hotlines(ctx context.Context) ([]Hotline, error) {
	stmt, err := db.prepared(ctx, `SELECT `+hotlineColumns+` FROM hotlines WHERE active ORDER BY position, id`)
	if err != nil {
		return nil, err
	}
	var lines []Hotline
	err = stmt.SelectContext(ctx, &lines)
	return lines, err
}

// ComplaintPost is a place where people of a kecamatan can complain in person.
type ComplaintPost struct {
	ID          int64      `db:"id"`
	RegionCode  string     `db:"region_code"`
	Region      string     `db:"region"` // name of the kecamatan
	Place       string     `db:"place"`
	Address     string     `db:"address"`
	Hours       string     `db:"hours"`
	Source      string     `db:"source"`
	Active      bool       `db:"active"`
	ConfirmedOn *time.Time `db:"confirmed_on"`
	ConfirmedBy string     `db:"confirmed_name"`
	UpdatedAt   *time.Time `db:"updated_at"`
	UpdatedBy   string     `db:"updated_name"`
	Revision    string     `db:"revision" json:"-"` // changes with every change of the row
}

const postQuery = `
	SELECT p.id, p.region_code, r.name AS region, p.place, p.address, p.hours, p.source, p.active, p.confirmed_on, p.confirmed_name, p.updated_at, p.updated_name,
	       coalesce(extract(epoch FROM p.updated_at)::text, 'first') AS revision
	FROM complaint_posts p JOIN regions r ON r.code = p.region_code `

// ComplaintPosts returns the posts in use, by the name of their kecamatan.
func (db *DB) ComplaintPosts(ctx context.Context) ([]ComplaintPost, error) {
	stmt, err := db.prepared(ctx, postQuery+`WHERE p.active ORDER BY r.name, p.place`)
	if err != nil {
		return nil, err
	}
	var posts []ComplaintPost
	err = stmt.SelectContext(ctx, &posts)
	return posts, err
}

// WarningSign is something that gives a swindle or trafficking away.
type WarningSign struct {
	ID        int64      `db:"id"`
	TitleID   string     `db:"title_id"`
	TextID    string     `db:"text_id"`
	TitleEN   string     `db:"title_en"` // may be empty, as the text
	TextEN    string     `db:"text_en"`
	Active    bool       `db:"active"`
	UpdatedAt *time.Time `db:"updated_at"`
	UpdatedBy string     `db:"updated_name"`
	Revision  string     `db:"revision" json:"-"`
}

const signColumns = `id, title_id, text_id, title_en, text_en, active, updated_at, updated_name, coalesce(extract(epoch FROM updated_at)::text, 'first') AS revision`

// WarningSigns returns the signs in use, in the order officers gave them.
func (db *DB) WarningSigns(ctx context.Context) ([]WarningSign, error) {
	stmt, err := db.prepared(ctx, `SELECT `+signColumns+` FROM warning_signs WHERE active ORDER BY position, id`)
	if err != nil {
		return nil, err
	}
	var signs []WarningSign
	err = stmt.SelectContext(ctx, &signs)
	return signs, err
}

// The desk of what the safety page shows. All of it is for who edits
// reference data everywhere; others get app.ErrForbidden.

func mayEditReference(actor *app.Actor) error {
	if !actor.CanAll(app.EditReference) {
		return app.ErrForbidden
	}
	return nil
}

// DeskHotlines returns all ways to ask for help, also those not in use.
func (db *DB) DeskHotlines(ctx context.Context, actor *app.Actor) ([]Hotline, error) {
	if err := mayEditReference(actor); err != nil {
		return nil, err
	}
	var lines []Hotline
	err := db.sql.SelectContext(ctx, &lines, `SELECT `+hotlineColumns+` FROM hotlines ORDER BY active DESC, position, id`)
	return lines, err
}

// DeskPosts returns all complaint posts.
func (db *DB) DeskPosts(ctx context.Context, actor *app.Actor) ([]ComplaintPost, error) {
	if err := mayEditReference(actor); err != nil {
		return nil, err
	}
	var posts []ComplaintPost
	err := db.sql.SelectContext(ctx, &posts, postQuery+`ORDER BY p.active DESC, r.name, p.place`)
	return posts, err
}

// DeskSigns returns all warning signs.
func (db *DB) DeskSigns(ctx context.Context, actor *app.Actor) ([]WarningSign, error) {
	if err := mayEditReference(actor); err != nil {
		return nil, err
	}
	var signs []WarningSign
	err := db.sql.SelectContext(ctx, &signs, `SELECT `+signColumns+` FROM warning_signs ORDER BY active DESC, position, id`)
	return signs, err
}

// SaveHotline changes a way to ask for help, or adds one at the end when its
// ID is 0. Confirmed says that the actor has just made sure of it.
// Errors: app.ErrForbidden, app.ErrNotFound.
func (db *DB) SaveHotline(ctx context.Context, actor *app.Actor, in Hotline, confirmed bool) error {
	return db.saveReference(ctx, actor, "hotline", in.ID, in, func(tx *sqlx.Tx) (any, int64, error) {
		if in.ID == 0 {
			err := tx.GetContext(ctx, &in.ID, `
				INSERT INTO hotlines (position, channel, contact, hours, hours_en, purpose, purpose_en, urgent, source, active, updated_at, updated_name,
					confirmed_on, confirmed_name)
				VALUES ((SELECT coalesce(max(position), 0) + 1 FROM hotlines), $1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $10,
					CASE WHEN $11 THEN (now() AT TIME ZONE 'Asia/Jakarta')::date END, CASE WHEN $11 THEN $10 ELSE '' END) RETURNING id`,
				in.Channel, in.Contact, in.Hours, in.HoursEN, in.Purpose, in.PurposeEN, in.Urgent, in.Source, in.Active, actor.Name, confirmed)
			return nil, in.ID, err
		}
		var before Hotline
		if err := tx.GetContext(ctx, &before, `SELECT `+hotlineColumns+` FROM hotlines WHERE id = $1 FOR UPDATE`, in.ID); err != nil {
			return nil, 0, err
		}
		if err := app.CheckRevision(in.Revision, before.Revision); err != nil {
			return nil, 0, err
		}
		// Another number has not been made sure of by who confirmed the old one.
		_, err := tx.ExecContext(ctx, `
			UPDATE hotlines SET channel = $2, contact = $3, hours = $4, hours_en = $5, purpose = $6, purpose_en = $7, urgent = $8, source = $9, active = $10,
				updated_at = now(), updated_name = $11,
				confirmed_on = CASE WHEN $12 THEN (now() AT TIME ZONE 'Asia/Jakarta')::date WHEN contact = $3 THEN confirmed_on END,
				confirmed_name = CASE WHEN $12 THEN $11 WHEN contact = $3 THEN confirmed_name ELSE '' END
			WHERE id = $1`,
			in.ID, in.Channel, in.Contact, in.Hours, in.HoursEN, in.Purpose, in.PurposeEN, in.Urgent, in.Source, in.Active, actor.Name, confirmed)
		return before, in.ID, err
	})
}

// SavePost changes a complaint post, or adds one when its ID is 0. Region
// must be a kecamatan. Errors: as SaveHotline; app.Invalid for the region.
func (db *DB) SavePost(ctx context.Context, actor *app.Actor, in ComplaintPost, confirmed bool) error {
	return db.saveReference(ctx, actor, "complaint_post", in.ID, in, func(tx *sqlx.Tx) (any, int64, error) {
		var known bool
		if err := tx.GetContext(ctx, &known, `SELECT EXISTS (SELECT 1 FROM regions WHERE code = $1 AND level = 'kecamatan')`, in.RegionCode); err != nil {
			return nil, 0, err
		}
		if !known {
			return nil, 0, &app.Error{Kind: app.Invalid, Key: "error.region", Field: "region"}
		}
		if in.ID == 0 {
			err := tx.GetContext(ctx, &in.ID, `
				INSERT INTO complaint_posts (region_code, place, address, hours, source, active, updated_at, updated_name, confirmed_on, confirmed_name)
				VALUES ($1, $2, $3, $4, $5, $6, now(), $7, CASE WHEN $8 THEN (now() AT TIME ZONE 'Asia/Jakarta')::date END, CASE WHEN $8 THEN $7 ELSE '' END)
				RETURNING id`, in.RegionCode, in.Place, in.Address, in.Hours, in.Source, in.Active, actor.Name, confirmed)
			return nil, in.ID, err
		}
		var before ComplaintPost
		if err := tx.GetContext(ctx, &before, postQuery+`WHERE p.id = $1 FOR UPDATE OF p`, in.ID); err != nil {
			return nil, 0, err
		}
		if err := app.CheckRevision(in.Revision, before.Revision); err != nil {
			return nil, 0, err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE complaint_posts SET region_code = $2, place = $3, address = $4, hours = $5, source = $6, active = $7, updated_at = now(), updated_name = $8,
				confirmed_on = CASE WHEN $9 THEN (now() AT TIME ZONE 'Asia/Jakarta')::date WHEN place = $3 AND region_code = $2 THEN confirmed_on END,
				confirmed_name = CASE WHEN $9 THEN $8 WHEN place = $3 AND region_code = $2 THEN confirmed_name ELSE '' END
			WHERE id = $1`, in.ID, in.RegionCode, in.Place, in.Address, in.Hours, in.Source, in.Active, actor.Name, confirmed)
		return before, in.ID, err
	})
}

// SaveSign changes a warning sign, or adds one at the end when its ID is 0.
// Errors: as SaveHotline.
func (db *DB) SaveSign(ctx context.Context, actor *app.Actor, in WarningSign) error {
	return db.saveReference(ctx, actor, "warning_sign", in.ID, in, func(tx *sqlx.Tx) (any, int64, error) {
		if in.ID == 0 {
			err := tx.GetContext(ctx, &in.ID, `
				INSERT INTO warning_signs (position, title_id, text_id, title_en, text_en, active, updated_at, updated_name)
				VALUES ((SELECT coalesce(max(position), 0) + 1 FROM warning_signs), $1, $2, $3, $4, $5, now(), $6) RETURNING id`,
				in.TitleID, in.TextID, in.TitleEN, in.TextEN, in.Active, actor.Name)
			return nil, in.ID, err
		}
		var before WarningSign
		if err := tx.GetContext(ctx, &before, `SELECT `+signColumns+` FROM warning_signs WHERE id = $1 FOR UPDATE`, in.ID); err != nil {
			return nil, 0, err
		}
		if err := app.CheckRevision(in.Revision, before.Revision); err != nil {
			return nil, 0, err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE warning_signs SET title_id = $2, text_id = $3, title_en = $4, text_en = $5, active = $6, updated_at = now(), updated_name = $7 WHERE id = $1`,
			in.ID, in.TitleID, in.TextID, in.TitleEN, in.TextEN, in.Active, actor.Name)
		return before, in.ID, err
	})
}

// saveReference runs save with its permission and its audit row. save returns
// what stood before and the id.
func (db *DB) saveReference(ctx context.Context, actor *app.Actor, entity string, id int64, after any, save func(tx *sqlx.Tx) (before any, id int64, err error)) error {
	if err := mayEditReference(actor); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		before, saved, err := save(tx)
		if err != nil {
			return err
		}
		action := entity + ".edit"
		if id == 0 {
			action = entity + ".add"
		}
		return audit(ctx, tx, actor, auditEntry{Action: action, Entity: entity, EntityID: saved, Before: before, After: after})
	})
}

// MoveHotline moves a way to ask for help one place up or down among those in
// use. Errors: app.ErrForbidden, app.ErrNotFound.
func (db *DB) MoveHotline(ctx context.Context, actor *app.Actor, id int64, up bool) error {
	return db.reorder(ctx, actor, "hotlines", "hotline", id, up)
}

// MoveSign moves a warning sign as MoveHotline does.
func (db *DB) MoveSign(ctx context.Context, actor *app.Actor, id int64, up bool) error {
	return db.reorder(ctx, actor, "warning_signs", "warning_sign", id, up)
}

func (db *DB) reorder(ctx context.Context, actor *app.Actor, table, entity string, id int64, up bool) error {
	if err := mayEditReference(actor); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var ids []int64
		if err := tx.SelectContext(ctx, &ids, `SELECT id FROM `+table+` WHERE active ORDER BY position, id FOR UPDATE`); err != nil {
			return err
		}
		at := slices.Index(ids, id)
		if at < 0 {
			return app.ErrNotFound
		}
		to := at + 1
		if up {
			to = at - 1
		}
		if to < 0 || to >= len(ids) {
			return nil // it is at the end already
		}
		ids[at], ids[to] = ids[to], ids[at]
		if _, err := tx.ExecContext(ctx, `
			UPDATE `+table+` t SET position = o.n FROM unnest($1::bigint[]) WITH ORDINALITY o (id, n) WHERE t.id = o.id AND t.position <> o.n`, pq.Array(ids)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: entity + ".move", Entity: entity, EntityID: id, Before: at + 1, After: to + 1})
	})
}

// SouthJakarta returns the kecamatan of South Jakarta by name.
func (db *DB) SouthJakarta(ctx context.Context) ([]Region, error) {
	var regions []Region
	err := db.sql.SelectContext(ctx, &regions, `SELECT code, name FROM regions WHERE parent_code = $1 ORDER BY name COLLATE "id-x-icu"`, southJakarta)
	return regions, err
}
