package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Errors of saving an announcement.
var ErrAnnouncementChanged = &app.Error{Kind: app.Conflict, Key: "news.changed"}

const announcementColumns = `a.id, a.slug, a.title, a.title_en, a.body, a.body_en, a.cover_alt, a.status, a.publish_at, a.version,
	a.written_name, coalesce(a.written_by, 0) AS written_by, a.created_at, a.updated_at, a.updated_name,
	coalesce(a.cover_id, 0) AS cover_id, coalesce(c.key, '') AS cover_key, coalesce(c.width, 0) AS cover_width, coalesce(c.height, 0) AS cover_height,
	coalesce(a.thumb_id, 0) AS thumb_id, coalesce(t.key, '') AS thumb_key, coalesce(t.width, 0) AS thumb_width, coalesce(t.height, 0) AS thumb_height`

const announcementTables = `announcements a LEFT JOIN files c ON c.id = a.cover_id LEFT JOIN files t ON t.id = a.thumb_id`

// publicAnnouncement is whether everybody may read a: app.Announcement.Public in SQL.
const publicAnnouncement = `a.status = 'published' AND a.publish_at <= now()`

type announcementRow struct {
	ID          int64      `db:"id"`
	Slug        string     `db:"slug"`
	Title       string     `db:"title"`
	TitleEN     string     `db:"title_en"`
	Body        string     `db:"body"`
	BodyEN      string     `db:"body_en"`
	CoverAlt    string     `db:"cover_alt"`
	Status      string     `db:"status"`
	PublishAt   *time.Time `db:"publish_at"`
	Version     int        `db:"version"`
	WrittenName string     `db:"written_name"`
	WrittenBy   int64      `db:"written_by"`
	CreatedAt   time.Time  `db:"created_at"`
	UpdatedAt   time.Time  `db:"updated_at"`
	UpdatedName string     `db:"updated_name"`
	CoverID     int64      `db:"cover_id"`
	CoverKey    string     `db:"cover_key"`
	CoverWidth  int        `db:"cover_width"`
	CoverHeight int        `db:"cover_height"`
	ThumbID     int64      `db:"thumb_id"`
	ThumbKey    string     `db:"thumb_key"`
	ThumbWidth  int        `db:"thumb_width"`
	ThumbHeight int        `db:"thumb_height"`
}

func (r *announcementRow) announcement() app.Announcement {
	return app.Announcement{
		ID: r.ID, Slug: r.Slug, Title: r.Title, TitleEN: r.TitleEN, Body: r.Body, BodyEN: r.BodyEN, Status: app.AnnouncementStatus(r.Status),
		Cover:     app.Image{FileID: r.CoverID, Key: r.CoverKey, Alt: r.CoverAlt, Width: r.CoverWidth, Height: r.CoverHeight},
		Thumb:     app.Image{FileID: r.ThumbID, Key: r.ThumbKey, Alt: r.CoverAlt, Width: r.ThumbWidth, Height: r.ThumbHeight},
		PublishAt: orZero(r.PublishAt), Version: r.Version, WrittenBy: r.WrittenName, WrittenByID: r.WrittenBy, CreatedAt: r.CreatedAt,
		UpdatedAt: r.UpdatedAt, UpdatedBy: r.UpdatedName,
	}
}

// Announcements returns public posts, the newest first, with how many there
// are. Scheduled ones appear by themselves.
func (db *DB) Announcements(ctx context.Context, offset, limit int) ([]app.Announcement, int, error) {
	stmt, err := db.prepared(ctx, `
		SELECT `+announcementColumns+` FROM `+announcementTables+` WHERE `+publicAnnouncement+` ORDER BY a.publish_at DESC, a.id DESC LIMIT $1 OFFSET $2`)
	if err != nil {
		return nil, 0, err
	}
	var rows []announcementRow
	if err := stmt.SelectContext(ctx, &rows, limit, offset); err != nil {
		return nil, 0, err
	}
	var total int
	if err := db.sql.GetContext(ctx, &total, `SELECT count(*) FROM announcements a WHERE `+publicAnnouncement); err != nil {
		return nil, 0, err
	}
	return announcements(rows), total, nil
}

func announcements(rows []announcementRow) []app.Announcement {
	posts := make([]app.Announcement, len(rows))
	for i := range rows {
		posts[i] = rows[i].announcement()
	}
	return posts
}

// PublicAnnouncement returns the public post with that address.
// Errors: app.ErrNotFound.
func (db *DB) PublicAnnouncement(ctx context.Context, slug string) (*app.Announcement, error) {
	stmt, err := db.prepared(ctx, `SELECT `+announcementColumns+` FROM `+announcementTables+` WHERE a.slug = $1 AND `+publicAnnouncement)
	if err != nil {
		return nil, err
	}
	var r announcementRow
	if err := stmt.GetContext(ctx, &r, slug); err != nil {
		return nil, translate(err)
	}
	a := r.announcement()
	return &a, nil
}

// mayEdit is who may see and change a post at the desk: those who write news
// everywhere all of them, others their own.
const mayEdit = `($1 OR a.written_by = $2)`

// DeskAnnouncements returns all posts that the actor may change, the newest
// first. Errors: app.ErrForbidden.
func (db *DB) DeskAnnouncements(ctx context.Context, actor *app.Actor, offset, limit int) ([]app.Announcement, int, error) {
	if !actor.Can(app.WriteNews) {
		return nil, 0, app.ErrForbidden
	}
	var rows []announcementRow
	all := actor.CanAll(app.WriteNews)
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT `+announcementColumns+` FROM `+announcementTables+` WHERE `+mayEdit+`
		ORDER BY coalesce(a.publish_at, a.updated_at) DESC, a.id DESC LIMIT $3 OFFSET $4`, all, actor.AccountID, limit, offset); err != nil {
		return nil, 0, err
	}
	var total int
	err := db.sql.GetContext(ctx, &total, `SELECT count(*) FROM announcements a WHERE `+mayEdit, all, actor.AccountID)
	return announcements(rows), total, err
}

// DeskAnnouncement returns a post for editing. Errors: app.ErrNotFound, also
// for those of others that the actor may not change.
func (db *DB) DeskAnnouncement(ctx context.Context, actor *app.Actor, id int64) (*app.Announcement, error) {
	if !actor.Can(app.WriteNews) {
		return nil, app.ErrNotFound
	}
	var r announcementRow
	if err := db.sql.GetContext(ctx, &r, `SELECT `+announcementColumns+` FROM `+announcementTables+` WHERE `+mayEdit+` AND a.id = $3`,
		actor.CanAll(app.WriteNews), actor.AccountID, id); err != nil {
		return nil, translate(err)
	}
	a := r.announcement()
	return &a, nil
}

// AnnouncementInput is a post as it is saved. ID is 0 for a new one; Version
// is that of the post which the editor opened.
type AnnouncementInput struct {
	ID                 int64
	Version            int
	Title, TitleEN     string
	Body, BodyEN       string
	CoverKey, ThumbKey string // of public files; empty without a cover
	CoverAlt           string
	Status             app.AnnouncementStatus
	PublishAt          time.Time // when published; now when zero
}

// SaveAnnouncement writes a post and returns its id. Its address comes from
// the title until it is first published, and never changes after.
//
// Errors: app.ErrNotFound for a post that the actor may not change,
// ErrAnnouncementChanged when somebody saved it since it was opened.
func (db *DB) SaveAnnouncement(ctx context.Context, actor *app.Actor, in AnnouncementInput) (id int64, err error) {
	if !actor.Can(app.WriteNews) {
		return 0, app.ErrNotFound
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		id = in.ID
		var before struct {
			Version   int        `db:"version"`
			Status    string     `db:"status"`
			Slug      string     `db:"slug"`
			Title     string     `db:"title"`
			Once      bool       `db:"published_once"`
			PublishAt *time.Time `db:"publish_at"`
		}
		if in.ID != 0 {
			if err := tx.GetContext(ctx, &before, `
				SELECT a.version, a.status, a.slug, a.title, a.published_once, a.publish_at FROM announcements a WHERE `+mayEdit+` AND a.id = $3 FOR UPDATE`,
				actor.CanAll(app.WriteNews), actor.AccountID, in.ID); err != nil {
				return err
			}
			if before.Version != in.Version {
				return ErrAnnouncementChanged
			}
		}
		slug := before.Slug
		if !before.Once && (slug == "" || app.Slug(before.Title) != app.Slug(in.Title)) {
			if slug, err = announcementSlug(ctx, tx, in.Title); err != nil {
				return err
			}
		}
		publish := in.Status == app.AnnouncementPublished
		at := before.PublishAt
		switch {
		case publish && !in.PublishAt.IsZero():
			at = &in.PublishAt
		case publish && (before.Status != string(app.AnnouncementPublished) || at.After(db.now())):
			now := db.now()
			at = &now
		}
		args := []any{slug, in.Title, in.TitleEN, in.Body, in.BodyEN, in.CoverKey, in.ThumbKey, in.CoverAlt, string(in.Status), timeAtOrNull(at), publish, actor.Name}
		if in.ID == 0 {
			err = tx.GetContext(ctx, &id, `
				INSERT INTO announcements (slug, title, title_en, body, body_en, cover_id, thumb_id, cover_alt, status, publish_at, published_once,
					updated_name, written_name, written_by)
				VALUES ($1, $2, $3, $4, $5, (SELECT id FROM files WHERE key = $6 AND public), (SELECT id FROM files WHERE key = $7 AND public),
					$8, $9, $10, $11, $12, $12, nullif($13::bigint, 0)) RETURNING id`, append(args, actor.AccountID)...)
		} else {
			_, err = tx.ExecContext(ctx, `
				UPDATE announcements SET slug = $1, title = $2, title_en = $3, body = $4, body_en = $5,
					cover_id = (SELECT id FROM files WHERE key = $6 AND public), thumb_id = (SELECT id FROM files WHERE key = $7 AND public),
					cover_alt = $8, status = $9, publish_at = $10, published_once = published_once OR $11, updated_name = $12, updated_at = now(),
					version = version + 1
				WHERE id = $13`, append(args, in.ID)...)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: announcementAction(in, before.Status, db.now()), Entity: "announcement", EntityID: id,
			Before: map[string]any{"title": before.Title, "status": before.Status, "publish_at": before.PublishAt},
			After:  map[string]any{"title": in.Title, "status": in.Status, "publish_at": at},
		})
	})
	return id, err
}

// announcementAction names what a save was.
func announcementAction(in AnnouncementInput, before string, now time.Time) string {
	was := app.AnnouncementStatus(before) == app.AnnouncementPublished
	switch {
	case in.Status == app.AnnouncementPublished && in.PublishAt.After(now):
		return "announcement.schedule"
	case in.Status == app.AnnouncementPublished && !was:
		return "announcement.publish"
	case in.Status == app.AnnouncementDraft && was:
		return "announcement.unpublish"
	case in.ID == 0:
		return "announcement.create"
	}
	return "announcement.edit"
}

// announcementSlug returns the address of a post with that title that no
// other has.
func announcementSlug(ctx context.Context, tx *sqlx.Tx, title string) (string, error) {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('announcement slugs', 0))`); err != nil {
		return "", err
	}
	return freeSlug(ctx, tx, "announcements", app.Slug(title), "berita")
}

// AddPicture keeps a public picture and returns it with its key. Small goes
// beside it, for cards; its key is empty when small is nil.
// Errors: app.ErrForbidden.
func (db *DB) AddPicture(ctx context.Context, actor *app.Actor, picture File, small *File) (key, smallKey string, err error) {
	if !actor.Can(app.WriteNews) {
		return "", "", app.ErrForbidden
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		picture.Public = true
		if err := addFile(ctx, tx, &picture, actor.AccountID); err != nil {
			return err
		}
		key = picture.Key
		if small != nil {
			thumb := *small
			thumb.Public = true
			if err := addFile(ctx, tx, &thumb, actor.AccountID); err != nil {
				return err
			}
			smallKey = thumb.Key
		}
		return audit(ctx, tx, actor, auditEntry{Action: "picture.add", Entity: "file", EntityID: picture.ID, After: map[string]any{"name": picture.Name}})
	})
	return key, smallKey, err
}

// FileSize is how large a public picture is, in pixels.
type FileSize struct {
	Key    string `db:"key"`
	Width  int    `db:"width"`
	Height int    `db:"height"`
}

// PictureSize returns the size of a public picture. Errors: app.ErrNotFound.
func (db *DB) PictureSize(ctx context.Context, key string) (FileSize, error) {
	var f FileSize
	err := db.sql.GetContext(ctx, &f, `SELECT key, width, height FROM files WHERE key = $1 AND public`, key)
	return f, translate(err)
}

// AnnouncementHistory returns who did what to a post, the newest first.
// Errors: app.ErrNotFound as DeskAnnouncement.
func (db *DB) AnnouncementHistory(ctx context.Context, actor *app.Actor, id int64) ([]AuditRow, error) {
	if _, err := db.DeskAnnouncement(ctx, actor, id); err != nil {
		return nil, err
	}
	rows, _, err := db.AuditTrail(ctx, AuditFilter{Entity: "announcement", EntityID: id, Limit: 100})
	return rows, err
}

// pictureKept is how long a picture stays that no post shows: somebody may
// still be writing about it.
const pictureKept = 7 * 24 * time.Hour

// SweepPictures deletes the public pictures that no post shows.
func (db *DB) SweepPictures(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `
		DELETE FROM files f WHERE f.public AND f.created_at < $1 AND NOT EXISTS (
			SELECT FROM announcements a WHERE f.id IN (a.cover_id, a.thumb_id) OR strpos(a.body, f.key) > 0 OR strpos(a.body_en, f.key) > 0)`,
		db.now().Add(-pictureKept))
	return err
}
