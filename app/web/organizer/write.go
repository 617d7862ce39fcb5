package organizer

import (
	"context"
	"io"
	"time"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
)

// Format is a kind of file that a list is downloaded as.
type Format string

// The formats. Excel in an Indonesian setting puts only the semicolon form
// into columns.
const (
	XLSX         Format = "xlsx"
	CSV          Format = "csv"
	CSVSemicolon Format = "csv-titik-koma"
)

// Formats lists the formats in the order forms show them.
func Formats() []Format { return []Format{XLSX, CSV, CSVSemicolon} }

// Extension returns the end of a file's name, without the dot.
func (f Format) Extension() string {
	if f == XLSX {
		return "xlsx"
	}
	return "csv"
}

// ContentType returns the media type of a file.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// WriteParticipants writes the participants that the filter leaves, in its
// order, as a file of the format to w, row by row. It writes the audit row
// first. When it fails, what has been written is no whole file.
//
// Errors: app.ErrNotFound when the actor may not export the event's participants.
func WriteParticipants(ctx context.Context, db *postgres.DB, actor *app.Actor, event *app.Event, f postgres.ParticipantFilter,
	l *i18n.Locale, format Format, w io.Writer,
) error {
	if err := db.RecordExport(ctx, actor, event.ID, f, string(format)); err != nil {
		return err
	}
	return writeParticipants(ctx, db, actor, event, f, l, format, time.Now(), w)
}

func writeParticipants(ctx context.Context, db *postgres.DB, actor *app.Actor, event *app.Event, f postgres.ParticipantFilter,
	l *i18n.Locale, format Format, now time.Time, w io.Writer,
) error {
	asked, err := db.AskedQuestions(ctx, actor, event.ID)
	if err != nil {
		return err
	}
	t := newTable(l, event, asked)
	var out export.Writer
	var cells export.Cells
	open := func(total int) error {
		var err error
		if out, err = newWriter(w, t, format, func() ([][2]string, error) {
			sessions, err := db.Sessions(ctx, event.ID, app.EntrySession)
			return t.info(actor, f, sessions, total, now), err
		}); err != nil {
			return err
		}
		cells = out.(export.Cells)
		return nil
	}
	start := open
	if format != XLSX { // nothing in a CSV file says how many rows will come, so its first byte need not wait for the count
		start = nil
		if err := open(0); err != nil {
			return err
		}
	}
	if err := db.EachParticipant(ctx, actor, event.ID, f, start, func(p *postgres.Participant) error { return t.row(cells, p) }); err != nil {
		return err
	}
	return out.Close()
}

func newWriter(w io.Writer, t *table, format Format, info func() ([][2]string, error)) (export.Writer, error) {
	if format == XLSX {
		rows, err := info()
		if err != nil {
			return nil, err
		}
		return export.NewXLSX(w, t.columns(), export.Sheet{Name: t.l.T("organizer.sheet"), Info: rows, InfoName: t.l.T("organizer.info.sheet")})
	}
	o := export.CSVOptions{Comma: ',', BOM: true}
	if format == CSVSemicolon {
		o.Comma = ';'
	}
	return export.NewCSV(w, t.columns(), o)
}
