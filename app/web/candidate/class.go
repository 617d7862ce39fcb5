package candidate

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/i18n"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/class"
	"gerbang/views/ui"
)

// classDetail adds how much of a course its participant attended.
func (h *Handler) classDetail(c *fiber.Ctx, l *i18n.Locale, registrationID int64, v *view.DetailView) error {
	a, err := h.DB.MyClassAttendance(c.UserContext(), web.Actor(c), registrationID)
	if err != nil || a == nil || len(a.Parts) == 0 {
		return err
	}
	v.Class = []ui.Def{
		{Term: l.T("class.so_far"), Text: class.Percent(l, a.SoFar())},
		{Term: l.T("class.reachable"), Text: class.Percent(l, a.Reachable())},
		{Term: l.T("class.whole"), Text: class.Percent(l, a.Whole())},
		{Term: l.T("class.jp_head"), Text: l.T("class.jp_of", "n", a.JP, "all", a.JPWhole)},
		{Term: l.T("class.mine_needed"), Text: l.T("class.threshold", "percent", a.Threshold)},
		{Term: l.T("class.mine_made_of"), Text: class.Explain(l, a)},
	}
	for i := range a.Parts {
		part := &a.Parts[i]
		line := view.ClassLine{Date: l.Date(part.Meeting.StartsAt), Status: l.T("class.counting." + string(part.Counting))}
		if part.Status != "" {
			line.Status = l.T("class.status." + string(part.Status))
		}
		v.Meetings = append(v.Meetings, line)
	}
	return nil
}
