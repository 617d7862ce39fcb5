package training

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/training"
	"gerbang/views/ui"
)

// maxBulk is how many courses are moved at once.
const maxBulk = 200

// BulkStatus moves the chosen courses to another state: the first post shows
// which can be moved and what keeps the others, the second moves them.
func (h *Handler) BulkStatus(c *fiber.Ctx) error {
	var in struct {
		IDs     []string `form:"id"`
		Next    string   `form:"next"`
		Confirm string   `form:"confirm"`
		Reason  string   `form:"reason" validate:"max=300"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	next := app.EventStatus(in.Next)
	switch {
	case len(in.IDs) == 0:
		form.Errors = append(form.Errors, app.FieldError{Field: "next", Key: "training.error.none_chosen"})
	case len(in.IDs) > maxBulk:
		form.Errors = append(form.Errors, app.FieldError{Key: "common.tally.too_many", Args: []any{"n", len(in.IDs), "most", maxBulk}})
	case !slices.Contains(app.EventStatuses(), next):
		form.Errors = append(form.Errors, app.FieldError{Field: "next", Key: "error.required_choice"})
	}
	if form.Failed() && in.Confirm == "" {
		return h.list(c, fiber.StatusUnprocessableEntity, form)
	}
	if in.Confirm != "" && next == app.EventCancelled && in.Reason == "" {
		web.Reject(&form, postgres.ErrCancelReason)
	}
	if in.Confirm == "" || form.Failed() {
		return h.askBulk(c, next, ids(in.IDs), form)
	}
	t := web.Each(ids(in.IDs), func(id int64) error {
		return h.DB.SetEventStatus(c.UserContext(), web.Actor(c), id, next, in.Reason)
	})
	if t.Done == 0 && t.Failed != nil {
		return t.Failed
	}
	h.FlashTally(c, "training.bulk_done", t)
	return h.Redirect(c, home)
}

// ids reads each number once.
func ids(typed []string) []int64 {
	var out []int64
	for _, s := range typed {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (h *Handler) askBulk(c *fiber.Ctx, next app.EventStatus, ids []int64, form ui.Form) error {
	p := h.page(c, "training.bulk_title")
	p.HasErrors = form.Failed()
	l := p.L
	b := ui.Bulk{
		Crumbs: []ui.Crumb{{Text: l.T("training.title"), Href: l.Path(home)}, {Text: p.Title}}, Post: l.Path(home + "/status"), Back: l.Path(home),
		Do: l.T("training.bulk_do"), Danger: next == app.EventCancelled, Hidden: [][2]string{{"next", string(next)}, {"confirm", "1"}}, Form: form,
	}
	for _, id := range ids {
		r, err := h.DB.CourseRecord(c.UserContext(), web.Actor(c), id)
		if err != nil && app.KindOf(err) == app.NotFound {
			continue
		} else if err != nil {
			return err
		}
		obstacle, err := h.DB.EventObstacle(c.UserContext(), web.Actor(c), id, next)
		if err != nil {
			return err
		}
		item := ui.BulkItem{ID: strconv.FormatInt(id, 10), Href: l.Path(path(id)), Title: r.Title, Note: joinDot(joinDot(r.Trade, r.Batch), statusName(l, r.Status))}
		if obstacle != nil {
			item.Note = web.Reason(l, obstacle)
			b.Cannot = append(b.Cannot, item)
		} else {
			b.Can = append(b.Can, item)
		}
	}
	b.CanText, b.CannotText = l.N("training.bulk_can", len(b.Can)), l.N("training.bulk_cannot", len(b.Cannot))
	b.Question = l.N("training.bulk_ask."+string(next), len(b.Can))
	return h.Render(c, web.FormStatus(form), view.Bulk(p, b, next == app.EventCancelled))
}
