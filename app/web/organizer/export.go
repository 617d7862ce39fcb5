package organizer

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// Scopes of an export.
const (
	scopeShown = "tampil"
	scopeAll   = "semua"
)

type exportInput struct {
	Format string `form:"format"`
	Scope  string `form:"cakupan"`
}

// ExportForm offers the file of what the filter in the address shows.
func (h *Handler) ExportForm(c *fiber.Ctx) error {
	event, err := h.event(c, app.Export)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"format": {string(XLSX)}, "cakupan": {scopeShown}}}
	return h.showExport(c, fiber.StatusOK, event, form)
}

func (h *Handler) showExport(c *fiber.Ctx, status int, event *app.Event, form ui.Form) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	sessions, err := h.DB.Sessions(ctx, event.ID, app.EntrySession)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedQuestions(ctx, actor, event.ID)
	if err != nil {
		return err
	}
	f := filter(c, sessions, asked)
	all, err := h.DB.ParticipantCounts(ctx, actor, event.ID, postgres.ParticipantFilter{})
	if err != nil {
		return err
	}
	shown := all.Total()
	if f.Narrows() {
		counts, err := h.DB.ParticipantCounts(ctx, actor, event.ID, f)
		if err != nil {
			return err
		}
		shown = counts.Of(f.Status)
	}
	p := h.page(c, "organizer.export.title_of", "event", event.Title)
	p.HasErrors = form.Failed()
	l := p.L
	v := view.ExportPage{
		Event: event, Form: form, Action: address(l, event, "ekspor", f.Values()),
		List:  address(l, event, "peserta", f.Values()),
		Shown: l.Number(int64(shown)), All: l.Number(int64(all.Total())), Narrows: f.Narrows(), Columns: strings.Join(headers(l, asked), " · "),
	}
	var words []string
	for _, w := range filterWords(l, event, f, sessions, asked) {
		words = append(words, w.Name+": "+w.Value)
	}
	v.Filter = strings.Join(words, " · ")
	for _, format := range Formats() {
		key := "organizer.format." + string(format)
		v.Formats = append(v.Formats, ui.Option{Value: string(format), Text: l.T(key), Hint: l.T(key + ".hint")})
	}
	return h.Render(c, status, view.Export(p, v))
}

// Export streams the file. The audit row is written first; without it nothing
// leaves.
func (h *Handler) Export(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	event, err := h.event(c, app.Export)
	if err != nil {
		return err
	}
	var in exportInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	format := Format(in.Format)
	if !slices.Contains(Formats(), format) {
		form.Errors = append(form.Errors, app.FieldError{Field: "format", Key: "error.required_choice"})
		return h.showExport(c, fiber.StatusUnprocessableEntity, event, form)
	}
	sessions, err := h.DB.Sessions(ctx, event.ID, app.EntrySession)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedQuestions(ctx, actor, event.ID)
	if err != nil {
		return err
	}
	f := filter(c, sessions, asked)
	if in.Scope == scopeAll {
		f = postgres.ParticipantFilter{Sort: f.Sort, Ascending: f.Ascending}
	}
	select {
	case h.exports <- struct{}{}:
	case <-ctx.Done():
		return app.ErrBusy
	}
	if err := h.DB.RecordExport(ctx, actor, event.ID, f, string(format)); err != nil {
		<-h.exports
		return err
	}
	l, now, id := h.Locale(c), h.Now(), web.RequestID(c)
	c.Set(fiber.HeaderContentType, format.ContentType())
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+filename(event, format, now)+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStream(web.Stream(func(ctx context.Context, w io.Writer) error {
		return writeParticipants(ctx, h.DB, actor, event, f, l, format, now, w)
	}, func(err error) {
		<-h.exports
		switch {
		case err == nil:
		case errors.Is(err, io.ErrClosedPipe), errors.Is(err, context.Canceled):
			h.Log.Info("export broken off by its reader", "request_id", id, "event", event.Slug)
		default:
			h.Log.Error("export", "request_id", id, "event", event.Slug, "error", err)
		}
	}))
}

func filename(e *app.Event, f Format, now time.Time) string {
	return "peserta-" + e.Slug + "-" + now.In(app.Jakarta).Format("20060102-1504") + "." + f.Extension()
}
