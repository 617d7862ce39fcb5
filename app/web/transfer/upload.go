package transfer

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
	"gerbang/app/tables"
	"gerbang/app/web"
	view "gerbang/views/transfer"
	"gerbang/views/ui"
)

// recentImports is how many of one's own uploads the first page lists.
const recentImports = 5

// Home offers templates and takes a file.
func (h *Handler) Home(c *fiber.Ctx) error {
	kind := kindWords[c.Query("jenis")]
	if allowed := kinds(c); !slices.Contains(allowed, kind) && len(allowed) > 0 {
		kind = allowed[0]
	}
	return h.showHome(c, fiber.StatusOK, ui.Form{L: h.Locale(c), Values: map[string][]string{"jenis": {wordOf(kind)}}})
}

func (h *Handler) showHome(c *fiber.Ctx, status int, form ui.Form) error {
	allowed := kinds(c)
	if len(allowed) == 0 {
		return app.ErrNotFound
	}
	l := h.Locale(c)
	kind := kindWords[form.Value("jenis")]
	p := h.page(c, "import.title", kind)
	p.HasErrors = form.Failed()
	v := view.HomePage{Form: form, Action: l.Path(base(c)), List: l.Path(list(c, kind)), ListName: l.T("import.list." + wordOf(kind))}
	for _, k := range allowed {
		word := wordOf(k)
		v.Kinds = append(v.Kinds, ui.Option{Value: word, Text: l.T("import.kind." + word), Hint: l.T("import.kind." + word + ".hint")})
		v.Templates = append(v.Templates, view.Template{Name: l.T("import.kind." + word),
			XLSX: l.Path(base(c) + "/templat/" + word + ".xlsx"), CSV: l.Path(base(c) + "/templat/" + word + ".csv")})
	}
	recent, err := h.DB.Imports(c.UserContext(), web.Actor(c), recentImports)
	if err != nil {
		return err
	}
	for i := range recent {
		f := &recent[i]
		if !slices.Contains(allowed, f.Kind) {
			continue
		}
		v.Recent = append(v.Recent, view.Recent{
			File: f.FileName, Kind: l.T("import.kind." + wordOf(f.Kind)), When: l.DateTime(f.CreatedAt), Href: l.Path(address(c, f.ID)), Status: stateBadge(l, f),
		})
	}
	return h.Render(c, status, view.Home(p, v))
}

func address(c *fiber.Ctx, id int64) string { return base(c) + "/" + strconv.FormatInt(id, 10) }

// Template sends an empty table to fill in.
func (h *Handler) Template(c *fiber.Ctx) error {
	file := c.Params("file")
	ext := path.Ext(file)
	kind, known := kindWords[strings.TrimSuffix(file, ext)]
	if !known || !slices.Contains(kinds(c), kind) || ext != ".xlsx" && ext != ".csv" {
		return app.ErrNotFound
	}
	t, err := h.table(c, kind)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	write := t.Template().XLSX
	if ext == ".csv" {
		write = t.Template().CSV
	}
	if err := write(&b, h.Locale(c)); err != nil {
		return err
	}
	attach(c, format(ext[1:]), h.Locale(c).T("import.template_file", "kind", wordOf(kind)))
	return c.Send(b.Bytes())
}

type uploadInput struct {
	Kind string `form:"jenis"`
}

var (
	errNoFile    = &app.Error{Kind: app.Invalid, Key: "import.error.no_file", Field: "berkas"}
	errNoRows    = &app.Error{Kind: app.Invalid, Key: "import.error.no_rows", Field: "berkas"}
	errLacking   = &app.Error{Kind: app.Invalid, Key: "import.error.missing", Field: "berkas"}
	errWhichKind = &app.Error{Kind: app.Invalid, Key: "error.required_choice", Field: "jenis"}
)

// Upload reads a file, compares it with what is stored and leads to the
// preview. Nothing is in force yet.
func (h *Handler) Upload(c *fiber.Ctx) error {
	var in uploadInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	id, err := h.take(c, in)
	if err == nil {
		return h.Redirect(c, address(c, id))
	}
	if e, ok := err.(*app.Error); ok && e.Kind == app.Invalid && e.Field == "" {
		err = e.At("berkas") // what is wrong with the file as a whole
	}
	if !web.Reject(&form, err) {
		return err
	}
	return h.showHome(c, fiber.StatusUnprocessableEntity, form)
}

func (h *Handler) take(c *fiber.Ctx, in uploadInput) (int64, error) {
	ctx, cancel := patient(c)
	defer cancel()
	actor := web.Actor(c)
	kind, known := kindWords[in.Kind]
	if !known || !slices.Contains(kinds(c), kind) {
		return 0, errWhichKind
	}
	name, content, err := uploaded(c)
	if err != nil {
		return 0, err
	}
	select {
	case h.uploads <- struct{}{}:
		defer func() { <-h.uploads }()
	case <-ctx.Done():
		return 0, app.ErrBusy
	}
	ref, err := h.DB.ImportReference(ctx)
	if err != nil {
		return 0, err
	}
	f := &app.ImportFile{Kind: kind, FileName: name}
	var rows []app.ImportRow
	if kind == app.ImportAgencies {
		rows, err = planAgencies(h.Locale(c), tables.NewAgencies(h.Bundle, ref, h.Now()), content, f)
	} else {
		rows, err = h.planJobs(ctx, h.Locale(c), tables.NewJobs(h.Bundle, ref), content, scope(actor), f)
	}
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, errNoRows
	}
	return h.DB.SaveImport(ctx, actor, f, rows)
}

// uploaded returns the file of the form.
func uploaded(c *fiber.Ctx) (name string, content []byte, err error) {
	head, err := c.FormFile("berkas")
	if err != nil || head.Size == 0 {
		return "", nil, errNoFile
	}
	content, err = readAll(head)
	if err != nil {
		return "", nil, err
	}
	return web.Clip(strings.ToValidUTF8(path.Base(strings.ReplaceAll(head.Filename, `\`, "/")), ""), 120), content, nil
}

func readAll(head *multipart.FileHeader) ([]byte, error) {
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func planAgencies(l *i18n.Locale, t *tables.Agencies, content []byte, f *app.ImportFile) ([]app.ImportRow, error) {
	file, err := read(l, t, content, f, "")
	if err != nil {
		return nil, err
	}
	return t.Plan(file), nil
}

func (h *Handler) planJobs(ctx context.Context, l *i18n.Locale, t *tables.Jobs, content []byte, s tables.Scope, f *app.ImportFile) ([]app.ImportRow, error) {
	without := "" // whoever works for one agency need not name it in every row
	if !s.All && len(s.Agencies) == 1 {
		without = t.Label(l, "agency_sip3mi")
	}
	file, err := read(l, t, content, f, without)
	if err != nil {
		return nil, err
	}
	k := t.Keys(file, s)
	stored, err := h.DB.JobsForImport(ctx, k.Slugs, k.AgencyIDs, k.References)
	if err != nil {
		return nil, err
	}
	return t.Plan(file, stored, s), nil
}

// read finds the table in the content and refuses one that lacks required
// columns, but for the one named without.
func read(l *i18n.Locale, t table, content []byte, f *app.ImportFile, without string) (*sheet.Table, error) {
	file, err := sheet.Read(content, t.Fields(), sheet.DefaultLimits())
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(t.Missing(l, file), func(name string) bool { return name == without })
	if len(missing) > 0 {
		return nil, errLacking.With("columns", strings.Join(missing, ", "))
	}
	f.Head, f.Unknown = file.Head, file.Unknown
	return file, nil
}
