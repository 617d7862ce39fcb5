package class

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/class"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Grid shows everybody of a course by every meeting, with what it adds up to.
func (h *Handler) Grid(c *fiber.Ctx) error {
	var q struct {
		Sort string `query:"urut"`
	}
	if err := web.Query(c, &q); err != nil {
		return err
	}
	ctx, actor, now := c.UserContext(), web.Actor(c), h.Now()
	class, err := h.DB.Class(ctx, actor, app.CheckIn, c.Params("event"))
	if err != nil {
		return err
	}
	meetings, err := h.DB.Meetings(ctx, class.Event.ID)
	if err != nil {
		return err
	}
	people, err := h.DB.ClassPeople(ctx, actor, class.Event.ID)
	if err != nil {
		return err
	}
	p := h.Page(c, "class.grid_title")
	l := p.L
	p.Nav, p.NoIndex = layout.NavStaff, true
	path := l.Path(gridPath(class.Event.Slug))
	v := view.GridPage{
		Page: p, Course: l.Choose(class.Event.Title, class.Event.TitleEN), People: l.N("class.people", len(people)),
		Threshold: l.T("class.threshold", "percent", class.Rules.Threshold), Weights: weights(l, &class.Rules),
	}
	v.Heads = heads(l, path, q.Sort)
	for i := range meetings {
		m := &meetings[i]
		day := m.StartsAt.In(app.Jakarta)
		col := view.MeetingHead{
			Href: l.Path(meetingPath(m)), Day: strconv.Itoa(day.Day()), Month: l.T("format.month_short." + strconv.Itoa(int(day.Month()))),
			Label: l.T("class.meeting_n", "n", i+1) + ", " + l.Date(m.StartsAt), CalledOff: m.CancelledAt != nil, Today: app.SameDay(m.StartsAt, now),
		}
		v.Meetings = append(v.Meetings, col)
	}
	rows := make([]gridRow, len(people))
	under := 0
	for i := range people {
		rows[i] = gridRow{&people[i], app.Attend(meetings, people[i].Marks, people[i].Joined, now, &class.Rules)}
		if rows[i].a.Standing().Under() {
			under++
		}
	}
	if under > 0 {
		v.Under = l.N("class.under", under, "percent", class.Rules.Threshold)
	}
	sortRows(rows, q.Sort)
	for i := range rows {
		v.Rows = append(v.Rows, rows[i].view(l))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return h.Render(c, fiber.StatusOK, view.Grid(v))
}

type gridRow struct {
	person *postgres.ClassPerson
	a      app.ClassAttendance
}

// sortRows puts the lowest first where figures are sorted by: whom one looks
// for stands on top. Names keep their order among equals.
func sortRows(rows []gridRow, by string) {
	share := func(s app.Share) int {
		if !s.Known() {
			return 1 << 20 // nothing known is no reason to look
		}
		return s.Tenths()
	}
	switch by {
	case "sejauh-ini":
		slices.SortStableFunc(rows, func(a, b gridRow) int { return cmp.Compare(share(a.a.SoFar()), share(b.a.SoFar())) })
	case "bisa-dicapai":
		slices.SortStableFunc(rows, func(a, b gridRow) int { return cmp.Compare(share(a.a.Reachable()), share(b.a.Reachable())) })
	case "jp":
		slices.SortStableFunc(rows, func(a, b gridRow) int { return cmp.Compare(a.a.JP, b.a.JP) })
	}
}

func heads(l *i18n.Locale, path, by string) []view.SortHead {
	var out []view.SortHead
	for _, h := range []struct{ sort, key string }{{"", "common.name"}, {"sejauh-ini", "class.so_far"}, {"bisa-dicapai", "class.reachable"}, {"jp", "class.jp_head"}} {
		head := view.SortHead{Text: l.T(h.key), Href: path}
		if h.sort != "" {
			head.Href += "?urut=" + h.sort
		}
		if h.sort == by {
			head.Sort = ui.Ascending
		}
		out = append(out, head)
	}
	return out
}

func (r *gridRow) view(l *i18n.Locale) view.GridRow {
	row := view.GridRow{
		Name: web.PersonName(l, r.person.Name), Code: app.TicketCode(r.person.Code).Human(), SoFar: view.Percent(l, r.a.SoFar()), Reachable: view.Percent(l, r.a.Reachable()),
		JP: l.T("class.jp_of", "n", r.a.JP, "all", r.a.JPWhole), Standing: r.a.Standing(), Why: view.Explain(l, &r.a),
	}
	for i := range r.a.Parts {
		part := &r.a.Parts[i]
		cell := view.GridCell{Key: view.Letter(part.Status), Label: l.T("class.counting." + string(part.Counting))}
		if part.Status != "" {
			cell.Label = l.T("class.status." + string(part.Status))
			if part.Counting != app.Counted {
				cell.Label += ", " + l.T("class.counting."+string(part.Counting))
			}
		}
		cell.Faint = part.Counting != app.Counted
		if part.Counting == app.NotYetMarked {
			cell.Key = "?"
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// weights says how the marks of a course count, where it is not as usual.
func weights(l *i18n.Locale, r *app.AttendanceRules) string {
	if r.Version == 0 {
		return ""
	}
	text := ""
	for _, s := range app.AttendanceStatuses() {
		if text != "" {
			text += " · "
		}
		text += l.T("class.status."+string(s)) + " " + strconv.Itoa(r.Weights[s]) + "%"
	}
	return l.T("class.weights", "list", text)
}
