package safety

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/safety"
	"gerbang/views/ui"
)

// What officers keep for the safety page. Each list has a page of its own,
// each entry a form; what is saved is public at once.
const (
	contactsPath = "/dasbor/acuan/kontak"
	signsPath    = "/dasbor/acuan/tanda-bahaya"
	postsPath    = "/dasbor/acuan/pos"
)

// newEntry stands in the address where an entry has its id.
const newEntry = "baru"

// entryID reads the id of the address; 0 is a new entry.
func entryID(c *fiber.Ctx) (int64, error) {
	if c.Params("id") == newEntry {
		return 0, nil
	}
	return reportID(c)
}

func entryPath(path string, id int64) string { return path + "/" + strconv.FormatInt(id, 10) }

// keepList shows a list; ordered ones can be moved up and down.
func (h *Handler) keepList(c *fiber.Ctx, name, path string, ordered bool, rows []view.KeepRow) error {
	p := h.deskPage(c, layout.NavReference, "keep."+name)
	active := 0
	for _, r := range rows {
		if r.Active {
			active++
		}
	}
	for i := range rows {
		r := &rows[i]
		r.Href = p.URL(entryPath(path, r.ID))
		if ordered && r.Active {
			if i > 0 {
				r.Up = r.Href + "/naik"
			}
			if i < active-1 {
				r.Down = r.Href + "/turun"
			}
		}
	}
	m := view.KeepList{Lead: p.T("keep." + name + "_text"), New: p.URL(path + "/" + newEntry), Rows: rows, Ordered: ordered}
	return h.Render(c, fiber.StatusOK, view.Keep(p, m))
}

// keepForm starts the page of one entry.
func (h *Handler) keepForm(c *fiber.Ctx, name, path string, form ui.Form) (layout.Page, view.KeepForm) {
	p := h.deskPage(c, layout.NavReference, "keep."+name)
	p.HasErrors = form.Failed()
	m := view.KeepForm{Form: form, List: p.Title, ListHref: p.URL(path), Action: p.URL(path + "/" + c.Params("id")), Title: form.Value("name")}
	if c.Params("id") == newEntry || m.Title == "" {
		m.Title = p.T("keep.add")
	}
	p.Title = m.Title
	return p, m
}

func (h *Handler) kept(c *fiber.Ctx, path string) error {
	h.Flash(c, "ok", "keep.saved")
	return h.Redirect(c, path)
}

// confirmed says who last made sure of a contact.
func confirmed(l *i18n.Locale, on *time.Time, by string) string {
	if on == nil {
		return l.T("keep.unconfirmed")
	}
	return l.T("keep.confirmed_on", "date", l.DateShort(*on), "name", by)
}

func onOff(v bool) []string {
	if v {
		return []string{"1"}
	}
	return nil
}

// find returns the entry with that id; an empty one for 0.
func find[T any](list []T, id int64, idOf func(*T) int64) (*T, error) {
	if id == 0 {
		return new(T), nil
	}
	for i := range list {
		if idOf(&list[i]) == id {
			return &list[i], nil
		}
	}
	return nil, app.ErrNotFound
}

// Contacts lists the ways to ask for help.
func (h *Handler) Contacts(c *fiber.Ctx) error {
	lines, err := h.DB.DeskHotlines(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	l := h.Locale(c)
	rows := make([]view.KeepRow, len(lines))
	for i, x := range lines {
		rows[i] = view.KeepRow{ID: x.ID, Title: x.Channel, Text: x.Contact, Notes: []string{l.Choose(x.Purpose, x.PurposeEN), confirmed(l, x.ConfirmedOn, x.ConfirmedBy)}, Active: x.Active, Warn: x.ConfirmedOn == nil}
	}
	return h.keepList(c, "contacts", contactsPath, true, rows)
}

// Contact opens one of them.
func (h *Handler) Contact(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	lines, err := h.DB.DeskHotlines(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	x, err := find(lines, id, func(x *postgres.Hotline) int64 { return x.ID })
	if err != nil {
		return err
	}
	return h.contactPage(c, fiber.StatusOK, x, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"name": {x.Channel}, "contact": {x.Contact}, "purpose": {x.Purpose}, "purpose_en": {x.PurposeEN}, "hours": {x.Hours}, "hours_en": {x.HoursEN},
		"source": {x.Source}, "urgent": onOff(x.Urgent), "active": onOff(x.Active || id == 0), "revision": {x.Revision},
	}})
}

func (h *Handler) contactPage(c *fiber.Ctx, status int, x *postgres.Hotline, form ui.Form) error {
	p, m := h.keepForm(c, "contacts", contactsPath, form)
	if x != nil && x.ID != 0 {
		m.Confirmed = confirmed(p.L, x.ConfirmedOn, x.ConfirmedBy)
	}
	return h.Render(c, status, view.KeepContact(p, m))
}

// SaveContact changes or adds one.
func (h *Handler) SaveContact(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	var a struct {
		Name      string `form:"name" validate:"required,max=120"`
		Contact   string `form:"contact" validate:"required,max=200"`
		Purpose   string `form:"purpose" validate:"max=200"`
		PurposeEN string `form:"purpose_en" validate:"max=200"`
		Hours     string `form:"hours" validate:"max=80"`
		HoursEN   string `form:"hours_en" validate:"max=80"`
		Source    string `form:"source" validate:"max=200"`
		Urgent    bool   `form:"urgent"`
		Active    bool   `form:"active"`
		Confirm   bool   `form:"confirm"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if a.Urgent && !form.Failed() {
		if href, _ := app.ContactLink(a.Name, a.Contact); href == "" {
			form.Errors = append(form.Errors, app.FieldError{Field: "contact", Key: "keep.urgent_number"})
		}
	}
	if form.Failed() {
		return h.contactPage(c, fiber.StatusUnprocessableEntity, nil, form)
	}
	err = h.DB.SaveHotline(c.UserContext(), web.Actor(c), postgres.Hotline{
		ID: id, Channel: a.Name, Contact: a.Contact, Purpose: a.Purpose, PurposeEN: a.PurposeEN, Hours: a.Hours, HoursEN: a.HoursEN,
		Source: a.Source, Urgent: a.Urgent, Active: a.Active, Revision: form.Value("revision"),
	}, a.Confirm)
	if web.Renew(&form, err); !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.contactPage(c, web.FormStatus(form), nil, form)
	}
	return h.kept(c, contactsPath)
}

// MoveContact returns the handler that moves one up, or down.
func (h *Handler) MoveContact(up bool) fiber.Handler {
	return h.mover(contactsPath, func(c *fiber.Ctx, id int64) error { return h.DB.MoveHotline(c.UserContext(), web.Actor(c), id, up) })
}

// MoveSign is MoveContact for warning signs.
func (h *Handler) MoveSign(up bool) fiber.Handler {
	return h.mover(signsPath, func(c *fiber.Ctx, id int64) error { return h.DB.MoveSign(c.UserContext(), web.Actor(c), id, up) })
}

func (h *Handler) mover(path string, move func(c *fiber.Ctx, id int64) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := reportID(c)
		if err != nil {
			return err
		}
		if err := move(c, id); err != nil {
			return err
		}
		return h.Redirect(c, path)
	}
}

// Signs lists the warning signs.
func (h *Handler) Signs(c *fiber.Ctx) error {
	signs, err := h.DB.DeskSigns(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	l := h.Locale(c)
	rows := make([]view.KeepRow, len(signs))
	for i, x := range signs {
		rows[i] = view.KeepRow{ID: x.ID, Title: l.Choose(x.TitleID, x.TitleEN), Text: l.Choose(x.TextID, x.TextEN), Active: x.Active}
		if x.TitleEN == "" {
			rows[i].Notes, rows[i].Warn = []string{l.T("keep.no_english")}, true
		}
	}
	return h.keepList(c, "signs", signsPath, true, rows)
}

// Sign opens one of them.
func (h *Handler) Sign(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	signs, err := h.DB.DeskSigns(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	x, err := find(signs, id, func(x *postgres.WarningSign) int64 { return x.ID })
	if err != nil {
		return err
	}
	p, m := h.keepForm(c, "signs", signsPath, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"name": {x.TitleID}, "text": {x.TextID}, "name_en": {x.TitleEN}, "text_en": {x.TextEN}, "active": onOff(x.Active || id == 0), "revision": {x.Revision},
	}})
	return h.Render(c, fiber.StatusOK, view.KeepSign(p, m))
}

// SaveSign changes or adds one.
func (h *Handler) SaveSign(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	var a struct {
		Title   string `form:"name" validate:"required,max=120"`
		Text    string `form:"text" validate:"max=300"`
		TitleEN string `form:"name_en" validate:"max=120"`
		TextEN  string `form:"text_en" validate:"max=300"`
		Active  bool   `form:"active"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if form.Failed() {
		p, m := h.keepForm(c, "signs", signsPath, form)
		return h.Render(c, fiber.StatusUnprocessableEntity, view.KeepSign(p, m))
	}
	err = h.DB.SaveSign(c.UserContext(), web.Actor(c), postgres.WarningSign{ID: id, TitleID: a.Title, TextID: a.Text, TitleEN: a.TitleEN, TextEN: a.TextEN, Active: a.Active, Revision: form.Value("revision")})
	if web.Renew(&form, err); !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		p, m := h.keepForm(c, "signs", signsPath, form)
		return h.Render(c, web.FormStatus(form), view.KeepSign(p, m))
	}
	return h.kept(c, signsPath)
}

// Posts lists the complaint posts, by kecamatan.
func (h *Handler) Posts(c *fiber.Ctx) error {
	posts, err := h.DB.DeskPosts(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	l := h.Locale(c)
	rows := make([]view.KeepRow, len(posts))
	for i, x := range posts {
		rows[i] = view.KeepRow{ID: x.ID, Title: x.Region, Text: x.Place, Notes: []string{x.Address, confirmed(l, x.ConfirmedOn, x.ConfirmedBy)}, Active: x.Active, Warn: x.ConfirmedOn == nil}
	}
	return h.keepList(c, "posts", postsPath, false, rows)
}

// ComplaintPost opens one of them.
func (h *Handler) ComplaintPost(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	posts, err := h.DB.DeskPosts(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	x, err := find(posts, id, func(x *postgres.ComplaintPost) int64 { return x.ID })
	if err != nil {
		return err
	}
	return h.postPage(c, fiber.StatusOK, x, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"region": {x.RegionCode}, "name": {x.Place}, "address": {x.Address}, "hours": {x.Hours}, "source": {x.Source}, "active": onOff(x.Active || id == 0), "revision": {x.Revision},
	}})
}

func (h *Handler) postPage(c *fiber.Ctx, status int, x *postgres.ComplaintPost, form ui.Form) error {
	p, m := h.keepForm(c, "posts", postsPath, form)
	regions, err := h.DB.SouthJakarta(c.UserContext())
	if err != nil {
		return err
	}
	for _, r := range regions {
		m.Regions = append(m.Regions, ui.Option{Value: r.Code, Text: r.Name})
	}
	if x != nil && x.ID != 0 {
		m.Confirmed = confirmed(p.L, x.ConfirmedOn, x.ConfirmedBy)
	}
	return h.Render(c, status, view.KeepPost(p, m))
}

// SavePost changes or adds one.
func (h *Handler) SavePost(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	var a struct {
		Region  string `form:"region" validate:"required"`
		Place   string `form:"name" validate:"required,max=120"`
		Address string `form:"address" validate:"max=200"`
		Hours   string `form:"hours" validate:"max=80"`
		Source  string `form:"source" validate:"max=200"`
		Active  bool   `form:"active"`
		Confirm bool   `form:"confirm"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if !form.Failed() {
		err = h.DB.SavePost(c.UserContext(), web.Actor(c), postgres.ComplaintPost{
			ID: id, RegionCode: a.Region, Place: a.Place, Address: a.Address, Hours: a.Hours, Source: a.Source, Active: a.Active, Revision: form.Value("revision"),
		}, a.Confirm)
		if web.Renew(&form, err); !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.postPage(c, web.FormStatus(form), nil, form)
	}
	return h.kept(c, postsPath)
}
