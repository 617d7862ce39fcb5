package transfer

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/tables"
	"gerbang/app/web"
	view "gerbang/views/transfer"
	"gerbang/views/ui"
)

// format is a kind of file.
type format string

const (
	formatXLSX      format = "xlsx"
	formatCSV       format = "csv"
	formatSemicolon format = "csv-titik-koma"
)

func formats() []format { return []format{formatXLSX, formatCSV, formatSemicolon} }

func (f format) extension() string {
	if f == formatXLSX {
		return "xlsx"
	}
	return "csv"
}

// attach makes the answer a file to keep.
func attach(c *fiber.Ctx, f format, name string) {
	kind := "text/csv; charset=utf-8"
	if f == formatXLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+"."+f.extension()+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// ExportJobs offers the file of the jobs that the actor keeps.
func (h *Handler) ExportJobs(c *fiber.Ctx) error { return h.offer(c, app.ImportJobs) }

// ExportAgencies offers the file of all agencies.
func (h *Handler) ExportAgencies(c *fiber.Ctx) error { return h.offer(c, app.ImportAgencies) }

func (h *Handler) offer(c *fiber.Ctx, kind app.ImportKind) error {
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"format": {string(formatXLSX)}, "status": {c.Query("status")}}}
	return h.showExport(c, fiber.StatusOK, kind, form)
}

func (h *Handler) showExport(c *fiber.Ctx, status int, kind app.ImportKind, form ui.Form) error {
	if !slices.Contains(kinds(c), kind) {
		return app.ErrNotFound
	}
	l := h.Locale(c)
	p := h.page(c, "import.export.title."+wordOf(kind), kind)
	p.HasErrors = form.Failed()
	v := view.ExportPage{Form: form, Action: l.Path(list(c, kind) + "/ekspor"), List: l.Path(list(c, kind)), ListName: l.T("import.list." + wordOf(kind)), Title: p.Title}
	for _, s := range states(kind) {
		v.States = append(v.States, ui.Option{Value: s, Text: stateText(l, kind, s)})
	}
	for _, f := range formats() {
		v.Formats = append(v.Formats, ui.Option{Value: string(f), Text: l.T("import.format." + string(f)), Hint: l.T("import.format." + string(f) + ".hint")})
	}
	return h.Render(c, status, view.Export(p, v))
}

// states are what an export can be narrowed to; the empty one is all.
func states(kind app.ImportKind) []string {
	out := []string{""}
	if kind == app.ImportAgencies {
		return append(out, string(app.AgencyActive), string(app.AgencySuspended), string(app.AgencyRevoked))
	}
	for _, s := range app.JobDeskStates() {
		out = append(out, string(s))
	}
	return out
}

func stateText(l *i18n.Locale, kind app.ImportKind, state string) string {
	switch {
	case state == "":
		return l.T("import.export.all")
	case kind == app.ImportAgencies:
		return l.T("tables.agency_status." + state)
	}
	return l.T("desk.state." + state)
}

type exportInput struct {
	Format string `form:"format"`
	Status string `form:"status"`
}

// DownloadJobs streams the file of jobs.
func (h *Handler) DownloadJobs(c *fiber.Ctx) error { return h.download(c, app.ImportJobs) }

// DownloadAgencies streams the file of agencies.
func (h *Handler) DownloadAgencies(c *fiber.Ctx) error { return h.download(c, app.ImportAgencies) }

func (h *Handler) download(c *fiber.Ctx, kind app.ImportKind) error {
	if !slices.Contains(kinds(c), kind) {
		return app.ErrNotFound
	}
	var in exportInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	f := format(in.Format)
	if !slices.Contains(formats(), f) {
		form.Errors = append(form.Errors, app.FieldError{Field: "format", Key: "error.required_choice"})
	}
	if !slices.Contains(states(kind), in.Status) {
		form.Errors = append(form.Errors, app.FieldError{Field: "status", Key: "error.required_choice"})
	}
	if form.Failed() {
		return h.showExport(c, fiber.StatusUnprocessableEntity, kind, form)
	}
	ref, err := h.DB.ImportReference(c.UserContext())
	if err != nil {
		return err
	}
	select {
	case h.exports <- struct{}{}:
	case <-c.UserContext().Done():
		return app.ErrBusy
	}
	l, actor, id := h.Locale(c), web.Actor(c), web.RequestID(c)
	e := &tableExport{h: h, ref: ref, l: l, actor: actor, status: in.Status, format: f}
	write := e.jobs
	if kind == app.ImportAgencies {
		write = e.agencies
	}
	attach(c, f, wordOf(kind)+"-"+h.Now().In(app.Jakarta).Format("20060102-1504"))
	return c.SendStream(web.Stream(write, func(err error) {
		<-h.exports
		switch {
		case err == nil:
		case errors.Is(err, io.ErrClosedPipe), errors.Is(err, context.Canceled):
			h.Log.Info("export broken off by its reader", "request_id", id)
		default:
			h.Log.Error("export", "request_id", id, "error", err)
		}
	}))
}

// tableExport is one file on its way out. It outlives the request.
type tableExport struct {
	h      *Handler
	ref    *app.ImportReference
	l      *i18n.Locale
	actor  *app.Actor
	status string
	format format
}

func (e *tableExport) open(w io.Writer, cols []export.Column, name string) (export.Writer, error) {
	switch e.format {
	case formatXLSX:
		return export.NewXLSX(w, cols, export.Sheet{Name: name})
	case formatSemicolon:
		return export.NewCSV(w, cols, export.CSVOptions{Comma: ';', BOM: true})
	}
	return export.NewCSV(w, cols, export.CSVOptions{Comma: ',', BOM: true})
}

func (e *tableExport) jobs(ctx context.Context, w io.Writer) error {
	t := tables.NewJobs(e.h.Bundle, e.ref)
	var out export.Writer
	var rows *tables.JobWriter
	err := e.h.DB.ExportJobs(ctx, e.actor, app.JobDeskState(e.status), string(e.format), func(costs int) (err error) {
		rows = t.JobWriter(e.l, costs)
		if out, err = e.open(w, rows.Columns, e.l.T("tables.job.sheet")); err == nil {
			rows.To(out.(export.Cells))
		}
		return err
	}, func(j *app.Job) error { return rows.Write(j) })
	if err != nil {
		return err
	}
	return out.Close()
}

func (e *tableExport) agencies(ctx context.Context, w io.Writer) error {
	rows := tables.NewAgencies(e.h.Bundle, e.ref, e.h.Now()).AgencyWriter(e.l)
	out, err := e.open(w, rows.Columns, e.l.T("tables.agency.sheet"))
	if err != nil {
		return err
	}
	rows.To(out.(export.Cells))
	if err := e.h.DB.ExportAgencies(ctx, e.actor, app.AgencyStatus(e.status), string(e.format), func(a *app.Agency) error { return rows.Write(a) }); err != nil {
		return err
	}
	return out.Close()
}
