package candidate

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/registration"
	"gerbang/views/ui"
)

// selectionDetail replaces the story of a registration by that of the
// selection it is part of: what was decided and why, when to come, what to
// answer. Nothing of a result is known here before it is published.
func (h *Handler) selectionDetail(c *fiber.Ctx, l *i18n.Locale, v *view.DetailView) error {
	r, m, err := h.DB.MySelection(c.UserContext(), web.Actor(c), v.Entry.ID)
	if err != nil {
		return err
	}
	s := story{l: l, r: r, m: m, now: h.Now(), path: detailPath(r.ID)}
	s.tell()
	v.Moments, v.Reason, v.Entry.Badge = s.moments, "", registration.Badge(l, r.Status)
	v.Actions, v.Scores = s.actions, s.scores
	if s.lead != "" {
		v.Lead = s.lead
	}
	if v.Others = r.Status == app.Rejected || m.Check == app.NotEligible; v.Others {
		v.Actions = nil
	}
	return nil
}

// story tells a selection from one applicant's side.
type story struct {
	l       *i18n.Locale
	r       *postgres.RegistrationView
	m       *postgres.MySelection
	now     time.Time
	path    string
	lead    string
	moments []ui.Moment
	actions []ui.Btn
	scores  []ui.Def
}

func (s *story) t(key string, args ...any) string { return s.l.T("candidate.selection."+key, args...) }

// ahead says how many of the reserve come first.
func (s *story) ahead(n int) string {
	if n == 0 {
		return s.t("ahead_none")
	}
	return s.l.N("candidate.selection.ahead", n)
}

func (s *story) add(state ui.Progress, title, at, text string) {
	s.moments = append(s.moments, ui.Moment{State: state, Title: title, Time: at, Text: text})
}

func (s *story) tell() {
	s.add(ui.Done, s.t("registered"), s.l.DateTime(s.r.SubmittedAt), "")
	waiting := s.r.Status == app.Submitted
	s.check(waiting)
	if s.m.Check != app.NotEligible || len(s.m.Slots) > 0 {
		s.slots(waiting)
	}
	if s.m.Result != nil {
		s.result()
		return
	}
	if s.r.Status == app.Cancelled {
		s.add(ui.Stopped, s.t("cancelled"), s.cancelled(), "")
		return
	}
	if s.m.Check == app.NotEligible || s.m.Halted() != nil {
		return
	}
	text := s.t("result_wait")
	if s.m.Plan.PublishAt != nil {
		text = s.t("result_on", "time", s.l.DateTime(*s.m.Plan.PublishAt))
	}
	state := ui.Todo
	if waiting && len(s.moments) > 0 && s.moments[len(s.moments)-1].State == ui.Done {
		state = ui.Current
	}
	s.add(state, s.t("result"), "", text)
	s.add(ui.Todo, s.t("confirm"), "", s.t("confirm_todo", "n", s.m.Plan.ConfirmDays))
}

func (s *story) cancelled() string {
	if s.r.CancelledAt == nil {
		return ""
	}
	return s.l.DateTime(*s.r.CancelledAt)
}

func (s *story) check(waiting bool) {
	at := ""
	if s.m.CheckedAt != nil {
		at = s.l.DateTime(*s.m.CheckedAt)
	}
	switch {
	case s.m.Check == app.Eligible:
		s.add(ui.Done, s.t("check"), at, s.t("check_yes"))
	case s.m.Check == app.NotEligible:
		s.add(ui.Stopped, s.t("check"), at, s.t("check_no", "reason", s.m.Reason))
		if waiting {
			s.lead = s.t("check_no", "reason", s.m.Reason)
		}
	case waiting:
		s.add(ui.Current, s.t("check"), "", s.t("check_wait"))
	}
}

// slots tells when and where to come, a moment for each sitting.
func (s *story) slots(waiting bool) {
	choosing := waiting && s.m.Check == app.Eligible && s.m.Plan.Choosing(s.now)
	if choosing && s.m.Halted() == nil {
		text, kind := "do_choose", ui.Primary
		if len(s.m.Slots) > 0 {
			text, kind = "do_change", ui.Secondary
		}
		s.actions = append(s.actions, ui.Btn{Text: s.t(text), Icon: "calendar-days", Href: s.l.Path(s.path + "/seleksi"), Kind: kind})
	}
	rounds := s.m.Rounds()
	if len(rounds) == 0 && len(s.m.Slots) == 0 && s.m.Result == nil && s.r.Status == app.Submitted {
		rounds = []int{1}
	}
	for i := range s.m.Slots {
		if round := s.m.Slots[i].Round; !slices.Contains(rounds, round) {
			rounds = append(rounds, round)
		}
	}
	for _, round := range rounds {
		i := slices.IndexFunc(s.m.Slots, func(x postgres.MySlot) bool { return x.Round == round })
		title := s.t("slot")
		if name := s.l.RoundName(s.m.Plan, round); name != "" {
			title += ": " + name
		}
		s.stage(round)
		switch {
		case i >= 0:
			s.slot(title, &s.m.Slots[i], waiting)
		case choosing:
			s.add(ui.Current, title, "", s.t("slot_choose", "time", s.l.DateTime(s.m.Plan.ChooseUntil.Add(-time.Minute))))
		case waiting:
			s.add(ui.Todo, title, "", s.t("slot_wait"))
		}
	}
	if h := s.m.Halted(); h != nil {
		s.stage(h.Round)
		if waiting {
			s.lead = s.t("stage_out", "stage", s.l.RoundName(s.m.Plan, h.Round)) + ". " + s.t("stage_out_text")
		}
	}
}

// stage tells whether the applicant was let in to a sitting, once that is
// decided.
func (s *story) stage(round int) {
	for _, x := range s.m.Stages {
		switch at, name := s.l.DateTime(x.DecidedAt), s.l.RoundName(s.m.Plan, round); {
		case x.Round != round:
		case x.In:
			s.add(ui.Done, s.t("stage_in", "stage", name), at, "")
		default:
			s.add(ui.Stopped, s.t("stage_out", "stage", name), at, s.t("stage_out_text"))
		}
	}
}

func (s *story) slot(title string, slot *postgres.MySlot, waiting bool) {
	when := s.l.Date(slot.StartsAt) + ", " + s.l.ClockRange(slot.StartsAt, slot.EndsAt)
	switch {
	case slot.CameAt != nil:
		s.add(ui.Done, title, when, s.t("slot_came"))
	case !s.now.Before(slot.EndsAt):
		s.add(ui.Done, title, when, s.t("slot_missed"))
	case waiting:
		place := slot.Place
		if place == "" {
			place = s.r.Event.Venue
		}
		things := append([]string{s.t("bring_ticket")}, strings.Split(s.l.Choose(s.m.Plan.Bring, s.m.Plan.BringEN), "\n")...)
		things = slices.DeleteFunc(things, func(t string) bool { return strings.TrimSpace(t) == "" })
		for i := range things {
			things[i] = strings.TrimSpace(things[i])
		}
		s.add(ui.Current, title, when, strings.TrimLeft(place+". ", ". ")+s.t("bring", "list", strings.Join(things, "; ")))
	}
}

// result tells the published result in plain words, with its reasons, and
// what follows from it.
func (s *story) result() {
	res, at := s.m.Result, s.l.DateTime(*s.m.Plan.PublishedAt)
	numbers := ""
	if res.Rank > 0 {
		numbers = s.t("numbers", "total", s.points(res.Total), "rank", res.Rank, "of", res.Ranked, "seats", res.Seats)
	}
	why := s.why()
	join := func(parts ...string) string {
		return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
	}
	s.scoreList()
	switch res.Outcome {
	case app.Accepted:
		s.add(ui.Done, s.t("accepted"), at, join(numbers, why))
		s.lead = s.t("accepted")
	case app.Reserve:
		s.add(ui.Done, s.t("reserve", "n", res.ReserveNo), at, join(numbers, why))
		if s.r.Status == app.Reserve {
			s.lead = s.t("reserve", "n", res.ReserveNo) + ". " + s.t("reserve_text", "ahead", s.ahead(res.Ahead))
		}
	default:
		s.add(ui.Stopped, s.t("rejected"), at, join(numbers, why))
		s.lead = join(s.t("rejected")+".", why, s.t("rejected_text"))
	}
	switch {
	case s.m.Seat != nil:
		s.seat(s.m.Seat)
	case s.r.Status == app.Cancelled:
		s.add(ui.Stopped, s.t("cancelled"), s.cancelled(), "")
	case s.r.Status == app.Rejected && res.Outcome == app.Reserve:
		s.add(ui.Stopped, s.t("result"), "", s.t("reserve_closed"))
		s.lead = s.t("reserve_closed")
	}
}

func (s *story) points(p app.Points) string {
	if s.l.Tag() == "en" {
		return strings.Replace(p.String(), ",", ".", 1)
	}
	return p.String()
}

func (s *story) why() string {
	res := s.m.Result
	name, i := "", slices.IndexFunc(s.m.Plan.Components, func(c app.Component) bool { return c.ID == res.Component })
	if i >= 0 {
		name = s.l.Choose(s.m.Plan.Components[i].Name, s.m.Plan.Components[i].NameEN)
	}
	switch {
	case res.Why == app.WhyPass && i >= 0:
		return s.t("why_pass", "component", name, "score", s.points(res.Scores[i].Score), "pass", s.points(s.m.Plan.Components[i].Pass))
	case res.Why == app.WhyStage:
		if h := s.m.Halted(); h != nil {
			return s.t("why_stage", "stage", s.l.RoundName(s.m.Plan, h.Round))
		}
	case res.Why == app.WhyAbsent:
		return s.t("why_absent", "component", name)
	case res.Reason != "":
		return s.t("why_reason", "reason", res.Reason)
	}
	return ""
}

func (s *story) scoreList() {
	for i, m := range s.m.Result.Scores {
		c := &s.m.Plan.Components[i]
		text := ""
		switch m.State {
		case app.Scored:
			text = s.t("score_of", "score", s.points(m.Score), "max", s.points(c.Max))
		case app.WasAbsent:
			text = s.l.T("selection.absent")
		default:
			continue
		}
		s.scores = append(s.scores, ui.Def{Term: s.l.Choose(c.Name, c.NameEN), Text: text})
	}
}

// seat tells what became of a seat that was given.
func (s *story) seat(seat *postgres.Seat) {
	if s.m.Result.Outcome == app.Reserve {
		s.add(ui.Done, s.t("moved_up"), s.l.DateTime(seat.GivenAt), "")
		s.lead = s.t("moved_up")
	}
	until := s.l.DateTime(seat.ConfirmUntil.Add(-time.Minute))
	switch {
	case seat.Ended == "lapsed":
		s.add(ui.Stopped, s.t("lapsed"), s.l.DateTime(*seat.EndedAt), s.t("lapsed_text"))
		s.lead = s.t("lapsed") + ". " + s.t("lapsed_text")
	case seat.EndedAt != nil, s.r.Status == app.Cancelled:
		s.add(ui.Stopped, s.t("declined"), s.cancelled(), "")
		s.lead = s.t("declined") + "."
	case seat.ConfirmedAt != nil:
		s.add(ui.Done, s.t("confirmed"), s.l.DateTime(*seat.ConfirmedAt), "")
		s.add(ui.Todo, s.t("start"), s.l.DateTime(s.r.Event.StartsAt), "")
	default:
		s.add(ui.Current, s.t("confirm"), "", s.t("confirm_text", "time", until))
		s.lead += " " + s.t("confirm_text", "time", until)
		s.actions = append(s.actions, ui.Btn{Text: s.t("do_confirm"), Icon: "check", Href: s.l.Path(s.path + "/konfirmasi-kursi")})
	}
}

// selectionStep is what a selection asks of an applicant who awaits its
// result: to come to a slot, or to choose one. It returns false when it asks
// for nothing.
func (h *Handler) selectionStep(c *fiber.Ctx, l *i18n.Locale, id int64) (view.NextStep, bool, error) {
	r, m, err := h.DB.MySelection(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return view.NextStep{}, false, err
	}
	n, asked := h.slotNext(l, r, m)
	return n, asked, nil
}

func (h *Handler) slotNext(l *i18n.Locale, r *postgres.RegistrationView, m *postgres.MySelection) (view.NextStep, bool) {
	for i := range m.Slots {
		if s := &m.Slots[i]; s.CameAt == nil && h.Now().Before(s.EndsAt) {
			place := s.Place
			if place == "" {
				place = r.Event.Venue
			}
			return view.NextStep{
				Title: l.T("candidate.next.slot_go", "event", r.Event.Title), Text: l.T("candidate.next.slot_go_text", "time", l.DateTime(s.StartsAt), "place", place),
				Button: l.T("candidate.next.details"), Href: detailPath(r.ID), Icon: "calendar-days",
			}, true
		}
	}
	if m.Check == app.Eligible && m.Plan.Choosing(h.Now()) && len(m.Slots) < len(m.Rounds()) {
		return view.NextStep{
			Title: l.T("candidate.next.slot", "event", r.Event.Title), Text: l.T("candidate.selection.slot_choose", "time", l.DateTime(m.Plan.ChooseUntil.Add(-time.Minute))),
			Button: l.T("candidate.selection.do_choose"), Href: detailPath(r.ID) + "/seleksi", Icon: "calendar-days",
		}, true
	}
	return view.NextStep{}, false
}
