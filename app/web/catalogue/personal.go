package catalogue

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/catalogue"
)

// personal adds to a job's page what only the signed-in candidate is shown.
// Pages of visitors are kept for all of them, so nothing personal is in those.
func (h *Handler) personal(c *fiber.Ctx, m *view.JobPage) error {
	actor := web.Actor(c)
	m.Visitor = actor == nil
	if !actor.Can(app.Apply) {
		return nil
	}
	ctx := c.UserContext()
	me, err := h.DB.Profile(ctx, actor)
	if err != nil {
		return err
	}
	levels, err := h.DB.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	saved, err := h.DB.Saved(ctx, actor, m.Job.ID)
	if err != nil {
		return err
	}
	m.Personal = &view.Personal{
		Saved: saved[m.Job.ID], Match: app.MatchJob(me, m.Job, levels, h.Now()),
		Back: h.Locale(c).Path(jobsPath+"/"+m.Job.Slug) + "#cocok",
	}
	return nil
}

// SaveJob keeps a job in the candidate's list, or takes it off. A visitor's
// wish is remembered in a sealed cookie while they sign in.
func (h *Handler) SaveJob(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	var in struct {
		Remove bool   `form:"hapus"`
		Back   string `form:"kembali"`
	}
	if _, err := h.Bind(c, &in); err != nil {
		return err
	}
	actor := web.Actor(c)
	if in.Remove && actor != nil {
		if !actor.Can(app.Apply) {
			return app.ErrForbidden
		}
		if err := h.DB.UnsaveJob(c.UserContext(), actor, slug); err != nil {
			return err
		}
		h.Flash(c, "ok", "saved.job.removed")
		return h.back(c, in.Back, jobsPath+"/"+slug)
	}
	if actor == nil {
		if _, err := h.DB.PublicJob(c.UserContext(), slug); err != nil {
			return err
		}
		h.Remember(c, wishToSave, slug)
		return h.Redirect(c, "/masuk?kembali="+url.QueryEscape(h.Locale(c).Path(jobsPath+"/"+slug+"/simpan")))
	}
	return h.save(c, slug, in.Back)
}

// wishToSave names what a visitor wanted: to keep the job of the slug.
const wishToSave = "save job"

// SaveRemembered is where a visitor who wanted to keep a job comes back to
// after signing in. It keeps only what this browser asked for before: by
// itself the address changes nothing.
func (h *Handler) SaveRemembered(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	if h.Recall(c, wishToSave) != slug {
		return h.Redirect(c, jobsPath+"/"+slug)
	}
	return h.save(c, slug, "")
}

func (h *Handler) save(c *fiber.Ctx, slug, back string) error {
	actor := web.Actor(c)
	if _, err := h.DB.PublicJob(c.UserContext(), slug); err != nil {
		return err
	}
	if !actor.Can(app.Apply) {
		return app.ErrForbidden
	}
	switch err := h.DB.SaveJob(c.UserContext(), actor, slug); {
	case app.KindOf(err) == app.Conflict:
		h.Flash(c, "err", "saved.error.jobs_full")
	case err != nil:
		return err
	default:
		h.Flash(c, "ok", "saved.job.done")
	}
	return h.back(c, back, jobsPath+"/"+slug)
}

// back leads to the page a form was sent from, or else to the path.
func (h *Handler) back(c *fiber.Ctx, from, otherwise string) error {
	if from = web.LocalPath(from); from != "" {
		return c.Redirect(from, fiber.StatusSeeOther)
	}
	return h.Redirect(c, otherwise)
}
