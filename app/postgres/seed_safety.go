package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// Files inserts files; each gets its key.
func (b *Bulk) Files(ctx context.Context, files []File) ([]int64, error) {
	ids := make([]int64, len(files))
	for i := range files {
		f := files[i]
		if err := addFile(ctx, b.tx, &f, 0); err != nil {
			return nil, err
		}
		ids[i] = f.ID
	}
	return ids, nil
}

// Announcements inserts posts with the pictures that their covers name.
func (b *Bulk) Announcements(ctx context.Context, posts []app.Announcement) ([]int64, error) {
	return b.insert(ctx, "announcements", `slug, title, title_en, body, body_en, cover_id, thumb_id, cover_alt, status, publish_at, published_once,
		written_by, written_name, created_at, updated_at, updated_name`, len(posts), func(i int) ([]any, error) {
		a := &posts[i]
		return []any{a.Slug, a.Title, a.TitleEN, a.Body, a.BodyEN, orNull(a.Cover.FileID), orNull(a.Thumb.FileID), a.Cover.Alt, string(a.Status),
			timeOrNull(a.PublishAt), a.Status == app.AnnouncementPublished, orNull(a.WrittenByID), a.WrittenBy, a.CreatedAt, a.UpdatedAt, a.UpdatedBy}, nil
	})
}

// BulkReport is a report with what officers have done to it since.
type BulkReport struct {
	ReportInput
	At     time.Time
	Photos []File
	Steps  []BulkStep
}

// BulkStep is something that happened to a report; the actor is nil for what
// the reporter added.
type BulkStep struct {
	ReportStep
	Actor *app.Actor
	After time.Duration // since the report
}

// Reports inserts reports. Nobody is told of them.
func (b *Bulk) Reports(ctx context.Context, reports []BulkReport) error {
	for _, r := range reports {
		for _, f := range r.Photos {
			if err := addFile(ctx, b.tx, &f, 0); err != nil {
				return err
			}
			if _, err := b.tx.ExecContext(ctx, `INSERT INTO report_photos (file_id, request_id) VALUES ($1, $2)`, f.ID, r.RequestID); err != nil {
				return err
			}
		}
		code := app.NewReportCode()
		id, err := b.db.insertReport(ctx, b.tx, r.ReportInput, code, b.db.reportPIN(r.RequestID))
		if err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, `UPDATE reports SET created_at = $2 WHERE id = $1`, id, r.At); err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, `UPDATE report_events SET at = $2 WHERE report_id = $1`, id, r.At); err != nil {
			return err
		}
		state := reportState{Status: app.ReportNew}
		for _, s := range r.Steps {
			if err := b.reportStep(ctx, id, r.At.Add(s.After), s, &state); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Bulk) reportStep(ctx context.Context, id int64, at time.Time, s BulkStep, state *reportState) error {
	if err := b.db.reportEvent(ctx, b.tx, s.Actor, id, s.ReportStep); err != nil {
		return err
	}
	if _, err := b.tx.ExecContext(ctx, `UPDATE report_events SET at = $2 WHERE request_id = $1`, s.RequestID, at); err != nil {
		return err
	}
	next, _ := state.Status.After(s.Kind)
	if s.Actor != nil {
		if err := setReportState(ctx, b.tx, s.Actor, id, s.ReportStep, *state, next); err != nil {
			return err
		}
		state.HandledBy = s.Actor.AccountID
	}
	state.Status = next
	_, err := b.tx.ExecContext(ctx, `UPDATE reports SET updated_at = $2, closed_at = CASE WHEN closed_at IS NOT NULL THEN $2::timestamptz END WHERE id = $1`, id, at)
	return err
}
