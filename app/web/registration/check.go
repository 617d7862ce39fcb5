package registration

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventtext"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// Check is the last step: every answer, each with a way back to it.
func (h *Handler) Check(c *fiber.Ctx) error {
	a, err := h.open(c, stepCheck)
	if a == nil {
		return err
	}
	return h.renderCheck(c, fiber.StatusOK, a, ui.Form{L: h.Locale(c)})
}

func (h *Handler) renderCheck(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	agrees, err := h.DB.NIKAgrees(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	v := view.CheckView{
		Candidate: a.Candidate, Session: a.Session(a.Draft.SessionID), Consents: a.Consents, Asked: asked(a.Event),
		NIKDiffers: !agrees, Full: a.Event.Approval == app.Instant && a.Full(a.Draft.SessionID), AllFull: a.AllFull(h.Now()),
		Guardian: a.Guardian, Documents: a.Documents, Uploaded: a.Uploaded,
		Minor: app.AgeOn(a.Candidate.BirthDate, a.Event.StartsAt) < app.Adult,
	}
	v.Barriers = eventtext.Barriers(form.L, &a.Fit.Eligibility, a.Fit.Match)
	if asksEducation(a) {
		v.Education = form.L.T("catalogue.education." + string(a.Candidate.Education))
	}
	if code := a.Candidate.Address.RegionCode; code != "" {
		kelurahan, kecamatan, city, err := h.DB.RegionPath(c.UserContext(), code)
		if err != nil {
			return err
		}
		v.Place = kelurahan + ", " + kecamatan + ", " + city
	}
	asked, answers := app.Ask(a.Questions, a.Answers)
	for i := range asked {
		v.Answers = append(v.Answers, view.Answered{Question: &asked[i], Text: h.Locale(c).Answer(&asked[i], answers[asked[i].ID])})
	}
	s := h.page(c, a, stepCheck)
	s.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.Check(s, form, v))
}

// Submit registers. It is what a whole city presses at once, so all it does
// happens within one batch. Pressing it twice leads to the same ticket.
func (h *Handler) Submit(c *fiber.Ctx) error {
	k, ok := kinds[part(c)]
	if !ok {
		return app.ErrNotFound
	}
	actor := web.Actor(c)
	r, err := h.DB.RegisterDraft(c.UserContext(), actor, k.kind, c.Params("slug"), c.FormValue(view.PlaceField) != "") // was shown a free place
	if err != nil {
		return h.refused(c, err)
	}
	if !r.Existing {
		h.Flash(c, "ok", "registration.done."+string(r.Status))
	}
	return h.Redirect(c, standingPath(r))
}

// refused shows why registering failed where it can be mended. All answers
// are kept: they were saved step by step.
func (h *Handler) refused(c *fiber.Ctx, cause error) error {
	switch {
	case errors.Is(cause, app.ErrSessionFull), errors.Is(cause, app.ErrEventFull):
		a, err := h.open(c, stepCheck)
		if a == nil {
			return err
		}
		form := ui.Form{L: h.Locale(c)}
		form.Errors = append(form.Errors, app.FieldError{Field: "session", Key: fullKey(a, h)})
		return h.renderCheck(c, fiber.StatusUnprocessableEntity, a, form)
	case errors.Is(cause, app.ErrNotEligible):
		a, err := h.open(c, stepCheck)
		if a == nil {
			return err
		}
		return h.renderCheck(c, fiber.StatusUnprocessableEntity, a, ui.Form{L: h.Locale(c)})
	case errors.Is(cause, app.ErrSessionPast), errors.Is(cause, app.ErrSessionRequired):
		h.Flash(c, "err", keyOf(cause))
		return h.toStep(c, stepSession)
	case errors.Is(cause, app.ErrProfile), errors.Is(cause, app.ErrConsent), errors.Is(cause, app.ErrGuardian),
		errors.Is(cause, app.ErrAnswersMissing), errors.Is(cause, app.ErrDocumentsMissing):
		h.Flash(c, "err", keyOf(cause))
		return h.next(c)
	case app.KindOf(cause) == app.Conflict: // the window
		return h.Redirect(c, formPath(c))
	}
	return cause
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*app.Error](err); ok {
		return e.Key
	}
	return "error.internal"
}

func fullKey(a *postgres.Application, h *Handler) string {
	if len(a.Sessions) == 0 || a.AllFull(h.Now()) {
		return "registration.full_meanwhile"
	}
	return "registration.session_full_meanwhile"
}
