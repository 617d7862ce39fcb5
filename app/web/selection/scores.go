package selection

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// gridQuery is what the address of the grid says.
type gridQuery struct {
	Words     string `query:"q"`
	Slot      int64  `query:"slot"`
	Missing   bool   `query:"kosong"`
	Component int64  `query:"komponen"` // shows this one only
	Page      int    `query:"hal"`
}

// Scores is the grid of applicants and components.
func (h *Handler) Scores(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	return d.grid(fiber.StatusOK, d.form(nil), nil)
}

// cellName names the field of a cell; the hidden field beside it says which
// version and which text it began with.
func cellName(registration, component int64) string {
	return "n_" + id(registration) + "_" + id(component)
}

func (d *desk) gridAddress(q gridQuery, n int) string {
	missing := ""
	if q.Missing {
		missing = "1"
	}
	return d.address("nilai", "q", q.Words, "slot", id(q.Slot), "kosong", missing, "komponen", id(q.Component), "hal", page(n))
}

// grid shows a page of the grid. shown keeps the people on it after a failed
// save, whom a filter of those without marks may leave out by now.
func (d *desk) grid(status int, form ui.Form, shown []int64) error {
	var q gridQuery
	if err := web.Query(d.c, &q); err != nil {
		return err
	}
	q.Words, q.Page = web.Clip(q.Words, 100), web.ClampPage(q.Page)
	if d.plan.Component(q.Component) == nil {
		q.Component = 0
	}
	f := postgres.ScoreFilter{Words: q.Words, SessionID: q.Slot, Missing: q.Missing, Page: q.Page, PerPage: perPage}
	if shown != nil {
		f = postgres.ScoreFilter{IDs: shown, Page: 1, PerPage: perPage}
	}
	rows, total, err := d.h.DB.ScoreGrid(d.c.UserContext(), d.actor, d.plan, f)
	if err != nil {
		return err
	}
	slots, _, err := d.h.DB.Slots(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	v := view.ScoresPage{
		Frame: d.frame("nilai", "selection.scores.title", form), Action: d.gridAddress(q, q.Page), List: d.href("nilai"), Q: q.Words, Missing: q.Missing,
		Open: d.plan.Open(), Count: d.l.N("selection.applicants.count", total), Import: d.href("nilai", "impor"), Absent: d.href("nilai", "tidak-hadir"),
		Filter: d.form(map[string][]string{"slot": {id(q.Slot)}, "komponen": {id(q.Component)}, "absent_for": {id(q.Component)}}), Settings: d.href("pengaturan"),
	}
	for i := range slots {
		v.Slots = append(v.Slots, ui.Option{Value: id(slots[i].ID), Text: d.l.DateShort(slots[i].StartsAt) + " " + d.l.Clock(slots[i].StartsAt) + " · " + d.roundName(slots[i].Round)})
	}
	for i := range d.plan.Components {
		c := &d.plan.Components[i]
		v.Components = append(v.Components, ui.Option{Value: id(c.ID), Text: d.component(c)})
		if c.Round > 0 {
			v.Sittings = append(v.Sittings, ui.Option{Value: id(c.ID), Text: d.component(c)})
		}
		if q.Component != 0 && q.Component != c.ID {
			continue
		}
		col := view.ScoreColumn{Name: d.component(c), Note: d.l.T("selection.scores.out_of", "max", d.points(c.Max), "weight", c.Weight)}
		if c.HasPass {
			col.Pass = d.l.T("selection.scores.pass", "pass", d.points(c.Pass))
		}
		v.Columns = append(v.Columns, col)
	}
	for i := range rows {
		r := &rows[i]
		row := view.ScoreRow{ID: id(r.RegistrationID), Name: web.PersonName(d.l, r.Name), Code: code(r.Code)}
		if d.actor.CanEvent(app.EditEvents, d.event.ID) {
			row.Href = d.href("peringkat", id(r.RegistrationID))
		}
		for j, cell := range r.Cells {
			if q.Component != 0 && q.Component != cell.ComponentID {
				continue
			}
			name, text := cellName(cell.RegistrationID, cell.ComponentID), d.mark(cell.Mark)
			cellView := view.ScoreCell{Name: name, Was: itoa(cell.Version) + ":" + text, Value: text, Label: d.component(&d.plan.Components[j]) + ", " + row.Name}
			if typed, there := form.Values[name]; there && len(typed) > 0 {
				cellView.Value = typed[0]
			}
			row.Cells = append(row.Cells, cellView)
		}
		v.Rows = append(v.Rows, row)
	}
	pages := (total + perPage - 1) / perPage
	if shown != nil {
		pages = 1
	}
	v.Pager = ui.Pager{Page: q.Page, Pages: pages, Total: total, URL: func(n int) string { return d.gridAddress(q, n) }}
	return d.h.Render(d.c, status, view.Scores(v))
}

// readMark reads what was typed into a cell: a score, a word for absent, or
// nothing.
func readMark(d *desk, text string) (app.Mark, bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "":
		return app.Mark{}, true
	case "-", "th", "t/h", "tidak hadir", "a", "abs", "absent", strings.ToLower(d.l.T("selection.absent_short")):
		return app.Mark{State: app.WasAbsent}, true
	}
	p, ok := app.ParsePoints(text)
	return app.Mark{State: app.Scored, Score: p}, ok
}

// readRevision reads which revision of a cell somebody saw. What is no
// revision fits none that stands.
func readRevision(s string) int {
	if s == "" {
		return 0 // nobody has written there yet
	}
	n, err := strconv.ParseInt(s, 10, 31)
	if err != nil || n < 0 {
		return -1
	}
	return int(n)
}

// readCell reads one field of the grid; ok is false for a field that is no
// cell or was not changed.
func (d *desk) readCell(form *ui.Form, name string) (cell postgres.ScoreCell, problem *app.FieldError, ok bool) {
	parts := strings.Split(strings.TrimPrefix(name, "n_"), "_")
	if !strings.HasPrefix(name, "n_") || len(parts) != 2 {
		return cell, nil, false
	}
	var err1, err2 error
	cell.RegistrationID, err1 = strconv.ParseInt(parts[0], 10, 64)
	cell.ComponentID, err2 = strconv.ParseInt(parts[1], 10, 64)
	component := d.plan.Component(cell.ComponentID)
	if err1 != nil || err2 != nil || component == nil {
		return cell, nil, false
	}
	version, was, _ := strings.Cut(form.Value("w"+name[1:]), ":")
	cell.Version = readRevision(version)
	text := strings.TrimSpace(form.Value(name))
	if text == strings.TrimSpace(was) {
		return cell, nil, false
	}
	mark, readable := readMark(d, text)
	switch {
	case !readable:
		return cell, &app.FieldError{Field: name, Key: "selection.error.score"}, true
	case mark.State == app.Scored && mark.Score > component.Max:
		return cell, &app.FieldError{Field: name, Key: "selection.error.score_range", Args: []any{"max", d.points(component.Max)}}, true
	}
	cell.Mark = mark
	return cell, nil, true
}

// SaveScores writes the cells that were changed. What cannot be read, or was
// changed by somebody else meanwhile, comes back with its reason beside it;
// everything else is saved.
func (h *Handler) SaveScores(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	var in struct {
		Shown string `form:"orang"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	var cells []postgres.ScoreCell
	for _, person := range ids(strings.Fields(in.Shown)) {
		for i := range d.plan.Components {
			cell, problem, ok := d.readCell(&form, cellName(person, d.plan.Components[i].ID))
			switch {
			case problem != nil:
				form.Errors = append(form.Errors, *problem)
			case ok:
				cells = append(cells, cell)
			}
		}
	}
	saved, conflicts, err := h.DB.SaveScores(c.UserContext(), d.actor, d.event.ID, cells, false)
	if err != nil && !web.Reject(&form, err) {
		return err
	}
	for i := range conflicts {
		form.Errors = append(form.Errors, d.conflict(&conflicts[i]))
	}
	if !form.Failed() {
		h.Flash(c, "ok", "selection.scores.saved", "n", itoa(saved))
		back := d.path("nilai")
		if q := string(c.Request().URI().QueryString()); q != "" {
			back += "?" + q
		}
		return h.Redirect(c, back)
	}
	if saved > 0 {
		form.Errors = append(form.Errors, app.FieldError{Key: "selection.scores.saved_rest", Args: []any{"n", saved}})
	}
	return d.grid(fiber.StatusUnprocessableEntity, form, append([]int64{}, ids(strings.Fields(in.Shown))...))
}

func (d *desk) conflict(c *postgres.ScoreConflict) app.FieldError {
	now := d.mark(c.Mark)
	if now == "" {
		now = d.l.T("selection.scores.empty")
	}
	return app.FieldError{Field: cellName(c.RegistrationID, c.ComponentID), Key: "selection.error.conflict", Args: []any{"by", c.By, "time", d.l.Clock(c.At), "score", now}}
}

// MarkAbsent marks all as absent who were not in their slot.
func (h *Handler) MarkAbsent(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	var in struct {
		Component int64 `form:"absent_for"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if d.plan.Component(in.Component) == nil {
		form.Errors = append(form.Errors, app.FieldError{Field: "absent_for", Key: "error.required_choice"})
		return d.grid(fiber.StatusUnprocessableEntity, form, nil)
	}
	n, err := h.DB.MarkAbsent(c.UserContext(), d.actor, d.plan, in.Component)
	if err != nil {
		if web.Reject(&form, err) {
			return d.grid(fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	h.Flash(c, "ok", "selection.scores.absent_done", "n", itoa(n))
	return h.Redirect(c, d.path("nilai"))
}
