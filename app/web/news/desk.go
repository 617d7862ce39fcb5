package news

import (
	"io"
	"mime/multipart"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/picture"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/news"
	"gerbang/views/ui"
)

const deskPath = "/dasbor/berita"

// Sizes of what a post shows: the cover above its text, and the same on cards.
const (
	coverSide = 1200
	thumbSide = 480
)

func (h *Handler) deskPage(c *fiber.Ctx, title string) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, "")
	p.Title, p.Nav, p.NoIndex = title, layout.NavDeskNews, true
	return p
}

// Desk lists the posts that the writer may change.
func (h *Handler) Desk(c *fiber.Ctx) error {
	page := web.PageNumber(c)
	posts, total, err := h.DB.DeskAnnouncements(c.UserContext(), web.Actor(c), (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	p := h.deskPage(c, h.Locale(c).T("news.desk.title"))
	m := view.DeskPage{Pager: pager(p.L, deskPath, page, total)}
	for i := range posts {
		a := &posts[i]
		row := view.DeskRow{Title: a.Title, Href: p.URL(editPath(a.ID)), Status: status(p.L, a, h.Now()), By: a.UpdatedBy, Changed: p.L.DateTime(a.UpdatedAt)}
		if !a.PublishAt.IsZero() {
			row.Date = p.L.DateTime(a.PublishAt)
		}
		m.Rows = append(m.Rows, row)
	}
	return h.Render(c, fiber.StatusOK, view.Desk(p, m))
}

func editPath(id int64) string { return deskPath + "/" + strconv.FormatInt(id, 10) }

func status(l *i18n.Locale, a *app.Announcement, now time.Time) ui.BadgeItem {
	switch {
	case a.Status == app.AnnouncementDraft:
		return ui.BadgeItem{Tone: ui.Mute, Icon: "pencil", Text: l.T("news.status.draft")}
	case a.Public(now):
		return ui.BadgeItem{Tone: ui.OK, Text: l.T("news.status.public")}
	}
	return ui.BadgeItem{Tone: ui.Info, Icon: "clock", Text: l.T("news.status.scheduled")}
}

// New asks for a new post.
func (h *Handler) New(c *fiber.Ctx) error {
	return h.editPage(c, fiber.StatusOK, nil, ui.Form{L: h.Locale(c), Values: map[string][]string{"state": {"draft"}}}, nil)
}

// Edit opens a post.
func (h *Handler) Edit(c *fiber.Ctx) error {
	a, err := h.opened(c)
	if err != nil {
		return err
	}
	return h.editPage(c, fiber.StatusOK, a, h.saved(c, a), nil)
}

// opened returns the post of the address; none for a new one.
func (h *Handler) opened(c *fiber.Ctx) (*app.Announcement, error) {
	if c.Params("id") == "" {
		return nil, nil
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return nil, app.ErrNotFound
	}
	return h.DB.DeskAnnouncement(c.UserContext(), web.Actor(c), id)
}

// saved is the form of a post as it stands.
func (h *Handler) saved(c *fiber.Ctx, a *app.Announcement) ui.Form {
	values := map[string][]string{
		"version": {strconv.Itoa(a.Version)}, "title": {a.Title}, "title_en": {a.TitleEN}, "body": {a.Body}, "body_en": {a.BodyEN},
		"cover": {a.Cover.Key}, "thumb": {a.Thumb.Key}, "cover_alt": {a.Cover.Alt}, "state": {"draft"},
	}
	if a.Status == app.AnnouncementPublished {
		values["state"] = []string{"now"}
		if !a.Public(h.Now()) {
			at := a.PublishAt.In(app.Jakarta)
			values["state"] = []string{"later"}
			values["date_day"], values["date_month"], values["date_year"] = []string{at.Format("2")}, []string{at.Format("1")}, []string{at.Format("2006")}
			values["clock"] = []string{at.Format("15.04")}
		}
	}
	return ui.Form{L: h.Locale(c), Values: values}
}

func (h *Handler) editPage(c *fiber.Ctx, code int, a *app.Announcement, form ui.Form, preview *view.PostPage) error {
	l := h.Locale(c)
	m := view.EditPage{Form: form, Heading: l.T("news.desk.new"), Action: deskPath + "/baru", Preview: preview, NowHint: l.T("news.state.now_hint")}
	if a != nil {
		m.Heading, m.Action, m.Status = a.Title, editPath(a.ID), status(l, a, h.Now())
		if a.Public(h.Now()) {
			m.PublicHref = l.Path("/berita/" + a.Slug)
			m.NowHint = l.T("news.state.since", "date", l.DateTime(a.PublishAt))
		}
		history, err := h.DB.AnnouncementHistory(c.UserContext(), web.Actor(c), a.ID)
		if err != nil {
			return err
		}
		for _, e := range history {
			m.History = append(m.History, view.Change{What: l.T("news.did." + strings.TrimPrefix(e.Action, "announcement.")), By: e.Actor, At: l.DateTime(e.At)})
		}
	}
	cover, err := h.cover(c, form)
	if err != nil {
		return err
	}
	m.Cover = cover
	p := h.deskPage(c, m.Heading)
	p.HasErrors = form.Failed()
	return h.Render(c, code, view.Edit(p, m))
}

var keyForm = regexp.MustCompile(`^[0-9a-z]{20,64}$`)

// cover is the picture that the form names as the cover, if there is one.
func (h *Handler) cover(c *fiber.Ctx, form ui.Form) (app.Image, error) {
	key := form.Value("cover")
	if !keyForm.MatchString(key) {
		return app.Image{}, nil
	}
	f, err := h.DB.PictureSize(c.UserContext(), key)
	if app.KindOf(err) == app.NotFound && err != nil {
		return app.Image{}, nil
	}
	return app.Image{Key: f.Key, Width: f.Width, Height: f.Height, Alt: form.Value("cover_alt")}, err
}

type answers struct {
	Action  string `form:"action"`
	Version int    `form:"version"`
	Title   string `form:"title" validate:"max=120"`
	TitleEN string `form:"title_en" validate:"max=120"`
	Body    string `form:"body" validate:"max=20000"`
	BodyEN  string `form:"body_en" validate:"max=20000"`
	Cover   string `form:"cover"`
	Thumb   string `form:"thumb"`
	Alt     string `form:"cover_alt" validate:"max=200"`
	State   string `form:"state"`
	Day     string `form:"date_day"`
	Month   string `form:"date_month"`
	Year    string `form:"date_year"`
	Clock   string `form:"clock"`
	Picture string `form:"picture_alt" validate:"max=200"`
}

// Save does what the pressed button says: it saves the post, or shows the form
// again with a preview or one more picture, and saves nothing.
func (h *Handler) Save(c *fiber.Ctx) error {
	a, err := h.opened(c)
	if err != nil {
		return err
	}
	var in answers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	switch in.Action {
	case "gambar", "sampul":
		if !form.Failed() {
			if err := h.addPicture(c, in, &form); err != nil {
				return err
			}
		}
		return h.editPage(c, answered(form), a, form, nil)
	case "tanpa-sampul":
		form.Values["cover"], form.Values["thumb"], form.Values["cover_alt"] = nil, nil, nil
		return h.editPage(c, answered(form), a, form, nil)
	case "pratinjau":
		preview, err := h.preview(c, in, form)
		if err != nil {
			return err
		}
		return h.editPage(c, answered(form), a, form, preview)
	}
	post, problems := h.read(in)
	if web.Reject(&form, problems.Err()); form.Failed() {
		return h.editPage(c, fiber.StatusUnprocessableEntity, a, form, nil)
	}
	if a != nil {
		post.ID = a.ID
	}
	id, err := h.DB.SaveAnnouncement(c.UserContext(), web.Actor(c), post)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.editPage(c, fiber.StatusUnprocessableEntity, a, form, nil)
	}
	h.Flash(c, "ok", "news.saved."+in.State)
	return h.Redirect(c, editPath(id))
}

func answered(form ui.Form) int {
	if form.Failed() {
		return fiber.StatusUnprocessableEntity
	}
	return fiber.StatusOK
}

func (h *Handler) preview(c *fiber.Ctx, in answers, form ui.Form) (*view.PostPage, error) {
	cover, err := h.cover(c, form)
	if err != nil {
		return nil, err
	}
	m := post(h.Locale(c), &app.Announcement{Title: in.Title, TitleEN: in.TitleEN, Body: in.Body, BodyEN: in.BodyEN, Cover: cover})
	return &m, nil
}

// addPicture cleans and keeps an upload, and puts it into the text or above it.
func (h *Handler) addPicture(c *fiber.Ctx, in answers, form *ui.Form) error {
	if in.Picture == "" {
		form.Errors = append(form.Errors, app.FieldError{Field: "picture_alt", Key: "news.alt_required"})
	}
	head := uploaded(c)
	if head == nil {
		form.Errors = append(form.Errors, app.FieldError{Field: "picture", Key: "error.file_required"})
	}
	if form.Failed() {
		return nil
	}
	raw, err := content(head)
	if err != nil {
		return err
	}
	cleaned, err := h.clean(c, head, raw, coverSide)
	if !web.Reject(form, at(err, "picture")) {
		return err
	}
	if form.Failed() {
		return nil
	}
	var small *postgres.File
	if in.Action == "sampul" {
		if small, err = h.clean(c, head, raw, thumbSide); err != nil {
			return err
		}
	}
	key, smallKey, err := h.DB.AddPicture(c.UserContext(), web.Actor(c), *cleaned, small)
	if err != nil {
		return err
	}
	if small != nil {
		form.Values["cover"], form.Values["thumb"], form.Values["cover_alt"] = []string{key}, []string{smallKey}, []string{in.Picture}
	} else {
		alt := strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(in.Picture)
		form.Values["body"] = []string{strings.TrimSpace(in.Body + "\n\n![" + alt + "](" + web.FilePath(key) + ")")}
	}
	form.Values["picture_alt"] = nil
	return nil
}

// at puts a message beside a field.
func at(err error, field string) error {
	if e, ok := err.(*app.Error); ok {
		return e.At(field)
	}
	return err
}

func uploaded(c *fiber.Ctx) *multipart.FileHeader {
	form, err := c.MultipartForm()
	if err != nil || len(form.File["picture"]) == 0 || form.File["picture"][0].Size == 0 {
		return nil
	}
	return form.File["picture"][0]
}

func content(head *multipart.FileHeader) ([]byte, error) {
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func (h *Handler) clean(c *fiber.Ctx, head *multipart.FileHeader, raw []byte, side int) (*postgres.File, error) {
	p, err := picture.Clean(c.UserContext(), raw, side)
	if err != nil {
		return nil, err
	}
	name := web.Clip(strings.ToValidUTF8(head.Filename, ""), 120)
	return &postgres.File{ContentType: p.Type, Name: name, Width: p.Width, Height: p.Height, Body: p.Data}, nil
}

// read checks what is to be saved.
func (h *Handler) read(in answers) (postgres.AnnouncementInput, app.FieldErrors) {
	out := postgres.AnnouncementInput{
		Version: in.Version, Title: in.Title, TitleEN: in.TitleEN, Body: in.Body, BodyEN: in.BodyEN, CoverAlt: in.Alt, Status: app.AnnouncementDraft,
	}
	var problems app.FieldErrors
	add := func(field, key string) { problems = append(problems, app.FieldError{Field: field, Key: key}) }
	if in.Title == "" {
		add("title", "news.title_required")
	}
	if keyForm.MatchString(in.Cover) && keyForm.MatchString(in.Thumb) {
		out.CoverKey, out.ThumbKey = in.Cover, in.Thumb
		if in.Alt == "" {
			add("cover_alt", "news.alt_required")
		}
	}
	switch in.State {
	case "draft":
	case "now", "later":
		out.Status = app.AnnouncementPublished
		if in.Body == "" {
			add("body", "news.body_required")
		}
	default:
		add("state", "error.required_choice")
	}
	if in.State == "later" {
		at, ok := moment(in)
		switch {
		case !ok:
			add("date", "news.date_invalid")
		case !at.After(h.Now()):
			add("date", "news.date_past")
		}
		out.PublishAt = at
	}
	return out, problems
}

// moment reads the day and the clock of a post; the clock is 08.00 when empty.
func moment(in answers) (time.Time, bool) {
	clock := strings.NewReplacer(":", ".", " ", "").Replace(in.Clock)
	if clock == "" {
		clock = "08.00"
	}
	at, err := time.ParseInLocation("2006-1-2 15.04", in.Year+"-"+in.Month+"-"+in.Day+" "+clock, app.Jakarta)
	return at, err == nil && at.Year() < 2100
}
