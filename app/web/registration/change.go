package registration

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// own returns the registration of the address, if it is the visitor's own.
func (h *Handler) own(c *fiber.Ctx) (*postgres.RegistrationView, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return nil, app.ErrNotFound
	}
	return h.DB.MyRegistration(c.UserContext(), web.Actor(c), id)
}

func ownPath(id int64) string { return "/akun/pendaftaran/" + strconv.FormatInt(id, 10) }

// told goes back to the page of the registration with what came of an action
// there. What stands in its way is told too: the page shows why.
func (h *Handler) told(c *fiber.Ctx, id int64, err error, done string) error {
	switch {
	case err == nil:
		h.Flash(c, "ok", done)
	case app.KindOf(err) == app.Conflict:
		h.Flash(c, "err", keyOf(err))
	default:
		return err
	}
	return h.Redirect(c, ownPath(id))
}

// TakeOffer takes the place that is kept for the visitor and leads to its
// ticket. Doing it twice changes nothing more.
func (h *Handler) TakeOffer(c *fiber.Ctx) error {
	r, err := h.own(c)
	if err != nil {
		return err
	}
	if err := h.DB.TakeOffer(c.UserContext(), web.Actor(c), r.ID); err != nil {
		return h.told(c, r.ID, err, "")
	}
	if r, err = h.own(c); err != nil {
		return err
	}
	h.Flash(c, "ok", "places.offer.taken")
	return h.Redirect(c, "/t/"+string(r.Code))
}

// Reconfirm says again that the visitor comes.
func (h *Handler) Reconfirm(c *fiber.Ctx) error {
	r, err := h.own(c)
	if err != nil {
		return err
	}
	return h.told(c, r.ID, h.DB.ConfirmRegistration(c.UserContext(), web.Actor(c), r.ID), "places.confirm.done")
}

// ChangeForm shows the sessions that the visitor may move to.
func (h *Handler) ChangeForm(c *fiber.Ctx) error {
	r, err := h.own(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
	if r.Session != nil {
		form.Values["session"] = []string{strconv.FormatInt(r.Session.ID, 10)}
	}
	return h.renderChange(c, fiber.StatusOK, r, form)
}

// Change moves the registration to the session chosen, or leaves it as it is.
func (h *Handler) Change(c *fiber.Ctx) error {
	r, err := h.own(c)
	if err != nil {
		return err
	}
	var in sessionAnswer
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	err = h.DB.SwitchSession(c.UserContext(), web.Actor(c), r.ID, in.Session)
	if errors.Is(err, app.ErrSessionFull) || errors.Is(err, app.ErrSessionPast) || errors.Is(err, app.ErrSessionRequired) {
		web.Reject(&form, err)
		return h.renderChange(c, fiber.StatusUnprocessableEntity, r, form)
	}
	return h.told(c, r.ID, err, "places.change.done")
}

func (h *Handler) renderChange(c *fiber.Ctx, status int, r *postgres.RegistrationView, form ui.Form) error {
	if err := app.CheckChange(&r.Event, r.Status, r.Session, r.Attended != nil, h.Now()); err != nil {
		return h.told(c, r.ID, err, "")
	}
	a := &postgres.Application{Event: &r.Event, Left: -1}
	var err error
	if a.Sessions, err = h.DB.Sessions(c.UserContext(), r.EventID, app.EntrySession); err != nil {
		return err
	}
	l := h.Locale(c)
	p := h.Page(c, "places.change.title")
	p.NoIndex, p.HasErrors = true, form.Failed()
	v := view.ChangeView{
		Event: r.Event, Session: view.SessionTime(l, r.Session), Waiting: r.Status == app.Waitlisted, Back: ownPath(r.ID),
		Days: h.days(l, a, r.Status == app.Waitlisted && a.AllFull(h.Now())),
	}
	for _, d := range v.Days {
		for i := range d.Options {
			if o := &d.Options[i]; o.Value == strconv.FormatInt(r.Session.ID, 10) {
				o.Tag, o.Disabled = l.T("places.change.mine"), false
			}
		}
	}
	if r.Event.ChangeUntil != nil {
		v.Until = l.DateTime(*r.Event.ChangeUntil)
	}
	return h.Render(c, status, view.Change(p, form, v))
}
