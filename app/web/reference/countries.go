package reference

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/reference"
	"gerbang/views/ui"
)

const countriesPath = root + "/negara"

func nameOf(l *i18n.Locale, d *postgres.Destination) string {
	if l.Tag() == "en" {
		return d.NameEN
	}
	return d.NameID
}

// Countries lists destinations.
func (h *Handler) Countries(c *fiber.Ctx) error {
	var q struct {
		Search string `query:"q"`
	}
	if err := web.Query(c, &q); err != nil {
		return err
	}
	p := h.page(c, "reference.countries")
	f, err := h.frame(c, p.L, "reference.countries", "country")
	if err != nil {
		return err
	}
	list, err := h.DB.Destinations(c.UserContext(), web.Actor(c), strings.ReplaceAll(web.Clip(q.Search, 60), "\x00", ""))
	if err != nil {
		return err
	}
	v := view.Countries{Frame: f, Search: q.Search}
	for i := range list {
		d := &list[i]
		v.Lines = append(v.Lines, view.Country{Name: nameOf(p.L, d), Reason: d.Reason, Jobs: p.L.Number(int64(d.Jobs)), Closed: d.Closed, Href: p.URL(countriesPath + "/" + d.ISO2)})
	}
	return h.Render(c, fiber.StatusOK, view.CountriesPage(p, v))
}

func (h *Handler) destination(c *fiber.Ctx) (postgres.Destination, error) {
	code := strings.Clone(c.Params("slug"))
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return postgres.Destination{}, app.ErrNotFound
	}
	return h.DB.Destination(c.UserContext(), web.Actor(c), code)
}

// Country is the form that closes or opens a destination.
func (h *Handler) Country(c *fiber.Ctx) error {
	d, err := h.destination(c)
	if err != nil {
		return err
	}
	return h.renderCountry(c, &d, ui.Form{L: h.Locale(c), Values: map[string][]string{"revision": {d.Revision}}})
}

func (h *Handler) renderCountry(c *fiber.Ctx, d *postgres.Destination, form ui.Form) error {
	title, consequence, n := "reference.country.close_of", "reference.country.leave", d.Jobs
	if d.Closed {
		title, consequence, n = "reference.country.open_of", "reference.country.back", d.WouldLeave
	}
	p := h.page(c, title, "name", nameOf(h.Locale(c), d))
	p.HasErrors = form.Failed()
	return h.Render(c, web.FormStatus(form), view.CountryPage(p, view.CountryForm{
		Form: form, Name: nameOf(p.L, d), Consequence: p.L.N(consequence, n), Reason: d.Reason, Closed: d.Closed, Action: p.URL(countriesPath + "/" + d.ISO2),
	}))
}

// SetCountry closes or opens a destination.
func (h *Handler) SetCountry(c *fiber.Ctx) error {
	d, err := h.destination(c)
	if err != nil {
		return err
	}
	var in struct {
		Closed   string `form:"closed" validate:"oneof=0 1"`
		Reason   string `form:"reason"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if !form.Failed() {
		err := h.DB.SetDestination(c.UserContext(), web.Actor(c), d.ISO2, in.Closed == "1", in.Reason, in.Revision)
		web.Renew(&form, err)
		if !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.renderCountry(c, &d, form)
	}
	saved := "reference.country.saved_open"
	if in.Closed == "1" {
		saved = "reference.country.saved_closed"
	}
	h.Flash(c, "ok", saved, "name", nameOf(h.Locale(c), &d))
	return h.Redirect(c, countriesPath)
}
