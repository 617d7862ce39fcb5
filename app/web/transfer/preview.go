package transfer

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/transfer"
	"gerbang/views/ui"
)

const (
	previewRows = 50 // on a page
	paramShow   = "tampil"
	paramPage   = "hal"
)

// shows are the tabs of a preview by their word in addresses.
var shows = []struct {
	word    string
	status  app.ImportStatus
	outcome app.ImportOutcome
}{
	{word: ""},
	{word: "salah", status: app.ImportInvalid},
	{word: "baru", status: app.ImportNew},
	{word: "berubah", status: app.ImportChanged},
	{word: "sama", status: app.ImportUnchanged},
	{word: "bentrok", outcome: app.ImportConflict},
}

// file returns the upload that the address names, if it is the actor's.
func (h *Handler) file(c *fiber.Ctx) (*app.ImportFile, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return nil, app.ErrNotFound
	}
	f, err := h.DB.Import(c.UserContext(), web.Actor(c), id)
	if err == nil && !slices.Contains(kinds(c), f.Kind) {
		return nil, app.ErrNotFound
	}
	return f, err
}

// Preview shows what a file would do, and once it is applied, what it did.
func (h *Handler) Preview(c *fiber.Ctx) error {
	f, err := h.file(c)
	if err != nil {
		return err
	}
	return h.showPreview(c, fiber.StatusOK, f, ui.Form{L: h.Locale(c), Values: map[string][]string{"tujuan": {"draf"}}})
}

func (h *Handler) showPreview(c *fiber.Ctx, status int, f *app.ImportFile, form ui.Form) error {
	l, actor := h.Locale(c), web.Actor(c)
	t, err := h.table(c, f.Kind)
	if err != nil {
		return err
	}
	at := 0
	for i, s := range shows {
		if s.word == c.Query(paramShow) {
			at = i
		}
	}
	v := view.PreviewPage{
		File: f.FileName, Kind: l.T("import.kind." + wordOf(f.Kind)), When: l.DateTime(f.CreatedAt), Status: stateBadge(l, f),
		Home: l.Path(base(c) + "?jenis=" + wordOf(f.Kind)), List: l.Path(list(c, f.Kind)), ListName: l.T("import.list." + wordOf(f.Kind)),
		Action: l.Path(address(c, f.ID) + "/simpan"), Form: form, Applied: !f.AppliedAt.IsZero(), Counts: f.Rows, Unknown: strings.Join(f.Unknown, ", "),
		AsksReview: f.Kind == app.ImportJobs && f.Rows.New > 0, Jobs: f.Kind == app.ImportJobs, Expires: l.DateTime(f.ExpiresAt),
	}
	if f.Rows.Invalid > 0 {
		v.Fix = l.Path(address(c, f.ID) + "/perbaikan.xlsx")
	}
	total := f.Rows.Total()
	for i, s := range shows {
		n := f.Rows.Total()
		switch {
		case s.outcome != "":
			n = f.Rows.Conflicts
		case s.status != "":
			n = f.Rows.Of(s.status)
		}
		if i == at {
			total = n
		}
		if n > 0 || s.word == "" || i == at {
			v.Tabs = append(v.Tabs, ui.Tab{Text: l.T("import.show." + showKey(s.word)), Href: previewURL(c, l, f.ID, s.word, 1), Count: l.Number(int64(n)), Active: i == at})
		}
	}
	pages := max((total+previewRows-1)/previewRows, 1)
	page := min(max(c.QueryInt(paramPage, 1), 1), pages)
	rows, err := h.DB.ImportRows(c.UserContext(), actor, f.ID, postgres.ImportFilter{Status: shows[at].status, Outcome: shows[at].outcome, Limit: previewRows, Offset: (page - 1) * previewRows})
	if err != nil {
		return err
	}
	for i := range rows {
		v.Rows = append(v.Rows, previewRow(l, t, &rows[i]))
	}
	v.Pager = ui.Pager{Page: page, Pages: pages, Total: total, URL: func(n int) string { return previewURL(c, l, f.ID, shows[at].word, n) }}
	p := h.page(c, "import.preview.title", f.Kind)
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.Preview(p, v))
}

func showKey(word string) string {
	if word == "" {
		return "semua"
	}
	return word
}

func previewURL(c *fiber.Ctx, l *i18n.Locale, id int64, show string, page int) string {
	q := url.Values{}
	if show != "" {
		q.Set(paramShow, show)
	}
	if page > 1 {
		q.Set(paramPage, strconv.Itoa(page))
	}
	path := l.Path(address(c, id))
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

func previewRow(l *i18n.Locale, t table, r *app.ImportRow) view.Row {
	out := view.Row{Number: l.Number(int64(r.Number)), Label: r.Label, Status: rowBadge(l, r)}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, view.Problem{Column: t.Label(l, p.Column), Typed: web.Clip(p.Typed, 120), Text: t.Explain(l, p)})
	}
	for _, ch := range r.Changes {
		from, to := t.Show(l, ch.Column, ch.From), t.Show(l, ch.Column, ch.To)
		out.Changes = append(out.Changes, view.Change{Column: t.Label(l, ch.Column), From: web.Clip(from, 200), To: web.Clip(to, 200)})
	}
	if r.Outcome == app.ImportConflict {
		out.Note = l.T("import.conflict." + string(r.Status))
	}
	return out
}

func rowBadge(l *i18n.Locale, r *app.ImportRow) ui.BadgeItem {
	switch {
	case r.Outcome == app.ImportConflict:
		return ui.BadgeItem{Text: l.T("import.row.conflict"), Tone: ui.Warn}
	case r.Outcome == app.ImportSaved:
		return ui.BadgeItem{Text: l.T("import.row.saved"), Tone: ui.OK}
	}
	b := ui.BadgeItem{Text: l.T("import.row." + string(r.Status)), Tone: ui.Mute}
	switch r.Status {
	case app.ImportNew:
		b.Tone, b.Icon = ui.Info, "plus"
	case app.ImportChanged:
		b.Tone, b.Icon = ui.Info, "pencil"
	case app.ImportUnchanged:
		b.Icon = "check"
	case app.ImportInvalid:
		b.Tone = ui.Err
	}
	return b
}

func stateBadge(l *i18n.Locale, f *app.ImportFile) ui.BadgeItem {
	switch {
	case !f.AppliedAt.IsZero():
		return ui.BadgeItem{Text: l.T("import.state.applied"), Tone: ui.OK}
	case f.Rows.Good() == 0:
		return ui.BadgeItem{Text: l.T("import.state.nothing"), Tone: ui.Mute, Icon: "minus"}
	}
	return ui.BadgeItem{Text: l.T("import.state.waiting"), Tone: ui.Warn, Icon: "clock"}
}

type saveInput struct {
	Goal string `form:"tujuan"`
}

// Save applies the good rows. Pressing twice, or in two tabs, saves once.
func (h *Handler) Save(c *fiber.Ctx) error {
	f, err := h.file(c)
	if err != nil {
		return err
	}
	var in saveInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, cancel := patient(c)
	defer cancel()
	if err := h.DB.ApplyImport(ctx, web.Actor(c), f.ID, in.Goal == "periksa"); err != nil {
		if !web.Reject(&form, err) {
			return err
		}
		return h.showPreview(c, fiber.StatusUnprocessableEntity, f, form)
	}
	return h.Redirect(c, address(c, f.ID))
}

// Fix sends the rows that could not be used, as they were, with a column that
// says what is wrong with each. Mended, the file can be uploaded as it is.
func (h *Handler) Fix(c *fiber.Ctx) error {
	f, err := h.file(c)
	if err != nil {
		return err
	}
	t, err := h.table(c, f.Kind)
	if err != nil {
		return err
	}
	rows, err := h.DB.ImportRows(c.UserContext(), web.Actor(c), f.ID, postgres.ImportFilter{Status: app.ImportInvalid, WithCells: true})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return app.ErrNotFound
	}
	l := h.Locale(c)
	cols := []export.Column{{Header: l.T("tables.problems"), Width: 60}}
	var from []int // which cells go into the file
	for i, name := range f.Head {
		if name != "" && !slices.Contains(problemHeads(h.Bundle), name) {
			cols, from = append(cols, export.Column{Header: name, Width: 20}), append(from, i)
		}
	}
	var b bytes.Buffer
	w, err := export.NewXLSX(&b, cols, export.Sheet{Name: l.T("import.fix.sheet")})
	if err != nil {
		return err
	}
	for i := range rows {
		values := make([]any, 0, len(cols))
		var wrong []string
		for _, p := range rows[i].Problems {
			wrong = append(wrong, t.Label(l, p.Column)+": "+t.Explain(l, p))
		}
		values = append(values, strings.Join(wrong, "\n"))
		for _, at := range from {
			cell := ""
			if at < len(rows[i].Cells) {
				cell = rows[i].Cells[at]
			}
			values = append(values, cell)
		}
		if err := w.Row(values...); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	attach(c, formatXLSX, l.T("import.fix.file", "id", f.ID))
	return c.Send(b.Bytes())
}

func problemHeads(b *i18n.Bundle) []string {
	return []string{b.Locale("id").T("tables.problems"), b.Locale("en").T("tables.problems")}
}
