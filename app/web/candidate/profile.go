package candidate

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/app/web/profile"
	view "gerbang/views/candidate"
	"gerbang/views/registration"
	"gerbang/views/ui"
)

// Profile shows what is known of the visitor.
func (h *Handler) Profile(c *fiber.Ctx) error {
	me, err := h.DB.Profile(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "candidate.nav.profile")
	address, err := h.address(c, p.L, me.Address)
	if err != nil {
		return err
	}
	background, err := h.background(c, p.L, me)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Profile(p, view.ProfileView{Identity: identity(p.L, &me.Candidate), Address: address, Background: background}))
}

func identity(l *i18n.Locale, me *app.Candidate) []ui.Def {
	d := []ui.Def{
		{Term: l.T("profile.name"), Text: me.Name},
		{Term: l.T("profile.nik"), Text: app.MaskNIK(me.NIKLast4)},
		{Term: l.T("profile.phone"), Text: view.MaskedPhone(me.PhoneLast4)},
		{Term: l.T("profile.birth_date")},
		{Term: l.T("profile.sex")},
	}
	if !me.BirthDate.IsZero() {
		d[3].Text = registration.BirthDate(l, me.BirthDate)
	}
	if me.Sex.Valid() {
		d[4].Text = l.T("common." + string(me.Sex))
	}
	return filled(l, d)
}

func (h *Handler) address(c *fiber.Ctx, l *i18n.Locale, a app.Address) ([]ui.Def, error) {
	if a.OutsideDKI {
		return filled(l, []ui.Def{{Term: l.T("profile.city"), Text: a.City, Note: l.T("profile.where_outside")}}), nil
	}
	d := []ui.Def{{Term: l.T("profile.kelurahan")}, {Term: l.T("profile.rt_rw")}, {Term: l.T("profile.street"), Text: a.Street}}
	if a.Complete() {
		kelurahan, kecamatan, city, err := h.DB.RegionPath(c.UserContext(), a.RegionCode)
		if err != nil {
			return nil, err
		}
		d[0].Text, d[0].Note = kelurahan, kecamatan+", "+city
		d[1].Text = a.RT + "/" + a.RW
	}
	return filled(l, d), nil
}

// filled says of what is missing that it is not filled in yet.
func filled(l *i18n.Locale, defs []ui.Def) []ui.Def {
	for i := range defs {
		if defs[i].Text == "" {
			defs[i].Text = l.T("common.not_filled")
		}
	}
	return defs
}

// EditIdentity is the identity part of the profile as a form.
func (h *Handler) EditIdentity(c *fiber.Ctx) error {
	me, err := h.DB.Candidate(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	form, err := profile.IdentityForm(h.Kit, c, me)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.EditIdentity(h.page(c, "candidate.profile.identity"), form, me))
}

// SaveIdentity saves it.
func (h *Handler) SaveIdentity(c *fiber.Ctx) error {
	me, err := h.DB.Candidate(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	form, err := profile.SaveIdentity(h.Kit, c, me)
	if err != nil {
		return err
	}
	if form.Failed() {
		p := h.page(c, "candidate.profile.identity")
		p.HasErrors = true
		return h.Render(c, fiber.StatusUnprocessableEntity, view.EditIdentity(p, form, me))
	}
	return h.saved(c)
}

// EditAddress is the address part of the profile as a form.
func (h *Handler) EditAddress(c *fiber.Ctx) error {
	me, err := h.DB.Candidate(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	return h.renderAddress(c, fiber.StatusOK, profile.AddressForm(h.Locale(c), me.Address))
}

// SaveAddress saves it.
func (h *Handler) SaveAddress(c *fiber.Ctx) error {
	form, err := profile.SaveAddress(h.Kit, c)
	if err != nil {
		return err
	}
	if form.Failed() {
		return h.renderAddress(c, fiber.StatusUnprocessableEntity, form)
	}
	return h.saved(c)
}

func (h *Handler) renderAddress(c *fiber.Ctx, status int, form ui.Form) error {
	kelurahan, err := profile.Kelurahan(h.Kit, c)
	if err != nil {
		return err
	}
	p := h.page(c, "candidate.profile.address")
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.EditAddress(p, form, kelurahan))
}
