// Package eventform reads and fills the form in which an organizer decides
// about an event: the desk saves it, previews show what it would make.
package eventform

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	"gerbang/app/web/profile"
	"gerbang/views/ui"
)

type answers struct {
	Title         string `form:"title"`
	TitleEN       string `form:"title_en"`
	Summary       string `form:"summary"`
	SummaryEN     string `form:"summary_en"`
	Description   string `form:"description"`
	DescriptionEN string `form:"description_en"`
	Organizer     string `form:"organizer"`
	Venue         string `form:"venue"`
	Address       string `form:"address"`
	Region        string `form:"region"`
	Approval      string `form:"approval"`
	Guardian      bool   `form:"guardian_consent"`
	OneCourse     bool   `form:"one_active_course"`
	AgeReason     string `form:"age_reason"`
	Sex           string `form:"sex"`
	SexReason     string `form:"sex_reason"`
	Education     string `form:"education"`
	Domicile      string `form:"domicile"`
	Needs         string `form:"needs_language"`
	Notes         string `form:"notes"`
	NotesEN       string `form:"notes_en"`
}

// reader collects what cannot be read, before any rule is asked.
type reader struct {
	form *ui.Form
}

func (r reader) bad(field, key string, args ...any) {
	r.form.Errors = append(r.form.Errors, app.FieldError{Field: field, Key: key, Args: args})
}

// Read puts a posted form into the record of an event and returns the form
// with what could not be read. Rules are for app.CheckRules to ask.
func Read(k *web.Kit, c *fiber.Ctx, rec *app.EventRecord) (ui.Form, error) {
	var in answers
	form, err := k.Bind(c, &in)
	if err != nil {
		return form, err
	}
	r := reader{&form}
	e, g := &rec.Event, &rec.Who
	e.Title, e.TitleEN, e.Summary, e.SummaryEN = in.Title, in.TitleEN, in.Summary, in.SummaryEN
	e.Description, e.DescriptionEN = in.Description, in.DescriptionEN
	e.Organizer, e.Venue, e.Address, e.RegionCode = in.Organizer, in.Venue, in.Address, in.Region
	e.Approval, e.GuardianConsent, e.OneActiveCourse = app.Approval(in.Approval), in.Guardian, in.OneCourse
	if form.Value("fixed_dates") == "" { // the meetings of a course say when it is
		r.moment("starts", &e.StartsAt, false)
		r.moment("ends", &e.EndsAt, true)
	}
	r.moment("opens", &e.OpensAt, false)
	r.moment("closes", &e.ClosesAt, true)
	e.CancelUntil = r.optional("cancel_until", true)
	e.ChangeUntil = r.optional("change_until", true)
	e.ReconfirmFrom = r.optional("reconfirm_from", false)
	e.ReconfirmUntil = r.optional("reconfirm_until", true)
	e.Capacity = r.number("capacity")
	e.EarlyEntry, e.LateEntry = r.minutes("early_minutes"), r.minutes("late_minutes")
	e.Clearing = r.minutes("clearing_minutes")
	e.OfferFor = r.hours("offer_hours")
	*g = app.Eligibility{
		AgeMin: r.number("age_min"), AgeMax: r.number("age_max"), AgeReason: in.AgeReason, Sex: app.Sex(in.Sex), SexReason: in.SexReason,
		Education: app.Education(in.Education), Notes: in.Notes, NotesEN: in.NotesEN,
	}
	levels, err := k.DB.LanguageLevels(c.UserContext())
	if err != nil {
		return form, err
	}
	for _, l := range levels {
		if in.Needs != "" && l.Name() == in.Needs {
			g.LanguageTest, g.LanguageLevel = l.Test, l.Level
		}
	}
	places, err := profile.Places(k, c)
	if err != nil {
		return form, err
	}
	if place, known := find(places, in.Domicile); known {
		g.RegionCode, g.RegionName = place.Value, place.Text
	} else if in.Domicile != "" {
		r.bad("domicile", "error.region")
	}
	if _, known := find(places, in.Region); in.Region != "" && (!known || strings.Count(in.Region, ".") != 3) {
		r.bad("region", "error.region")
		e.RegionCode = ""
	}
	return form, nil
}

// Preview returns the event with the posted form put over it, for pages that
// show it as it would be: what cannot be read or is no moment stays as it was.
func Preview(k *web.Kit, c *fiber.Ctx, id int64) (*app.EventRecord, error) {
	rec, _, err := k.DB.EventRecord(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return nil, err
	}
	if c.FormValue("saved") == "" {
		was := rec.Event
		if _, err := Read(k, c, rec); err != nil {
			return nil, err
		}
		for _, t := range []struct{ is, was *time.Time }{
			{&rec.StartsAt, &was.StartsAt}, {&rec.EndsAt, &was.EndsAt}, {&rec.OpensAt, &was.OpensAt}, {&rec.ClosesAt, &was.ClosesAt},
		} {
			if t.is.IsZero() {
				*t.is = *t.was
			}
		}
		if !rec.EndsAt.After(rec.StartsAt) {
			rec.StartsAt, rec.EndsAt = was.StartsAt, was.EndsAt
		}
		if rec.Title == "" {
			rec.Title = was.Title
		}
		if !slices.Contains(app.Approvals(), rec.Approval) {
			rec.Approval = was.Approval
		}
	}
	if rec.Status == app.EventDraft {
		rec.Status = app.EventPublished
	}
	return rec, nil
}

func find(groups []ui.OptionGroup, value string) (ui.Option, bool) {
	for _, g := range groups {
		if i := slices.IndexFunc(g.Options, func(o ui.Option) bool { return o.Value == value }); i >= 0 {
			return g.Options[i], true
		}
	}
	return ui.Option{}, false
}

// moment reads a day with its hour, name_on and name_at. A day without an
// hour counts from its beginning, or to its end.
func (r reader) moment(name string, to *time.Time, end bool) {
	t := r.optional(name, end)
	if t == nil {
		*to = time.Time{}
		return
	}
	*to = *t
}

func (r reader) optional(name string, end bool) *time.Time {
	typed, hour := strings.TrimSpace(r.form.Value(name+"_on")), strings.TrimSpace(r.form.Value(name+"_at"))
	if typed == "" && hour == "" {
		return nil
	}
	day := formtime.Day(typed)
	if day.IsZero() {
		r.bad(name+"_on", formtime.BadDay)
		return nil
	}
	t := day
	switch clock, ok := formtime.Clock(hour); {
	case hour == "" && end:
		t = day.AddDate(0, 0, 1)
	case hour == "":
	case !ok:
		r.bad(name+"_on", formtime.BadClock)
		return nil
	default:
		t = day.Add(clock)
	}
	return &t
}

func (r reader) number(name string) int {
	typed := strings.TrimSpace(r.form.Value(name))
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > 1_000_000 {
		r.bad(name, "training.error.number")
		return 0
	}
	return n
}

func (r reader) minutes(name string) time.Duration {
	return time.Duration(r.number(name)) * time.Minute
}

// hours reads hours with parts of them: "48", "1,5".
func (r reader) hours(name string) time.Duration {
	typed := strings.ReplaceAll(strings.TrimSpace(r.form.Value(name)), ",", ".")
	if typed == "" {
		return 0
	}
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil || !(n >= 0 && n < 10_000) {
		r.bad(name, "training.error.number")
		return 0
	}
	return time.Duration(n*60+0.5) * time.Minute
}

// Values fills the form with what an event says.
func Values(rec *app.EventRecord) url.Values {
	v := url.Values{}
	set := func(name, value string) { v[name] = []string{value} }
	number := func(name string, n int) {
		if n != 0 {
			set(name, strconv.Itoa(n))
		}
	}
	e, g := &rec.Event, &rec.Who
	for name, value := range map[string]string{
		"title": e.Title, "title_en": e.TitleEN, "summary": e.Summary, "summary_en": e.SummaryEN, "description": e.Description,
		"description_en": e.DescriptionEN, "organizer": e.Organizer, "venue": e.Venue, "address": e.Address, "region": e.RegionCode,
		"approval": string(e.Approval), "version": Version(e), "domicile": g.RegionCode, "age_reason": g.AgeReason, "sex": string(g.Sex),
		"sex_reason": g.SexReason, "education": string(g.Education), "notes": g.Notes, "notes_en": g.NotesEN,
		"needs_language": app.LanguageLevel{Test: g.LanguageTest, Level: g.LanguageLevel}.Name(),
		"offer_hours":    writeHours(e.OfferFor),
	} {
		set(name, value)
	}
	for _, m := range []struct {
		name string
		at   *time.Time
		end  bool
	}{
		{"starts", &e.StartsAt, false}, {"ends", &e.EndsAt, true}, {"opens", &e.OpensAt, false}, {"closes", &e.ClosesAt, true},
		{"cancel_until", e.CancelUntil, true}, {"change_until", e.ChangeUntil, true}, {"reconfirm_from", e.ReconfirmFrom, false}, {"reconfirm_until", e.ReconfirmUntil, true},
	} {
		if m.at == nil || m.at.IsZero() {
			continue
		}
		t := m.at.In(app.Jakarta)
		if m.end && t.Equal(app.Day(t)) { // the end of a day is the midnight after it
			set(m.name+"_on", t.AddDate(0, 0, -1).Format(time.DateOnly))
			continue
		}
		set(m.name+"_on", t.Format(time.DateOnly))
		set(m.name+"_at", t.Format("15.04"))
	}
	number("capacity", e.Capacity)
	number("age_min", g.AgeMin)
	number("age_max", g.AgeMax)
	set("early_minutes", strconv.Itoa(int(e.EarlyEntry/time.Minute)))
	set("late_minutes", strconv.Itoa(int(e.LateEntry/time.Minute)))
	number("clearing_minutes", int(e.Clearing/time.Minute))
	if e.GuardianConsent {
		set("guardian_consent", "1")
	}
	if e.OneActiveCourse {
		set("one_active_course", "1")
	}
	return v
}

func writeHours(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strings.ReplaceAll(strconv.FormatFloat(d.Hours(), 'f', -1, 64), ".", ",")
}

// Version writes when an event was last changed, for a form to carry.
func Version(e *app.Event) string { return strconv.FormatInt(e.UpdatedAt.UnixMicro(), 10) }

// ReadVersion reads it back; what is none is of no version.
func ReadVersion(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return time.UnixMicro(1)
	}
	return time.UnixMicro(n)
}
