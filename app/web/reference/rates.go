package reference

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	view "gerbang/views/reference"
	"gerbang/views/ui"
)

const (
	ratesPath  = root + "/kurs"
	shownRates = 60 // of one currency's history
)

// Rates shows the rate of each currency in use, or the history of one.
func (h *Handler) Rates(c *fiber.Ctx) error {
	today := app.Day(h.Now()).Format(time.DateOnly)
	return h.renderRates(c, fiber.StatusOK, ui.Form{L: h.Locale(c), Values: map[string][]string{"as_of": {today}, "currency": {currency(c)}}})
}

// currency reads whose history the address asks for.
func currency(c *fiber.Ctx) string {
	code := strings.ToUpper(c.Query("mata-uang"))
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return strings.Clone(code)
}

func (h *Handler) renderRates(c *fiber.Ctx, status int, form ui.Form) error {
	p := h.page(c, "reference.rates")
	p.HasErrors = form.Failed()
	f, err := h.frame(c, p.L, "reference.rates", "rate")
	if err != nil {
		return err
	}
	v := view.Rates{Frame: f, Form: form, Currency: currency(c)}
	v.Jump = form.Value("confirmed") != "" || slices.ContainsFunc(form.Errors, func(e app.FieldError) bool { return e.Key == "reference.error.rate_jump" })
	if v.Currency != "" {
		rates, err := h.DB.RateHistory(c.UserContext(), v.Currency, shownRates)
		if err != nil {
			return err
		}
		v.Title = p.T("reference.rate.of", "currency", v.Currency)
		p.Title = v.Title
		for i := range rates {
			v.Lines = append(v.Lines, rateLine(p.L, &rates[i]))
		}
		return h.Render(c, status, view.RatesPage(p, v))
	}
	rates, err := h.DB.NewestRates(c.UserContext())
	if err != nil {
		return err
	}
	for i := range rates {
		line := rateLine(p.L, &rates[i].Rate)
		line.Jobs = p.L.Number(int64(rates[i].Jobs))
		line.Href = p.URL(ratesPath) + "?mata-uang=" + url.QueryEscape(line.Currency)
		v.Lines = append(v.Lines, line)
	}
	return h.Render(c, status, view.RatesPage(p, v))
}

func rateLine(l *i18n.Locale, r *app.Rate) view.Rate {
	line := view.Rate{Currency: r.Currency, Source: r.Source, Rupiah: l.T("reference.rate.none"), AsOf: "–"}
	if r.Rupiah > 0 {
		line.AsOf, line.Rupiah = l.DateShort(r.AsOf), l.Rate(r.Rupiah)
	}
	return line
}

// readDecimal reads an amount as people write it: 108,25 or 108.25, and
// 16.680 or 16,680 for thousands. It returns 0 for what is no number.
func readDecimal(s string) float64 {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "Rp", "", "rp", "").Replace(s)
	if strings.Trim(s, "0123456789.,") != "" {
		return 0
	}
	last := strings.LastIndexAny(s, ".,")
	if last >= 0 {
		whole, rest := s[:last], s[last+1:]
		grouped := strings.NewReplacer(".", "", ",", "").Replace(whole)
		// The last sign divides thousands when three digits follow and it is the
		// only kind of sign there is.
		if len(rest) == 3 && grouped != "" && grouped != "0" && strings.Count(s, s[last:last+1]) == strings.Count(s, ".")+strings.Count(s, ",") {
			s = grouped + rest
		} else {
			s = grouped + "." + rest
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return n
}

// AddRate records a rate and estimates salaries anew by it.
func (h *Handler) AddRate(c *fiber.Ctx) error {
	var in struct {
		Currency  string `form:"currency"`
		AsOf      string `form:"as_of"`
		Rupiah    string `form:"rupiah"`
		Source    string `form:"source"`
		Confirmed bool   `form:"confirmed"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	rate := app.Rate{Currency: strings.ToUpper(in.Currency), Rupiah: readDecimal(in.Rupiah), Source: in.Source}
	if day, err := time.ParseInLocation(time.DateOnly, in.AsOf, app.Jakarta); err == nil {
		rate.AsOf = day
	}
	changed, err := h.DB.AddRate(c.UserContext(), web.Actor(c), rate, in.Confirmed)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderRates(c, fiber.StatusUnprocessableEntity, form)
	}
	h.Flash(c, "ok", "reference.rate.saved", "currency", rate.Currency, "n", h.Locale(c).Number(int64(changed)))
	return h.Redirect(c, ratesPath)
}
