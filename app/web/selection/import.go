package selection

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/postgres"
	"gerbang/app/sheet"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Template sends the applicants with the marks they have, to fill in and
// import again.
func (h *Handler) Template(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	file := c.Params("file")
	if file != "nilai.xlsx" && file != "nilai.csv" {
		return app.ErrNotFound
	}
	rows, _, err := h.DB.ScoreGrid(c.UserContext(), d.actor, d.plan, postgres.ScoreFilter{})
	if err != nil {
		return err
	}
	cols := []export.Column{
		{Header: d.l.T("selection.import.number"), Width: 14}, {Header: d.l.T("selection.import.code"), Width: 14}, {Header: d.l.T("common.name"), Width: 36},
	}
	for i := range d.plan.Components {
		cols = append(cols, export.Column{Header: d.component(&d.plan.Components[i]), Width: 18})
	}
	var b bytes.Buffer
	var out export.Writer
	if strings.HasSuffix(file, ".xlsx") {
		out, err = export.NewXLSX(&b, cols, export.Sheet{Name: d.l.T("selection.tab.scores"), Info: [][2]string{{d.l.T("selection.title"), d.event.Title}, {d.l.T("selection.import.how"), d.l.T("selection.import.how_text")}}, InfoName: d.l.T("selection.import.how")})
		c.Set(fiber.HeaderContentType, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	} else {
		out, err = export.NewCSV(&b, cols, export.CSVOptions{Comma: ';', BOM: true})
		c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	}
	if err != nil {
		return err
	}
	cells := out.(export.Cells)
	for i := range rows {
		cells.Text(id(rows[i].RegistrationID))
		cells.Text(code(rows[i].Code))
		cells.Text(web.PersonName(d.l, rows[i].Name))
		for _, cell := range rows[i].Cells {
			cells.Text(d.mark(cell.Mark))
		}
		if err := cells.End(); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="nilai-`+d.event.Slug+strings.TrimPrefix(file, "nilai")+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(b.Bytes())
}

// ImportForm offers the template and takes a file.
func (h *Handler) ImportForm(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	return d.importPage(fiber.StatusOK, d.form(nil), nil)
}

func (d *desk) importPage(status int, form ui.Form, preview *view.ImportPreview) error {
	v := view.ImportPage{
		Frame: d.frame("nilai", "selection.import.title", form), Action: d.href("nilai", "impor"), Back: d.href("nilai"), Save: d.href("nilai", "impor", "simpan"),
		XLSX: d.href("nilai", "templat", "nilai.xlsx"), CSV: d.href("nilai", "templat", "nilai.csv"), Preview: preview, Open: d.plan.Open() && len(d.plan.Components) > 0,
	}
	return d.h.Render(d.c, status, view.Import(v))
}

var (
	errNoFile = &app.Error{Kind: app.Invalid, Key: "import.error.no_file", Field: "berkas"}
	errNoRows = &app.Error{Kind: app.Invalid, Key: "import.error.no_rows", Field: "berkas"}
)

// Upload reads a file and shows what it would change. Nothing is written yet.
func (h *Handler) Upload(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	form := d.form(nil)
	file, err := d.readFile()
	if e, ok := err.(*app.Error); ok && e.Kind == app.Invalid && e.Field == "" {
		err = e.At("berkas")
	}
	if err != nil {
		if web.Reject(&form, err) {
			return d.importPage(fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	rows, _, err := h.DB.ScoreGrid(c.UserContext(), d.actor, d.plan, postgres.ScoreFilter{})
	if err != nil {
		return err
	}
	return d.importPage(fiber.StatusOK, form, d.compare(file, rows))
}

func (d *desk) fields() []sheet.Field {
	names := func(key string) []string {
		return []string{d.h.Bundle.Locale("id").T(key), d.h.Bundle.Locale("en").T(key)}
	}
	fields := []sheet.Field{
		{Key: "nomor", Names: append(names("selection.import.number"), "no", "id")}, {Key: "kode", Names: names("selection.import.code")}, {Key: "nama", Names: names("common.name")},
	}
	for i := range d.plan.Components {
		c := &d.plan.Components[i]
		fields = append(fields, sheet.Field{Key: "c" + id(c.ID), Names: []string{c.Name, c.NameEN}})
	}
	return fields
}

func (d *desk) readFile() (*sheet.Table, error) {
	head, err := d.c.FormFile("berkas")
	if err != nil || head.Size == 0 {
		return nil, errNoFile
	}
	select {
	case d.h.uploads <- struct{}{}:
		defer func() { <-d.h.uploads }()
	case <-d.c.UserContext().Done():
		return nil, app.ErrBusy
	}
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	t, err := sheet.Read(content, d.fields(), sheet.DefaultLimits())
	switch {
	case err != nil:
		return nil, err
	case !t.Has("nomor") && !t.Has("kode"):
		return nil, (&app.Error{Kind: app.Invalid, Key: "selection.import.no_key", Field: "berkas"})
	case len(t.Rows) == 0:
		return nil, errNoRows
	}
	return t, nil
}

// shownChanges is how many changes and problems a preview lists.
const shownChanges = 200

// compare holds a file against the marks there are. An empty cell of the file
// leaves a mark as it is.
func (d *desk) compare(t *sheet.Table, rows []postgres.ScoreRow) *view.ImportPreview {
	byKey := map[string]*postgres.ScoreRow{}
	for i := range rows {
		byKey[id(rows[i].RegistrationID)] = &rows[i]
		if rows[i].Code != "" {
			byKey[rows[i].Code] = &rows[i]
		}
	}
	v := &view.ImportPreview{Unknown: strings.Join(t.Unknown, ", ")}
	var cells []string
	seen := map[int64]int{}
	problem := func(row int, what, key string, args ...any) {
		v.Invalid++
		if len(v.Problems) < shownChanges {
			v.Problems = append(v.Problems, view.ImportProblem{Row: itoa(row), What: web.Clip(what, 80), Text: d.l.T(key, args...)})
		}
	}
	for _, r := range t.Rows {
		key := t.Cell(r, "nomor")
		if key == "" {
			key = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(t.Cell(r, "kode")))
		}
		person := byKey[key]
		who := strings.TrimSpace(key + " " + t.Cell(r, "nama"))
		if person == nil {
			problem(r.Number, who, "selection.import.unknown_person")
			continue
		}
		if first := seen[person.RegistrationID]; first != 0 {
			problem(r.Number, who, "selection.import.twice", "row", first)
			continue
		}
		seen[person.RegistrationID] = r.Number
		for i := range d.plan.Components {
			c := &d.plan.Components[i]
			text := t.Cell(r, "c"+id(c.ID))
			mark, readable := readMark(d, text)
			cell := person.Cells[i]
			switch {
			case text == "":
				continue
			case !readable:
				problem(r.Number, d.component(c)+": "+text, "selection.error.score")
			case mark.Score > c.Max:
				problem(r.Number, d.component(c)+": "+text, "selection.error.score_range", "max", d.points(c.Max))
			case mark == cell.Mark:
				v.Same++
			default:
				if cell.Mark.State == app.NoMark {
					v.New++
				} else {
					v.Changed++
				}
				if len(v.Changes) < shownChanges {
					v.Changes = append(v.Changes, view.ImportChange{Row: itoa(r.Number), Name: person.Name, Component: d.component(c), From: d.mark(cell.Mark), To: d.mark(mark)})
				}
				cells = append(cells, packCell(person.RegistrationID, c.ID, cell.Version, mark))
			}
		}
	}
	v.Cells = strings.Join(cells, " ")
	v.More = max(0, v.New+v.Changed-len(v.Changes))
	return v
}

// packCell writes a cell into the form that saves a preview.
func packCell(registration, component int64, version int, m app.Mark) string {
	score := "th"
	if m.State == app.Scored {
		score = strconv.FormatInt(int64(m.Score), 10)
	}
	return id(registration) + "." + id(component) + "." + itoa(version) + "." + score
}

func unpackCells(s string) ([]postgres.ScoreCell, bool) {
	var cells []postgres.ScoreCell
	for _, word := range strings.Fields(s) {
		parts := strings.Split(word, ".")
		if len(parts) != 4 {
			return nil, false
		}
		numbers := ids(parts[:3])
		if len(numbers) != 3 {
			return nil, false
		}
		cell := postgres.ScoreCell{RegistrationID: numbers[0], ComponentID: numbers[1], Version: readRevision(parts[2]), Mark: app.Mark{State: app.WasAbsent}}
		if parts[3] != "th" {
			n, err := strconv.ParseInt(parts[3], 10, 32)
			if err != nil {
				return nil, false
			}
			cell.Mark = app.Mark{State: app.Scored, Score: app.Points(n)}
		}
		cells = append(cells, cell)
	}
	return cells, true
}

// SaveImport writes what a preview has shown. What somebody changed since
// then stays as they wrote it, and is listed.
func (h *Handler) SaveImport(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	var in struct {
		Cells string `form:"cells"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	cells, ok := unpackCells(in.Cells)
	if !ok || len(cells) == 0 {
		form.Errors = append(form.Errors, app.FieldError{Field: "berkas", Key: errNoRows.Key})
		return d.importPage(fiber.StatusUnprocessableEntity, form, nil)
	}
	saved, conflicts, err := h.DB.SaveScores(c.UserContext(), d.actor, d.event.ID, cells, true)
	if err != nil {
		if errs, is := err.(app.FieldErrors); is {
			errs[0].Field = "berkas"
		}
		if web.Reject(&form, err) {
			return d.importPage(fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	if len(conflicts) > 0 {
		for i := range conflicts {
			e := d.conflict(&conflicts[i])
			name := ""
			if comp := d.plan.Component(conflicts[i].ComponentID); comp != nil {
				name = d.component(comp)
			}
			form.Errors = append(form.Errors, app.FieldError{Key: "selection.import.conflict", Args: []any{"number", id(conflicts[i].RegistrationID), "component", name, "problem", d.l.T(e.Key, e.Args...)}})
		}
		form.Errors = append(form.Errors, app.FieldError{Key: "selection.scores.saved_rest", Args: []any{"n", saved}})
		return d.importPage(fiber.StatusUnprocessableEntity, form, nil)
	}
	h.Flash(c, "ok", "selection.scores.saved", "n", itoa(saved))
	return h.Redirect(c, d.path("nilai"))
}
