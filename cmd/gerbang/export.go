package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/organizer"
)

// export writes the participants of an event to a file, or to standard output.
func (p *program) export(ctx context.Context, args []string) error {
	fs := p.flags("export")
	slug := fs.String("event", "", "slug of the event")
	format := fs.String("format", string(organizer.CSV), "csv, csv-titik-koma or xlsx")
	file := fs.String("o", "", "file to write; empty for standard output")
	filter := fs.String("filter", "", "the part after ? of the address of a filtered list, such as 'status=confirmed&hadir=ya'")
	lang := fs.String("lang", "id", "language of the headers: id or en")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *slug == "" {
		return errors.New("export: -event is needed")
	}
	if !slices.Contains(organizer.Formats(), organizer.Format(*format)) {
		return fmt.Errorf("export: %q is not one of csv, csv-titik-koma, xlsx", *format)
	}
	parameters, err := url.ParseQuery(*filter)
	if err != nil {
		return fmt.Errorf("export: -filter: %w", err)
	}
	bundle, err := i18n.Load()
	if err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		actor := app.System("command line")
		event, err := d.EventForStaff(ctx, actor, app.Export, *slug)
		if err != nil {
			return fmt.Errorf("event %q: %w", *slug, err)
		}
		return p.writeTo(*file, func(w *bufio.Writer) error {
			return organizer.WriteParticipants(ctx, d.DB, actor, event, postgres.ParseParticipantFilter(parameters), bundle.Locale(*lang),
				organizer.Format(*format), w)
		})
	})
}

// writeTo runs write over the named file, readable by its owner alone, or over
// standard output. A file that could not be finished does not stay.
func (p *program) writeTo(name string, write func(w *bufio.Writer) error) error {
	if name == "" {
		w := bufio.NewWriter(p.stdout)
		return errors.Join(write(w), w.Flush())
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
