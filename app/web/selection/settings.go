package selection

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Settings shows what is scored and by which rules people are chosen.
func (h *Handler) Settings(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	return d.settings(fiber.StatusOK, d.form(d.settingValues()))
}

func (d *desk) settingValues() map[string][]string {
	p := d.plan
	v := map[string][]string{
		"version": {itoa(p.Version)}, "reserves": {itoa(p.Reserves)}, "confirm_days": {itoa(p.ConfirmDays)}, "bring": {p.Bring}, "bring_en": {p.BringEN},
		"choose_from": {writeDay(p.ChooseFrom)},
	}
	if p.ChooseUntil != nil {
		last := p.ChooseUntil.Add(-time.Minute)
		v["choose_until"] = []string{writeDay(&last)}
	}
	for i, t := range p.TieBreaks {
		v["tie_"+itoa(i+1)] = []string{string(t)}
	}
	for i := range p.Components {
		c, n := &p.Components[i], "_"+itoa(i+1)
		v["id"+n], v["name"+n], v["name_en"+n] = []string{id(c.ID)}, []string{c.Name}, []string{c.NameEN}
		v["weight"+n], v["max"+n], v["round"+n] = []string{itoa(c.Weight)}, []string{c.Max.String()}, []string{itoa(c.Round)}
		if c.HasPass {
			v["pass"+n] = []string{c.Pass.String()}
		}
	}
	return v
}

func (d *desk) settings(status int, form ui.Form) error {
	v := view.SettingsPage{Frame: d.frame("pengaturan", "selection.settings.title", form), Action: d.href("pengaturan"), Course: d.l.Path("/dasbor/pelatihan/" + id(d.event.ID) + "/ubah"), Seats: d.event.Capacity}
	v.Lines = len(d.plan.Components)
	for v.Lines < app.MaxComponents && form.Value("name_"+itoa(v.Lines+1))+form.Value("weight_"+itoa(v.Lines+1)) != "" {
		v.Lines++
	}
	v.Lines = min(v.Lines+2, app.MaxComponents)
	for _, t := range app.TieBreaks() {
		v.Ties = append(v.Ties, ui.Option{Value: string(t), Text: d.l.T("selection.tie." + string(t))})
	}
	for round := 1; round <= 3; round++ {
		v.Rounds = append(v.Rounds, ui.Option{Value: itoa(round), Text: d.l.T("selection.round", "n", round)})
	}
	v.Rounds = append(v.Rounds, ui.Option{Value: "0", Text: d.l.T("selection.round_none")})
	return d.h.Render(d.c, status, view.Settings(v))
}

// SaveSettings writes them.
func (h *Handler) SaveSettings(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Version     int    `form:"version"`
		Reserves    string `form:"reserves"`
		ConfirmDays string `form:"confirm_days"`
		Bring       string `form:"bring"`
		BringEN     string `form:"bring_en"`
		From        string `form:"choose_from"`
		Until       string `form:"choose_until"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	bad := func(field, key string) { form.Errors = append(form.Errors, app.FieldError{Field: field, Key: key}) }
	p := &app.SelectionPlan{EventID: d.event.ID, Version: in.Version, Bring: in.Bring, BringEN: in.BringEN}
	if p.Reserves, err = strconv.Atoi(in.Reserves); err != nil {
		p.Reserves = -1
	}
	if p.ConfirmDays, err = strconv.Atoi(in.ConfirmDays); err != nil {
		p.ConfirmDays = -1
	}
	if p.ChooseFrom = readDay(in.From); in.From != "" && p.ChooseFrom == nil {
		bad("choose_from", "error.date")
	}
	if day := readDay(in.Until); day != nil {
		end := day.AddDate(0, 0, 1)
		p.ChooseUntil = &end
	} else if in.Until != "" {
		bad("choose_until", "error.date")
	}
	for i := range app.TieBreaks() {
		if t := app.TieBreak(form.Value("tie_" + itoa(i+1))); slices.Contains(app.TieBreaks(), t) && !slices.Contains(p.TieBreaks, t) {
			p.TieBreaks = append(p.TieBreaks, t)
		}
	}
	for i := range compact(&form) {
		component, errs := readComponent(&form, "_"+itoa(i+1))
		form.Errors = append(form.Errors, errs...)
		p.Components = append(p.Components, component)
	}
	for _, e := range p.Check() {
		if form.Error(e.Field) == "" {
			form.Errors = append(form.Errors, e)
		}
	}
	if !form.Failed() {
		err := h.DB.SaveSelection(c.UserContext(), d.actor, p)
		if err == nil {
			h.Flash(c, "ok", "selection.settings.saved")
			return h.Redirect(c, d.path("pengaturan"))
		}
		if !web.Reject(&form, err) {
			return err
		}
	}
	return d.settings(fiber.StatusUnprocessableEntity, form)
}

var componentFields = []string{"id", "name", "name_en", "weight", "max", "pass", "round"}

// compact moves the lines that are filled in to the top, so that one taken
// out by emptying its name leaves no gap, and returns how many they are.
func compact(form *ui.Form) int {
	n := 0
	for i := 1; i <= app.MaxComponents; i++ {
		filled := strings.TrimSpace(form.Value("name_"+itoa(i))) != "" || form.Value("id_"+itoa(i)) == "" && form.Value("weight_"+itoa(i)) != ""
		if filled {
			n++
		}
		for _, f := range componentFields {
			from := f + "_" + itoa(i)
			values := form.Values[from]
			if filled && n != i || !filled {
				delete(form.Values, from)
			}
			if filled && n != i {
				form.Values[f+"_"+itoa(n)] = values
			}
		}
	}
	return n
}

func readComponent(form *ui.Form, n string) (app.Component, []app.FieldError) {
	var errs []app.FieldError
	c := app.Component{Name: strings.TrimSpace(form.Value("name" + n)), NameEN: strings.TrimSpace(form.Value("name_en" + n))}
	c.ID, _ = strconv.ParseInt(form.Value("id"+n), 10, 64)
	c.Weight, _ = strconv.Atoi(strings.TrimSpace(form.Value("weight" + n)))
	c.Round, _ = strconv.Atoi(form.Value("round" + n))
	c.Max = 100_00
	if highest := strings.TrimSpace(form.Value("max" + n)); highest != "" {
		c.Max, _ = app.ParsePoints(highest) // 0 is refused with the rest
	}
	if pass := strings.TrimSpace(form.Value("pass" + n)); pass != "" {
		var ok bool
		if c.Pass, ok = app.ParsePoints(pass); !ok {
			errs = append(errs, app.FieldError{Field: "pass" + n, Key: "selection.error.pass"})
		}
		c.HasPass = ok
	}
	return c, errs
}
