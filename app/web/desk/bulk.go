package desk

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// maxBulk is how many jobs one bulk action takes.
const maxBulk = 200

// bulkActions are what may be done to many jobs at once.
var bulkActions = []string{"submit", "return", "publish", "close"}

type bulkForm struct {
	Action   string         `query:"aksi" form:"aksi"`
	IDs      []string       `query:"id" form:"id"`
	Evidence string         `form:"evidence"`
	Checks   []app.JobCheck `form:"checks"`
	Note     string         `form:"note"`
	Reason   string         `form:"reason"`
}

// Bulk shows what an action would do to the chosen jobs, before it is done.
func (h *Handler) Bulk(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	var in bulkForm
	if err := web.Query(c, &in); err != nil {
		return err
	}
	return h.bulkPage(c, fiber.StatusOK, &in, ui.Form{L: h.Locale(c), Values: map[string][]string{}})
}

// chosen returns the jobs among the ids that the actor may edit.
func (h *Handler) chosen(c *fiber.Ctx, in *bulkForm) ([]*postgres.DeskJob, error) {
	if !slices.Contains(bulkActions, in.Action) {
		return nil, app.ErrNotFound
	}
	var jobs []*postgres.DeskJob
	seen := map[int64]bool{}
	for _, s := range in.IDs[:min(len(in.IDs), maxBulk)] {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || seen[n] {
			continue
		}
		seen[n] = true
		j, err := h.DB.JobForDesk(c.UserContext(), web.Actor(c), n)
		if app.KindOf(err) == app.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// obstacle says why an action cannot be done to a job, or nothing.
func (h *Handler) obstacle(l *i18n.Locale, actor *app.Actor, action string, j *postgres.DeskJob) string {
	state := l.T("desk.state." + string(j.DeskState(j.Returned, h.Now())))
	switch {
	case action == "submit" && j.Status != app.JobDraft,
		(action == "return" || action == "publish") && j.Status != app.JobInReview,
		action == "close" && j.Status == app.JobClosed:
		return l.T("desk.bulk.wrong_state", "state", state)
	case action == "publish" && !app.FourEyes(actor.AccountID, j.WriterID, j.Editors):
		return l.T(app.ErrFourEyes.Key)
	case action == "publish":
		if missing := j.Publishable(h.Now()); len(missing) > 0 {
			return fieldName(l.Has, l.T, missing[0].Field) + ": " + l.T(missing[0].Key, missing[0].Args...)
		}
	}
	return ""
}

func (h *Handler) bulkPage(c *fiber.Ctx, status int, in *bulkForm, form ui.Form) error {
	actor := web.Actor(c)
	if (in.Action == "return" || in.Action == "publish") && !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	if len(in.IDs) == 0 {
		h.Flash(c, "warn", "desk.bulk.none")
		return h.Redirect(c, base(c))
	}
	jobs, err := h.chosen(c, in)
	if err != nil {
		return err
	}
	p := h.page(c, "desk.bulk.title")
	p.HasErrors = form.Failed()
	l := p.L
	m := view.BulkPage{Action: in.Action, Post: l.Path(base(c) + "/massal"), List: l.Path(base(c)), Form: form}
	for _, j := range jobs {
		r := h.row(l, base(c), j)
		if why := h.obstacle(l, actor, in.Action, j); why != "" {
			m.Cannot = append(m.Cannot, view.Refused{Row: r, Why: why})
		} else {
			m.Can = append(m.Can, r)
		}
	}
	m.CanText, m.CannotText = l.N("desk.bulk.can", len(m.Can)), l.N("desk.bulk.cannot", len(m.Cannot))
	m.Question = l.N("desk.bulk."+in.Action, len(m.Can))
	for _, check := range app.JobChecks() {
		m.Checks = append(m.Checks, ui.Option{Value: string(check), Text: l.T("desk.check." + string(check))})
	}
	return h.Render(c, status, view.Bulk(p, m))
}

// DoBulk carries the action out, each job in a transaction of its own.
func (h *Handler) DoBulk(c *fiber.Ctx) error {
	var in bulkForm
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	actor := web.Actor(c)
	var problem error
	switch in.Action {
	case "publish":
		problem = app.Evidence{Text: in.Evidence, Checks: in.Checks}.Check().Err()
	case "return":
		problem = app.CheckNote("note", in.Note)
	case "close":
		problem = app.CheckNote("reason", in.Reason)
	}
	if problem != nil {
		web.Reject(&form, problem)
		return h.bulkPage(c, fiber.StatusUnprocessableEntity, &in, form)
	}
	jobs, err := h.chosen(c, &in)
	if err != nil {
		return err
	}
	done, refused := 0, 0
	for _, j := range jobs {
		if h.obstacle(h.Locale(c), actor, in.Action, j) != "" {
			refused++
			continue
		}
		switch err := h.doOne(c, &in, j); app.KindOf(err) {
		case app.Conflict, app.Invalid, app.NotFound:
			refused++
		default:
			if err != nil {
				return err
			}
			done++
		}
	}
	kind := "ok"
	if done == 0 {
		kind = "warn"
	}
	l := h.Locale(c)
	h.Flash(c, kind, "desk.bulk.done", "done", l.Number(int64(done)), "refused", l.Number(int64(refused)))
	return h.Redirect(c, base(c))
}

func (h *Handler) doOne(c *fiber.Ctx, in *bulkForm, j *postgres.DeskJob) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	switch in.Action {
	case "submit":
		return h.DB.SubmitJob(ctx, actor, j.ID)
	case "return":
		return h.DB.ReturnJob(ctx, actor, j.ID, in.Note)
	case "publish":
		return h.DB.PublishJob(ctx, actor, j.ID, j.Version, app.Evidence{Text: in.Evidence, Checks: in.Checks})
	case "close":
		return h.DB.CloseJob(ctx, actor, j.ID, in.Reason)
	}
	return app.ErrNotFound
}
